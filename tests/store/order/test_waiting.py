"""Orders wanted for later: paid they wait, and go to the store when their time has come."""

from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import change_messages_pb2, event_pb2, order_pb2, read_messages_pb2
from zhongtai.order.v1 import create_messages_pb2 as pb

from mesh.pure.errors import InvalidRequest
from tests.store.order.build import begun, channel_order, new_order, paid, sweeper


async def waiting(center, prepare_from: datetime) -> str:
    """A paid order that the store has to begin at that time."""
    order = new_order(await begun(center))
    order.prepare_from.FromDatetime(prepare_from)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    await paid(center, order.order_id, f"pay_{order.order_id[4:30]}")
    return order.order_id


async def get(center, order_id: str) -> order_pb2.Order:
    request = read_messages_pb2.GetOrderRequest(order_id=order_id)
    return (await center.servicer.GetOrder(request, None)).order


async def kinds(center, order_id: str) -> list[int]:
    request = read_messages_pb2.ListOrderEventsRequest(order_id=order_id, page_size=50)
    return [event.kind for event in (await center.servicer.ListOrderEvents(request, None)).events]


async def test_a_paid_order_for_later_waits_and_says_since_when_it_may_begin(center):
    begin = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    order = await get(center, await waiting(center, begin))
    assert (order.status, order.waits) == (order_pb2.ORDER_STATUS_PLACED, True)
    assert order.prepare_from.ToDatetime(UTC) == begin


async def test_an_order_whose_time_to_begin_has_passed_does_not_wait(center):
    order_id = await waiting(center, datetime.now(UTC) - timedelta(minutes=1))
    assert not (await get(center, order_id)).waits


async def test_it_becomes_due_exactly_once_when_its_time_has_come(center):
    begin = datetime.now(UTC) + timedelta(hours=3)
    order_id = await waiting(center, begin)
    await sweeper(center, begin - timedelta(seconds=1)).sweep()
    assert (await get(center, order_id)).waits
    for _ in range(2):
        await sweeper(center, begin).sweep()
    assert not (await get(center, order_id)).waits
    assert (await kinds(center, order_id)).count(event_pb2.ORDER_EVENT_KIND_DUE) == 1


async def test_an_order_that_is_cancelled_while_it_waits_never_becomes_due(center):
    begin = datetime.now(UTC) + timedelta(hours=3)
    order_id = await waiting(center, begin)
    request = change_messages_pb2.CancelOrderRequest(
        request_id="c1", order_id=order_id, reason=order_pb2.CANCEL_REASON_OPERATOR
    )
    await center.servicer.CancelOrder(request, None)
    await sweeper(center, begin).sweep()
    order = await get(center, order_id)
    assert (order.status, order.waits) == (order_pb2.ORDER_STATUS_CANCELLED, False)
    assert event_pb2.ORDER_EVENT_KIND_DUE not in await kinds(center, order_id)


async def test_a_channels_order_for_later_waits_as_well_and_its_riders_bring_it(center):
    order = channel_order(service_type=trade_pb2.SERVICE_TYPE_DELIVERY)
    order.delivery_address.street = "Main street 1"
    order.prepare_from.FromDatetime(datetime.now(UTC) + timedelta(hours=1))
    request = pb.ImportOrdersRequest(orders=[order])
    [result] = (await center.servicer.ImportOrders(request, None)).results
    taken = await get(center, result.order_id)
    assert taken.waits
    assert taken.delivered_by == trade_pb2.DELIVERED_BY_PLATFORM


async def withheld(center, wait_for: str = "seat_1", begin: datetime | None = None) -> str:
    """A paid order that waits for something."""
    order = new_order(await begun(center))
    order.wait_for = wait_for
    if begin:
        order.prepare_from.FromDatetime(begin)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    await paid(center, order.order_id, f"pay_{order.order_id[4:30]}")
    return order.order_id


GROUP = order_pb2.OrderDeal(kind=order_pb2.DEAL_KIND_GROUP, deal_id="grp_1", name="Noodles for two")


async def test_an_order_says_in_which_deal_it_was_bought_and_an_import_in_none(center):
    order = new_order(await begun(center))
    order.deal.CopyFrom(GROUP)
    kept = (await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)).order
    assert kept.deal == (await get(center, order.order_id)).deal == GROUP
    imported = channel_order()
    imported.deal.CopyFrom(GROUP)
    request = pb.ImportOrdersRequest(orders=[imported])
    [result] = (await center.servicer.ImportOrders(request, None)).results
    assert (result.refusal_reason, "deal" in result.refusal_message) == ("INVALID_REQUEST", True)
    nameless = new_order(await begun(center))
    nameless.deal.kind = order_pb2.DEAL_KIND_GROUP
    with pytest.raises(InvalidRequest, match=r"deal\.name"):
        await center.servicer.CreateOrder(pb.CreateOrderRequest(order=nameless), None)


async def release(center, order_id: str, wait_for: str = "seat_1"):
    item = change_messages_pb2.ReleaseItem(order_id=order_id, wait_for=wait_for)
    request = change_messages_pb2.ReleaseOrdersRequest(items=[item])
    [result] = (await center.servicer.ReleaseOrders(request, None)).results
    return result


async def test_an_order_waits_until_what_it_waits_for_has_come_and_is_released_once(center):
    order_id = await withheld(center)
    await sweeper(center, datetime.now(UTC) + timedelta(days=30)).sweep()
    order = await get(center, order_id)
    assert (order.status, order.waits) == (order_pb2.ORDER_STATUS_PLACED, True)
    await release(center, order_id, "seat_2")
    assert (await get(center, order_id)).waits
    for _ in range(2):
        assert (await release(center, order_id)).status == order_pb2.ORDER_STATUS_PLACED
    order = await get(center, order_id)
    assert (order.waits, order.times.HasField("release_time")) == (False, True)
    assert (await kinds(center, order_id)).count(event_pb2.ORDER_EVENT_KIND_RELEASED) == 1


async def test_a_released_order_for_later_waits_for_its_time(center):
    begin = datetime.now(UTC) + timedelta(hours=3)
    order_id = await withheld(center, begin=begin)
    await release(center, order_id)
    assert (await get(center, order_id)).waits
    await sweeper(center, begin).sweep()
    assert not (await get(center, order_id)).waits


async def test_an_order_that_is_released_before_it_is_paid_does_not_wait(center):
    order = new_order(await begun(center))
    order.wait_for = "seat_1"
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    await release(center, order.order_id)
    await paid(center, order.order_id, "pay_1")
    assert not (await get(center, order.order_id)).waits


async def test_a_cancelled_order_is_not_released(center):
    order_id = await withheld(center)
    request = change_messages_pb2.CancelOrderRequest(
        request_id="c1", order_id=order_id, reason=order_pb2.CANCEL_REASON_GROUP_NOT_FULL
    )
    await center.servicer.CancelOrder(request, None)
    assert (await release(center, order_id)).status == order_pb2.ORDER_STATUS_CANCELLED
    assert event_pb2.ORDER_EVENT_KIND_RELEASED not in await kinds(center, order_id)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fulfilment_route", trade_pb2.FULFILMENT_ROUTE_OMS),
        ("business_date", (datetime.now(UTC).date() - timedelta(days=1)).isoformat()),
    ],
    ids=["route", "day"],
)
async def test_a_redelivery_after_the_store_changed_is_the_same_order(center, field, value):
    order = channel_order()
    first = (
        await center.servicer.ImportOrders(pb.ImportOrdersRequest(orders=[order]), None)
    ).results[0]
    setattr(order, field, value)
    again = (
        await center.servicer.ImportOrders(pb.ImportOrdersRequest(orders=[order]), None)
    ).results[0]
    assert (again.order_id, again.created) == (first.order_id, False)


async def test_news_of_an_earlier_attempt_do_not_hide_those_of_a_later_one(center):
    order_id = await waiting(center, datetime.now(UTC))
    for number, attempt in enumerate((2, 1)):
        delivery = order_pb2.OrderDelivery(
            delivery_id=f"dlv_{attempt}", attempt=attempt, step=order_pb2.DELIVERY_STEP_ASSIGNED
        )
        item = change_messages_pb2.DeliveryItem(
            order_id=order_id, event_id=f"evt_{number}", delivery=delivery
        )
        request = change_messages_pb2.RecordDeliveriesRequest(items=[item])
        await center.servicer.RecordDeliveries(request, None)
    assert (await get(center, order_id)).delivery.attempt == 2
