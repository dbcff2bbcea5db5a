"""Providers' notices: each worked in once, and no money without a place to go."""

import asyncio
from datetime import timedelta

from zhongtai.payment.v1 import ledger_pb2, notice_pb2, payment_event_pb2, payment_pb2
from zhongtai.payment.v1 import payment_messages_pb2 as pb
from zhongtai.plugin.v1 import payment_provider_pb2

from tests.store.payment.world import cny

CAPTURED = notice_pb2.NOTICE_OUTCOME_CAPTURED
DUPLICATE = notice_pb2.NOTICE_OUTCOME_DUPLICATE
ORDER = payment_pb2.PAYMENT_USE_ORDER
SURPLUS = payment_pb2.PAYMENT_USE_SURPLUS
CAPTURE = ledger_pb2.LEDGER_ENTRY_KIND_CAPTURE


async def test_a_notice_captures_the_payment_for_the_order(world):
    payment = await world.start("ord-1")
    world.provider.pay(payment.payment_id)
    reply = await world.notify(world.provider.notice(payment.payment_id))
    assert (reply.outcome, reply.merchant_id) == (CAPTURED, "demo")
    assert (reply.reply_status, reply.reply_body) == (200, b"SUCCESS")
    assert reply.payment.use == ORDER
    assert reply.payment.captured_amount == cny(1000)
    assert not reply.payment.client_parameters
    (event,) = await world.events()
    assert event.kind == payment_event_pb2.PAYMENT_EVENT_KIND_PAYMENT_CAPTURED
    assert (event.merchant_id, event.payment.order_id) == ("demo", "ord-1")


async def test_the_same_notice_a_hundred_times_makes_one_capture_and_one_entry(world):
    payment = await world.start()
    world.provider.pay(payment.payment_id)
    body = world.provider.notice(payment.payment_id, "event-once")
    replies = await asyncio.gather(*(world.notify(body) for _ in range(100)))
    outcomes = sorted(reply.outcome for reply in replies)
    assert outcomes == [CAPTURED] + [DUPLICATE] * 99
    assert {reply.reply_body for reply in replies} == {b"SUCCESS"}
    assert await world.entries_of(payment.payment_id) == [CAPTURE]
    assert len(await world.events()) == 1
    listed = await world.center.servicer.ListNotices(pb.ListNoticesRequest(), None)
    assert [notice.outcome for notice in listed.notices] == [CAPTURED]


async def test_another_event_about_the_same_trade_is_a_duplicate(world):
    payment = await world.captured()
    reply = await world.notify(world.provider.notice(payment.payment_id))
    assert reply.outcome == DUPLICATE
    assert reply.payment == payment


async def test_what_another_chain_proves_is_not_about_this_chains_payment(world):
    payment = await world.start()
    world.provider.pay(payment.payment_id)
    reply = await world.notify(world.provider.notice(payment.payment_id, merchant_id="other"))
    assert reply.outcome == notice_pb2.NOTICE_OUTCOME_UNKNOWN_TRADE
    assert (await world.get(payment.payment_id)).status == payment_pb2.PAYMENT_STATUS_PENDING
    reply = await world.notify(world.provider.notice(payment.payment_id, merchant_id="demo"))
    assert reply.outcome == CAPTURED


async def test_a_wrong_signature_keeps_nothing_and_is_answered_with_a_failure(world):
    payment = await world.start()
    world.provider.pay(payment.payment_id)
    reply = await world.notify(world.provider.notice(payment.payment_id), signature="bad")
    assert reply.outcome == notice_pb2.NOTICE_OUTCOME_REJECTED
    assert (reply.reply_status, reply.reply_body) == (401, b"FAIL")
    assert (await world.get(payment.payment_id)).status == payment_pb2.PAYMENT_STATUS_PENDING


async def test_money_after_closing_is_captured_and_refunded_in_full(world):
    payment = await world.start()
    request = pb.ClosePaymentRequest(request_id="c", payment_id=payment.payment_id)
    await world.center.servicer.ClosePayment(request, None)
    world.provider.pay(payment.payment_id)
    reply = await world.notify(world.provider.notice(payment.payment_id))
    assert reply.outcome == notice_pb2.NOTICE_OUTCOME_LATE
    assert reply.refund.origin == payment_pb2.REFUND_ORIGIN_LATE_PAYMENT
    await world.center.sweeper.sweep()
    after = await world.get(payment.payment_id)
    assert (after.status, after.use) == (payment_pb2.PAYMENT_STATUS_REFUNDED, SURPLUS)
    assert after.refunded_amount == cny(1000)
    assert (await world.clean_totals())["captured_for_orders"] == 0


async def test_two_providers_paying_one_order_keep_the_first_and_refund_the_second(world):
    first, second = await started_with_both(world, "ord-1")
    kept = await world.notify(second, provider="other")
    surplus = await world.notify(first)
    assert kept.outcome == CAPTURED
    assert surplus.outcome == notice_pb2.NOTICE_OUTCOME_SECOND_PAYMENT
    assert surplus.refund.amount == cny(1000)
    assert (await world.clean_totals())["captured_for_orders"] == 1000


async def test_two_providers_paying_one_order_at_once_keep_exactly_one(world):
    for number in range(10):
        first, second = await started_with_both(world, f"ord-{number}")
        replies = await asyncio.gather(world.notify(first), world.notify(second, provider="other"))
        outcomes = {reply.outcome for reply in replies}
        assert outcomes == {CAPTURED, notice_pb2.NOTICE_OUTCOME_SECOND_PAYMENT}
    totals = await world.clean_totals()
    assert (totals["captured"], totals["captured_for_orders"]) == (20_000, 10_000)


async def test_when_an_order_has_its_money_its_other_payment_is_closed(world):
    payment = await world.start("ord-1", provider="other")
    await world.captured("ord-1")
    await world.center.sweeper.sweep()
    assert (await world.get(payment.payment_id)).status == payment_pb2.PAYMENT_STATUS_CLOSED


async def test_another_amount_is_a_difference_and_goes_back_in_full(world):
    payment = await world.start("ord-1")
    world.provider.pay(payment.payment_id, 900)
    reply = await world.notify(world.provider.notice(payment.payment_id))
    assert reply.outcome == notice_pb2.NOTICE_OUTCOME_AMOUNT_MISMATCH
    assert (reply.payment.use, reply.refund.amount) == (SURPLUS, cny(900))
    assert await world.differences() == [notice_pb2.DIFFERENCE_KIND_AMOUNT_MISMATCH]
    assert (await world.start("ord-1")).payment_id != payment.payment_id


async def test_an_unknown_trade_is_kept_once_for_the_operator_and_not_asked_for_again(world):
    body = world.provider.notice("pay_nobody", "event-x", amount=cny(5), merchant_id="demo")
    replies = [await world.notify(body) for _ in range(3)]
    assert {reply.outcome for reply in replies} == {notice_pb2.NOTICE_OUTCOME_UNKNOWN_TRADE}
    assert {reply.reply_status for reply in replies} == {200}
    assert await world.differences() == [notice_pb2.DIFFERENCE_KIND_UNKNOWN_TRADE]


async def test_a_second_trade_of_one_payment_is_a_difference(world):
    payment = await world.captured()
    body = world.provider.notice(payment.payment_id, provider_trade_no="T-other")
    reply = await world.notify(body)
    assert reply.outcome == notice_pb2.NOTICE_OUTCOME_CONFLICTING_TRADE
    assert await world.differences() == [notice_pb2.DIFFERENCE_KIND_CONFLICTING_TRADE]


async def test_a_notice_without_an_amount_is_checked_with_the_provider(world):
    payment = await world.start()
    world.provider.pay(payment.payment_id, 900)
    body = payment_provider_pb2.VerifiedNotice.FromString(world.provider.notice(payment.payment_id))
    body.ClearField("amount")
    reply = await world.notify(body.SerializeToString())
    assert reply.outcome == notice_pb2.NOTICE_OUTCOME_AMOUNT_MISMATCH


async def test_a_batch_of_notices_of_many_orders_books_each(world):
    payments = await asyncio.gather(*(world.captured() for _ in range(40)))
    assert {payment.use for payment in payments} == {ORDER}
    assert (await world.clean_totals())["captured_for_orders"] == 40_000


async def test_a_payment_whose_notice_never_came_is_found_by_asking(world):
    payment = await world.start()
    world.provider.pay(payment.payment_id)
    world.clock.advance(seconds=30)
    await world.center.sweeper.sweep()
    assert (await world.get(payment.payment_id)).use == ORDER


async def test_an_unpaid_payment_is_closed_at_the_provider_when_it_expires(world):
    payment = await world.start()
    world.clock.advance(seconds=timedelta(minutes=16).total_seconds())
    await world.center.sweeper.sweep()
    after = await world.get(payment.payment_id)
    assert after.status == payment_pb2.PAYMENT_STATUS_CLOSED
    trade = world.provider.trades[payment.payment_id]
    assert trade.status == payment_provider_pb2.PROVIDER_PAYMENT_STATUS_CLOSED


async def test_a_customer_who_pays_at_the_last_moment_is_captured_not_closed(world):
    payment = await world.start()
    world.provider.pay(payment.payment_id)
    world.clock.advance(seconds=timedelta(minutes=16).total_seconds())
    await world.center.sweeper.sweep()
    assert (await world.get(payment.payment_id)).use == ORDER


async def test_a_payment_lost_between_the_provider_and_our_commit_is_found_again(world):
    world.provider.faults["CreatePayment"].append("after")
    request = world.start_request("ord-1")
    await asyncio.gather(world.center.servicer.CreatePayment(request, None), return_exceptions=True)
    (payment_id,) = world.provider.trades
    world.provider.pay(payment_id)
    world.clock.advance(seconds=30)
    await world.center.sweeper.sweep()
    assert (await world.get(payment_id)).use == ORDER


async def started_with_both(world, order_id: str) -> tuple[bytes, bytes]:
    """An order that is paid at two providers; gives both notices."""
    notices = []
    for provider in ("sandbox", "other"):
        payment = await world.start(order_id, provider=provider)
        plugin = getattr(world.plugins, provider)
        plugin.pay(payment.payment_id)
        notices.append(plugin.notice(payment.payment_id))
    return notices[0], notices[1]
