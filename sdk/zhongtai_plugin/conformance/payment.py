"""What a plug-in for a payment provider owes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai.plugin.v1 import payment_provider_pb2_grpc, plugin_pb2

from zhongtai_plugin.conformance.core import CALL_SECONDS, Subject, check
from zhongtai_plugin.conformance.expecting import expect, expect_equal, expect_fault
from zhongtai_plugin.errors import BadRequest, Conflict, Rejected

AMOUNT = 1234
NOWHERE = "http://127.0.0.1:9/notices"


def stub_of(subject: Subject) -> payment_provider_pb2_grpc.PaymentProviderServiceAsyncStub:
    """Return the plug-in's service."""
    return payment_provider_pb2_grpc.PaymentProviderServiceStub(subject.channel)


def new_payment(subject: Subject, notify_url: str = NOWHERE) -> pb.CreatePaymentRequest:
    """Return a payment that any provider should open."""
    request = pb.CreatePaymentRequest(
        payment_id=subject.new_id("pay"),
        merchant_id=subject.parameter("merchant_id"),
        amount=Money(minor_units=AMOUNT, currency_code=subject.parameter("currency")),
        subject="Conformance tea",
        notify_url=notify_url,
    )
    if plugin_pb2.CAPABILITY_PAYMENT_PAYER in subject.info.capabilities:
        request.payer_subject = subject.parameter("payer_subject")
    request.expire_time.FromDatetime(datetime.now(UTC) + timedelta(minutes=15))
    return request


async def paid(subject: Subject, notify_url: str = NOWHERE) -> str:
    """Return a payment that the customer has paid; needs the hook pay."""
    request = new_payment(subject, notify_url)
    await stub_of(subject).CreatePayment(request, timeout=CALL_SECONDS)
    if subject.hooks.pay is not None:
        await subject.hooks.pay(request.payment_id)
    return request.payment_id


def new_refund(subject: Subject, payment_id: str, amount: int) -> pb.CreateRefundRequest:
    """Return a refund of a payment."""
    return pb.CreateRefundRequest(
        refund_id=subject.new_id("refund"),
        payment_id=payment_id,
        amount=Money(minor_units=amount, currency_code=subject.parameter("currency")),
        reason="conformance",
        notify_url=NOWHERE,
        merchant_id=subject.parameter("merchant_id"),
    )


def closing(subject: Subject, payment_id: str) -> pb.ClosePaymentRequest:
    """Return the request to close a payment."""
    merchant_id = subject.parameter("merchant_id")
    return pb.ClosePaymentRequest(payment_id=payment_id, merchant_id=merchant_id)


def bill_of(subject: Subject, days: int) -> pb.DownloadBillRequest:
    """Return the request for the bill of a day, so many days from today."""
    day = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
    return pb.DownloadBillRequest(bill_date=day, merchant_id=subject.parameter("merchant_id"))


async def status_of(subject: Subject, payment_id: str) -> pb.ProviderPayment:
    """Return what the provider says of a payment."""
    merchant_id = subject.parameter("merchant_id")
    request = pb.QueryPaymentRequest(payment_id=payment_id, merchant_id=merchant_id)
    answer = await stub_of(subject).QueryPayment(request, timeout=CALL_SECONDS)
    return answer.payment


@check("payment", ground=True, contract="Opens a payment at the provider.")
async def a_payment_is_opened(subject: Subject) -> None:
    """Take what the platform's own checks send, and fill provider_trade_no."""
    answer = await stub_of(subject).CreatePayment(new_payment(subject), timeout=CALL_SECONDS)
    expect(bool(answer.provider_trade_no), "provider_trade_no is empty")


@check(
    "payment",
    contract=(
        "The same id with the same amount gives the same trade again; with another amount CONFLICT."
    ),
)
async def a_payment_created_twice_is_there_once(subject: Subject) -> None:
    """Give the payment_id to the provider as its key, and answer with the trade that is there."""
    request = new_payment(subject)
    first = await stub_of(subject).CreatePayment(request, timeout=CALL_SECONDS)
    for _ in range(2):
        again = await stub_of(subject).CreatePayment(request, timeout=CALL_SECONDS)
        expect_equal(again.provider_trade_no, first.provider_trade_no, "provider_trade_no")


@check(
    "payment",
    contract=(
        "The same id with the same amount gives the same trade again; with another amount CONFLICT."
    ),
)
async def another_amount_under_the_same_key_conflicts(subject: Subject) -> None:
    """Compare the amount with that of the trade which is there."""
    request = new_payment(subject)
    await stub_of(subject).CreatePayment(request, timeout=CALL_SECONDS)
    request.amount.minor_units += 1
    await expect_fault(stub_of(subject).CreatePayment(request, timeout=CALL_SECONDS), Conflict)


@check("payment", contract="REQUIRED. More than zero.")
async def a_payment_of_nothing_is_a_bad_request(subject: Subject) -> None:
    """Refuse an amount of zero or less with BAD_REQUEST before the provider is asked."""
    request = new_payment(subject)
    request.amount.minor_units = 0
    await expect_fault(stub_of(subject).CreatePayment(request, timeout=CALL_SECONDS), BadRequest)


@check(
    "payment",
    capability=plugin_pb2.CAPABILITY_PAYMENT_PAYER,
    contract=(
        "OPTIONAL. The payer on the provider's channel, for example an openid; never empty for "
        "a plug-in that claims CAPABILITY_PAYMENT_PAYER."
    ),
)
async def a_payment_of_nobody_is_rejected(subject: Subject) -> None:
    """Answer REJECTED with the code PAYER_MISSING where it is empty all the same."""
    request = new_payment(subject)
    request.payer_subject = ""
    call = stub_of(subject).CreatePayment(request, timeout=CALL_SECONDS)
    await expect_fault(call, Rejected, "PAYER_MISSING")


@check("payment", contract="What was really paid. Absent unless SUCCEEDED.")
async def an_open_payment_is_pending(subject: Subject) -> None:
    """Answer PENDING without paid_amount: unknown differs from zero."""
    request = new_payment(subject)
    await stub_of(subject).CreatePayment(request, timeout=CALL_SECONDS)
    payment = await status_of(subject, request.payment_id)
    expect_equal(payment.status, pb.PROVIDER_PAYMENT_STATUS_PENDING, "the status")
    expect(not payment.HasField("paid_amount"), "an unpaid payment has a paid amount")


@check(
    "payment",
    contract=(
        "A payment the provider does not know is answered with status UNKNOWN, not with an error."
    ),
)
async def a_payment_never_seen_is_unknown(subject: Subject) -> None:
    """Turn the provider's "no such trade" into that status."""
    payment = await status_of(subject, subject.new_id("never"))
    expect_equal(payment.status, pb.PROVIDER_PAYMENT_STATUS_UNKNOWN, "the status")


@check(
    "payment",
    capability=plugin_pb2.CAPABILITY_PAYMENT_CLOSE,
    contract="Closing twice, or what the provider never saw, is fine.",
)
async def closing_may_be_repeated(subject: Subject) -> None:
    """Answer CLOSED again, and UNKNOWN or CLOSED for what was never seen."""
    request = new_payment(subject)
    await stub_of(subject).CreatePayment(request, timeout=CALL_SECONDS)
    close = closing(subject, request.payment_id)
    for _ in range(2):
        answer = await stub_of(subject).ClosePayment(close, timeout=CALL_SECONDS)
        expect_equal(answer.payment.status, pb.PROVIDER_PAYMENT_STATUS_CLOSED, "the status")
    never = closing(subject, subject.new_id("never"))
    answer = await stub_of(subject).ClosePayment(never, timeout=CALL_SECONDS)
    wanted = (pb.PROVIDER_PAYMENT_STATUS_UNKNOWN, pb.PROVIDER_PAYMENT_STATUS_CLOSED)
    expect(answer.payment.status in wanted, "closing what was never seen gives a wrong status")


@check("payment", hook="pay", contract="What was really paid. Absent unless SUCCEEDED.")
async def a_paid_payment_tells_what_was_paid(subject: Subject) -> None:
    """Answer SUCCEEDED with paid_amount and paid_time as the provider tells them."""
    payment = await status_of(subject, await paid(subject))
    expect_equal(payment.status, pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED, "the status")
    expect_equal(payment.paid_amount.minor_units, AMOUNT, "the paid amount")
    expect(payment.HasField("paid_time"), "paid_time is missing")


@check(
    "payment",
    capability=plugin_pb2.CAPABILITY_PAYMENT_CLOSE,
    hook="pay",
    contract="A payment that was paid meanwhile stays paid: the answer says so.",
)
async def closing_a_paid_payment_says_that_it_is_paid(subject: Subject) -> None:
    """Ask the provider when it refuses to close, and answer with what it says."""
    close = closing(subject, await paid(subject))
    answer = await stub_of(subject).ClosePayment(close, timeout=CALL_SECONDS)
    expect_equal(answer.payment.status, pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED, "the status")


@check(
    "payment",
    capability=plugin_pb2.CAPABILITY_PAYMENT_REFUND,
    contract=(
        "more than is left REJECTED with code REFUND_EXCEEDS_PAYMENT; an unpaid payment "
        "REJECTED with code NOT_PAID."
    ),
)
async def an_unpaid_payment_cannot_be_refunded(subject: Subject) -> None:
    """Look at the payment before money is given back."""
    request = new_payment(subject)
    await stub_of(subject).CreatePayment(request, timeout=CALL_SECONDS)
    refund = new_refund(subject, request.payment_id, 1)
    call = stub_of(subject).CreateRefund(refund, timeout=CALL_SECONDS)
    await expect_fault(call, Rejected, "NOT_PAID")


@check(
    "payment",
    capability=plugin_pb2.CAPABILITY_PAYMENT_REFUND,
    contract="What the provider says about a refund now; UNKNOWN when it never saw it.",
)
async def a_refund_never_seen_is_unknown(subject: Subject) -> None:
    """Turn the provider's "no such refund" into that status."""
    merchant_id = subject.parameter("merchant_id")
    request = pb.QueryRefundRequest(refund_id=subject.new_id("never"), merchant_id=merchant_id)
    answer = await stub_of(subject).QueryRefund(request, timeout=CALL_SECONDS)
    expect_equal(answer.refund.status, pb.PROVIDER_REFUND_STATUS_UNKNOWN, "the status")


@check(
    "payment",
    capability=plugin_pb2.CAPABILITY_PAYMENT_REFUND,
    hook="pay",
    contract="Natural key: refund_id. The same id with another amount CONFLICT",
)
async def a_refund_made_twice_moves_money_once(subject: Subject) -> None:
    """Give refund_id to the provider as its key, and compare the amount with what is there."""
    refund = new_refund(subject, await paid(subject), AMOUNT - 1)
    first = await stub_of(subject).CreateRefund(refund, timeout=CALL_SECONDS)
    again = await stub_of(subject).CreateRefund(refund, timeout=CALL_SECONDS)
    expect_equal(
        again.refund.provider_refund_no, first.refund.provider_refund_no, "provider_refund_no"
    )
    refund.amount.minor_units -= 1
    await expect_fault(stub_of(subject).CreateRefund(refund, timeout=CALL_SECONDS), Conflict)


@check(
    "payment",
    capability=plugin_pb2.CAPABILITY_PAYMENT_REFUND,
    hook="pay",
    contract=(
        "more than is left REJECTED with code REFUND_EXCEEDS_PAYMENT; an unpaid payment "
        "REJECTED with code NOT_PAID."
    ),
)
async def more_than_was_paid_cannot_be_refunded(subject: Subject) -> None:
    """Compare the sum of all refunds with what was paid."""
    payment_id = await paid(subject)
    first = new_refund(subject, payment_id, AMOUNT - 1)
    await stub_of(subject).CreateRefund(first, timeout=CALL_SECONDS)
    second = new_refund(subject, payment_id, 2)
    call = stub_of(subject).CreateRefund(second, timeout=CALL_SECONDS)
    await expect_fault(call, Rejected, "REFUND_EXCEEDS_PAYMENT")


@check(
    "payment",
    capability=plugin_pb2.CAPABILITY_PAYMENT_BILL,
    contract="REJECTED with code BILL_NOT_READY while the provider has not closed the day.",
)
async def the_bill_of_a_day_that_is_not_over_is_not_ready(subject: Subject) -> None:
    """Compare the day with the provider's own today."""
    stream = stub_of(subject).DownloadBill(bill_of(subject, 2), timeout=CALL_SECONDS)
    await expect_fault(anext(aiter(stream)), Rejected, "BILL_NOT_READY")


@check("payment", capability=plugin_pb2.CAPABILITY_PAYMENT_BILL, contract='day, "2026-01-31".')
async def a_bill_needs_a_date(subject: Subject) -> None:
    """Refuse what is no day with BAD_REQUEST."""
    request = pb.DownloadBillRequest(bill_date="yesterday")
    stream = stub_of(subject).DownloadBill(request, timeout=CALL_SECONDS)
    await expect_fault(anext(aiter(stream)), BadRequest)
