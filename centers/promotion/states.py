"""Which state may follow which. Checked when the program starts."""

from __future__ import annotations

from centers.promotion.holds import CouponState as C
from centers.promotion.holds import HoldState as H
from centers.promotion.model import PromotionState as P
from mesh.pure.states import StateTable

PROMOTION = StateTable(
    "promotion",
    {
        P.DRAFT: {P.ACTIVE, P.ENDED},
        P.ACTIVE: {P.PAUSED, P.ENDED},
        P.PAUSED: {P.ACTIVE, P.ENDED},
        P.ENDED: set(),
    },
    initial=P.DRAFT,
    final={P.ENDED},
)

# A lapsed hold can be had again by holding anew; one that expired also by a late redemption,
# all of it or none (SHORT). What was released is over: its order was never made, or ended.
HOLD = StateTable(
    "hold",
    {
        H.HELD: {H.REDEEMED, H.RELEASED, H.EXPIRED},
        H.RELEASED: {H.HELD},
        H.EXPIRED: {H.HELD, H.REDEEMED, H.SHORT, H.RELEASED},
        H.SHORT: {H.HELD, H.REDEEMED, H.RELEASED},
        H.REDEEMED: {H.RETURNED},
        H.RETURNED: set(),
    },
    initial=H.HELD,
    final={H.RETURNED},
)

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
