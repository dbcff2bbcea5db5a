"""What is due: the payment time-out, the completion, and the sweeper that sees to both."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.order.v1 import after_sale_messages_pb2 as after_sale_pb
from zhongtai.order.v1 import change_messages_pb2 as change_pb
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.order.v1 import event_pb2, order_pb2

from centers.order.after_sale.errors import AfterSaleClosed
from centers.order.sweeper import GRACE
from centers.order.writer import ChangeWriter
from mesh.call.context import as_call, internal_identity
from mesh.pure.clock import FixedClock
from mesh.pure.errors import StorageUnavailable
from tests.store.order.build import WINDOW, begun, new_order, paid, placed, sweeper
from tests.store.order.test_changing import get
from tests.store.order.test_waiting import kinds

SECOND = timedelta(seconds=1)
CANCELLED = order_pb2.ORDER_STATUS_CANCELLED
FULFILLED = order_pb2.ORDER_STATUS_FULFILLED
COMPLETED = order_pb2.ORDER_STATUS_COMPLETED


async def unpaid(center) -> order_pb2.Order:
    order = new_order(await begun(center))
    return (await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)).order


def times_out_at(order: order_pb2.Order) -> datetime:
    return order.payment_deadline.ToDatetime(UTC) + GRACE


async def fulfilled(center) -> str:
    order_id = await placed(center)
    request = change_pb.FulfilOrderRequest(request_id="f", order_id=order_id)
    await center.servicer.FulfilOrder(request, None)
    return order_id


async def completes_at(center, order_id: str) -> datetime:
    return (await get(center, order_id)).times.fulfil_time.ToDatetime(UTC) + WINDOW


async def test_an_unpaid_order_ends_when_its_deadline_and_the_grace_have_passed(center):
    order = await unpaid(center)
    await sweeper(center, times_out_at(order) - SECOND).sweep()
    assert (await get(center, order.order_id)).status == order_pb2.ORDER_STATUS_PENDING_PAYMENT
    await sweeper(center, times_out_at(order) + SECOND).sweep()
    ended = await get(center, order.order_id)
    assert ended.status == CANCELLED
    assert ended.cancel_reason == order_pb2.CANCEL_REASON_PAYMENT_TIMEOUT


async def test_what_cannot_be_written_now_is_left_for_the_next_round(center, monkeypatch):
    order = await unpaid(center)

    async def fails(_, __):
        raise StorageUnavailable

    clock = FixedClock(times_out_at(order) + SECOND)
    with monkeypatch.context() as full:
        full.setattr(ChangeWriter, "submit", fails)
        assert await sweeper(center, clock.now()).sweep() == 0
    assert await sweeper(center, clock.now()).sweep() == 1


async def test_money_that_comes_after_the_time_out_is_refused_however_often_it_is_told(center):
    order = await unpaid(center)
    await sweeper(center, times_out_at(order) + SECOND).sweep()
    results = [await paid(center, order.order_id, "pay_late") for _ in range(2)]
    assert [result.refusal_reason for result in results] == ["PAID_TOO_LATE"] * 2
    unwanted = event_pb2.ORDER_EVENT_KIND_PAYMENT_UNWANTED
    assert (await kinds(center, order.order_id)).count(unwanted) == 1
    assert (await get(center, order.order_id)).amounts.paid.minor_units == 0


@pytest.mark.parametrize("round_", range(3))
async def test_a_payment_that_meets_the_time_out_wins_or_is_refused_and_never_both(center, round_):
    order = await unpaid(center)
    late = sweeper(center, times_out_at(order) + SECOND)
    _, result = await asyncio.gather(late.sweep(), paid(center, order.order_id, f"pay_{round_}"))
    after = await get(center, order.order_id)
    kept = (after.status, after.amounts.paid.minor_units, result.refusal_reason)
    won = (order_pb2.ORDER_STATUS_PLACED, 1000, "")
    assert kept in (won, (CANCELLED, 0, "PAID_TOO_LATE"))


async def test_a_paid_order_outlives_its_payment_deadline(center):
    order_id = await placed(center)
    order = await get(center, order_id)
    await sweeper(center, times_out_at(order) + SECOND).sweep()
    assert (await get(center, order_id)).status == order_pb2.ORDER_STATUS_PLACED


async def test_a_fulfilled_order_is_completed_when_its_after_sale_window_has_passed(center):
    order_id = await fulfilled(center)
    end = await completes_at(center, order_id)
    await sweeper(center, end - SECOND).sweep()
    assert (await get(center, order_id)).status == FULFILLED
    await sweeper(center, end + SECOND).sweep()
    order = await get(center, order_id)
    assert order.status == COMPLETED
    assert order.times.complete_time.ToDatetime(UTC) == end + SECOND


async def test_a_completed_order_is_closed_to_its_customer_and_open_to_the_desk(center):
    order_id = await fulfilled(center)
    await sweeper(center, await completes_at(center, order_id) + SECOND).sweep()
    request = after_sale_pb.ApplyAfterSaleRequest(request_id="a", order_id=order_id, reason="cold")
    customer = internal_identity("miniapp", "demo", "per_1")
    with as_call(customer, timeout=30), pytest.raises(AfterSaleClosed):
        await center.servicer.ApplyAfterSale(request, None)
    reply = await center.servicer.ApplyAfterSale(request, None)
    assert reply.after_sale.order_id == order_id


async def test_sweepers_of_many_processes_end_each_order_once(center):
    order, order_id = await unpaid(center), await fulfilled(center)
    late = max(times_out_at(order), await completes_at(center, order_id)) + SECOND
    await asyncio.gather(*(sweeper(center, late).sweep() for _ in range(5)))
    moves = [
        (await kinds(center, each)).count(event_pb2.ORDER_EVENT_KIND_MOVED)
        for each in (order.order_id, order_id)
    ]
    assert moves == [1, 3]
    assert await sweeper(center, late).sweep() == 0


async def test_the_sweeper_deals_with_the_orders_of_all_merchants(center):
    ours = await unpaid(center)
    with as_call(internal_identity("order_control", "other"), timeout=30):
        theirs = await unpaid(center)
        await sweeper(center, times_out_at(theirs) + SECOND).sweep()
        assert (await get(center, theirs.order_id)).status == CANCELLED
    assert (await get(center, ours.order_id)).status == CANCELLED
