"""All members of a chain are compared with its CRM, in steps that can be broken off."""

import asyncio

import pytest
from zhongtai.member.v1 import crm_requests_pb2 as pb
from zhongtai.plugin.v1 import crm_member_pb2

from centers.member.crm import adapters
from centers.member.crm.syncs import operations, sweeper
from centers.member.crm.syncs.store import SyncStore
from centers.member.wiring import assemble
from mesh.plugins.faults import PluginRejected
from mesh.pure.errors import InvalidRequest, Refusal
from tests.store.member.build import breaches, earn, earning, enrol, fresh, get, redeem
from tests.store.member.conftest import as_merchant
from tests.store.member.crm import (
    TOLD,
    Plugin,
    at_crm,
    balance_is,
    conflicts,
    in_step,
    letters,
    no_drift,
    told_of,
    until,
)

PEOPLE = ("ann", "bob", "cid", "dan", "eve")
RUNNING, FINISHED, FAILED = 1, 2, 3
PULL, PUSH = pb.CRM_SYNC_DIRECTION_PULL, pb.CRM_SYNC_DIRECTION_PUSH


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch) -> None:
    monkeypatch.setattr(operations, "MEMBERS_AT_ONCE", 2)
    monkeypatch.setattr(adapters, "MAX_BATCH", 2)


async def start(center, direction: int = 0, request_id: str = "") -> pb.CrmSync:
    request = pb.StartCrmSyncRequest(request_id=request_id or fresh(), direction=direction)
    return (await center.servicer.StartCrmSync(request, None)).sync


async def seen(center, sync_id: str) -> pb.CrmSync:
    return (await center.servicer.GetCrmSync(pb.GetCrmSyncRequest(sync_id=sync_id), None)).sync


async def through(center) -> None:
    """Do all steps that are due."""
    while await center.servicer.sync_sweeper.round():
        pass


async def synced(center, direction: int = 0) -> pb.CrmSync:
    sync = await start(center, direction)
    await through(center)
    return await seen(center, sync.sync_id)


async def known(center, plugin: Plugin) -> None:
    """Members with points, of whom the CRM knows all."""
    await earn(center, *(earning(f"o-{each}", person=each) for each in PEOPLE))

    await until(nothing_is_on_its_way(center))
    await until(no_drift(center))


def nothing_is_on_its_way(center):
    """Whether the reader that tells the CRM has come to the end of the feed."""

    async def ask() -> bool:
        last = "SELECT max(seq) FROM events"
        read = f"SELECT max(seq) >= ({last}) FROM feed_cursors WHERE reader = $1"
        return bool(await center.db.fetchval(read, TOLD))

    return ask


async def known_but_set_back(center, plugin: Plugin) -> crm_member_pb2.CrmMember:
    """A member of whose two lines the CRM has lost the second; nothing is on its way any more."""
    await earn(center, earning("o1"))
    await redeem(center, 30)
    await until(nothing_is_on_its_way(center))
    await until(no_drift(center))
    member = plugin.one()
    member.points_balance, member.known_position = 100, 1
    return member


def points_at_crm(plugin: Plugin) -> list[int]:
    return [each.points_balance for each in plugin.crm.members.values()]


def all_have(plugin: Plugin, points: int):
    async def ask() -> bool:
        return points_at_crm(plugin) == [points] * len(PEOPLE)

    return ask


async def test_a_crm_that_was_emptied_is_told_of_all_members_and_their_points(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await known(center, plugin)
        plugin.crm.members.clear()
        sync = await synced(center)
        assert (sync.status, sync.pushed_count, sync.failure) == (FINISHED, len(PEOPLE), "")
        await until(all_have(plugin, 100))
        await until(no_drift(center))
        again = await synced(center)
        assert (again.status, again.pushed_count) == (FINISHED, 0)
    assert await letters(center) == []
    assert await breaches(center) == []


async def test_members_whose_points_never_moved_since_the_chain_has_a_crm_are_told_to_it(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        # As if it had been told of nothing.
        await known(center, plugin)
        await center.db.execute("DELETE FROM crm_told")
        for member in plugin.crm.members.values():
            member.points_balance = member.known_position = 0
        sync = await synced(center, PUSH)
        assert (sync.status, sync.pushed_count) == (FINISHED, len(PEOPLE))
        await until(all_have(plugin, 100))


async def test_lines_that_the_crm_has_lost_are_told_again_and_no_others(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        member = await known_but_set_back(center, plugin)
        sync = await synced(center, PUSH)
        assert sync.pushed_count == 1

        async def told() -> bool:
            return (member.points_balance, member.known_position) == (70, 2)

        await until(told)
    assert (await get(center)).points_balance == 70
    assert await breaches(center) == []


async def test_what_members_earn_and_spend_during_syncs_is_told_once(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await known(center, plugin)

        async def business() -> None:
            for number in range(12):
                people = PEOPLE[number % 2 :]
                await earn(center, *(earning(f"b{number}-{each}", person=each) for each in people))
                await redeem(center, 10, person="eve")

        async def syncs() -> None:
            for _ in range(6):
                assert (await synced(center)).status == FINISHED

        await asyncio.gather(business(), syncs())
        ours = sorted([(await get(center, person)).points_balance for person in PEOPLE])

        async def agreed() -> bool:
            return sorted(points_at_crm(plugin)) == ours and await no_drift(center)()

        await until(agreed)
    assert await letters(center) == []
    assert await breaches(center) == []


async def test_a_freeze_at_the_crm_is_not_undone_by_points_that_it_is_told_again(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        member = await known_but_set_back(center, plugin)
        member.standing = crm_member_pb2.CRM_STANDING_FROZEN
        await synced(center, PUSH)
        await until(told_of(plugin, 2))
        await until(no_drift(center))
    assert member.standing == crm_member_pb2.CRM_STANDING_FROZEN


async def test_what_the_crm_says_is_read_anew_from_its_beginning(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await known(center, plugin)
        await center.db.execute("DELETE FROM crm_members")
        sync = await synced(center, PULL)
        assert (sync.status, sync.pushed_count, sync.conflict_count) == (FINISHED, 0, 0)
        assert sync.pulled_count >= len(PEOPLE)
    kept = await center.db.fetchval("SELECT count(*) FROM crm_members WHERE person_id <> ''")
    assert kept == len(PEOPLE)


async def test_what_cannot_be_read_or_taken_over_is_counted_and_stops_nobody(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await known(center, plugin)
        ann, *_, last = plugin.crm.members
        plugin.crm.members[ann].tier_code = "platinum"
        await plugin.crm.change_member(ann)
        await until(balance_is(center, 110))
    # As from here, no reader sees it before.
    plugin.crm.members[last].tier_code = "x" * 41
    await plugin.crm.change_member(last)
    sync = await synced(center, PULL)
    assert (sync.status, sync.refused_count, sync.conflict_count) == (FINISHED, 1, 1)
    assert list(await conflicts(center)) == ["tier_code"]


async def test_one_sync_runs_at_a_time_and_a_repeated_request_starts_no_other(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        same = await asyncio.gather(*(start(center, request_id="same") for _ in range(5)))
        others = await asyncio.gather(*(start(center) for _ in range(5)))
        assert len({sync.sync_id for sync in (*same, *others)}) == 1
        await through(center)
        again = await start(center, request_id="same")
        assert again.sync_id == same[0].sync_id
        assert (await start(center)).sync_id != same[0].sync_id


async def test_a_step_that_is_broken_off_anywhere_is_done_again_and_counts_once(
    center, monkeypatch
):
    plugin = Plugin()
    async with in_step(center, plugin):
        await known(center, plugin)
    plugin.crm.members.popitem()
    expected = await seen_after(center, plugin, monkeypatch, broken=())
    await center.db.execute("DELETE FROM crm_syncs")
    for at in range(1, 16):
        broken = await seen_after(center, plugin, monkeypatch, broken=(at,))
        assert broken.status == FINISHED
        assert (broken.pulled_count, broken.refused_count) == (expected.pulled_count, 0)
    assert await breaches(center) == []


async def seen_after(center, plugin: Plugin, monkeypatch, *, broken: tuple[int, ...]) -> pb.CrmSync:
    """A sync of which calls and writes of these numbers end as where a process is killed."""
    count, call, keep = 0, Plugin.call, SyncStore.keep

    def killed() -> None:
        nonlocal count
        count += 1
        if count in broken:
            raise asyncio.CancelledError

    async def call_or_die(*args, **more):
        killed()
        reply = await call(*args, **more)
        killed()
        return reply

    async def keep_or_die(*args):
        kept = await keep(*args)
        killed()
        return kept

    monkeypatch.setattr(Plugin, "call", call_or_die)
    monkeypatch.setattr(SyncStore, "keep", keep_or_die)
    sync = await start(center)
    while (await seen(center, sync.sync_id)).status == RUNNING:
        try:
            await through(center)
        except asyncio.CancelledError:
            center.clock.advance(sweeper.LEASE.total_seconds())
    monkeypatch.setattr(Plugin, "call", call)
    monkeypatch.setattr(SyncStore, "keep", keep)
    return await seen(center, sync.sync_id)


async def test_what_two_processes_do_at_once_counts_once(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await known(center, plugin)
    expected = await synced(center)
    other = assemble(center.db, center.clock, center.crms.get)
    sync = await start(center)
    while (await seen(center, sync.sync_id)).status == RUNNING:
        both = (center.servicer.sync_sweeper, other.sync_sweeper)
        await asyncio.gather(*(each.round() for each in both))
        # As if the lease of either were over before it is done.
        await center.db.execute("UPDATE crm_syncs SET leased_to = started_at WHERE status = 1")
    after = await seen(center, sync.sync_id)
    assert (after.status, after.pulled_count) == (FINISHED, expected.pulled_count)
    assert after.pushed_count == expected.pushed_count
    await other.close()


async def test_a_crm_that_is_away_is_waited_for(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await known(center, plugin)
    sync = await start(center)
    plugin.words = ["away"]
    await through(center)
    waiting = await seen(center, sync.sync_id)
    assert waiting.status == RUNNING
    assert "PLUGIN_UNAVAILABLE" in waiting.failure
    center.clock.advance(sweeper.REST.total_seconds())
    await through(center)
    assert (await seen(center, sync.sync_id)).status == FINISHED


async def test_where_the_crm_refuses_the_chain_the_next_sync_goes_on_from_there(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await known(center, plugin)
    sync = await start(center, PULL)
    await center.servicer.sync_sweeper.round()
    behind = (await seen(center, sync.sync_id)).pulled_count
    plugin.crm._chain = "another"
    await through(center)
    failed = await seen(center, sync.sync_id)
    assert failed.status == FAILED
    assert failed.failure.startswith(PluginRejected.reason)
    plugin.crm._chain = "demo"
    whole = len(plugin.crm._changes)
    after = await synced(center, PULL)
    assert (after.status, after.pulled_count) == (FINISHED, whole - behind)


async def test_a_sync_ends_when_the_chain_has_another_crm(center):
    plugin, other = Plugin(), Plugin()
    other.name = "crm_other"
    async with in_step(center, plugin):
        await enrol(center)
        sync = await start(center)
    center.crms["demo"] = adapters.CrmAdapter(other)
    await through(center)
    assert (await seen(center, sync.sync_id)).status == FAILED


async def test_a_plug_in_that_is_removed_ends_its_syncs(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        sync = await start(center)
    await center.crm.forget(plugin.name)
    assert (await seen(center, sync.sync_id)).status == FAILED


async def test_another_chain_has_no_such_sync_and_without_a_crm_there_is_none(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await at_crm_known(center, plugin)
        sync = await start(center)
    with as_merchant("other"):
        for call in (lambda: seen(center, sync.sync_id), lambda: start(center)):
            with pytest.raises(Refusal) as refused:
                await call()
            assert refused.value.reason in ("CRM_SYNC_NOT_FOUND", "CRM_NOT_BOUND")
    with pytest.raises(InvalidRequest):
        await start(center, 9)


async def at_crm_known(center, plugin: Plugin) -> None:
    await enrol(center)
    await until(told_of(plugin, 0))
    await at_crm(plugin)
