"""Imported orders: finished ones with their own times, numbered as they were placed, once."""

from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.order.v1 import (
    after_sale_messages_pb2,
    event_pb2,
    finished_pb2,
    order_pb2,
    read_messages_pb2,
    unmapped_pb2,
)
from zhongtai.order.v1 import create_messages_pb2 as pb

from tests.store.order.build import channel_order, line, usd
from tests.store.order.test_audit import breached

COMPLETED, CANCELLED = order_pb2.ORDER_STATUS_COMPLETED, order_pb2.ORDER_STATUS_CANCELLED
LONG_AGO = datetime(2024, 2, 29, 18, 30, tzinfo=UTC)
ENDED = LONG_AGO + timedelta(minutes=40)


def past_order(number: str = "", at: datetime = LONG_AGO, **how) -> pb.NewOrder:
    """An order of long ago; `how` it went."""
    order = channel_order(number, business_date=at.date().isoformat())
    order.channel_place_time.FromDatetime(at)
    given = {"status": COMPLETED, "end_time": ENDED} | how
    order.finished.CopyFrom(finished_pb2.FinishedOrder(**given))
    return order


async def imported(center, *orders: pb.NewOrder) -> list[pb.ImportedOrder]:
    request = pb.ImportOrdersRequest(orders=orders)
    return list((await center.servicer.ImportOrders(request, None)).results)


async def seen(center, order_id: str) -> order_pb2.Order:
    request = read_messages_pb2.GetOrderRequest(order_id=order_id)
    return (await center.servicer.GetOrder(request, None)).order


async def test_an_order_that_is_over_enters_so_with_its_own_times(center):
    accepted = LONG_AGO + timedelta(minutes=2)
    [result] = await imported(center, past_order(accept_time=accepted, earns_points=True))
    order = await seen(center, result.order_id)
    assert (order.status, order.came_finished) == (COMPLETED, True)
    assert (order.amounts.paid, order.amounts.refunded) == (usd(1000), usd(0))
    times = order.times
    steps = (times.place_time, times.accept_time, times.fulfil_time, times.complete_time)
    assert [at.ToDatetime(UTC) for at in steps] == [LONG_AGO, accepted, ENDED, ENDED]
    assert not times.HasField("ready_time")
    [event] = await center.db.fetch("SELECT kind, payload FROM events")
    told = event_pb2.OrderEvent.FromString(event["payload"])
    assert (event["kind"], told.to_status) == ("CREATED", COMPLETED)
    assert told.finished.end_time.ToDatetime(UTC) == ENDED
    assert (told.finished.earns_points, told.finished.takes_stock) == (True, False)


async def test_a_cancelled_one_is_given_back_whole_unless_it_says_otherwise(center):
    how = {"status": CANCELLED, "cancel_reason": order_pb2.CANCEL_REASON_CHANNEL}
    results = await imported(
        center, past_order(**how), past_order(**how, refunded=usd(300)), past_order(refunded=usd(1))
    )
    orders = [await seen(center, result.order_id) for result in results]
    assert [order.amounts.refunded for order in orders] == [usd(1000), usd(300), usd(1)]
    assert [order.status for order in orders] == [CANCELLED, CANCELLED, COMPLETED]
    assert orders[0].times.cancel_time.ToDatetime(UTC) == ENDED
    assert orders[0].cancel_reason == order_pb2.CANCEL_REASON_CHANNEL


async def test_what_the_platform_gives_back_later_is_recorded_up_to_what_is_left(center):
    [result] = await imported(center, past_order(refunded=usd(600)))
    request = after_sale_messages_pb2.RecordChannelRefundRequest(
        order_id=result.order_id, channel_refund_number="r-1", amount=usd(400)
    )
    await center.servicer.RecordChannelRefund(request, None)
    assert (await seen(center, result.order_id)).amounts.refunded == usd(1000)


def wanted(after: timedelta, **fields) -> pb.NewOrder:
    """An order that is wanted so long after its placing, and counts for that day."""
    order = past_order()
    order.expected_time.FromDatetime(LONG_AGO + after)
    order.business_date = (LONG_AGO + after).date().isoformat()
    order.MergeFrom(pb.NewOrder(**fields))
    return order


@pytest.mark.parametrize("after", [timedelta(days=-1), timedelta(0), timedelta(days=31)])
@pytest.mark.parametrize("counts", [-2, 1])
async def test_what_is_taken_over_is_lawful_up_to_its_limits(center, after: timedelta, counts: int):
    day = (LONG_AGO + after).date() + timedelta(days=counts)
    [result] = await imported(center, wanted(after, business_date=day.isoformat()))
    assert result.created, result.refusal_message
    assert await breached(center) == {}


# Of when the tests are collected: it is still to come when the last of them is run.
LATER = datetime.now(UTC) + timedelta(hours=12)
REFUSED = {
    "finished.status": past_order(status=order_pb2.ORDER_STATUS_PLACED),
    "finished.end_time": past_order(end_time=LONG_AGO - timedelta(seconds=1)),
    "finished.ready_time": past_order(ready_time=LATER),
    "finished.refunded.minor_units": past_order(refunded=usd(1001)),
    "finished.cancel_reason": past_order(status=CANCELLED),
    "finished.takes_stock": past_order(status=CANCELLED, cancel_reason=6, takes_stock=True),
    "channel_place_time": past_order(at=LATER, end_time=LATER),
    "business_date": channel_order(business_date="2199-01-01"),
    "expected_time": wanted(timedelta(days=31, seconds=1)),
    "must be from a day before": wanted(timedelta(days=-1, seconds=-1)),
    "business_date: must be": wanted(timedelta(days=30), business_date=LONG_AGO.date().isoformat()),
}


@pytest.mark.parametrize("field", REFUSED)
async def test_what_cannot_have_been_is_refused_by_its_name(center, field: str):
    [refused, taken] = await imported(center, REFUSED[field], past_order())
    assert refused.refusal_reason == "INVALID_REQUEST"
    assert field in refused.refusal_message
    assert taken.created


async def test_daily_numbers_follow_the_time_of_placing_not_the_channels_numbers(center):
    at = [LONG_AGO - timedelta(minutes=minutes) for minutes in range(200)]
    orders = [past_order(f"n-{index}", each) for index, each in enumerate(at)]
    results = await imported(center, *orders)
    assert [result.daily_number for result in results] == list(range(200, 0, -1))


async def test_an_order_that_comes_again_is_the_same_whatever_its_dishes_mean_by_now(center):
    new = channel_order("n", line(quantity=2))
    [first] = await imported(center, new)
    new.fulfilment_route = 2
    new.lines[0].sku_id, new.lines[0].product_id = "sku_b", "prd_b"
    new.lines[0].ClearField("components")
    [again] = await imported(center, new)
    assert (again.order_id, again.created) == (first.order_id, False)


async def test_one_that_comes_again_when_it_is_over_stays_as_far_as_it_was(center):
    over, running = past_order("n"), past_order("n")
    running.ClearField("finished")
    [first], [second] = await imported(center, running), await imported(center, over)
    assert (second.order_id, second.created) == (first.order_id, False)
    assert (await seen(center, first.order_id)).status == order_pb2.ORDER_STATUS_PLACED


def with_codes(*codes: str) -> pb.NewOrder:
    """An order of two pieces each of dishes that only the channel knows."""
    lines = [line(str(number), 2) for number, _ in enumerate(codes)]
    for each, code in zip(lines, codes, strict=True):
        each.channel_item_code, each.name = code, f"dish {code}"
        each.ClearField("sku_id")
        each.ClearField("components")
    return channel_order("", *lines)


async def unmapped(center, **asked) -> unmapped_pb2.ListUnmappedItemsResponse:
    request = unmapped_pb2.ListUnmappedItemsRequest(**asked)
    return await center.servicer.ListUnmappedItems(request, None)


async def test_a_dish_that_only_its_channel_knows_is_taken_and_flagged(center):
    [result] = await imported(center, with_codes("A1"))
    [dish] = (await seen(center, result.order_id)).lines
    assert (dish.unmapped, dish.sku_id, dish.channel_item_code) == (True, "A1", "A1")
    known = line()
    known.channel_item_code = "A1"
    [result] = await imported(center, channel_order("", known))
    [dish] = (await seen(center, result.order_id)).lines
    assert (dish.unmapped, dish.sku_id) == (False, "sku_a")


async def test_unmapped_dishes_are_counted_once_however_often_their_orders_come(center):
    orders = [with_codes("A1", "A1", "B2"), with_codes("A1"), with_codes("C3")]
    await imported(center, *orders)
    await imported(center, *orders, with_codes("B2"))
    items = (await unmapped(center, store_id="sto_1", channel="meituan")).items
    counts = [(item.channel_item_code, item.order_count, item.piece_count) for item in items]
    assert counts == [("A1", 2, 6), ("B2", 2, 4), ("C3", 1, 2)]
    assert items[0].name == "dish A1"
    assert not (await unmapped(center, channel="eleme")).items
    page = await unmapped(center, page_size=2)
    rest = await unmapped(center, page_size=2, page_token=page.next_page_token)
    assert [item.channel_item_code for item in rest.items] == ["C3"]
