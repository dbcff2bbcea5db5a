"""What the store is asked for: a payment to start, and which rows a list shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from centers.payment.model import Going, Payable, Payment
from centers.payment.model_kinds import (
    DifferenceKind,
    DifferenceStatus,
    NoticeOutcome,
    PaymentStatus,
    RefundStatus,
)


@dataclass(frozen=True, slots=True)
class StartRequest:
    """A payment that somebody wants to start, and whose request_id it is."""

    payment: Payment
    caller: str
    request_id: str
    body_hash: bytes
    first_check_at: datetime


@dataclass(frozen=True, slots=True)
class Started:
    """What the store says to a start.

    `payment_id` is the payment that the request got, now or before, and `body_hash` the
    request that got it; both are None when it got none. `going` is the open payment of the
    same order and provider.
    """

    payable: Payable
    is_fresh: bool
    payment_id: str | None
    body_hash: bytes | None
    going: Going | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What the provider gave for a payment that it has opened."""

    payment_id: str
    trade_id: str
    client_parameters: Mapping[str, str]
    pay_url: str


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """Which payments a list shows; empty and None mean any."""

    merchant_id: str
    order_id: str = ""
    status: PaymentStatus | None = None
    provider: str = ""
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class RefundFilter:
    """Which refunds a list shows; empty and None mean any."""

    merchant_id: str
    order_id: str = ""
    payment_id: str = ""
    status: RefundStatus | None = None
    person_id: str = ""
    after_sale_id: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """Which notices a list shows; empty and None mean any."""

    merchant_id: str
    payment_id: str = ""
    outcome: NoticeOutcome | None = None


@dataclass(frozen=True, slots=True)
class DifferenceFilter:
    """Which differences a list shows; empty and None mean any."""

    merchant_id: str
    status: DifferenceStatus | None = None
    kind: DifferenceKind | None = None
    reconciliation_id: str = ""
