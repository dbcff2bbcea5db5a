"""A real pretix: members are its customers, each once, and their stored value is on its cards."""

import asyncio
import contextlib
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from zhongtai.member.v1 import crm_requests_pb2
from zhongtai.plugin.v1 import crm_member_pb2
from zhongtai.plugin.v1 import crm_pb2 as pb
from zhongtai.plugin.v1.crm_pb2_grpc import CrmServiceStub
from zhongtai_plugin.conformance import Hooks

from centers.member.store import MIGRATIONS
from centers.member.wiring import assemble
from mesh.call.context import as_call, internal_identity
from mesh.feed.follower_health import Patience
from mesh.plugins.faults import PluginFault
from mesh.plugins.handle import PluginHandle
from mesh.pure.clock import FixedClock, SystemClock
from mesh.pure.errors import PluginUnavailable, Refusal
from tests.conftest import CenterDatabase
from tests.plugins.oms_at_pretix import name_of
from tests.plugins.test_conformance import conforms
from tests.plugins.world import hosted, patiently, until
from tests.pretix import Pretix, members_account
from tests.store.member.build import enrol, get, move
from tests.store.member.conftest import Center
from tests.store.member.crm import conflicts, drifts, in_step, letters
from tests.tryton_line import Line, line_to

# Where nobody has installed pretix yet, the first test does.
pytestmark = pytest.mark.timeout(1800)

CHAIN = "noodles"
PATIENT = Patience(
    attempts=100, first_pause=0.1, longest_pause=0.5, look_pause=0.1, ack_pause=0.0, away_pause=1.0
)
"""A process that was killed is away for seconds."""
ACTIVE = crm_member_pb2.CRM_STANDING_ACTIVE
FROZEN = crm_member_pb2.CRM_STANDING_FROZEN
CLOSED = crm_member_pb2.CRM_STANDING_CLOSED
State = crm_member_pb2.CrmMember


def a_profile(member_id: str, revision: int = 1, standing: Any = ACTIVE) -> Any:
    profile = crm_member_pb2.CrmProfile(
        profile_id=f"{member_id}/{revision}",
        merchant_id=CHAIN,
        member_id=member_id,
        person_id="per_1",
        revision=revision,
        standing=standing,
        tier_code="member",
    )
    profile.join_time.FromSeconds(1_800_000_000)
    return profile


@dataclass
class Crm:
    """The plug-in, the line to pretix, and pretix itself."""

    handle: PluginHandle
    line: Line
    pretix: Pretix

    def __post_init__(self) -> None:
        self.stub = self.handle.stub(CrmServiceStub)

    async def push(self, *profiles: Any) -> list[str]:
        """What becomes of memberships."""
        request = pb.PushMembersRequest(profiles=profiles)
        try:
            reply = await patiently(
                lambda: self.handle.call(self.stub.PushMembers, request, timeout=30)
            )
        except PluginFault as fault:
            return [fault.code] * len(profiles)
        return [
            each.error.code or ("known" if each.already_known else "new") for each in reply.results
        ]

    async def state(self, member_id: str) -> State:
        """How a member stands."""
        request = pb.LookUpMembersRequest(merchant_id=CHAIN, member_ids=[member_id])
        reply = await patiently(lambda: self.handle.call(self.stub.LookUpMembers, request))
        (found,) = reply.members
        return found

    async def until(self, member_id: str, **wanted: Any) -> State:
        """Wait until a member is told as wanted."""
        async with asyncio.timeout(60):
            while True:
                found = await self.state(member_id)
                told = {"standing": found.standing, "value": found.stored_value.minor_units}
                if all(told[name] == value for name, value in wanted.items()):
                    return found
                await asyncio.sleep(0.1)

    async def there(self, member_id: str, verb: str, path: str = "", **body: Any) -> None:
        """Have pretix's own people do something to a member's customer."""
        (customer,) = await asyncio.to_thread(self.pretix.customers, member_id)
        place = f"customers/{customer['identifier']}/{path}"
        await asyncio.to_thread(self.pretix.ask_of_members, verb, place, json=body)


def settings(accounts: Path) -> dict[str, str]:
    return {"accounts": str(accounts), "poll_seconds": "1"}


def account_file(pretix: Pretix, folder: Path, chain: str, url: str = "") -> Path:
    """The file of accounts with one chain."""
    file = folder / "accounts.toml"
    file.touch(mode=0o600)
    file.write_text(members_account(pretix, url or pretix.url, chain))
    return file


@asynccontextmanager
async def running(accounts: Path, home: Path) -> AsyncIterator[PluginHandle]:
    """The plug-in with its folder below `home`."""
    named = {f"ZHONGTAI_CRM_PRETIX_{k.upper()}": v for k, v in settings(accounts).items()}
    async with hosted("crm_pretix", home, **named) as handle:
        yield handle


@pytest.fixture
async def crm(pretix: Pretix, tmp_path: Path) -> AsyncIterator[Crm]:
    async with line_to(pretix.url, name_of) as line:
        file = account_file(pretix, tmp_path, CHAIN, line.url)
        async with running(file, tmp_path / "home") as handle:
            yield Crm(handle, line, pretix)


def last_told(home: Path) -> int:
    """The number of the last change that the plug-in has to tell of."""
    with sqlite3.connect(home / "plugins" / "crm_pretix" / "books.sqlite3", timeout=60) as db:
        ((number,),) = db.execute("SELECT coalesce(max(number), 0) FROM told").fetchall()
    db.close()
    return int(number)


async def test_it_keeps_the_contract(pretix: Pretix, tmp_path: Path):
    file = account_file(pretix, tmp_path, "conformance")

    async def at_pretix(member_id: str, verb: str, path: str, **body: Any) -> None:
        before = last_told(tmp_path)
        (customer,) = pretix.customers(member_id)
        place = f"customers/{customer['identifier']}/{path}"
        await asyncio.to_thread(pretix.ask_of_members, verb, place, json=body)
        await until(lambda: last_told(tmp_path) > before)

    async def change_member(member_id: str) -> None:
        await at_pretix(member_id, "PATCH", "", is_active=False)

    async def delete_member(member_id: str) -> None:
        await at_pretix(member_id, "POST", "anonymize/")

    hooks = Hooks(change_member=change_member, delete_member=delete_member)
    found = await conforms("crm_pretix", tmp_path, settings(file), hooks, batch="5")
    assert {each.detail for each in found} == {"CAPABILITY_CRM_POINTS is not claimed"}


async def test_a_member_is_there_once_and_of_nobody_whatever_gets_lost(crm: Crm):
    crm.line.cut = {"POST customers"}
    assert await crm.push(a_profile("m1")) == ["NO_ANSWER"]
    crm.line.cut = {"POST giftcards"}
    assert await crm.push(a_profile("m1")) == ["NO_ANSWER"]
    assert await crm.push(a_profile("m1"), a_profile("m2")) == ["new", "new"]
    assert await crm.push(a_profile("m1")) == ["known"]
    (customer,), (card,) = crm.pretix.customers("m1"), crm.pretix.cards("m1")
    assert (customer["name"], customer["phone"], customer["is_active"]) == ("", None, True)
    assert customer["email"].endswith("@zhongtai.invalid")
    assert "m1" not in customer["email"]
    assert (card["value"], card["currency"], card["expires"]) == ("0.00", "CNY", None)
    told = await crm.state("m1")
    assert (told.standing, told.known_revision) == (ACTIVE, 1)
    assert told.crm_member_id == customer["identifier"]


async def test_what_is_paid_in_and_spent_in_pretix_is_told(crm: Crm):
    await crm.push(a_profile("v1"))
    (card,) = crm.pretix.cards("v1")
    path = f"giftcards/{card['id']}/transact/"
    before = (await crm.state("v1")).revision
    await asyncio.to_thread(crm.pretix.ask_of_members, "POST", path, json={"value": "50.00"})
    told = await crm.until("v1", value=5000)
    assert told.revision > before
    await asyncio.to_thread(crm.pretix.ask_of_members, "POST", path, json={"value": "-12.34"})
    await crm.until("v1", value=3766)


async def test_both_sides_freeze_and_an_older_profile_changes_nothing(crm: Crm):
    await crm.push(a_profile("f1"))
    await crm.there("f1", "PATCH", is_active=False)
    assert (await crm.until("f1", standing=FROZEN)).known_revision == 1
    assert await crm.push(a_profile("f1", 2, ACTIVE)) == ["new"]
    assert (await crm.state("f1")).standing == ACTIVE
    assert crm.pretix.customers("f1")[0]["is_active"]
    late, last = a_profile("f1", 1, FROZEN), a_profile("f1", 4, CLOSED)
    late.profile_id = "f1/late"
    assert await crm.push(late, last, a_profile("f1", 2, ACTIVE)) == ["known", "new", "known"]
    assert (await crm.state("f1")).standing == CLOSED


async def test_who_is_anonymized_in_pretix_has_left_and_is_not_made_anew(crm: Crm):
    await crm.push(a_profile("a1"))
    (customer,) = crm.pretix.customers("a1")
    await crm.there("a1", "POST", "anonymize/")
    await crm.until("a1", standing=CLOSED)
    assert await crm.push(a_profile("a1", 2)) == ["new"]
    told = await crm.state("a1")
    assert (told.standing, told.known_revision) == (CLOSED, 2)
    assert (told.crm_member_id, crm.pretix.customers("a1")) == (customer["identifier"], [])


async def test_while_pretix_is_away_nothing_is_taken_and_nobody_is_lost(crm: Crm):
    await crm.push(a_profile("w0"))
    crm.line.down = True
    assert await crm.push(a_profile("w1")) == ["NO_ANSWER"]
    crm.line.down = False
    assert await crm.push(a_profile("w1")) == ["new"]
    assert len(crm.pretix.customers("w1")) == 1


async def test_a_revoked_token_is_for_the_operator_and_says_so(crm: Crm):
    await crm.push(a_profile("t0"))
    crm.pretix.revoke()
    try:
        assert await crm.push(a_profile("t1")) == ["TOKEN_REFUSED"]
    finally:
        crm.pretix.revoke(active=True)
    assert await crm.push(a_profile("t1")) == ["new"]


async def test_with_its_folder_lost_nobody_is_made_twice_and_the_money_is_still_theirs(
    crm: Crm, tmp_path: Path
):
    await crm.push(a_profile("l1"))
    (customer,), (card,) = crm.pretix.customers("l1"), crm.pretix.cards("l1")
    path = f"giftcards/{card['id']}/transact/"
    await asyncio.to_thread(crm.pretix.ask_of_members, "POST", path, json={"value": "8.00"})
    before = (await crm.until("l1", value=800)).revision
    file = account_file(crm.pretix, tmp_path, CHAIN)
    async with running(file, tmp_path / "another-home") as handle:
        anew = Crm(handle, crm.line, crm.pretix)
        assert await anew.push(a_profile("l1", 2)) == ["new"]
        told = await anew.state("l1")
    assert (told.crm_member_id, told.stored_value.minor_units) == (customer["identifier"], 800)
    assert told.revision > before
    assert len(crm.pretix.customers("l1")) == len(crm.pretix.cards("l1")) == 1


@pytest.fixture
async def center(center_database: CenterDatabase) -> AsyncIterator[Center]:
    """A real member center."""
    db, crms = await center_database("member", MIGRATIONS), {}
    made = assemble(db, SystemClock(), crms.get)
    with as_call(internal_identity("order_control", "demo"), timeout=120):
        yield Center(made.servicer, db, made.feed, FixedClock(datetime.now(UTC)), made.crm, crms)
    await made.close()


async def test_after_a_run_with_kills_both_sides_say_the_same(
    pretix: Pretix, tmp_path: Path, center: Center
):
    accounts = account_file(pretix, tmp_path, "demo")
    async with running(accounts, tmp_path) as handle, in_step(center, handle, patience=PATIENT):
        for person in ("k0", "k1", "k2"):
            await enrol(center, person)
            os.kill(handle.pid, signal.SIGKILL)
            await move(center, "Freeze", person)
            await patiently(lambda: look_up(handle))
        await move(center, "Close", "k0")
        await move(center, "Unfreeze", "k1")
        ids = [(await get(center, person)).member_id for person in ("k0", "k1", "k2")]
        await until_in_step(center, "k1")
        (customer,) = pretix.customers(ids[2])
        os.kill(handle.pid, signal.SIGKILL)
        place, body = f"customers/{customer['identifier']}/", {"is_active": True}
        await asyncio.to_thread(pretix.ask_of_members, "PATCH", place, json=body)
        await until_in_step(center, "k2")
        standings = [(await get(center, person)).status for person in ("k0", "k1", "k2")]
    assert standings == [3, 1, 1]  # closed, active, active
    for member_id, standing in zip(ids, standings, strict=True):
        (customer,), (_card,) = pretix.customers(member_id), pretix.cards(member_id)
        assert customer["is_active"] == (standing == 1)


async def test_stored_value_reaches_the_person_and_who_left_in_pretix_is_for_people_to_decide(
    pretix: Pretix, tmp_path: Path, center: Center
):
    async with (
        running(account_file(pretix, tmp_path, "demo"), tmp_path) as handle,
        in_step(center, handle, patience=PATIENT),
    ):
        await enrol(center, "ann")
        member_id = (await get(center, "ann")).member_id
        await eventually(lambda: bool(pretix.cards(member_id)))
        (card,), (customer,) = pretix.cards(member_id), pretix.customers(member_id)
        money = f"giftcards/{card['id']}/transact/"
        pretix.ask_of_members("POST", money, json={"value": "50.00"})
        await shown(center, "ann", 5000)
        pretix.ask_of_members("POST", f"customers/{customer['identifier']}/anonymize/")
        async with asyncio.timeout(60):
            # Members of other tests are in pretix, too: they are nobody here.
            while (await conflicts(center)).get("status") != ("ACTIVE", "CLOSED"):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        (drift,) = await drifts(center)
    assert (drift.our_status, drift.crm_status) == (1, 3)
    assert (await get(center, "ann")).status == 1
    assert await letters(center) == []


async def shown(center: Center, person: str, minor_units: int) -> None:
    """Wait until a person sees so much stored value."""
    request = crm_requests_pb2.GetCrmAccountRequest(person_id=person)
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(Refusal):
                account = (await center.servicer.GetCrmAccount(request, None)).account
                if account.stored_value.minor_units == minor_units:
                    return
            await asyncio.sleep(0.1)


async def look_up(handle: PluginHandle) -> None:
    request = pb.LookUpMembersRequest(merchant_id="demo", member_ids=["nobody"])
    await handle.call(handle.stub(CrmServiceStub).LookUpMembers, request)


async def eventually(fact: Callable[[], bool]) -> None:
    """Ask pretix until something is so."""
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(fact):  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.1)


async def until_in_step(center: Center, unfrozen: str) -> None:
    """Wait until nothing differs, waits or was put aside, and somebody is active."""
    seen: list[object] = []
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(60):
            while True:
                with contextlib.suppress(PluginUnavailable, PluginFault):
                    lags = [lag.events for lag in await center.feed.lags() if lag.events]
                    active = (await get(center, unfrozen)).status == 1
                    seen = [lags, active, *await letters(center), *await drifts(center)]
                    if seen == [[], True]:
                        return
                await asyncio.sleep(0.1)
    pytest.fail(f"still not in step: {seen}")
