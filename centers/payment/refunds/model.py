"""What a refund is. Amounts are whole minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


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


@dataclass(frozen=True, slots=True)
class Refund:
    """Money on its way back to the customer.

    `after_sale_id` and `after_sale_attempt` name what it carries out; empty and 0 for others.
    """

    refund_id: str
    payment_id: str
    merchant_id: str
    order_id: str
    provider: str
    status: RefundStatus
    amount: int
    currency: str
    reason: str
    origin: RefundOrigin
    created_at: datetime
    provider_refund_id: str = ""
    failure_reason: str = ""
    attempts: int = 0
    finished_at: datetime | None = None
    after_sale_id: str = ""
    after_sale_attempt: int = 0


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What a caller asks to have refunded; an amount of None means all that is left.

    `body_hash` tells a repetition from another request of the same id.
    """

    payment_id: str
    amount: int | None
    currency: str
    reason: str
    request_id: str
    body_hash: bytes
    after_sale_id: str = ""
    after_sale_attempt: int = 0


@dataclass(frozen=True, slots=True)
class RefundReport:
    """A provider's report about a refund; `status` is None when it has none of that id."""

    status: RefundStatus | None
    provider_refund_id: str = ""
    failure: str = ""
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundFilter:
    """Which refunds a list shows; empty and None mean any."""

    order_id: str = ""
    payment_id: str = ""
    status: RefundStatus | None = None
    after_sale_id: str = ""
