"""Closing payments and taking cancelled orders out of the money."""

import asyncio

import pytest
from zhongtai.payment.v1 import feed_messages_pb2 as feed_pb
from zhongtai.payment.v1 import notice_pb2, payment_pb2
from zhongtai.payment.v1 import payment_messages_pb2 as pb

from centers.payment.errors import (
    IllegalMove,
    NothingCaptured,
    OrderClosed,
    PaymentNotFound,
)
from mesh.pure.errors import PluginUnavailable, RequestIdReused
from tests.store.payment.world import cny

CLOSED = payment_pb2.PAYMENT_STATUS_CLOSED
CAPTURED = payment_pb2.PAYMENT_STATUS_CAPTURED
REFUNDED = payment_pb2.PAYMENT_STATUS_REFUNDED


async def close(world, payment_id: str, request_id: str = "close") -> payment_pb2.Payment:
    request = pb.ClosePaymentRequest(request_id=request_id, payment_id=payment_id)
    return (await world.center.servicer.ClosePayment(request, None)).payment


async def cancel(world, *order_ids: str):
    request = pb.CancelOrderPaymentsRequest(order_ids=order_ids)
    return (await world.center.servicer.CancelOrderPayments(request, None)).results


async def test_a_closed_payment_stays_closed_however_often_it_is_closed(world):
    payment = await world.start()
    closed = await asyncio.gather(*(close(world, payment.payment_id) for _ in range(10)))
    assert {after.status for after in closed} == {CLOSED}
    assert len(await world.events()) == 1


async def test_closing_what_was_paid_meanwhile_captures_it_instead(world):
    payment = await world.start()
    world.provider.pay(payment.payment_id)
    assert (await close(world, payment.payment_id)).status == CAPTURED


async def test_money_whose_notice_overtakes_the_answer_to_a_closing_stays_the_orders(world):
    payment = await world.start()

    async def pay() -> None:
        world.provider.pay(payment.payment_id)
        await world.notify(world.provider.notice(payment.payment_id))

    world.provider.faults["ClosePayment"].append(pay)
    assert (await close(world, payment.payment_id)).status == CAPTURED
    assert (await world.clean_totals())["refunding"] == 0


async def test_a_refunded_payment_cannot_be_closed(world):
    payment = await world.captured()
    with pytest.raises(IllegalMove) as refusal:
        await close(world, payment.payment_id)
    assert refusal.value.metadata == {"from_state": "CAPTURED", "to_state": "CLOSED"}


async def test_a_close_that_the_provider_does_not_answer_changes_nothing(world):
    payment = await world.start()
    world.provider.faults["ClosePayment"].append("before")
    with pytest.raises(PluginUnavailable):
        await close(world, payment.payment_id)
    assert (await close(world, payment.payment_id)).status == CLOSED


async def test_a_request_id_closes_only_one_payment(world):
    first, second = await world.start(), await world.start()
    await close(world, first.payment_id)
    with pytest.raises(RequestIdReused):
        await close(world, second.payment_id)


async def test_a_cancelled_order_gets_its_money_back_in_full(world):
    payment = await world.captured("ord-1")
    (result,) = await cancel(world, "ord-1")
    assert [refund.amount for refund in result.refunds] == [cny(1000)]
    await world.center.sweeper.sweep()
    assert (await world.get(payment.payment_id)).status == REFUNDED
    assert (await world.clean_totals())["refunding"] == 0


async def test_a_cancelled_order_refunds_only_what_was_not_refunded_before(world):
    payment = await world.captured("ord-1")
    await world.refund(payment.payment_id, 400)
    results = [await cancel(world, "ord-1") for _ in range(3)]
    amounts = sorted(refund.amount.minor_units for refund in results[-1][0].refunds)
    assert amounts == [400, 600]
    await world.center.sweeper.sweep()
    assert (await world.clean_totals())["refunded"] == 1000


async def test_the_open_payment_of_a_cancelled_order_is_closed_at_the_provider(world):
    payment = await world.start("ord-1")
    (result,) = await cancel(world, "ord-1")
    assert list(result.closing_payment_ids) == [payment.payment_id]
    await world.center.sweeper.sweep()
    assert (await world.get(payment.payment_id)).status == CLOSED


async def test_money_that_comes_while_the_order_is_cancelled_goes_back(world):
    payment = await world.start("ord-1")
    await cancel(world, "ord-1")
    world.provider.pay(payment.payment_id)
    reply = await world.notify(world.provider.notice(payment.payment_id))
    assert reply.outcome == notice_pb2.NOTICE_OUTCOME_LATE
    await world.center.sweeper.sweep()
    assert (await world.get(payment.payment_id)).status == REFUNDED
    await world.clean_totals()


async def test_a_notice_and_a_cancellation_at_once_always_end_in_a_refund(world):
    orders = {f"ord-{number}": await world.start(f"ord-{number}") for number in range(20)}
    for payment in orders.values():
        world.provider.pay(payment.payment_id)
    notices = (world.notify(world.provider.notice(p.payment_id)) for p in orders.values())
    await asyncio.gather(*notices, *(cancel(world, order_id) for order_id in orders))
    await world.center.sweeper.sweep()
    totals = await world.clean_totals()
    assert (totals["captured"], totals["refunded"]) == (20_000, 20_000)


async def test_a_cancelled_order_starts_no_payment_even_if_it_never_had_one(world):
    (result,) = await cancel(world, "ord-9")
    assert (list(result.closing_payment_ids), list(result.refunds)) == ([], [])
    with pytest.raises(OrderClosed):
        await world.start("ord-9")


async def decline(world, payment_id: str) -> payment_pb2.Payment:
    request = pb.DeclinePaymentRequest(payment_id=payment_id)
    return (await world.center.servicer.DeclinePayment(request, None)).payment


@pytest.mark.parametrize("cancelled", ["before", "after", "not at all"])
async def test_money_that_its_order_declined_pays_nothing_and_goes_back(world, cancelled):
    payment = await world.captured("ord-1")
    if cancelled == "before":
        await cancel(world, "ord-1")
    declined = [await decline(world, payment.payment_id) for _ in range(3)]
    if cancelled == "after":
        await cancel(world, "ord-1")
    await world.center.sweeper.sweep()
    assert {each.use for each in declined} == {payment_pb2.PAYMENT_USE_SURPLUS}
    assert (await world.get(payment.payment_id)).status == REFUNDED
    totals = await world.clean_totals()
    assert (totals["captured_for_orders"], totals["refunded"]) == (0, 1000)


async def test_the_books_stay_right_when_the_refund_of_a_declined_payment_fails(world):
    payment = await world.captured("ord-1")
    await world.refund(payment.payment_id, 400)
    world.provider.trades[payment.payment_id].paid = cny(400)
    await cancel(world, "ord-1")
    await decline(world, payment.payment_id)
    await world.center.sweeper.sweep()
    assert await world.differences()
    totals = await world.clean_totals()
    assert (totals["refunded"], totals["refunded_for_orders"]) == (400, 0)


async def test_declined_payments_of_two_orders_stand_in_the_ledger_each(world):
    payments = [await world.captured(order_id) for order_id in ("ord-1", "ord-2")]
    await asyncio.gather(*(decline(world, each.payment_id) for each in payments * 5))
    await world.center.sweeper.sweep()
    assert (await world.clean_totals())["refunded"] == 2000
    again = await world.start("ord-1")
    assert again.payment_id != payments[0].payment_id


async def test_what_was_not_captured_cannot_be_declined(world):
    payment = await world.start()
    with pytest.raises(NothingCaptured):
        await decline(world, payment.payment_id)
    with pytest.raises(PaymentNotFound):
        await decline(world, "pay_none")


async def test_followers_get_what_they_have_not_acknowledged(world):
    await world.captured("ord-1")
    await world.captured("ord-2")
    watch = world.center.servicer.WatchEvents
    stream = watch(feed_pb.WatchEventsRequest(reader="bi", max_batch=1), None)
    first = await anext(stream)
    await stream.aclose()
    ack = feed_pb.AckEventsRequest(reader="bi", cursor=first.cursor)
    await world.center.servicer.AckEvents(ack, None)
    again = watch(feed_pb.WatchEventsRequest(reader="bi"), None)
    second = await anext(again)
    await again.aclose()
    assert [event.payment.order_id for event in first.events] == ["ord-1"]
    assert [event.payment.order_id for event in second.events] == ["ord-2"]
