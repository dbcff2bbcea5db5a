"""Meituan is told how its orders stand: in order, until it knows, and never twice."""

from datetime import UTC, datetime, timedelta
from functools import partial
from unittest.mock import AsyncMock

import httpx
import pytest
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import after_sale_messages_pb2, after_sale_pb2, event_pb2, order_pb2

from gateways.takeaway import following
from gateways.takeaway.commands import Command, Task
from gateways.takeaway.following import Telling
from mesh.call.context import as_call
from mesh.feed.follower_items import PeerAway
from mesh.pure.clock import FixedClock
from tests.unit.gateways.takeaway.centers import identify
from tests.unit.gateways.takeaway.meituan_gateway import Gateway
from tests.unit.gateways.takeaway.telling import (
    ACCEPTED,
    CANCELLED,
    FULFILLED,
    READY,
    moved_on,
    told,
)

STARTED = datetime.now(UTC) - timedelta(hours=1)
moved = partial(moved_on, "meituan")


@pytest.fixture
def gateway():
    gateway = Gateway()
    gateway.centers.orders["ord_1"] = order_pb2.Order(
        order_id="ord_1", channel_order_number="25217", extension={"meituan_app": "4444"}
    )
    return gateway


@pytest.fixture
def telling(gateway):
    clock = FixedClock(STARTED)
    return Telling("takeaway", gateway.peers, gateway.meituan, clock)


async def test_steps_are_told_in_order_and_skipped_ones_on_the_way(gateway, telling):
    assert await told(telling, moved(READY)) == {}
    assert gateway.platform.paths == ["order/confirm", "order/preparationMealComplete"]
    assert {asked["order_id"] for _, asked in gateway.platform.told} == {"25217"}


@pytest.mark.parametrize(
    ("by", "paths"),
    [(trade_pb2.DELIVERED_BY_STORE, ["order/delivering", "order/arrived"]), (3, [])],
)
async def test_only_our_own_riders_ways_are_told(gateway, telling, by, paths):
    await told(telling, moved(FULFILLED, READY, delivered_by=by))
    assert gateway.platform.paths == paths


async def test_what_the_platform_said_itself_is_not_told_back(gateway, telling):
    await told(telling, moved(ACCEPTED, node="takeaway"), moved(CANCELLED, node="takeaway"))
    assert gateway.platform.told == []


@pytest.mark.parametrize("to", [ACCEPTED, CANCELLED])
async def test_the_platform_hears_nothing_of_an_order_that_another_system_took(
    gateway, telling, to
):
    del gateway.centers.orders["ord_1"].extension["meituan_app"]
    assert await told(telling, moved(to)) == {}
    assert gateway.platform.told == []


@pytest.mark.parametrize("account", ["6666", "5555"])
async def test_an_order_of_an_account_that_is_gone_or_another_chains_waits_as_a_letter(
    gateway, telling, account
):
    gateway.centers.orders["ord_1"].extension["meituan_app"] = account
    [undone] = (await told(telling, moved(ACCEPTED))).values()
    assert f"no account '{account}'" in undone.reason
    assert gateway.platform.told == []


async def test_a_cancellation_has_a_reason(gateway, telling):
    order = gateway.centers.orders["ord_1"]
    order.cancel_reason, order.cancel_note = order_pb2.CANCEL_REASON_OUT_OF_STOCK, "no beef"
    await told(telling, moved(CANCELLED))
    [(path, asked)] = gateway.platform.told
    assert (path, asked["reason_code"], asked["reason"]) == ("order/cancel", "2009", "no beef")


async def test_an_order_whose_answer_was_lost_is_asked_about_and_not_confirmed_again(
    gateway, telling
):
    gateway.platform.answers["order/confirm"] = [httpx.ReadTimeout("lost")]
    gateway.platform.answers["order/viewstatus"] = {"data": {"status": 4}}
    with pytest.raises(PeerAway):
        await told(telling, moved(ACCEPTED))
    assert await told(telling, moved(ACCEPTED)) == {}
    assert gateway.platform.paths == ["order/confirm", "order/viewstatus"]


async def test_what_another_process_may_have_told_is_asked_about_although_the_clock_was_set_since(
    gateway,
):
    gateway.platform.answers["order/viewstatus"] = {"data": {"status": 4}}
    clock = FixedClock(datetime.now(UTC) - timedelta(days=1))
    telling = Telling("takeaway", gateway.peers, gateway.meituan, clock)
    clock.advance(86_400)
    event = moved(ACCEPTED)
    event.occur_time.FromDatetime(clock.now() - timedelta(minutes=10))
    assert await told(telling, event) == {}
    assert gateway.platform.paths == ["order/viewstatus"]


async def test_an_order_that_two_events_have_confirmed_is_confirmed_once(gateway, telling):
    gateway.platform.answers["order/viewstatus"] = {"data": {"status": 4}}
    by_the_store = moved(ACCEPTED, node="store")
    by_the_store.event_id = "another"
    await told(telling, by_the_store)
    await told(telling, moved(READY))
    asked = ["order/viewstatus", "order/preparationMealComplete"]
    assert gateway.platform.paths == ["order/confirm", *asked]


async def test_an_event_from_before_the_start_may_have_been_told_then(gateway, telling):
    old = moved(ACCEPTED)
    old.occur_time.FromDatetime(STARTED - timedelta(seconds=1))
    gateway.platform.answers["order/viewstatus"] = {"data": {"status": 2}}
    await told(telling, old)
    assert gateway.platform.paths == ["order/viewstatus", "order/confirm"]


@pytest.mark.parametrize(
    ("code", "undone", "final"),
    [(808, False, False), (711, True, False), (703, True, False), (806, True, True)],
)
async def test_each_failure_of_the_platform_means_the_right_thing(
    gateway, telling, code, undone, final
):
    failure = {"data": "ng", "error": {"code": code, "msg": "words"}}
    gateway.platform.answers["order/confirm"] = failure
    gateway.platform.answers["order/viewstatus"] = {"data": {"status": 2}}
    left = await told(telling, moved(ACCEPTED))
    assert bool(left) == undone
    assert all(each.final == final and "mtsecret" not in each.reason for each in left.values())


async def test_a_platform_that_has_a_failure_of_its_own_is_waited_for(gateway, telling):
    gateway.platform.answers["order/confirm"] = {"data": "ng", "error": {"code": 700}}
    with pytest.raises(PeerAway):
        await told(telling, moved(ACCEPTED))


async def test_a_refusal_is_a_letter_however_much_was_told_meanwhile(gateway, telling, monkeypatch):
    monkeypatch.setattr(following, "_MOST_REMEMBERED", 1)
    gateway.platform.answers["order/confirm"] = {"data": "ng", "error": {"code": 806}}
    [undone] = (await told(telling, moved(ACCEPTED))).values()
    assert undone.final
    assert "806" in undone.reason


async def test_what_was_told_is_not_told_again_because_of_another_item(gateway, telling):
    await told(telling, moved(READY))
    await told(telling, moved(READY), moved(READY))
    assert gateway.platform.paths == ["order/confirm", "order/preparationMealComplete"]


async def test_what_was_refused_as_too_often_was_not_heard(gateway, telling):
    busy = {"data": "ng", "error": {"code": 711, "msg": "slower"}}
    gateway.platform.answers["order/confirm"] = [busy]
    await told(telling, moved(ACCEPTED))
    await told(telling, moved(ACCEPTED))
    assert gateway.platform.paths == ["order/confirm", "order/confirm"]


async def test_what_may_have_been_heard_stays_in_doubt_when_it_is_refused_the_next_time(
    gateway, telling
):
    busy = {"data": "ng", "error": {"code": 711, "msg": "slower"}}
    gateway.platform.answers["order/confirm"] = [httpx.ReadTimeout("lost"), busy]
    gateway.platform.answers["order/viewstatus"] = {"data": {"status": 2}}
    with pytest.raises(PeerAway):
        await told(telling, moved(ACCEPTED))
    await told(telling, moved(ACCEPTED))
    gateway.platform.answers["order/viewstatus"] = {"data": {"status": 4}}
    await told(telling, moved(ACCEPTED))
    asked = ["order/viewstatus", "order/confirm", "order/viewstatus"]
    assert gateway.platform.paths == ["order/confirm", *asked]


def piece_agreed_to(gateway) -> event_pb2.OrderEvent:
    """Have the store agree to give back one piece of two."""
    agreed = after_sale_pb2.AfterSale(status=after_sale_pb2.AFTER_SALE_STATUS_AGREED)
    agreed.held_by_channel = True
    agreed.amount.minor_units = 100
    agreed.lines.add(line_id="1", quantity=1)
    order = gateway.centers.orders["ord_1"]
    order.lines.add(line_id="1", quantity=2, channel_item_code="F1")
    order.amounts.paid.minor_units = 300
    answer = after_sale_messages_pb2.GetAfterSaleResponse(after_sale=agreed)
    gateway.centers.GetAfterSale = AsyncMock(return_value=answer)
    event = moved(0)
    event.kind, event.to_status = event_pb2.ORDER_EVENT_KIND_AFTER_SALE, 0
    event.after_sale.CopyFrom(agreed)
    return event


async def test_money_that_may_have_gone_back_is_not_given_again_until_the_platform_had_its_time(
    gateway, telling
):
    event = piece_agreed_to(gateway)
    gateway.platform.answers["order/applyPartRefund"] = [httpx.ReadTimeout("lost")]
    with pytest.raises(PeerAway):
        await told(telling, event)
    for _ in range(3):
        assert [each.final for each in (await told(telling, event)).values()] == [False]
    assert gateway.platform.paths == ["order/applyPartRefund"]


LOADED = datetime.now(UTC)
"""What the records and what was agreed are before: tests may be run minutes after."""
RECORDS = "ecommerce/order/getOrderRefundDetail"
ASKED = "order/applyPartRefund"


def record(*, ago: int = 60, **more) -> dict:
    """A refund of one noodle soup, as Meituan lists it: by the merchant, `ago` seconds ago."""
    food = [{"app_food_code": "N", "sku_id": "F1", "count": 1}]
    listed = {"ctime": int(LOADED.timestamp()) - ago, "apply_type": 7, "res_type": 2}
    return {"order_id": 25217, **listed, "wmAppRetailForOrderPartRefundList": food, **more}


@pytest.mark.parametrize(
    ("answer", "paths", "failed"),
    [
        ({"data": []}, [RECORDS, ASKED], 0),
        ({"data": [record(ago=600)]}, [RECORDS, ASKED], 0),
        ({"data": [record()]}, [RECORDS], 0),
        ({"data": [record(wmAppRetailForOrderPartRefundList=None)]}, [RECORDS], 1),
        ({"data": [record(apply_type=1)]}, [RECORDS], 1),
        ({"data": [record(res_type=3)]}, [RECORDS], 1),
        ({"data": [record(ctime="soon")]}, [RECORDS], 0),
        ({"data": [record(), record()]}, [RECORDS], 1),
        ({"data": {"odd": 1}}, [RECORDS], 1),
        ({"data": "ng", "error": {"code": 705, "msg": "no such call"}}, [RECORDS], 1),
    ],
)
async def test_a_piece_whose_answer_was_lost_is_looked_for_and_never_given_back_twice(
    gateway, answer, paths, failed
):
    """What cannot be told FAILS, for a person: whoever agrees to it once more has looked."""
    clock = FixedClock(datetime.now(UTC) + timedelta(minutes=2))
    telling = Telling("takeaway", gateway.peers, gateway.meituan, clock)
    event = piece_agreed_to(gateway)
    event.occur_time.FromDatetime(LOADED - timedelta(minutes=2))
    telling._note((event.event_id, Command.REFUND), told=False)
    gateway.platform.answers[RECORDS] = answer
    gateway.centers.FailAfterSale = AsyncMock()
    assert await told(telling, event) == {}
    assert gateway.platform.paths == paths
    assert gateway.centers.FailAfterSale.await_count == failed
    for call in gateway.centers.FailAfterSale.await_args_list:
        assert "look at the order there" in call.args[0].reason


async def test_meituan_is_asked_for_its_records_by_the_number_that_people_see(gateway):
    gateway.centers.orders["ord_1"].extension["meituan_shown_number"] = "998877"
    event = piece_agreed_to(gateway)
    gateway.platform.answers[RECORDS] = {"data": []}
    task = Task(Command.REFUND, gateway.centers.orders["ord_1"], event, again=True)
    with as_call(identify("noodles"), timeout=60):
        await gateway.meituan.carry_out(task)
    (_, asked), _ = gateway.platform.told
    assert (asked["wm_order_id_view"], asked["refund_type"]) == ("998877", "2")
