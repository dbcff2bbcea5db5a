"""Refunds and the books: what goes back, and how each step is entered.

An entry moves one amount from the account it credits to the account it debits, so every
entry balances by its form.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from centers.payment import errors
from centers.payment.model import Change, Difference, Entry, Event, Payment, Refund, Report
from centers.payment.model_kinds import (
    PAID,
    Account,
    DifferenceKind,
    DifferenceStatus,
    EntryKind,
    EventKind,
    NoticeOutcome,
    PaymentStatus,
    PaymentUse,
    RefundOrigin,
    RefundStatus,
    ReportKind,
)
from centers.payment.states import PAYMENT, REFUND
from mesh.pure.ids import new_id

_ENDS = {
    RefundStatus.SUCCEEDED: (EntryKind.REFUND_SUCCEEDED, EventKind.REFUND_SUCCEEDED),
    RefundStatus.FAILED: (EntryKind.REFUND_FAILED, EventKind.REFUND_FAILED),
}


def entry_of_capture(payment: Payment, now: datetime) -> Entry:
    """Money came: the provider holds it, the order has earned it or it must go back."""
    kind = EntryKind.CAPTURE if payment.use is PaymentUse.ORDER else EntryKind.SURPLUS
    return _entry(kind, payment, "", payment.captured, now)


def entry_of_decline(payment: Payment, now: datetime) -> Entry:
    """The order did not want the money: what is left of it has been earned by nothing."""
    return _entry(EntryKind.DECLINED, payment, "", payment.refundable, now)


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

    Raises NothingCaptured when no money has come or all is gone, and RefundExceedsCaptured
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
        entries=(_entry(EntryKind.REFUND_REQUESTED, payment, refund.refund_id, amount, now),),
        events=(Event(EventKind.REFUND_REQUESTED, after, refund, now),),
    )


def amount_to_refund(payment: Payment, amount: int | None, currency: str) -> int:
    """What a caller asks for; None means all that is left. Raises CurrencyDiffers."""
    if amount is None:
        return payment.refundable
    if payment.captured_currency and currency != payment.captured_currency:
        raise errors.CurrencyDiffers(expected=payment.captured_currency, actual=currency)
    return amount


def finish_refund(
    payment: Payment | None, refund: Refund | None, report: Report, now: datetime
) -> Change:
    """What a provider's word about the end of a refund makes of it."""
    ended = (
        RefundStatus.SUCCEEDED
        if report.kind is ReportKind.REFUND_SUCCEEDED
        else RefundStatus.FAILED
    )
    if payment is None or refund is None or refund.payment_id != payment.payment_id:
        note = "The provider speaks of a refund that we do not have."
        stranger = found(DifferenceKind.UNKNOWN_TRADE, report, payment, note, now)
        known = (payment,) if payment else ()
        return Change(NoticeOutcome.UNKNOWN_TRADE, known, differences=(stranger,))
    if refund.status is ended:
        return Change(NoticeOutcome.DUPLICATE, (payment,), refunds=(refund,))
    if not REFUND.allows(refund.status, ended):
        note = f"The refund is {refund.status.name}; the provider now says {ended.name}."
        conflict = found(DifferenceKind.CONFLICTING_TRADE, report, payment, note, now)
        return Change(
            NoticeOutcome.CONFLICTING_TRADE, (payment,), refunds=(refund,), differences=(conflict,)
        )
    return _end(payment, refund, ended, report, now)


def next_attempt(refund: Refund, now: datetime) -> datetime:
    """When to ask the provider again about a refund that has not ended."""
    return now + timedelta(seconds=min(2 ** min(refund.attempts, 10), 600))


def found(
    kind: DifferenceKind, report: Report, payment: Payment | None, note: str, now: datetime
) -> Difference:
    """A difference for the operator's list, the same one however often it is reported."""
    reference = report.refund_id or report.trade_id or report.payment_id
    return Difference(
        difference_id=new_id("dif"),
        merchant_id=payment.merchant_id if payment else report.merchant_id,
        natural_key=f"{kind.name}:{report.provider}:{report.payment_id}:{reference}",
        kind=kind,
        status=DifferenceStatus.OPEN,
        provider=report.provider,
        payment_id=payment.payment_id if payment else "",
        order_id=payment.order_id if payment else "",
        provider_trade_id=report.trade_id,
        note=note,
        created_at=now,
        expected=payment.amount if payment else None,
        expected_currency=payment.currency if payment else "",
        actual=report.amount,
        actual_currency=report.currency,
    )


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
        differences = (found(DifferenceKind.REFUND_FAILED, report, payment, note[:500], now),)
    return Change(
        NoticeOutcome.REFUND_UPDATED,
        (after,),
        refunds=(after_refund,),
        entries=(_entry(entry_kind, payment, refund.refund_id, refund.amount, now),),
        differences=differences,
        events=(Event(event_kind, after, after_refund, now),),
    )


def _with_refunded(payment: Payment, amount: int) -> Payment:
    refunded = payment.refunded + amount
    status = (
        PaymentStatus.REFUNDED if refunded == payment.captured else PaymentStatus.PARTLY_REFUNDED
    )
    if not PAYMENT.allows(payment.status, status):
        raise errors.IllegalMove(from_state=payment.status.name, to_state=status.name)
    return replace(payment, refunded=refunded, status=status)


def _entry(kind: EntryKind, payment: Payment, refund_id: str, amount: int, now: datetime) -> Entry:
    income = Account.ORDER_REVENUE if payment.use is PaymentUse.ORDER else Account.SURPLUS_PAYABLE
    debit, credit = {
        EntryKind.CAPTURE: (Account.PROVIDER_CLEARING, income),
        EntryKind.SURPLUS: (Account.PROVIDER_CLEARING, income),
        EntryKind.REFUND_REQUESTED: (income, Account.REFUNDS_PAYABLE),
        EntryKind.REFUND_SUCCEEDED: (Account.REFUNDS_PAYABLE, Account.PROVIDER_CLEARING),
        EntryKind.REFUND_FAILED: (Account.REFUNDS_PAYABLE, income),
        EntryKind.DECLINED: (Account.ORDER_REVENUE, Account.SURPLUS_PAYABLE),
    }[kind]
    return Entry(
        entry_id=new_id("led"),
        merchant_id=payment.merchant_id,
        order_id=payment.order_id,
        payment_id=payment.payment_id,
        refund_id=refund_id,
        provider=payment.provider,
        kind=kind,
        debit=debit,
        credit=credit,
        amount=amount,
        currency=payment.captured_currency,
        created_at=now,
    )
