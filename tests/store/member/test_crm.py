"""Members and points go to the CRM once each, and what changes there is taken over."""

import asyncio

import pytest
from zhongtai.member.v1 import crm_requests_pb2 as pb
from zhongtai.member.v1 import member_event_pb2, member_pb2
from zhongtai.plugin.v1 import crm_member_pb2

from centers.member.crm.adapters import CrmAdapter, event_item, member_item
from mesh.call.context import Identity, as_call, internal_identity
from mesh.feed.events import parsed
from mesh.feed.follower_items import Batch
from mesh.pure.errors import Refusal
from tests.store.member.build import (
    breaches,
    earn,
    earning,
    enrol,
    get,
    ledger,
    move,
    redeem,
    refunding,
    reverse,
    set_tiers,
)
from tests.store.member.crm import (
    TOLD,
    Plugin,
    at_crm,
    balance_is,
    conflicts_are,
    drifts,
    drifts_are,
    drop,
    in_step,
    letters,
    letters_are,
    no_drift,
    retry,
    told_of,
    told_revision,
    until,
)


async def test_joins_and_points_are_told_once_whatever_answers_are_lost(center):
    plugin = Plugin("away", "lost", "away", "lost", "lost")
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await redeem(center, 30)
        await reverse(center, refunding("o1", "r1", 10_000))
        await until(told_of(plugin, 3))
    member, ann = plugin.one(), await get(center)
    assert (member.member_id, member.known_revision) == (ann.member_id, 1)
    assert member.points_balance == ann.points_balance == 0
    assert ann.owed_points == 30
    assert await drifts(center) == []
    assert await letters(center) == []


async def test_points_that_the_crm_gives_arrive_once_and_are_not_told_back(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
        await at_crm(plugin)
        await until(balance_is(center, 110))
        await earn(center, earning("o2"))
        await until(told_of(plugin, 3))
        await until(balance_is(center, 210))
        assert await drifts(center) == []
    assert await ledger(center) == [("EARN", 100), ("CRM", 10), ("EARN", 100)]
    assert plugin.one().points_balance == 210
    assert await breaches(center) == []


async def test_a_tier_and_a_freeze_of_the_crm_are_taken_over(center):
    plugin = Plugin()
    await set_tiers(center, ("base", 0, 100), ("gold", 1000, 200))
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
        await at_crm(plugin, tier_code="gold", standing=crm_member_pb2.CRM_STANDING_FROZEN)
        await until(balance_is(center, 110))
        ann = await get(center)
        assert (ann.tier_code, ann.growth_value, ann.revision) == ("gold", 1000, 1)
        assert ann.status == member_pb2.MEMBER_STATUS_FROZEN
        await earn(center, earning("o2"))
        await until(told_of(plugin, 4))
        await move(center, "Unfreeze")
        await until(told_revision(plugin, 2))
        await until(no_drift(center))
    assert plugin.one().standing == crm_member_pb2.CRM_STANDING_ACTIVE
    assert await breaches(center) == []


async def test_who_was_a_member_before_the_crm_brings_their_points_once(center):
    plugin = Plugin()
    await earn(center, earning("o1"))
    await redeem(center, 30)
    await center.db.execute("DELETE FROM events")
    async with in_step(center, plugin):
        assert [drift.our_points for drift in await drifts(center)] == [70]
        await earn(center, earning("o2"))
        await until(told_of(plugin, 3))
        await redeem(center, 5)
        await until(told_of(plugin, 4))
        assert await drifts(center) == []
    assert plugin.one().points_balance == 165


async def test_a_refused_movement_holds_back_its_member_alone_until_it_is_retried(center):
    plugin = Plugin()
    ann = (await enrol(center)).member.member_id
    plugin.crm.rejects = {f"{ann}/1"}
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(letters_are(center, 1))
        await redeem(center, 10)
        await until(letters_are(center, 2))
        await earn(center, earning("o3", person="bob"))
        bob = (await get(center, "bob")).member_id

        async def bob_is_told() -> bool:
            return bob in plugin.crm.members and plugin.crm.members[bob].known_position == 1

        await until(bob_is_told)
        assert {letter.reader for letter in await letters(center)} == {TOLD}
        assert (plugin.crm.members[ann].points_balance, await drifts(center)) == (0, [])
        plugin.crm.rejects.clear()
        await retry(center)
        await until(letters_are(center, 0))
        assert plugin.crm.members[ann].points_balance == 90
        assert (await get(center)).points_balance == 90


async def test_what_comes_behind_a_refused_movement_is_not_told_before_it(center):
    """The CRM's state would count the refused one as told, and its points would be gone here."""
    plugin = Plugin()
    ann = (await enrol(center)).member.member_id
    plugin.crm.rejects = {f"{ann}/1"}
    await earn(center, earning("o1"))
    await earn(center, earning("o2", amount=3_000))
    async with in_step(center, plugin):
        await until(letters_are(center, 2))
        assert plugin.one().known_position == 0
        await at_crm(plugin)
        await until(balance_is(center, 140))
        plugin.crm.rejects.clear()
        await retry(center)
        await until(letters_are(center, 0))
        await until(balance_is(center, 140))
        assert await drifts(center) == []
    assert plugin.one().points_balance == 140


async def test_points_from_before_the_crm_are_not_passed_over_where_they_are_refused(center):
    plugin = Plugin()
    ann = (await enrol(center)).member.member_id
    await earn(center, earning("o1"))
    await center.db.execute("DELETE FROM events")
    plugin.crm.rejects = {f"{ann}/opening/0/1"}
    async with in_step(center, plugin):
        await earn(center, earning("o2"))
        await until(letters_are(center, 1))
        assert plugin.one().known_position == 0
        plugin.crm.rejects.clear()
        await drop(center)
        await earn(center, earning("o3"))
        await until(told_of(plugin, 3))
        await until(balance_is(center, 300))
    assert plugin.one().points_balance == 300


async def test_a_crm_that_takes_nothing_of_who_is_closed_is_told_their_points_before(center):
    plugin = Plugin()
    plugin.crm.refuses_closed = True
    await earn(center, earning("o1"))
    await move(center, "Close")
    async with in_step(center, plugin):
        await until(told_of(plugin, 2))
        await until(told_revision(plugin, 2))
        assert await letters(center) == []
    assert (plugin.one().points_balance, plugin.one().known_position) == (0, 2)


async def test_a_state_waits_until_it_is_known_whether_the_crm_keeps_points(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
    await at_crm(plugin)
    plugin.usable.clear()
    batch = Batch([member_item(plugin.one(), "demo")])
    taking = asyncio.create_task(center.crm.take_pulled(CrmAdapter(plugin), batch))
    for _ in range(5):
        await get(center)
    assert not taking.done()
    plugin.usable.set()
    await taking
    assert (await get(center)).points_balance == 110


async def test_what_there_is_no_time_for_fails_alone_and_comes_again(center):
    plugin = Plugin()
    await earn(center, earning("o1"))
    events, _ = await center.feed.read()
    batch = Batch(
        [event_item(parsed(member_event_pb2.MemberEvent.FromString, event)) for event in events]
    )
    with as_call(internal_identity("member", "demo"), timeout=5):
        await center.crm.push(CrmAdapter(plugin), batch)
    (undone,) = batch.undone.values()
    assert not undone.final
    assert (plugin.one().known_revision, plugin.one().known_position) == (1, 0)


async def test_points_for_who_has_left_are_listed_and_differ(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
        await move(center, "Close")
        await until(told_of(plugin, 2))
        await at_crm(plugin)
        await until(conflicts_are(center, {"points": ("0", "10")}))
        await until(drifts_are(center, (0, 10)))


async def test_what_cannot_be_read_is_a_letter_and_its_neighbours_are_taken(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
        odd = crm_member_pb2.CrmMember(crm_member_id="x" * 65, revision=1, standing=1)
        plugin.crm._changes.append(odd)
        await at_crm(plugin)
        await until(balance_is(center, 110))
        await until(letters_are(center, 1))


async def test_what_cannot_be_taken_over_is_listed_until_it_can(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
        await at_crm(plugin, points_balance=-60, standing=crm_member_pb2.CRM_STANDING_CLOSED)
        wanted = {"points": ("100", "-50"), "status": ("ACTIVE", "CLOSED")}
        await until(conflicts_are(center, wanted))
        await until(drifts_are(center, (100, -50)))
        (drift,) = await drifts(center)
        assert drift.crm_status == member_pb2.MEMBER_STATUS_CLOSED
        await at_crm(plugin, points_balance=90, standing=crm_member_pb2.CRM_STANDING_ACTIVE)

        await until(conflicts_are(center, {}))


async def test_whom_nobody_here_can_be_is_listed(center):
    plugin = Plugin()
    stranger = crm_member_pb2.CrmMember(
        crm_member_id="c-2", member_id="mem_nobody", standing=1, revision=1
    )
    plugin.crm._tell(stranger)
    async with in_step(center, plugin):
        await until(conflicts_are(center, {"member_id": ("", "mem_nobody")}))


async def test_a_person_sees_what_the_crm_keeps_for_them(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
        member = plugin.one()
        member.stored_value.minor_units = 5_000
        member.benefits.add(code="cake", name="Birthday cake", quantity=1)
        await at_crm(plugin)
        await until(balance_is(center, 110))
    with as_call(Identity("person", "ann", "demo"), timeout=60):
        account = (await center.servicer.GetCrmAccount(pb.GetCrmAccountRequest(), None)).account
    assert (account.points, account.stored_value.minor_units) == (110, 5_000)
    assert [(each.code, each.quantity) for each in account.benefits] == [("cake", 1)]
    assert not account.benefits[0].HasField("expire_time")
    with pytest.raises(Refusal, match="nothing of the person"):
        await center.servicer.GetCrmAccount(pb.GetCrmAccountRequest(person_id="bob"), None)


async def test_without_a_crm_there_is_nothing_to_compare_with(center):
    with pytest.raises(Refusal) as refused:
        await drifts(center)
    assert refused.value.reason == "CRM_NOT_BOUND"


async def test_another_chains_members_are_not_told(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        with as_call(Identity("service", "x", "other"), timeout=60):
            await enrol(center, "carl")
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
    assert [each.member_id for each in plugin.crm.members.values()] == [
        (await get(center)).member_id
    ]
