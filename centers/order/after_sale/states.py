"""Which state of an after-sale request may follow which. Checked when the program starts."""

from __future__ import annotations

from centers.order.after_sale.model import AfterSaleStatus as A
from mesh.pure.states import StateTable

AFTER_SALE = StateTable(
    "after-sale",
    {
        # Straight to REFUNDED when there is nothing to pay.
        A.APPLIED: {A.AGREED, A.REFUSED, A.WITHDRAWN, A.REFUNDED},
        A.REFUSED: {A.ARBITRATING, A.WITHDRAWN},
        # APPLIED again where the desk has an OMS asked once more.
        A.ARBITRATING: {A.AGREED, A.REFUSED, A.WITHDRAWN, A.REFUNDED, A.APPLIED},
        A.AGREED: {A.REFUNDED, A.FAILED},
        A.FAILED: {A.AGREED, A.WITHDRAWN, A.REFUNDED},
        A.REFUNDED: set(),
        A.WITHDRAWN: set(),
    },
    initial=A.APPLIED,
    final={A.REFUNDED, A.WITHDRAWN},
)
