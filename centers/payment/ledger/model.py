"""What the books consist of. Amounts are whole minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple


class Account(IntEnum):
    """The accounts of the ledger, kept per merchant, provider and currency."""

    PROVIDER_CLEARING = 1
    ORDER_REVENUE = 2
    SURPLUS_PAYABLE = 3
    REFUNDS_PAYABLE = 4


class EntryKind(IntEnum):
    """What a ledger entry is about."""

    CAPTURE = 1
    SURPLUS = 2
    REFUND_REQUESTED = 3
    REFUND_SUCCEEDED = 4
    REFUND_FAILED = 5
    DECLINED = 6


class DifferenceKind(IntEnum):
    """What disagrees between us and a provider."""

    AMOUNT_MISMATCH = 1
    UNKNOWN_TRADE = 2
    CONFLICTING_TRADE = 3
    REFUND_FAILED = 4
    MISSING_HERE = 5
    MISSING_AT_PROVIDER = 6
    BILL_AMOUNT = 7


class DifferenceStatus(IntEnum):
    """Whether an operator has settled a difference."""

    OPEN = 1
    RESOLVED = 2


class Posting(NamedTuple):
    """The change of one account by an entry."""

    account: Account
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One balanced change of the books: `amount` moves from `credit` to `debit`."""

    entry_id: str
    merchant_id: str
    order_id: str
    payment_id: str
    refund_id: str
    provider: str
    kind: EntryKind
    debit: Account
    credit: Account
    amount: int
    currency: str
    created_at: datetime

    @property
    def postings(self) -> tuple[Posting, Posting]:
        """The change of each of the two accounts: positive where it is debited."""
        return (
            Posting(self.debit, self.amount, self.currency),
            Posting(self.credit, -self.amount, self.currency),
        )


@dataclass(frozen=True, slots=True)
class Balance:
    """What one account holds with one provider: positive when debits prevail."""

    account: Account
    provider: str
    currency: str
    amount: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not agree; `natural_key` keeps it from being there twice."""

    difference_id: str
    merchant_id: str
    natural_key: str
    kind: DifferenceKind
    status: DifferenceStatus
    provider: str
    payment_id: str
    order_id: str
    provider_trade_id: str
    note: str
    created_at: datetime
    expected: int | None = None
    expected_currency: str = ""
    actual: int | None = None
    actual_currency: str = ""
    reconciliation_id: str = ""
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DifferenceFilter:
    """Which differences a list shows; empty and None mean any."""

    status: DifferenceStatus | None = None
    kind: DifferenceKind | None = None
    reconciliation_id: str = ""
