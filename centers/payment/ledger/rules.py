"""How money is entered in the books, and what is listed as a difference.

An entry moves one amount from the account it credits to the account it debits, so every
entry balances by its form.
"""

from __future__ import annotations

from datetime import datetime

from centers.payment.ledger.model import (
    Account,
    Difference,
    DifferenceKind,
    DifferenceStatus,
    Entry,
    EntryKind,
)
from centers.payment.model import Payment, PaymentUse, Report
from mesh.pure.ids import new_id


def entry_of_capture(payment: Payment, now: datetime) -> Entry:
    """Return the entry of money that came: the order has earned it, or it must go back."""
    kind = EntryKind.CAPTURE if payment.use is PaymentUse.ORDER else EntryKind.SURPLUS
    return entry(kind, payment, "", payment.captured, now)


def entry_of_decline(payment: Payment, now: datetime) -> Entry:
    """Return the entry of a payment that its order declined: what is left was not earned."""
    return entry(EntryKind.DECLINED, payment, "", payment.refundable, now)


def entry(kind: EntryKind, payment: Payment, refund_id: str, amount: int, now: datetime) -> Entry:
    """Return an entry about a payment, or about one of its refunds."""
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


def difference(
    kind: DifferenceKind, report: Report, payment: Payment | None, note: str, now: datetime
) -> Difference:
    """Return a difference for operators, under the same natural key each time it is reported."""
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
