"""The cash desk for one transaction: what is locked, and what decisions make of it one by one.

A batch may hold several messages about one payment or one order. Each is decided on what the
ones before it left, and only the last state of each thing is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from centers.payment.model import (
    Change,
    Difference,
    Entry,
    Event,
    Notice,
    Payable,
    Payment,
    Refund,
    Report,
)
from centers.payment.model_kinds import ReportKind
from centers.payment.rules import work_in
from centers.payment.rules_books import finish_refund

_ABOUT_REFUNDS = {ReportKind.REFUND_SUCCEEDED, ReportKind.REFUND_FAILED}

PayableKey = tuple[str, str]
"""Merchant and order."""


@dataclass(slots=True)
class ToKeep:
    """What a transaction writes: the newest state of what changed, and what was added.

    Each event comes with the trace of the call that caused it.
    """

    payments: dict[str, Payment] = field(default_factory=dict)
    payables: dict[PayableKey, Payable] = field(default_factory=dict)
    refunds: dict[str, Refund] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    events: list[tuple[Event, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (
            self.payments
            or self.payables
            or self.refunds
            or self.entries
            or self.differences
            or self.notices
            or self.events
        )


class Desk:
    """Payments, orders and refunds as they stand under lock."""

    def __init__(
        self,
        payments: Iterable[Payment],
        payables: Iterable[Payable],
        refunds: Iterable[Refund] = (),
    ) -> None:
        self._payments = {payment.payment_id: payment for payment in payments}
        self._payables = {(each.merchant_id, each.order_id): each for each in payables}
        self._refunds = {refund.refund_id: refund for refund in refunds}
        self.to_keep = ToKeep()

    def payment(self, payment_id: str) -> Payment | None:
        """A payment as it stands now."""
        return self._payments.get(payment_id)

    def payable_of(self, payment: Payment | None) -> Payable | None:
        """The order of a payment as it stands now."""
        if payment is None:
            return None
        return self._payables.get((payment.merchant_id, payment.order_id))

    def work_in(self, report: Report, now: datetime, trace_id: str) -> Change:
        """What a provider says, and, when it said so by notice, the notice itself."""
        payment = self._payments.get(report.payment_id)
        if payment is not None and payment.provider != report.provider:
            payment = None
        if report.kind in _ABOUT_REFUNDS:
            refund = self._refunds.get(report.refund_id)
            change = finish_refund(payment, refund, report, now)
        else:
            change = work_in(payment, self.payable_of(payment), report, now)
        self.apply(change, trace_id)
        if report.event_id:
            self.to_keep.notices.append(_notice(report, payment, change, now))
        return change

    def apply(self, change: Change, trace_id: str) -> None:
        """Take over what a decision made; later decisions build on it."""
        keep = self.to_keep
        for payment in change.payments:
            if self._payments.get(payment.payment_id) != payment:
                self._payments[payment.payment_id] = keep.payments[payment.payment_id] = payment
        for refund in change.refunds:
            if self._refunds.get(refund.refund_id) != refund:
                self._refunds[refund.refund_id] = keep.refunds[refund.refund_id] = refund
        payable = change.payable
        if payable is not None:
            key = (payable.merchant_id, payable.order_id)
            self._payables[key] = keep.payables[key] = payable
        keep.entries += change.entries
        keep.differences += change.differences
        keep.events += [(event, trace_id) for event in change.events]


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
