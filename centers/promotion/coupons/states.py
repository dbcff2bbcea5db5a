"""Which state of a coupon may follow which. Checked when the program starts."""

from __future__ import annotations

from centers.promotion.coupons.model import CouponState as C
from mesh.pure.states import StateTable

# A coupon whose time is over goes to EXPIRED when it is next looked at; one that was held in
# time may still be redeemed then.
COUPON = StateTable(
    "coupon",
    {
        C.ISSUED: {C.HELD, C.REDEEMED, C.EXPIRED, C.REVOKED},
        C.HELD: {C.ISSUED, C.REDEEMED, C.EXPIRED},
        C.REDEEMED: {C.ISSUED, C.EXPIRED},
        C.EXPIRED: {C.REDEEMED},
        C.REVOKED: set(),
    },
    initial=C.ISSUED,
    final={C.REVOKED},
)
