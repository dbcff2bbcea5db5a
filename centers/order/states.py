"""Which state may follow which. Checked when the program starts."""

from __future__ import annotations

from centers.order.model import OrderStatus as S
from centers.order.model import ServiceType
from mesh.pure.states import StateTable

# Steps may be skipped forward: a till that only says "ready" is right.
ORDER = StateTable(
    "order",
    {
        S.PENDING_PAYMENT: {S.PLACED, S.CANCELLED},
        S.PLACED: {S.ACCEPTED, S.PREPARING, S.READY, S.DELIVERING, S.FULFILLED, S.CANCELLED},
        S.ACCEPTED: {S.PREPARING, S.READY, S.DELIVERING, S.FULFILLED, S.CANCELLED},
        S.PREPARING: {S.READY, S.DELIVERING, S.FULFILLED, S.CANCELLED},
        S.READY: {S.DELIVERING, S.FULFILLED, S.CANCELLED},
        S.DELIVERING: {S.FULFILLED, S.CANCELLED},
        S.FULFILLED: {S.COMPLETED},
        S.COMPLETED: set(),
        S.CANCELLED: set(),
    },
    initial=S.PENDING_PAYMENT,
    final={S.COMPLETED, S.CANCELLED},
)

STEP_TIMES = {
    "place_time": "placed_at",
    "accept_time": "accepted_at",
    "prepare_time": "prepared_at",
    "ready_time": "ready_at",
    "deliver_time": "delivered_at",
    "fulfil_time": "fulfilled_at",
    "complete_time": "completed_at",
    "cancel_time": "cancelled_at",
}
"""Where it is kept when an order reached a step, by the contract's names for that."""

# Between placed and fulfilled; the position says what is "later".
_IN_THE_STORE = {S.ACCEPTED, S.PREPARING, S.READY}


def may_move(service_type: ServiceType, current: S, following: S) -> bool:
    """Return whether an order of this service type may go from `current` to `following`."""
    if following is S.DELIVERING and service_type is not ServiceType.DELIVERY:
        return False
    if service_type is ServiceType.VOUCHER and following in _IN_THE_STORE:
        return False
    return ORDER.allows(current, following)


def has_passed(current: S, step: S) -> bool:
    """Return whether an order that stands at `current` already has `step` behind it or reached."""
    return current is not S.CANCELLED and current >= step
