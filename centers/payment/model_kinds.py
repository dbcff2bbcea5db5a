"""The closed lists of words about money: states, reasons, outcomes. Numbers are the contract's."""

from __future__ import annotations

from enum import IntEnum


class PaymentStatus(IntEnum):
    """Where a payment stands; the numbers are those of the contract and of the table."""

    CREATED = 1
    PENDING = 2
    CAPTURED = 3
    PARTLY_REFUNDED = 4
    REFUNDED = 5
    CLOSED = 6
    FAILED = 7


OPEN = frozenset({PaymentStatus.CREATED, PaymentStatus.PENDING})
"""The customer may still pay."""

PAID = frozenset({PaymentStatus.CAPTURED, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED})
"""The money has come."""


class PaymentUse(IntEnum):
    """What captured money is for; NONE while no money has come."""

    NONE = 0
    ORDER = 1
    SURPLUS = 2


class RefundStatus(IntEnum):
    """Where a refund stands."""

    REQUESTED = 1
    SUBMITTED = 2
    SUCCEEDED = 3
    FAILED = 4


class RefundOrigin(IntEnum):
    """Why a refund exists."""

    CALLER = 1
    ORDER_CANCELLED = 2
    LATE_PAYMENT = 3
    SECOND_PAYMENT = 4
    AMOUNT_MISMATCH = 5
    PAYMENT_DECLINED = 6


class NoticeOutcome(IntEnum):
    """What a provider's message led to."""

    CAPTURED = 1
    DUPLICATE = 2
    LATE = 3
    SECOND_PAYMENT = 4
    AMOUNT_MISMATCH = 5
    UNKNOWN_TRADE = 6
    CONFLICTING_TRADE = 7
    CLOSED = 8
    REFUND_UPDATED = 9
    IGNORED = 10
    REJECTED = 11


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
    """Whether somebody has looked at a difference."""

    OPEN = 1
    RESOLVED = 2


class EventKind(IntEnum):
    """What happened to money; the numbers are those of the contract."""

    PAYMENT_CAPTURED = 1
    SURPLUS_CAPTURED = 2
    PAYMENT_CLOSED = 3
    PAYMENT_FAILED = 4
    REFUND_REQUESTED = 5
    REFUND_SUCCEEDED = 6
    REFUND_FAILED = 7
    PAYMENT_DECLINED = 8


class ReportKind(IntEnum):
    """What a provider says, by notice or when asked."""

    PAID = 1
    CLOSED = 2
    REFUND_SUCCEEDED = 3
    REFUND_FAILED = 4
    OTHER = 5
    REFUSED = 6
