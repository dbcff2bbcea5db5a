"""Which state of a hold may follow which. Checked when the program starts."""

from __future__ import annotations

from centers.promotion.holds.model import HoldState as H
from mesh.pure.states import StateTable

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
