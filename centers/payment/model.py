"""What a payment is, in the words of the trade. Amounts are whole minor units."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from centers.payment.model_kinds import (
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


@dataclass(frozen=True, slots=True)
class Payment:
    """One attempt to pay one order through one provider.

    `closing` says that nobody wants its money any more: the provider is asked to close it.
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
    """What an order is to the cash desk: one row per order.

    Its row lock makes captures, refunds and closing of one order follow each other.
    `kept_payment_id` is the payment whose money pays the order; empty while none does.
    """

    merchant_id: str
    order_id: str
    store_id: str
    kept_payment_id: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Going:
    """The open payment of an order with one provider, as far as a second start needs it."""

    payment_id: str
    amount: int
    currency: str


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
class Report:
    """What a provider says about a payment or a refund.

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
