"""Members and points go to the CRM once each, and what changes there is taken over."""

import asyncio

import pytest
from zhongtai.common.v1 import letter_pb2
from zhongtai.member.v1 import crm_requests_pb2 as pb
from zhongtai.member.v1 import member_pb2
from zhongtai.plugin.v1 import crm_member_pb2

from centers.member.crm.adapters import CrmAdapter, event_item, member_item
from centers.member.crm.wiring import readers_of
from mesh.call.context import Identity, as_call, internal_identity
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
from tests.store.member.crm import TOLD, Plugin, conflicts, drifts, in_step, letters, until


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


def told_revision(plugin: Plugin, revision: int):
    async def ask() -> bool:
        return plugin.one().known_revision >= revision

    return ask


def no_drift(center):
    async def ask() -> bool:
        return await drifts(center) == []

    return ask


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


def account_is(center, crm_member_id: str):
    async def ask() -> bool:
        request = pb.GetCrmAccountRequest(person_id="ann")
        try:
            answer = await center.servicer.GetCrmAccount(request, None)
        except Refusal:
            return False
        return answer.account.crm_member_id == crm_member_id

    return ask


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
    batch = Batch([event_item(event.payload) for event in events])
    with as_call(internal_identity("member", "demo"), timeout=5):
        await center.crm.push(CrmAdapter(plugin), batch)
    (undone,) = batch.undone.values()
    assert not undone.final
    assert plugin.crm.members == {}


async def test_points_for_who_has_left_are_listed_and_differ(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
        await move(center, "Close")
        await until(told_of(plugin, 2))
        await at_crm(plugin)
        await until(conflicts_are(center, {"points": ("0", "10")}))
        (drift,) = await drifts(center)
        assert (drift.our_points, drift.crm_points) == (0, 10)


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
        (drift,) = await drifts(center)
        assert (drift.our_points, drift.crm_points) == (100, -50)
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


def conflicts_are(center, wanted: dict[str, tuple[str, str]]):
    async def ask() -> bool:
        return await conflicts(center) == wanted

    return ask


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
