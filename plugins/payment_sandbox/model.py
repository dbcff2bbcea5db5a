"""The words of the sandbox: trades, refunds, notices, faults. Amounts in minor units."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

PENDING, SUCCEEDED, CLOSED = "pending", "succeeded", "closed"

PAYMENT_SUCCEEDED = "PAYMENT.SUCCEEDED"
REFUND_SUCCEEDED = "REFUND.SUCCEEDED"


@dataclass(frozen=True, slots=True)
class NewTrade:
    """A payment the platform wants to open. Times are seconds since 1970."""

    payment_id: str
    merchant_id: str
    order_id: str
    amount: int
    currency: str
    subject: str
    expires: float
    notify_url: str


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade as the provider has it."""

    payment_id: str
    trade_no: str
    merchant_id: str
    order_id: str
    amount: int
    currency: str
    subject: str
    expires: float
    notify_url: str
    status: str
    paid_amount: int
    paid: float
    refunded: int

    def status_at(self, now: float) -> str:
        """Return the status; what was not paid in time is closed."""
        return CLOSED if self.status == PENDING and now >= self.expires else self.status


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund as the provider has it; sandbox refunds succeed as soon as they are taken."""

    refund_id: str
    refund_no: str
    payment_id: str
    merchant_id: str
    amount: int
    currency: str
    reason: str
    notify_url: str
    succeeded: float


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the platform until it answers 200."""

    event_id: str
    payment_id: str
    url: str
    body: bytes
    attempts: int
    created: float


class NoticeAmount(msgspec.Struct):
    """An amount in a notice."""

    minor_units: int
    currency_code: str


class NoticeResource(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a notice is about."""

    payment_id: str
    merchant_id: str
    trade_no: str
    amount: NoticeAmount
    occurred_at: float
    refund_id: str = ""


class NoticeBody(msgspec.Struct, kw_only=True):
    """The JSON of a notice."""

    id: str
    event_type: str
    resource: NoticeResource


class Faults(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Troubles on demand; kept in memory, gone after a restart.

    With `payment_id` set only that payment has them (but `stop_answering` is for all).
    """

    payment_id: str = ""
    delay_notice_seconds: float = 0.0
    duplicate_notices: int = 0
    wrong_amount: int | None = None
    bad_signature: bool = False
    lose_notices: bool = False
    stop_answering: bool = False
    refuse_refunds: bool = False

    def touch(self, payment_id: str) -> bool:
        """Return whether a payment has the faults."""
        return self.payment_id in ("", payment_id)
