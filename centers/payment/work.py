"""The unit of work of a batch: rows locked for it, and everything its decisions change.

A batch may hold several reports about one payment or one order. Each is decided on what the
ones before it left, and only the last state of each row is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from centers.payment.ledger.model import Difference, Entry
from centers.payment.model import Change, Event, Notice, Payable, Payment
from centers.payment.refunds.model import Refund
from mesh.pure.working_set import WorkingSet

PayableKey = tuple[str, str]
"""Merchant and order."""


class Work:
    """Locked payments, orders and refunds at the moment `now`, and what becomes of them."""

    def __init__(
        self,
        now: datetime,
        payments: Iterable[Payment],
        payables: Iterable[Payable],
        refunds: Iterable[Refund] = (),
    ) -> None:
        self.now = now
        self._payments = WorkingSet.of(payments, lambda payment: payment.payment_id)
        self._payables = WorkingSet.of(payables, _key)
        self._refunds = WorkingSet.of(refunds, lambda refund: refund.refund_id)
        self._decided: dict[PayableKey, Payable] = {}
        self.entries: list[Entry] = []
        self.differences: list[Difference] = []
        self.notices: list[Notice] = []
        self.events: list[tuple[Event, str]] = []
        """Each event with the trace of the call that caused it."""

    def payment(self, payment_id: str) -> Payment | None:
        """Return a payment as it stands now."""
        return self._payments.get(payment_id)

    def payments(self) -> list[Payment]:
        """Return all payments as they stand now."""
        return [self._payments[payment_id] for payment_id in self._payments]

    def payable_of(self, payment: Payment | None) -> Payable | None:
        """Return the order of a payment as it stands now."""
        return self._payables.get((payment.merchant_id, payment.order_id)) if payment else None

    def payables(self) -> list[Payable]:
        """Return all orders as they stand now."""
        return [self._payables[key] for key in self._payables]

    def refund(self, refund_id: str) -> Refund | None:
        """Return a refund as it stands now."""
        return self._refunds.get(refund_id)

    def refunds(self) -> list[Refund]:
        """Return all refunds as they stand now."""
        return [self._refunds[refund_id] for refund_id in self._refunds]

    def apply(self, change: Change, trace_id: str) -> None:
        """Take over what a decision made; later decisions build on it."""
        for payment in change.payments:
            self._payments.put(payment.payment_id, payment)
        for refund in change.refunds:
            self._refunds.put(refund.refund_id, refund)
        if change.payable is not None:
            self._payables.put(_key(change.payable), change.payable)
            self._decided[_key(change.payable)] = change.payable
        self.entries += change.entries
        self.differences += change.differences
        self.events += [(event, trace_id) for event in change.events]

    def changed_payments(self) -> list[Payment]:
        """Return each payment that is another now."""
        return [self._payments[payment_id] for payment_id in self._payments.changed()]

    def changed_refunds(self) -> list[Refund]:
        """Return each refund that is new or another now."""
        return [self._refunds[refund_id] for refund_id in self._refunds.changed()]

    def decided_payables(self) -> list[Payable]:
        """Return each order about which something was decided, even if it stays as it was.

        Writing such an order has the providers asked again to close its other open payments.
        """
        return list(self._decided.values())

    @property
    def is_untouched(self) -> bool:
        """Whether there is nothing to write."""
        added = self.entries or self.differences or self.notices or self.events
        return not (added or self._decided or self._payments.changed() or self._refunds.changed())


def _key(payable: Payable) -> PayableKey:
    return payable.merchant_id, payable.order_id
