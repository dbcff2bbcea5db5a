"""What is compared with a provider's bill, and what comes of it. Amounts are minor units."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from centers.payment.ledger.model import Difference


class ReconciliationStatus(IntEnum):
    """How far a comparison has come."""

    RUNNING = 1
    FINISHED = 2
    FAILED = 3


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One day's books of one chain compared with one provider's bill."""

    reconciliation_id: str
    merchant_id: str
    provider: str
    bill_date: date
    created_at: datetime
    status: ReconciliationStatus = ReconciliationStatus.RUNNING
    matched_count: int = 0
    difference_count: int = 0
    failure_reason: str = ""
    finished_at: datetime | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One movement of a customer's money, on a bill or in the books.

    `amount` is that of the payment or the refund, positive either way; `refund_id` is empty for a
    payment. `note` is the provider's own word for it.
    """

    payment_id: str
    refund_id: str
    amount: int
    currency: str
    trade_id: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """What names it on both sides; empty where the bill names nothing of ours."""
        return self.refund_id or self.payment_id


@dataclass(frozen=True, slots=True)
class BillPart:
    """A part of a bill; the day is told with the first, and None where it is not told."""

    items: list[Item]
    begins_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """What the books hold under a key of a bill.

    `is_settled` says that the money has come, or gone back; `is_failed` that a refund never will.
    """

    item: Item
    order_id: str
    is_settled: bool
    is_failed: bool = False


@dataclass(slots=True)
class Found:
    """What a comparison has found so far."""

    matched: int = 0
    differences: int = 0
    keys: set[str] = field(default_factory=set)
    """Of what the bill has."""

    def meet(self, item: Item) -> None:
        """Take note that the bill has it."""
        if item.key:
            self.keys.add(item.key)

    def differ(self, found: list[Difference], most: int) -> list[Difference]:
        """Count differences; return those of them that are listed, `most` in all."""
        shown = found[: max(0, most - self.differences)]
        self.differences += len(found)
        return shown
