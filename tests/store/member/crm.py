"""A CRM to test with, in step with a member center."""

import asyncio
import contextlib
from collections.abc import Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from zhongtai.common.v1 import letter_pb2
from zhongtai.member.v1 import crm_requests_pb2 as pb
from zhongtai.member.v1 import member_event_pb2
from zhongtai.plugin.v1 import crm_member_pb2, plugin_pb2
from zhongtai_plugin import PluginFault as Fault

from centers.member.crm.adapters import CrmAdapter, event_item
from centers.member.crm.wiring import only_of, readers_of
from mesh.call.context import Identity, as_call, internal_identity
from mesh.feed.follower import Follower
from mesh.feed.follower_feeds import HomeFeed
from mesh.feed.follower_health import Patience
from mesh.feed.following import by_merchant
from mesh.feed.pulled import PulledChains
from mesh.plugins.faults import PluginFault, fault_of_item
from mesh.pure.clock import SystemClock
from mesh.pure.errors import PluginUnavailable
from tests.plugins.crm_in_memory import CAPABILITIES, CrmInMemory
from tests.store.member.build import get

QUICK = Patience(first_pause=0.01, longest_pause=0.05, look_pause=0.02, ack_pause=0.0)
_, TOLD = readers_of("crm_test")


class Plugin:
    """A CRM plug-in as the host gives it: each call takes its next word, "away" or "lost"."""

    name = "crm_test"

    def __init__(self, *words: str) -> None:
        self.crm = CrmInMemory(chain="demo")
        self.words = list(words)
        self.usable = asyncio.Event()
        self.usable.set()

    def can(self, capability: plugin_pb2.Capability) -> bool:
        return self.usable.is_set() and capability in CAPABILITIES

    @property
    def is_usable(self) -> bool:
        return self.usable.is_set()

    async def wait_usable(self) -> None:
        await self.usable.wait()

    def stub(self, _stub_class):
        return self.crm

    async def call(self, method, request, **_):
        word = self.words.pop(0) if self.words else ""
        if word == "away":
            raise PluginUnavailable(plugin=self.name)
        try:
            reply = await method(request, None)
        except Fault as fault:
            raise fault_of_item(fault.as_message(), self.name) from None
        if word == "lost":
            raise PluginUnavailable(plugin=self.name)
        return reply

    def one(self) -> crm_member_pb2.CrmMember:
        """The only member that the CRM has."""
        (member,) = self.crm.members.values()
        return member


@asynccontextmanager
async def in_step(
    center, plugin: Plugin, chains: Sequence[str] = ("demo",), patience: Patience = QUICK
):
    """Both readers of the CRM run; `chains` are those that have it."""
    members, tell = readers_of(plugin.name)
    adapter, feed, clock = CrmAdapter(plugin), center.feed, SystemClock()
    center.crms.update(dict.fromkeys(chains, adapter))
    identify = partial(internal_identity, "member")

    def each(handle):
        return by_merchant(partial(handle, adapter), identify, 60)

    pulled = PulledChains(members, chains, adapter.pull, feed, 0.02)
    events = HomeFeed(tell, feed, member_event_pb2.MemberEvent, event_item)
    member, event = crm_member_pb2.CrmMember, member_event_pb2.MemberEvent
    told = only_of(list(chains), each(center.crm.push))
    followers = [
        Follower(
            members, pulled, member, each(center.crm.take_pulled), clock=clock, patience=patience
        ),
        Follower(tell, events, event, told, clock=clock, patience=patience),
    ]
    tasks = [asyncio.create_task(_again_and_again(follower)) for follower in followers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _again_and_again(follower: Follower[Any]) -> None:
    """Run a follower, which ends where a plug-in is away, as a process does."""
    while True:
        with contextlib.suppress(PluginUnavailable, PluginFault):
            await follower.run()
        await asyncio.sleep(0.02)


async def until(ask) -> None:
    """Ask until the answer is yes; the test's time limit ends it otherwise."""
    while not await ask():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def letters(center) -> list:
    """What readers could not deal with."""
    return await center.feed.letters.list_letters("", "", 0, 0, 99)


async def conflicts(center) -> dict[str, tuple[str, str]]:
    """What could not be taken over, by field."""
    answer = await center.servicer.ListCrmConflicts(pb.ListCrmConflictsRequest(), None)
    return {each.field: (each.our_value, each.crm_value) for each in answer.conflicts}


async def drifts(center) -> list[pb.CrmDrift]:
    """Who differs."""
    answer = await center.servicer.ListCrmDrift(pb.ListCrmDriftRequest(), None)
    return list(answer.drifts)


def told_of(plugin: Plugin, position: int):
    """Whether the CRM has heard of all up to a line of the only member's ledger."""

    async def ask() -> bool:
        members = plugin.crm.members.values()
        return any(member.known_position >= position for member in members)

    return ask


def balance_is(center, points: int):
    async def ask() -> bool:
        return (await get(center)).points_balance == points

    return ask


async def at_crm(plugin: Plugin, **changes) -> None:
    """Change the only member at the CRM."""
    member = plugin.one()
    for name, value in changes.items():
        setattr(member, name, value)
    await plugin.crm.change_member(member.member_id)


def told_revision(plugin: Plugin, revision: int):
    async def ask() -> bool:
        return plugin.one().known_revision >= revision

    return ask


def no_drift(center):
    async def ask() -> bool:
        return await drifts(center) == []

    return ask


def letters_are(center, count: int):
    async def ask() -> bool:
        return len(await letters(center)) == count

    return ask


async def retry(center) -> None:
    request = letter_pb2.RetryLettersRequest(
        letter_ids=[letter.letter_id for letter in await letters(center)]
    )
    with as_call(Identity("operator", "olga", "demo"), timeout=60):
        await center.servicer.RetryLetters(request, None)


async def drop(center) -> None:
    request = letter_pb2.DropLettersRequest(
        letter_ids=[letter.letter_id for letter in await letters(center)]
    )
    with as_call(Identity("operator", "olga", "demo"), timeout=60):
        await center.servicer.DropLetters(request, None)


def drifts_are(center, *points: tuple[int, int]):
    """Whether members differ by these points, ours and theirs: what comes in is no drift yet."""

    async def ask() -> bool:
        found = await drifts(center)
        return [(drift.our_points, drift.crm_points) for drift in found] == list(points)

    return ask


def conflicts_are(center, wanted: dict[str, tuple[str, str]]):
    async def ask() -> bool:
        return await conflicts(center) == wanted

    return ask
