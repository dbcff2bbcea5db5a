"""Whether a request to the payment center has the form and the limits of the contract."""

from __future__ import annotations

from datetime import UTC, datetime

from centers.payment import rules
from centers.payment.model import Payment
from mesh.pure.validation import Check

MAX_NOTICE_BYTES = 65_536

_UNSET = datetime(1970, 1, 1, tzinfo=UTC)
"""What a time that is not set reads as."""


def check_new_payment(request_id: str, wanted: Payment, now: datetime) -> None:
    """Raise InvalidRequest unless a payment may be asked for so."""
    check = Check()
    check.request_id(request_id)
    check.text("order_id", wanted.order_id, max=120)
    check.text("person_id", wanted.person_id, min=0, max=80)
    check.amount("amount.minor_units", wanted.amount, min=1)
    check.currency("amount.currency_code", wanted.currency)
    check.text("provider", wanted.provider, max=40)
    check.text("subject", wanted.subject, max=120)
    check.text("payer_subject", wanted.payer_subject, min=0, max=128)
    if check.that(wanted.expires_at != _UNSET, "expire_time", "is required"):
        ahead = wanted.expires_at - now
        check.that(ahead.total_seconds() > 0, "expire_time", "must be after now")
        check.that(ahead <= rules.MAX_LIFETIME, "expire_time", "must be at most 7 days ahead")
    check.raise_if_any()


def check_close(request_id: str, payment_id: str, reason: str) -> None:
    """Raise InvalidRequest unless a payment may be closed so."""
    check = Check()
    check.request_id(request_id)
    check.identifier("payment_id", payment_id)
    check.text("reason", reason, min=0, max=200)
    check.raise_if_any()


def check_reason(reason: str) -> None:
    """Raise InvalidRequest unless orders may be cancelled for that reason."""
    check = Check()
    check.text("reason", reason, min=0, max=120)
    check.raise_if_any()


def check_order_id(check: Check, order_id: str) -> None:
    """Note what is wrong with one order of a batch."""
    check.text("order_id", order_id, max=120)


def check_decline(payment_id: str, reason: str) -> None:
    """Raise InvalidRequest unless a payment may be declined so."""
    check = Check()
    check.text("payment_id", payment_id, max=120)
    check.text("reason", reason, min=0, max=120)
    check.raise_if_any()


def check_notice(provider: str, body: bytes) -> None:
    """Raise InvalidRequest unless a provider's notice has the form of the contract."""
    check = Check()
    check.text("provider", provider, max=40)
    fits = len(body) <= MAX_NOTICE_BYTES
    check.that(fits, "body", f"must have at most {MAX_NOTICE_BYTES} bytes")
    check.raise_if_any()
