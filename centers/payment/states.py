"""Which state may follow which. Checked when the program starts."""

from __future__ import annotations

from centers.payment.model import PaymentStatus as P
from centers.payment.refunds.model import RefundStatus as R
from mesh.pure.states import StateTable

# A closed or failed payment can still be paid: a provider may take the money before it
# hears of the closing. Such money is captured, so that it can be refunded.
PAYMENT = StateTable(
    "payment",
    {
        P.CREATED: {P.PENDING, P.CAPTURED, P.CLOSED, P.FAILED},
        P.PENDING: {P.CAPTURED, P.CLOSED, P.FAILED},
        P.CAPTURED: {P.PARTLY_REFUNDED, P.REFUNDED},
        P.PARTLY_REFUNDED: {P.PARTLY_REFUNDED, P.REFUNDED},
        P.CLOSED: {P.CAPTURED},
        P.FAILED: {P.CAPTURED},
        P.REFUNDED: set(),
    },
    initial=P.CREATED,
    final={P.REFUNDED},
)

REFUND = StateTable(
    "refund",
    {
        R.REQUESTED: {R.SUBMITTED, R.SUCCEEDED, R.FAILED},
        R.SUBMITTED: {R.SUCCEEDED, R.FAILED},
        R.SUCCEEDED: set(),
        R.FAILED: set(),
    },
    initial=R.REQUESTED,
    final={R.SUCCEEDED, R.FAILED},
)
