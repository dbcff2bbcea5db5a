"""Decisions about money: what a report or a caller makes of a payment and its order.

Each takes locked rows as they stand and returns what they become, together with the entries
of the books, so that captured money always ends in the order or in a refund.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from centers.payment import errors
from centers.payment.ledger.model import Difference, DifferenceKind
from centers.payment.ledger.rules import difference, entry_of_capture, entry_of_decline
from centers.payment.model import (
    OPEN,
    PAID,
    Change,
    Event,
    EventKind,
    Notice,
    NoticeOutcome,
    OpenPayment,
    Payable,
    Payment,
    PaymentStatus,
    PaymentUse,
    Report,
    ReportKind,
)
from centers.payment.refunds.model import RefundOrigin
from centers.payment.refunds.rules import finish_refund, request_refund
from centers.payment.states import PAYMENT
from centers.payment.work import Work
from mesh.pure.errors import InvalidRequest, Refusal
from mesh.pure.ids import store_of_order

MAX_LIFETIME = timedelta(days=7)
"""How far ahead a payment may expire."""

_ABOUT_REFUNDS = {ReportKind.REFUND_SUCCEEDED, ReportKind.REFUND_FAILED}

_SURPLUS = {
    NoticeOutcome.AMOUNT_MISMATCH: (RefundOrigin.AMOUNT_MISMATCH, "Wrong amount paid"),
    NoticeOutcome.LATE: (RefundOrigin.LATE_PAYMENT, "Paid too late"),
    NoticeOutcome.SECOND_PAYMENT: (RefundOrigin.SECOND_PAYMENT, "Paid twice"),
}


def store_of(order_id: str) -> str:
    """Return the store that an order id names; empty when it is not of our own form."""
    try:
        return store_of_order(order_id)
    except InvalidRequest:
        return ""


def may_start(
    payable: Payable, going: OpenPayment | None, amount: int, currency: str
) -> Refusal | None:
    """Return why no payment can be started for the order now, None when one can.

    `going` is its open payment with the same provider. Over the same amount it is no
    obstacle: the customer goes on with that one.
    """
    if payable.closed:
        return errors.OrderClosed(order_id=payable.order_id)
    if payable.kept_payment_id:
        return errors.OrderAlreadyPaid(
            order_id=payable.order_id, payment_id=payable.kept_payment_id
        )
    if going is not None and (going.amount, going.currency) != (amount, currency):
        return errors.OpenPaymentDiffers(payment_id=going.payment_id)
    return None


def take_report(work: Work, report: Report, trace_id: str) -> Change:
    """Decide about a provider's report, put the outcome into the unit of work, and return it.

    A report that came by notice is kept as one. `trace_id` is that of the call that brought it.
    """
    payment = work.payment(report.payment_id)
    if payment is not None and not _is_about(payment, report):
        payment = None
    if report.kind in _ABOUT_REFUNDS:
        change = finish_refund(payment, work.refund(report.refund_id), report, work.now)
    else:
        change = apply_report(payment, work.payable_of(payment), report, work.now)
    work.apply(change, trace_id)
    if report.event_id:
        work.notices.append(_notice(report, payment, change, work.now))
    return change


def apply_report(
    payment: Payment | None, payable: Payable | None, report: Report, now: datetime
) -> Change:
    """Return what a provider's report about a payment makes of it and of its order.

    For reports about refunds see `centers.payment.refunds.rules.finish_refund`.
    """
    if report.kind is ReportKind.OTHER:
        return Change(NoticeOutcome.IGNORED, (payment,) if payment else ())
    if payment is None or payable is None:
        return _unknown(report, now)
    if report.kind is ReportKind.CLOSED:
        return close(payment, now, report.failure or "The provider closed it.")
    if report.kind is ReportKind.REFUSED:
        return fail(payment, now, report.failure)
    if payment.status in PAID:
        return _paid_before(payment, report, now)
    return _money_came(payment, payable, report, now)


def is_expected(payment: Payment, report: Report) -> bool:
    """Return whether a report brings the money that an open payment waits for."""
    asked = (payment.amount, payment.currency)
    return (
        report.kind is ReportKind.PAID
        and _is_about(payment, report)
        and payment.status in OPEN
        and (report.amount is None or (report.amount, report.currency) == asked)
    )


def _is_about(payment: Payment, report: Report) -> bool:
    """Return whether a report speaks of a payment, and not of what another chain calls so.

    A chain's own account proves what it says for that chain only.
    """
    return report.provider == payment.provider and report.merchant_id in ("", payment.merchant_id)


def waiting(payment: Payment) -> Payable:
    """Return the order of a payment as one that waits for money."""
    return Payable(payment.merchant_id, payment.order_id, payment.store_id)


def close(payment: Payment, now: datetime, reason: str) -> Change:
    """Close an open payment; any other stays as it is."""
    if payment.status is PaymentStatus.CLOSED:
        return Change(NoticeOutcome.DUPLICATE, (payment,))
    if payment.status not in OPEN:
        return Change(NoticeOutcome.IGNORED, (payment,))
    after = _ended(payment, PaymentStatus.CLOSED, now, reason)
    event = Event(EventKind.PAYMENT_CLOSED, after, None, now)
    return Change(NoticeOutcome.CLOSED, (after,), events=(event,))


def fail(payment: Payment, now: datetime, reason: str) -> Change:
    """Fail a payment that the provider refuses to start; only one that is CREATED can fail."""
    if payment.status is not PaymentStatus.CREATED:
        return Change(NoticeOutcome.IGNORED, (payment,))
    after = _ended(payment, PaymentStatus.FAILED, now, reason)
    event = Event(EventKind.PAYMENT_FAILED, after, None, now)
    return Change(NoticeOutcome.CLOSED, (after,), events=(event,))


def cancel_order(payable: Payable, payments: list[Payment], now: datetime, reason: str) -> Change:
    """Take an order out of the money: what it holds is refunded.

    Its open payments are only marked: the providers must close them first, and may still
    answer that the customer was faster.
    """
    closing = [replace(payment, closing=True) for payment in payments if payment.status in OPEN]
    back = [
        request_refund(payment, payment.refundable, reason, RefundOrigin.ORDER_CANCELLED, now)
        for payment in payments
        if payment.status in PAID and payment.refundable > 0
    ]
    return Change(
        NoticeOutcome.CLOSED,
        (*closing, *(payment for change in back for payment in change.payments)),
        replace(payable, closed=True),
        refunds=tuple(refund for change in back for refund in change.refunds),
        entries=tuple(entry for change in back for entry in change.entries),
        events=tuple(event for change in back for event in change.events),
    )


def decline(payment: Payment, payable: Payable, now: datetime, reason: str) -> Change:
    """Take a captured payment away from its order: what is left of it is refunded.

    A payment that is surplus already stays as it is. Raise NothingCaptured.
    """
    if payment.status not in PAID:
        raise errors.NothingCaptured(payment_id=payment.payment_id, status=payment.status.name)
    if payment.use is PaymentUse.SURPLUS:
        return Change(NoticeOutcome.IGNORED, (payment,))
    surplus = replace(payment, use=PaymentUse.SURPLUS)
    if payable.kept_payment_id == payment.payment_id:
        payable = replace(payable, kept_payment_id="")
    event = Event(EventKind.PAYMENT_DECLINED, surplus, None, now)
    if payment.refundable <= 0:
        return Change(NoticeOutcome.IGNORED, (surplus,), payable, events=(event,))
    back = request_refund(surplus, surplus.refundable, reason, RefundOrigin.PAYMENT_DECLINED, now)
    return replace(
        back,
        payable=payable,
        entries=(entry_of_decline(payment, now), *back.entries),
        events=(event, *back.events),
    )


def check_closable(payment: Payment) -> None:
    """Raise IllegalMove for a payment whose money has come, or that has failed."""
    if payment.status not in OPEN and payment.status is not PaymentStatus.CLOSED:
        raise errors.IllegalMove(from_state=payment.status.name, to_state="CLOSED")


def next_check(payment: Payment, checks: int, now: datetime) -> datetime:
    """Return when to ask the provider again about an open payment whose notice has not come.

    Soon at first, then less and less often, and in any case the moment it expires.
    """
    wait = timedelta(seconds=min(15 * 2 ** min(checks, 6), 600))
    if now < payment.expires_at < now + wait:
        return payment.expires_at
    return now + wait


def _ended(payment: Payment, status: PaymentStatus, now: datetime, reason: str) -> Payment:
    PAYMENT.demand(payment.status, status, errors.IllegalMove)
    return replace(
        payment,
        status=status,
        closed_at=now,
        failure_reason=reason,
        closing=False,
        client_parameters={},
        pay_url="",
    )


def _money_came(payment: Payment, payable: Payable, report: Report, now: datetime) -> Change:
    amount = payment.amount if report.amount is None else report.amount
    currency = payment.currency if report.amount is None else report.currency
    if amount <= 0:
        return Change(
            NoticeOutcome.AMOUNT_MISMATCH,
            (payment,),
            differences=(_mismatch(payment, report, now),),
        )
    PAYMENT.demand(payment.status, PaymentStatus.CAPTURED, errors.IllegalMove)
    outcome = _outcome_of_money(payment, payable, amount, currency)
    wanted = outcome is NoticeOutcome.CAPTURED
    captured = replace(
        payment,
        status=PaymentStatus.CAPTURED,
        use=PaymentUse.ORDER if wanted else PaymentUse.SURPLUS,
        captured=amount,
        captured_currency=currency,
        provider_trade_id=report.trade_id or payment.provider_trade_id,
        captured_at=report.occurred_at or now,
        closing=False,
        client_parameters={},
        pay_url="",
    )
    if wanted:
        return Change(
            outcome,
            (captured,),
            replace(payable, kept_payment_id=payment.payment_id),
            entries=(entry_of_capture(captured, now),),
            events=(Event(EventKind.PAYMENT_CAPTURED, captured, None, now),),
        )
    return _give_back(captured, payable, outcome, report, now)


def _outcome_of_money(
    payment: Payment, payable: Payable, amount: int, currency: str
) -> NoticeOutcome:
    if (amount, currency) != (payment.amount, payment.currency):
        return NoticeOutcome.AMOUNT_MISMATCH
    if payable.kept_payment_id:
        return NoticeOutcome.SECOND_PAYMENT
    if payable.closed or payment.status not in OPEN:
        return NoticeOutcome.LATE
    return NoticeOutcome.CAPTURED


def _give_back(
    captured: Payment, payable: Payable, outcome: NoticeOutcome, report: Report, now: datetime
) -> Change:
    origin, reason = _SURPLUS[outcome]
    if payable.closed and outcome is NoticeOutcome.LATE:
        origin, reason = RefundOrigin.ORDER_CANCELLED, "Order cancelled"
    back = request_refund(captured, captured.captured, reason, origin, now)
    mismatch = outcome is NoticeOutcome.AMOUNT_MISMATCH
    return Change(
        outcome,
        back.payments,
        refunds=back.refunds,
        entries=(entry_of_capture(captured, now), *back.entries),
        differences=(_mismatch(captured, report, now),) if mismatch else (),
        events=(Event(EventKind.SURPLUS_CAPTURED, captured, None, now), *back.events),
    )


def _paid_before(payment: Payment, report: Report, now: datetime) -> Change:
    known = payment.provider_trade_id or report.trade_id
    if not report.trade_id or known == report.trade_id:
        return Change(NoticeOutcome.DUPLICATE, (replace(payment, provider_trade_id=known),))
    conflict = difference(
        DifferenceKind.CONFLICTING_TRADE,
        report,
        payment,
        f"Captured under trade {known}; the provider now names another one.",
        now,
    )
    return Change(NoticeOutcome.CONFLICTING_TRADE, (payment,), differences=(conflict,))


def _unknown(report: Report, now: datetime) -> Change:
    if report.kind is not ReportKind.PAID:
        return Change(NoticeOutcome.IGNORED)
    note = "The provider has money for a payment that we do not have."
    unknown = difference(DifferenceKind.UNKNOWN_TRADE, report, None, note, now)
    return Change(NoticeOutcome.UNKNOWN_TRADE, differences=(unknown,))


def _mismatch(payment: Payment, report: Report, now: datetime) -> Difference:
    note = "Another amount came than was asked for; what came is refunded in full."
    return difference(DifferenceKind.AMOUNT_MISMATCH, report, payment, note, now)


def _notice(report: Report, payment: Payment | None, change: Change, now: datetime) -> Notice:
    return Notice(
        provider=report.provider,
        event_id=report.event_id,
        merchant_id=payment.merchant_id if payment else report.merchant_id,
        payment_id=payment.payment_id if payment else "",
        trade_id=report.trade_id,
        outcome=change.outcome,
        amount=report.amount,
        currency=report.currency,
        received_at=now,
    )
