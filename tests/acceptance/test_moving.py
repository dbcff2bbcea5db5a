"""A chain moves over from two old systems: once, to the cent, step by step, and back."""

import random
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from zhongtai.member.v1 import points_requests_pb2
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.order.v1 import order_pb2
from zhongtai.user.v1 import account_requests_pb2, person_requests_pb2
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from cli.move import comparing, giving, switching
from cli.move.files import NOUNS
from tests.acceptance.auditing import settled
from tests.acceptance.moved import (
    link_of,
    moved,
    moved_though_killed,
    named,
    order_of,
    person_of,
    points_of,
    state,
)
from tests.acceptance.shop import Problem, Shop
from tests.acceptance.test_imports import at_the_till
from tests.acceptance.test_journey import points_become, poll
from tests.unit.move.folders import COPIED, LINE, ORDER, sheet
from tests.unit.move.test_joining import scatter

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

RIGHT = {"5002": "mini"}
KINDS = {"orders", "order_lines", "stores"}


def folder_of(folder: Path, **rows: Any) -> Path:
    """A folder of rows by noun."""
    folder.mkdir()
    for noun, given in rows.items():
        (folder / f"{noun}.csv").write_text(sheet(noun, *given), encoding="utf-8")
    return folder


def with_order(folder: Path, channel: str, number: str, **said: str) -> Path:
    """A folder with one order of the store bund."""
    order = ORDER | {"channel": channel, "channel_number": number, "number": number} | said
    stores = [{"code": "T-1", "store": "bund"}]
    line = LINE | {"order": number, "code": "soy-milk"}
    return folder_of(folder, stores=stores, orders=[order], order_lines=[line])


async def test_a_dry_run_changes_nothing_and_says_what_a_real_one_then_does(
    shop: Shop, tmp_path: Path
):
    monday = named(tmp_path, "monday", 1)
    dry = await moved(link_of(shop), monday, dry=True)
    assert not dry.clean
    assert [conflict.field for conflict in dry.conflicts] == ["total"]
    assert len(dry.wrong) == 1
    assert "no dish has the code" in dry.wrong[0]
    real = await moved(link_of(shop), monday)
    assert (real.counts, real.wrong) == (dry.counts, dry.wrong)
    assert not any(each.differs for each in real.sums)
    again = await moved(link_of(shop), monday)
    assert not {outcome for (_, outcome), number in again.counts.items() if number} & {
        "created",
        "changed",
    }


async def test_files_in_any_parts_and_order_and_a_move_killed_at_any_point_bring_the_same(
    shop: Shop, tmp_path: Path
):
    plain = named(tmp_path, "monday", 2, **RIGHT)
    assert len((await moved(link_of(shop), plain)).wrong) == 1
    await moved(link_of(shop), named(tmp_path, "tuesday", 2))
    wanted, kills = await state(shop, 2), 0
    for run in (3, 4):
        dice = random.Random(run)
        for day, right in (("monday", RIGHT), ("tuesday", {})):
            source, target = named(tmp_path, day, run, **right), tmp_path / f"{day}-{run}-parts"
            target.mkdir()
            scatter(source, target, dice, parts=3)
            _, killed = await moved_though_killed(shop, target, dice)
            kills += killed
        assert await state(shop, run) == wanted
    assert kills > 4


async def test_an_order_that_the_old_system_makes_is_seen_and_followed_and_at_no_till(
    shop: Shop, tmp_path: Path
):
    link = link_of(shop)
    said = {"pickup_code": "B31", "total": "30.00"}
    await moved(link, with_order(tmp_path / "a", "hub_a", "1", status="accepted", **said))
    order = await order_of(shop, "hub_a", "1")
    assert (order.status, order.pickup_code) == (order_pb2.ORDER_STATUS_ACCEPTED, "B31")
    ready = with_order(tmp_path / "b", "hub_a", "1", status="ready", **said)
    [behind] = (await comparing.compare(link, ready)).differences
    assert (behind.what, behind.there, behind.here) == ("status", "ready", "accepted")
    await moved(link, ready)
    assert (await order_of(shop, "hub_a", "1")).status == order_pb2.ORDER_STATUS_READY
    over = {"status": "completed", "ended_at": "2025-06-02 13:00:00", "refunded": "4.00"}
    done = with_order(tmp_path / "c", "hub_a", "1", **over)
    report = await moved(link, done)
    assert report.clean, report
    order = await order_of(shop, "hub_a", "1")
    assert (order.status, order.amounts.refunded.minor_units) == (8, 400)
    assert (await comparing.compare(link, done)).differences == []
    assert order.order_id not in await at_the_till(shop)


async def test_an_order_that_is_cancelled_there_after_we_saw_it_is_cancelled_and_its_money_back(
    shop: Shop, tmp_path: Path
):
    link = link_of(shop)
    await moved(link, with_order(tmp_path / "a", "hub_b", "1", status="preparing"))
    off = {"status": "cancelled", "ended_at": "2025-06-02 13:00:00"}
    report = await moved(link, with_order(tmp_path / "b", "hub_b", "1", **off))
    assert report.clean, report
    order = await order_of(shop, "hub_b", "1")
    assert (order.status, order.amounts.refunded.minor_units) == (9, 3000)


async def test_what_nobody_has_begun_is_made_by_whom_the_switch_names(shop: Shop, tmp_path: Path):
    link, pending = link_of(shop), with_order(tmp_path / "a", "hub_c", "1", status="placed")
    waiting = await moved(link, pending)
    assert waiting.counts["orders", "waits"] == 1
    found = await comparing.compare(link, pending)
    assert (found.differences, found.waiting) == ([], 1)
    await switching.switch(link, switching.Switch("bund", "hub_c", "platform", "bund-at-hub"))
    assert (await moved(link, pending)).counts["orders", "created"] == 1
    order = await order_of(shop, "hub_c", "1")
    await poll(lambda: at_the_till(shop), lambda ids: order.order_id in ids)
    later = with_order(tmp_path / "b", "hub_c", "1", status="ready")
    assert (await moved(link, later)).counts["orders", "there"] == 1
    assert (await order_of(shop, "hub_c", "1")).status == order_pb2.ORDER_STATUS_PLACED


async def test_a_takeaway_platforms_order_is_handed_over_only_with_the_account_that_tells_it(
    shop: Shop, tmp_path: Path
):
    link = link_of(shop)
    folder = with_order(tmp_path / "a", "eleme", "77001", status="placed")
    report = await moved(link, folder)
    assert (report.counts["orders", "waits"], len(report.notes)) == (1, 1)
    named_one = with_order(tmp_path / "b", "eleme", "77001", status="placed", account="app-7")
    await moved(link, named_one)
    order = await order_of(shop, "eleme", "77001")
    assert order.extension["eleme_app"] == "app-7"


async def test_the_switch_of_the_mini_program_is_one_stores_and_goes_back_and_forth(shop: Shop):
    link, phone = link_of(shop), await shop.phone("switcher")
    assert "old system" in await switching.switch(
        link, switching.Switch("bund", "miniapp", "old", "")
    )
    assert "already" in await switching.switch(link, switching.Switch("bund", "miniapp", "old", ""))
    with pytest.raises(Problem) as refused:
        await phone.order("soy-milk")
    assert refused.value.reason == "STORE_NOT_TAKING_ORDERS"
    await switching.switch(link, switching.Switch("bund", "miniapp", "platform", ""))
    await poll(lambda: takes(phone), lambda taken: taken)


async def takes(phone: Any) -> bool:
    try:
        return bool(await phone.order("soy-milk"))
    except Problem:
        return False


async def test_what_was_taken_here_goes_back_in_files_that_say_the_same(shop: Shop, tmp_path: Path):
    phone = await shop.phone("returner")
    order = await phone.paid_order("beef-noodles-m", "plum-juice-l")
    since = datetime.now(UTC) - timedelta(hours=1)
    back = tmp_path / "back"
    assert await giving.give(link_of(shop), back, since) >= 1
    assert {path.stem for path in back.iterdir()} == KINDS <= set(NOUNS)
    assert order["order_id"] in (back / "orders.csv").read_text()
    found = await comparing.compare(link_of(shop), back)
    assert (found.differences, found.wrong) == ([], [])
    assert found.alike >= 1
    report = await moved(link_of(shop), back)
    assert report.counts["orders", "created"] == report.counts["orders", "changed"] == 0


async def test_a_member_finds_their_points_at_the_first_login_and_a_later_file_moves_the_rest(
    shop: Shop, tmp_path: Path
):
    phone = await shop.phone("kept")
    account = await subject_of(shop, phone.person_id)
    rows = {"number": "M-77", "channel": "miniapp", "subject": account}
    await moved(link_of(shop), folder_of(tmp_path / "a", members=[rows | {"points": "320"}]))
    await points_become(phone, 320)
    members = MemberServiceStub(shop.channel)
    spend = points_requests_pb2.RedeemPointsRequest(
        request_id="spent-1", person_id=phone.person_id, points=300
    )
    await members.RedeemPoints(spend, **shop.operator)
    await moved(link_of(shop), folder_of(tmp_path / "b", members=[rows | {"points": "337"}]))
    await points_become(phone, 37)
    less = await moved(link_of(shop), folder_of(tmp_path / "c", members=[rows | {"points": "0"}]))
    assert "NOT_ENOUGH_POINTS" in less.wrong[0]


async def subject_of(shop: Shop, person_id: str) -> str:
    users = UserServiceStub(shop.channel)
    request = account_requests_pb2.ListIdentitiesRequest(person_id=person_id)
    return (await users.ListIdentities(request, **shop.operator)).identities[0].subject


async def test_points_of_a_member_who_was_merged_meanwhile_do_not_come_again(
    shop: Shop, tmp_path: Path
):
    rows = [
        {"number": "M-88", "points": "100"},
        {"number": "M-89", "points": "11", "channel": "miniapp", "subject": "of-89"},
    ]
    folder = folder_of(tmp_path / "a", members=rows)
    await moved(link_of(shop), folder)
    users = UserServiceStub(shop.channel)
    who = [await person_of(shop, *each) for each in (("moved", "M-88"), ("miniapp", "of-89"))]
    merge = person_requests_pb2.MergePersonsRequest(
        request_id="m-88", from_person_id=who[0], into_person_id=who[1], reason="the same"
    )
    await users.MergePersons(merge, **shop.operator)
    account = partial(points_of, shop, who[1])
    await poll(account, lambda points: points == 111)
    report = await moved(link_of(shop), folder)
    assert report.counts["members", "there"] == 2
    assert await account() == 111


async def test_a_count_that_is_older_than_what_the_platform_knows_is_not_taken(
    shop: Shop, tmp_path: Path
):
    stores = [{"code": "T-1", "store": "hongqiao"}]
    count = {"store": "T-1", "code": "cucumber", "pieces": "7", "counted_at": "2025-06-02 21:30"}
    link = link_of(shop)
    first = await moved(link, folder_of(tmp_path / "a", stores=stores, stock=[count]))
    assert first.counts["stock", "changed"] == 1
    stale = await moved(
        link, folder_of(tmp_path / "b", stores=stores, stock=[count | {"pieces": "9"}])
    )
    assert (stale.counts["stock", "kept"], len(stale.notes)) == (1, 1)
    late = count | {"pieces": "9", "counted_at": "2099-01-01 00:00"}
    newest = await moved(link, folder_of(tmp_path / "c", stores=stores, stock=[late]))
    assert newest.counts["stock", "changed"] == 1


async def test_differences_of_both_systems_are_named_by_field(shop: Shop, tmp_path: Path):
    link, over = link_of(shop), {"status": "completed", "ended_at": "2025-06-02 13:00:00"}
    await moved(link, with_order(tmp_path / "a", "hub_d", "1", **over))
    lines = {"total": "15.00"}
    other = with_order(tmp_path / "b", "hub_d", "1", **over, **lines)
    text = (other / "order_lines.csv").read_text().replace(",2,15,", ",1,15,")
    (other / "order_lines.csv").write_text(text)
    more = await moved(link, with_order(tmp_path / "c", "hub_d", "2", **over))
    assert more.clean
    found = {
        (each.order.split()[-1], each.what, each.there, each.here)
        for each in (await comparing.compare(link, other)).differences
    }
    assert found == {
        ("1", "total", "15.00", "30.00"),
        ("1", "pieces", "1", "2"),
        ("2", "order", "-", "completed"),
    }


async def test_a_copy_that_contradicts_is_named_and_neither_is_brought(shop: Shop, tmp_path: Path):
    folder = folder_of(
        tmp_path / "a",
        stores=[{"code": "T-1", "store": "bund"}, {"code": "17", "store": "bund"}],
        orders=[ORDER | {"channel": "hub_e"}, COPIED | {"channel": "hub_e", "total": "15.00"}],
        order_lines=[LINE, LINE | {"system": "mini", "order": "5", "quantity": "1"}],
    )
    report = await moved(link_of(shop), folder)
    assert {conflict.field for conflict in report.conflicts} == {"total", "lines"}
    assert report.counts["orders", "created"] == 0


async def test_after_all_of_that_the_audit_finds_no_breach(shop: Shop):
    assert await settled(shop) == {}
