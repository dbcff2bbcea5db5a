"""Refunds: never more than was captured, paid out once, pursued until they end."""

import asyncio

import pytest
from zhongtai.payment.v1 import book_messages_pb2 as book_pb
from zhongtai.payment.v1 import ledger_pb2, notice_pb2, payment_event_pb2, payment_pb2
from zhongtai.payment.v1 import refund_messages_pb2 as pb
from zhongtai.plugin.v1 import payment_provider_pb2

from centers.payment.errors import (
    CurrencyDiffers,
    NothingCaptured,
    PaymentNotFound,
    RefundExceedsCaptured,
    RefundNotFound,
)
from mesh.call.context import Identity, as_call
from mesh.plugins.faults import PluginRejected
from mesh.pure.errors import InvalidRequest, RequestIdReused
from tests.store.payment.world import cny

SUCCEEDED = payment_pb2.REFUND_STATUS_SUCCEEDED
REQUESTED = payment_pb2.REFUND_STATUS_REQUESTED
SUBMITTED = payment_pb2.REFUND_STATUS_SUBMITTED
FAILED = payment_pb2.REFUND_STATUS_FAILED
SUCCESS = payment_provider_pb2.PROVIDER_REFUND_STATUS_SUCCEEDED
PROCESSING = payment_provider_pb2.PROVIDER_REFUND_STATUS_PROCESSING


async def test_a_full_refund_gives_everything_back(world):
    payment = await world.captured("ord-1")
    refund = await world.refund("", order_id="ord-1")
    assert (refund.status, refund.amount) == (SUCCEEDED, cny(1000))
    after = await world.get(payment.payment_id)
    assert after.status == payment_pb2.PAYMENT_STATUS_REFUNDED
    assert after.refunded_amount == cny(1000)
    assert world.provider.trades[payment.payment_id].refunds == {refund.refund_id: 1000}


async def test_partial_refunds_add_up_to_a_full_one(world):
    payment = await world.captured()
    await world.refund(payment.payment_id, 300)
    partly = await world.get(payment.payment_id)
    assert partly.status == payment_pb2.PAYMENT_STATUS_PARTLY_REFUNDED
    await world.refund(payment.payment_id)
    after = await world.get(payment.payment_id)
    assert after.status == payment_pb2.PAYMENT_STATUS_REFUNDED
    assert (await world.clean_totals())["refunded"] == 1000


async def test_a_hundred_refunds_at_once_never_exceed_what_was_captured(world):
    payment = await world.captured()
    asked = (world.refund(payment.payment_id, 30) for _ in range(100))
    results = await asyncio.gather(*asked, return_exceptions=True)
    granted = [result for result in results if not isinstance(result, Exception)]
    refused = {type(result) for result in results if isinstance(result, Exception)}
    assert len(granted) == 33
    assert refused == {RefundExceedsCaptured}
    assert sum(world.provider.trades[payment.payment_id].refunds.values()) == 990
    assert (await world.clean_totals())["refunded"] == 990


async def test_the_same_refund_request_a_hundred_times_at_once_pays_out_once(world):
    payment = await world.captured()
    asked = (world.refund(payment.payment_id, 10, request_id="one") for _ in range(100))
    refunds = await asyncio.gather(*asked)
    assert len({refund.refund_id for refund in refunds}) == 1
    assert sum(world.provider.trades[payment.payment_id].refunds.values()) == 10


async def test_a_refund_request_id_with_another_amount_is_refused(world):
    payment = await world.captured()
    await world.refund(payment.payment_id, 10, request_id="one")
    with pytest.raises(RequestIdReused):
        await world.refund(payment.payment_id, 20, request_id="one")


@pytest.mark.parametrize(
    ("amount", "refusal"), [(1001, RefundExceedsCaptured), (None, NothingCaptured)]
)
async def test_a_refund_needs_captured_money(world, amount, refusal):
    payment = await (world.captured() if amount else world.start())
    with pytest.raises(refusal):
        await world.refund(payment.payment_id, amount)


async def test_a_refund_in_another_currency_is_refused(world):
    payment = await world.captured()
    request = pb.CreateRefundRequest(request_id="x", payment_id=payment.payment_id, reason="Cold")
    request.amount.CopyFrom(cny(10))
    request.amount.currency_code = "USD"
    with pytest.raises(CurrencyDiffers):
        await world.center.servicer.CreateRefund(request, None)


async def test_another_merchant_can_neither_refund_nor_see_a_refund(world):
    payment = await world.captured()
    refund = await world.refund(payment.payment_id, 10)
    with as_call(Identity("operator", "ann", "other")):
        with pytest.raises(PaymentNotFound):
            await world.refund(payment.payment_id, 10)
        with pytest.raises(RefundNotFound):
            await world.center.servicer.GetRefund(
                pb.GetRefundRequest(refund_id=refund.refund_id), None
            )


async def test_a_refund_that_the_provider_did_not_answer_is_looked_up_and_paid_once(world):
    payment = await world.captured()
    world.provider.faults["CreateRefund"].append("after")
    refund = await world.refund(payment.payment_id)
    assert refund.status == REQUESTED
    world.clock.advance(seconds=90)
    await world.center.sweeper.sweep()
    (after,) = await world.refunds_of(payment.payment_id)
    assert after.status == SUCCEEDED
    assert world.provider.calls.count("CreateRefund") == 1


async def test_a_refund_that_is_refused_when_it_is_repeated_is_looked_up_before_it_has_failed(
    world,
):
    payment = await world.captured()
    world.provider.faults["CreateRefund"].append("after")
    await world.refund(payment.payment_id)
    trade = world.provider.trades[payment.payment_id]
    taken = dict(trade.refunds)
    trade.refunds.clear()

    async def noticed():
        trade.refunds |= taken

    world.provider.faults["QueryRefund"].append(noticed)
    world.provider.faults["CreateRefund"].append(PluginRejected("Again?", plugin="p", code="X"))
    world.clock.advance(seconds=90)
    await world.center.sweeper.sweep()
    assert [refund.status for refund in await world.refunds_of(payment.payment_id)] == [SUCCEEDED]
    assert (await world.clean_totals())["refunded"] == 1000


async def test_a_refund_whose_request_was_lost_is_asked_for_again(world):
    payment = await world.captured()
    world.provider.faults["CreateRefund"].append("before")
    await world.refund(payment.payment_id)
    world.clock.advance(seconds=90)
    await world.center.sweeper.sweep()
    assert [refund.status for refund in await world.refunds_of(payment.payment_id)] == [SUCCEEDED]


async def test_a_refund_under_way_ends_with_the_providers_notice(world):
    payment = await world.captured()
    world.provider.refund_status = PROCESSING
    refund = await world.refund(payment.payment_id)
    assert refund.status == SUBMITTED
    notice = world.provider.notice(
        payment.payment_id,
        kind=payment_provider_pb2.PROVIDER_NOTICE_KIND_REFUND_SUCCEEDED,
        refund_id=refund.refund_id,
    )
    replies = await asyncio.gather(*(world.notify(notice) for _ in range(20)))
    updated = [r for r in replies if r.outcome == notice_pb2.NOTICE_OUTCOME_REFUND_UPDATED]
    assert len(updated) == 1
    assert updated[0].refund.status == SUCCEEDED
    assert (await world.clean_totals())["refunded"] == 1000


@pytest.mark.parametrize("at_once", [False, True])
async def test_the_providers_number_of_a_refund_is_kept_though_the_notice_of_its_end_comes_first(
    world, at_once
):
    payment = await world.captured()
    world.provider.refund_status = SUCCESS if at_once else PROCESSING

    async def notice_first():
        (refund_id,) = world.provider.trades[payment.payment_id].refunds
        notice = payment_provider_pb2.VerifiedNotice(
            event_id="e1",
            kind=payment_provider_pb2.PROVIDER_NOTICE_KIND_REFUND_SUCCEEDED,
            payment_id=payment.payment_id,
            refund_id=refund_id,
        )
        await world.notify(notice.SerializeToString())

    world.provider.faults["CreateRefund"].append(notice_first)
    refund = await world.refund(payment.payment_id)
    assert (refund.status, refund.provider_refund_id) == (SUCCEEDED, f"R-{refund.refund_id}")
    assert (await world.clean_totals())["refunded"] == 1000


async def test_a_refused_refund_is_failed_told_and_may_be_tried_again(world):
    payment = await world.captured()
    world.provider.faults["CreateRefund"].append(PluginRejected("No.", plugin="p", code="X"))
    refund = await world.refund(payment.payment_id)
    assert (refund.status, refund.failure_reason) == (FAILED, "No.")
    assert await world.differences() == [notice_pb2.DIFFERENCE_KIND_REFUND_FAILED]
    kinds = [event.kind for event in await world.events()]
    assert kinds[-1] == payment_event_pb2.PAYMENT_EVENT_KIND_REFUND_FAILED
    assert (await world.refund(payment.payment_id)).status == SUCCEEDED
    assert (await world.clean_totals())["refunded"] == 1000


async def test_one_attempt_of_an_after_sale_pays_out_once_and_the_next_one_again(world):
    payment = await world.captured()
    attempt = {"after_sale_id": "afs_1", "after_sale_attempt": 1}
    asked = (world.refund(payment.payment_id, 10, **attempt) for _ in range(20))
    refunds = await asyncio.gather(*asked)
    assert len({refund.refund_id for refund in refunds}) == 1
    assert sum(world.provider.trades[payment.payment_id].refunds.values()) == 10
    second = await world.refund(payment.payment_id, 10, after_sale_id="afs_1", after_sale_attempt=2)
    assert (second.after_sale_id, second.after_sale_attempt) == ("afs_1", 2)
    listed = pb.ListRefundsRequest(after_sale_id="afs_1")
    found = (await world.center.servicer.ListRefunds(listed, None)).refunds
    assert [refund.after_sale_attempt for refund in found] == [2, 1]


async def test_a_request_pays_out_once_also_when_its_answer_is_forgotten(world):
    payment = await world.captured()
    refunds = []
    for _ in range(2):
        refunds.append(await world.refund(payment.payment_id, 10, request_id="again"))
        await world.db.execute("DELETE FROM requests")
    assert len({refund.refund_id for refund in refunds}) == 1
    with pytest.raises(RequestIdReused):
        await world.refund(payment.payment_id, 20, request_id="again")
    other = await world.captured()
    await world.refund(other.payment_id, 20, request_id="again")
    assert (await world.clean_totals())["refunded"] == 30


@pytest.mark.parametrize("fields", [{"after_sale_id": "afs_1"}, {"after_sale_attempt": 1}])
async def test_an_attempt_and_its_request_are_named_together(world, fields):
    payment = await world.captured()
    with pytest.raises(InvalidRequest):
        await world.refund(payment.payment_id, **fields)


async def test_every_step_of_a_refund_is_in_the_ledger_and_accounts_end_level(world):
    payment = await world.captured()
    await world.refund(payment.payment_id)
    assert await world.entries_of(payment.payment_id) == [
        ledger_pb2.LEDGER_ENTRY_KIND_CAPTURE,
        ledger_pb2.LEDGER_ENTRY_KIND_REFUND_REQUESTED,
        ledger_pb2.LEDGER_ENTRY_KIND_REFUND_SUCCEEDED,
    ]
    reply = await world.center.servicer.ListAccountBalances(
        book_pb.ListAccountBalancesRequest(), None
    )
    assert {each.balance.minor_units for each in reply.balances} == {0}


async def test_a_person_asks_for_no_refund_of_somebody_else(world):
    payment = await world.captured()
    with as_call(Identity("person", "per_2", "demo")), pytest.raises(PaymentNotFound):
        await world.refund(payment.payment_id, 10)
