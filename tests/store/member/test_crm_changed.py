"""A chain changes its CRM, or a CRM whom it takes for a member: what moved is told there, too."""

import asyncio

from zhongtai.member.v1 import crm_requests_pb2 as pb
from zhongtai.plugin.v1 import crm_member_pb2

from centers.member.crm.wiring import readers_of
from mesh.pure.errors import Refusal
from tests.store.member.build import earn, earning, get, redeem
from tests.store.member.crm import (
    Plugin,
    at_crm,
    balance_is,
    conflicts,
    drifts,
    in_step,
    no_drift,
    told_of,
    until,
)


async def test_what_moved_while_the_chain_had_another_crm_is_told_when_it_is_back(center):
    plugin, other = Plugin(), Plugin()
    other.name = "crm_other"
    await earn(center, earning("o1"))
    async with in_step(center, plugin):
        await until(told_of(plugin, 1))
    async with in_step(center, plugin, chains=["another"]), in_step(center, other):
        await redeem(center, 30)
        await until(told_of(other, 2))
        await at_crm(other)
        await until(balance_is(center, 80))
        await until(read_to_the_end(center, plugin))
    async with in_step(center, plugin):
        await earn(center, earning("o2"))
        await until(told_of(plugin, 4))
        assert await drifts(center) == []
    assert plugin.one().points_balance == (await get(center)).points_balance == 180


def read_to_the_end(center, plugin: Plugin):
    async def ask() -> bool:
        _, reader = readers_of(plugin.name)
        return (await center.feed.lag(reader)).events == 0

    return ask


async def test_points_of_the_crm_that_the_chain_had_before_are_told_to_the_next(center):
    before, after = Plugin(), Plugin()
    after.name, after.crm.prefix = "crm_after", "d"
    async with in_step(center, before):
        await earn(center, earning("o1"))
        await until(told_of(before, 1))
        await at_crm(before)
        await until(balance_is(center, 110))
    async with in_step(center, after):
        await until(told_of(after, 2))
        assert after.one().points_balance == 110
        await at_crm(after)
        await until(balance_is(center, 120))
        assert await drifts(center) == []
        assert await conflicts(center) == {}


async def test_who_is_another_member_of_the_crm_is_told_there_what_they_had(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
        await at_crm(plugin, standing=crm_member_pb2.CRM_STANDING_CLOSED, points_balance=-10)
        before = plugin.one()
        plugin.crm.prefix = "d"
        plugin.crm._tell(plugin.crm._new(before.member_id))
        await until(account_is(center, f"d-{before.member_id}"))
        assert (await get(center)).points_balance == 100
        await earn(center, earning("o2"))
        await until(told_of(plugin, 2))
        await until(balance_is(center, 200))
        assert plugin.one().points_balance == 200
        await until(no_drift(center))


async def test_who_becomes_another_member_while_the_crm_is_told_is_told_there_what_they_had(center):
    plugin = SlowToAnswer()
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
        await until(account_is(center, plugin.one().crm_member_id))
        plugin.answers.clear()
        await earn(center, earning("o2"))
        await until(told_of(plugin, 2))
        await at_crm(plugin, standing=crm_member_pb2.CRM_STANDING_CLOSED)
        before = plugin.one()
        plugin.crm.prefix = "d"
        plugin.crm._tell(plugin.crm._new(before.member_id))
        await until(account_is(center, f"d-{before.member_id}"))
        plugin.answers.set()
        await earn(center, earning("o3"))
        await until(told_of(plugin, 3))
        assert plugin.one().points_balance == 300
        await until(no_drift(center))


class SlowToAnswer(Plugin):
    """A CRM that takes points at once and answers when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()
        self.answers.set()

    async def call(self, method, request, **options):
        reply = await super().call(method, request, **options)
        if method == self.crm.PushPoints:
            await self.answers.wait()
        return reply


def account_is(center, crm_member_id: str):
    async def ask() -> bool:
        request = pb.GetCrmAccountRequest(person_id="ann")
        try:
            answer = await center.servicer.GetCrmAccount(request, None)
        except Refusal:
            return False
        return answer.account.crm_member_id == crm_member_id

    return ask
