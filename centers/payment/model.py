"""What a payment is, in the words of the trade. Amounts are whole minor units.

The numbers of enums are those of the contract and of the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum

from centers.payment.ledger.model import Difference, Entry
from centers.payment.refunds.model import Refund


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
    """What a provider reports, by notice or when asked."""

    PAID = 1
    CLOSED = 2
    REFUND_SUCCEEDED = 3
    REFUND_FAILED = 4
    OTHER = 5
    REFUSED = 6


@dataclass(frozen=True, slots=True)
class Payment:
    """One attempt to pay one order through one provider.

    `closing` is set when its money is no longer wanted: the provider is asked to close it.
    """

    payment_id: str
    merchant_id: str
    store_id: str
    order_id: str
    person_id: str
    provider: str
    status: PaymentStatus
    amount: int
    currency: str
    subject: str
    created_at: datetime
    expires_at: datetime
    use: PaymentUse = PaymentUse.NONE
    captured: int = 0
    captured_currency: str = ""
    refunded: int = 0
    refunding: int = 0
    client_parameters: dict[str, str] = field(default_factory=dict)
    pay_url: str = ""
    payer_subject: str = ""
    provider_trade_id: str = ""
    failure_reason: str = ""
    closing: bool = False
    captured_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def refundable(self) -> int:
        """What is left of the captured money, in `captured_currency`."""
        return self.captured - self.refunded - self.refunding


@dataclass(frozen=True, slots=True)
class Payable:
    """What an order is to payments: one row per order.

    Its row lock makes captures, refunds and closing of one order follow each other.
    `kept_payment_id` is the payment whose money pays the order; empty while none does.
    """

    merchant_id: str
    order_id: str
    store_id: str
    kept_payment_id: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class OpenPayment:
    """The open payment of an order with one provider, as far as a second start needs it."""

    payment_id: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class StartRequest:
    """A payment that is to be started, and whose request_id it is."""

    payment: Payment
    caller: str
    request_id: str
    body_hash: bytes
    first_check_at: datetime


@dataclass(frozen=True, slots=True)
class StartResult:
    """What the tables say to a start request.

    `payment_id` is the payment that the request got, now or before, and `body_hash` the
    request that got it; both are None when it got none. `going` is the open payment of the
    same order and provider.
    """

    payable: Payable
    is_fresh: bool
    payment_id: str | None
    body_hash: bytes | None
    going: OpenPayment | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What the provider gave for a payment that it has opened."""

    payment_id: str
    trade_id: str
    client_parameters: Mapping[str, str]
    pay_url: str

    def applied_to(self, payment: Payment) -> Payment:
        """Return the payment as it is with that."""
        return replace(
            payment,
            status=PaymentStatus.PENDING,
            provider_trade_id=self.trade_id,
            client_parameters=dict(self.client_parameters),
            pay_url=self.pay_url,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """A provider's report about a payment or a refund.

    `event_id` is empty when the provider was asked; `amount` is None when it does not tell.
    """

    kind: ReportKind
    provider: str
    payment_id: str
    event_id: str = ""
    refund_id: str = ""
    trade_id: str = ""
    amount: int | None = None
    currency: str = ""
    merchant_id: str = ""
    occurred_at: datetime | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message of a provider, as kept."""

    provider: str
    event_id: str
    merchant_id: str
    payment_id: str
    trade_id: str
    outcome: NoticeOutcome
    amount: int | None
    currency: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, before it is written."""

    kind: EventKind
    payment: Payment
    refund: Refund | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What one decision makes of the books; everything in it is kept together or not at all."""

    outcome: NoticeOutcome
    payments: tuple[Payment, ...] = ()
    payable: Payable | None = None
    refunds: tuple[Refund, ...] = ()
    entries: tuple[Entry, ...] = ()
    differences: tuple[Difference, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def payment(self) -> Payment | None:
        """The payment that this is about, if any."""
        return self.payments[0] if self.payments else None

    @property
    def refund(self) -> Refund | None:
        """The refund that this is about, if any."""
        return self.refunds[0] if self.refunds else None


@dataclass(frozen=True, slots=True)
class CancelledOrder:
    """What was begun for one cancelled order: payments to be closed, and its refunds."""

    order_id: str
    closing_payment_ids: list[str]
    refunds: list[Refund]


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """Which payments a list shows; empty and None mean any."""

    order_id: str = ""
    status: PaymentStatus | None = None
    provider: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """Which notices a list shows; empty and None mean any."""

    payment_id: str = ""
    outcome: NoticeOutcome | None = None
