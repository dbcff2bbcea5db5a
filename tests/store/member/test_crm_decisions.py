"""What a person decides about a conflict reaches the CRM, or the member."""

import asyncio
from datetime import timedelta

import pytest
from zhongtai.member.v1 import crm_requests_pb2 as pb
from zhongtai.member.v1 import member_pb2
from zhongtai.plugin.v1 import crm_member_pb2

from mesh.pure.errors import InvalidRequest, Refusal
from tests.store.member.build import (
    breaches,
    earn,
    earning,
    enrol,
    expire,
    fresh,
    get,
    ledger,
    move,
    set_programme,
    set_tiers,
)
from tests.store.member.crm import (
    Plugin,
    at_crm,
    balance_is,
    conflicts,
    conflicts_are,
    drifts_are,
    in_step,
    no_drift,
    told_of,
    told_revision,
    until,
)

KEEP = pb.CRM_CONFLICT_DECISION_KEEP_OURS
TAKE = pb.CRM_CONFLICT_DECISION_TAKE_CRM
CLOSED = crm_member_pb2.CRM_STANDING_CLOSED


async def decide(center, decision: int, request_id: str = "") -> str:
    """Decide the only conflict; gives its id."""
    answer = await center.servicer.ListCrmConflicts(pb.ListCrmConflictsRequest(), None)
    (conflict,) = answer.conflicts
    await decide_about(center, conflict.conflict_id, decision, request_id)
    return conflict.conflict_id


async def decide_about(center, conflict_id: str, decision: int, request_id: str = "") -> None:
    request = pb.ResolveCrmConflictRequest(
        request_id=request_id or fresh(), conflict_id=conflict_id, decision=decision
    )
    await center.servicer.ResolveCrmConflict(request, None)


async def in_conflict(center, plugin: Plugin, **changes) -> None:
    """Earn something, change it at the CRM, and wait until that could not be taken over."""
    await earn(center, earning("o1"))
    await until(told_of(plugin, 1))
    await until(told_revision(plugin, 1))
    await at_crm(plugin, **changes)

    async def listed() -> bool:
        return bool(await conflicts(center))

    await until(listed)


def balances_are(center, plugin: Plugin, points: int):
    async def ask() -> bool:
        ours = (await get(center)).points_balance
        return ours == plugin.one().points_balance == points

    return ask


async def test_our_points_are_given_to_the_crm_and_cost_the_member_nothing(center):
    plugin = Plugin("", "", "", "lost", "lost")
    async with in_step(center, plugin):
        # The stand-in adds ten to what is changed.
        await in_conflict(center, plugin, points_balance=-60)
        await decide(center, KEEP)
        await until(balances_are(center, plugin, 100))
        await until(no_drift(center))
    assert await conflicts(center) == {}
    assert await ledger(center) == [("CRM", -150), ("ADJUST", 150), ("EARN", 100)]
    assert await breaches(center) == []


async def test_a_balance_below_zero_that_is_taken_over_is_zero_on_both_sides(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await in_conflict(center, plugin, points_balance=-60)
        await decide(center, TAKE)
        await until(balances_are(center, plugin, 0))
        await until(no_drift(center))
    assert await conflicts(center) == {}
    assert await breaches(center) == []


async def test_what_is_given_to_the_crm_changes_nothing_of_when_points_expire(center):
    plugin = Plugin()
    await set_programme(center, minor_units_per_point=100, points_valid_days=10)
    async with in_step(center, plugin):
        await in_conflict(center, plugin, points_balance=-60)
        await decide(center, KEEP)
        await until(balances_are(center, plugin, 100))
        center.clock.advance(timedelta(days=11).total_seconds())
        await expire(center)
        await until(balances_are(center, plugin, 0))
    assert await breaches(center) == []


async def test_points_of_who_has_left_are_taken_from_the_crm(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await move(center, "Close")
        await until(told_of(plugin, 2))
        await until(told_revision(plugin, 2))
        await at_crm(plugin)
        await until(conflicts_are(center, {"points": ("0", "10")}))
        with pytest.raises(Refusal, match="cannot be here") as refused:
            await decide(center, TAKE)
        assert refused.value.reason == "CRM_VALUE_IMPOSSIBLE"
        await decide(center, KEEP)
        await until(balances_are(center, plugin, 0))
        await until(drifts_are(center))
    assert await breaches(center) == []


@pytest.mark.parametrize("decision", [KEEP, TAKE])
async def test_a_membership_that_the_crm_has_ended_ends_or_is_opened_there(center, decision):
    plugin = Plugin()
    async with in_step(center, plugin):
        await in_conflict(center, plugin, standing=CLOSED)
        await decide(center, decision)
        kept = decision == KEEP
        standing = crm_member_pb2.CRM_STANDING_ACTIVE if kept else CLOSED

        async def agreed() -> bool:
            return plugin.one().standing == standing and await no_drift(center)()

        await until(agreed)
    ended = member_pb2.MEMBER_STATUS_CLOSED
    assert ((await get(center)).status == ended) is not kept
    assert await conflicts(center) == {}
    assert await breaches(center) == []


async def test_our_tier_is_given_to_the_crm_and_one_that_is_none_is_not_taken(center):
    plugin = Plugin()
    await set_tiers(center, ("bronze", 0, 100), ("silver", 1_000, 100))
    async with in_step(center, plugin):
        await in_conflict(center, plugin, tier_code="platinum")
        with pytest.raises(Refusal) as refused:
            await decide(center, TAKE)
        assert refused.value.reason == "CRM_VALUE_IMPOSSIBLE"
        assert len(await conflicts(center)) == 1
        await decide(center, KEEP)

        async def agreed() -> bool:
            return plugin.one().tier_code == "bronze" and await no_drift(center)()

        await until(agreed)
    assert await conflicts(center) == {}


async def test_who_somebody_is_can_be_taken_over(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        twin = await twin_of_ann(center, plugin)
        await decide(center, TAKE)
        request = pb.GetCrmAccountRequest(person_id="ann")
        account = (await center.servicer.GetCrmAccount(request, None)).account
        assert account.crm_member_id == twin.crm_member_id
        assert (await get(center)).points_balance == 80
    assert await conflicts(center) == {}


async def test_nobody_is_nobody_whatever_is_decided(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        twin = await twin_of_ann(center, plugin)
        twin.member_id = "mem_nobody"
        await plugin.crm.change_member("twin")
        await until(conflicts_are(center, {"member_id": ("", "mem_nobody")}))
        with pytest.raises(Refusal) as refused:
            await decide(center, TAKE)
        assert refused.value.reason == "CRM_VALUE_IMPOSSIBLE"
        await decide(center, KEEP)
    assert await conflicts(center) == {}


async def twin_of_ann(center, plugin: Plugin) -> crm_member_pb2.CrmMember:
    """Another member of the CRM that claims to be who one of it is already."""
    await enrol(center)
    await until(told_of(plugin, 0))
    member = plugin.one()
    await at_crm(plugin)
    await until(balance_is(center, 10))
    twin = plugin.crm._new("twin")
    twin.member_id, twin.points_balance = member.member_id, 70
    await plugin.crm.change_member("twin")
    await until(conflicts_are(center, {"member_id": ("", member.member_id)}))
    return twin


async def test_a_decision_is_taken_once_however_often_it_is_asked_for(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await in_conflict(center, plugin, points_balance=-60)
        answer = await center.servicer.ListCrmConflicts(pb.ListCrmConflictsRequest(), None)
        conflict_id = answer.conflicts[0].conflict_id
        same = [decide_about(center, conflict_id, KEEP, "same") for _ in range(5)]
        others = [decide_about(center, conflict_id, TAKE) for _ in range(5)]
        outcomes = await asyncio.gather(*same, *others, return_exceptions=True)
        reasons = {each.reason for each in outcomes if isinstance(each, Refusal)}
        assert reasons == {"CRM_SYNC_NOT_FOUND"}
        assert sum(each is None for each in outcomes) in (1, 5)
        await until(no_drift(center))
        assert await conflicts(center) == {}
    assert await breaches(center) == []


async def test_without_a_decision_or_a_conflict_nothing_is_decided(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        with pytest.raises(InvalidRequest):
            await decide_about(center, "crm-1/points", 0)
        with pytest.raises(Refusal) as refused:
            await decide_about(center, "crm-1/points", KEEP)
    assert refused.value.reason == "CRM_SYNC_NOT_FOUND"
