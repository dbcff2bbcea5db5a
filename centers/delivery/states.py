"""Which state may follow which. Checked when the program starts."""

from __future__ import annotations

from centers.delivery.model import BookingStatus as B
from centers.delivery.model import DeliveryStatus as D
from mesh.pure.states import StateTable

# Steps may be skipped forward: a carrier that reports only the end is right. Back to CREATED
# goes what a rider or a carrier gave up before the goods were picked up.
DELIVERY = StateTable(
    "delivery",
    {
        D.CREATED: {D.ASSIGNED, D.AT_STORE, D.PICKED_UP, D.DELIVERED, D.CANCELLED, D.FAILED},
        D.ASSIGNED: {D.CREATED, D.AT_STORE, D.PICKED_UP, D.DELIVERED, D.CANCELLED, D.FAILED},
        D.AT_STORE: {D.CREATED, D.PICKED_UP, D.DELIVERED, D.CANCELLED, D.FAILED},
        D.PICKED_UP: {D.DELIVERED, D.FAILED},
        D.DELIVERED: set(),
        D.CANCELLED: set(),
        D.FAILED: set(),
    },
    initial=D.CREATED,
    final={D.DELIVERED, D.CANCELLED, D.FAILED},
)

# A booking that won stays WON to the end, unless its rider gives up (ACCEPTED: the carrier
# looks for another one), the carrier gives it back, or it is called off. CANCELLING becomes
# WON when the rider has the goods already.
BOOKING = StateTable(
    "booking",
    {
        B.REQUESTED: {B.ACCEPTED, B.WON, B.REFUSED, B.CANCELLING},
        B.ACCEPTED: {B.WON, B.REFUSED, B.CANCELLING},
        B.WON: {B.ACCEPTED, B.REFUSED, B.CANCELLING},
        B.CANCELLING: {B.WON, B.CANCELLED},
        B.REFUSED: set(),
        B.CANCELLED: set(),
    },
    initial=B.REQUESTED,
    final={B.REFUSED, B.CANCELLED},
)

OPEN_BOOKINGS = frozenset({B.REQUESTED, B.ACCEPTED, B.WON})
"""The carrier may still bring it."""
