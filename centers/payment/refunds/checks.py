"""Whether a request about refunds has the form and the limits of the contract."""

from __future__ import annotations

from centers.payment.refunds.model import RefundOrder
from mesh.pure.validation import Check

MAX_ATTEMPTS = 1_000_000


def check_refund(wanted: RefundOrder, order_id: str) -> None:
    """Raise InvalidRequest unless a refund may be asked for so.

    It names a payment, or the order whose payment it is about.
    """
    check = Check()
    check.request_id(wanted.request_id)
    one = bool(wanted.payment_id) != bool(order_id)
    check.that(one, "payment_id", "either this or order_id is required, not both")
    check.text("payment_id", wanted.payment_id, min=0, max=80)
    check.text("order_id", order_id, min=0, max=120)
    if wanted.amount is not None:
        check.amount("amount.minor_units", wanted.amount, min=1)
        check.currency("amount.currency_code", wanted.currency)
    check.text("reason", wanted.reason, max=120)
    check.text("after_sale_id", wanted.after_sale_id, min=0, max=80)
    first, last = (1, MAX_ATTEMPTS) if wanted.after_sale_id else (0, 0)
    check.integer("after_sale_attempt", wanted.after_sale_attempt, min=first, max=last)
    check.raise_if_any()
