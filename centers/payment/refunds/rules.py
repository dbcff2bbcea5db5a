"""Decisions about refunds: what goes back, and what a provider's report makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from centers.payment import errors
from centers.payment.ledger.model import Difference, DifferenceKind, EntryKind
from centers.payment.ledger.rules import difference, entry
from centers.payment.model import (
    PAID,
    Change,
    Event,
    EventKind,
    NoticeOutcome,
    Payment,
    PaymentStatus,
    Report,
    ReportKind,
)
from centers.payment.refunds.model import Refund, RefundOrigin, RefundStatus
from centers.payment.states import PAYMENT, REFUND
from mesh.pure.ids import new_id

_ENDS = {
    RefundStatus.SUCCEEDED: (EntryKind.REFUND_SUCCEEDED, EventKind.REFUND_SUCCEEDED),
    RefundStatus.FAILED: (EntryKind.REFUND_FAILED, EventKind.REFUND_FAILED),
}


def request_refund(
    payment: Payment,
    amount: int,
    reason: str,
    origin: RefundOrigin,
    now: datetime,
    *,
    after_sale: tuple[str, int] = ("", 0),
) -> Change:
    """Set a part of the captured money aside to go back, perhaps for an after-sale attempt.

    Raise NothingCaptured when no money has come or all is gone, and RefundExceedsCaptured
    when less is left than asked for.
    """
    if payment.status not in PAID or payment.refundable <= 0:
        raise errors.NothingCaptured(payment_id=payment.payment_id, status=payment.status.name)
    if amount > payment.refundable:
        raise errors.RefundExceedsCaptured(refundable_minor_units=payment.refundable)
    refund = Refund(
        refund_id=new_id("rfd"),
        payment_id=payment.payment_id,
        merchant_id=payment.merchant_id,
        order_id=payment.order_id,
        provider=payment.provider,
        status=RefundStatus.REQUESTED,
        amount=amount,
        currency=payment.captured_currency,
        reason=reason,
        origin=origin,
        created_at=now,
        after_sale_id=after_sale[0],
        after_sale_attempt=after_sale[1],
    )
    after = replace(payment, refunding=payment.refunding + amount)
    return Change(
        NoticeOutcome.REFUND_UPDATED,
        (after,),
        refunds=(refund,),
        entries=(entry(EntryKind.REFUND_REQUESTED, payment, refund.refund_id, amount, now),),
        events=(Event(EventKind.REFUND_REQUESTED, after, refund, now),),
    )


def amount_to_refund(payment: Payment, amount: int | None, currency: str) -> int:
    """Return the amount to refund, all that is left for None. Raise CurrencyDiffers."""
    if amount is None:
        return payment.refundable
    if payment.captured_currency and currency != payment.captured_currency:
        raise errors.CurrencyDiffers(expected=payment.captured_currency, actual=currency)
    return amount


def finish_refund(
    payment: Payment | None, refund: Refund | None, report: Report, now: datetime
) -> Change:
    """Return what a provider's report about the end of a refund makes of it."""
    ended = (
        RefundStatus.SUCCEEDED
        if report.kind is ReportKind.REFUND_SUCCEEDED
        else RefundStatus.FAILED
    )
    if payment is None or refund is None or refund.payment_id != payment.payment_id:
        note = "The provider speaks of a refund that we do not have."
        unknown = difference(DifferenceKind.UNKNOWN_TRADE, report, payment, note, now)
        known = (payment,) if payment else ()
        return Change(NoticeOutcome.UNKNOWN_TRADE, known, differences=(unknown,))
    if refund.status is ended:
        # The provider's number may come with the second word of its end only.
        number = refund.provider_refund_id or report.trade_id
        numbered = replace(refund, provider_refund_id=number)
        return Change(NoticeOutcome.DUPLICATE, (payment,), refunds=(numbered,))
    if not REFUND.allows(refund.status, ended):
        note = f"The refund is {refund.status.name}; the provider now says {ended.name}."
        conflict = difference(DifferenceKind.CONFLICTING_TRADE, report, payment, note, now)
        return Change(
            NoticeOutcome.CONFLICTING_TRADE, (payment,), refunds=(refund,), differences=(conflict,)
        )
    return _end(payment, refund, ended, report, now)


def next_attempt(refund: Refund, now: datetime) -> datetime:
    """Return when to ask the provider again about a refund that has not ended."""
    return now + timedelta(seconds=min(2 ** min(refund.attempts, 10), 600))


def _end(
    payment: Payment, refund: Refund, ended: RefundStatus, report: Report, now: datetime
) -> Change:
    entry_kind, event_kind = _ENDS[ended]
    after_refund = replace(
        refund,
        status=ended,
        finished_at=report.occurred_at or now,
        provider_refund_id=report.trade_id or refund.provider_refund_id,
        failure_reason="" if ended is RefundStatus.SUCCEEDED else report.failure,
    )
    after = replace(payment, refunding=payment.refunding - refund.amount)
    differences: tuple[Difference, ...] = ()
    if ended is RefundStatus.SUCCEEDED:
        after = _with_refunded(after, refund.amount)
    else:
        note = f"The provider refused the refund {refund.refund_id}: {report.failure}"
        differences = (difference(DifferenceKind.REFUND_FAILED, report, payment, note[:500], now),)
    return Change(
        NoticeOutcome.REFUND_UPDATED,
        (after,),
        refunds=(after_refund,),
        entries=(entry(entry_kind, payment, refund.refund_id, refund.amount, now),),
        differences=differences,
        events=(Event(event_kind, after, after_refund, now),),
    )


def _with_refunded(payment: Payment, amount: int) -> Payment:
    refunded = payment.refunded + amount
    status = (
        PaymentStatus.REFUNDED if refunded == payment.captured else PaymentStatus.PARTLY_REFUNDED
    )
    PAYMENT.demand(payment.status, status, errors.IllegalMove)
    return replace(payment, refunded=refunded, status=status)
