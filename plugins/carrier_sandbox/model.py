"""The words of the sandbox carrier. Amounts in minor units, times in seconds since 1970."""

from __future__ import annotations

from dataclasses import dataclass

CREATED, ASSIGNED, AT_STORE = "created", "assigned", "at_store"
PICKED_UP, DELIVERED = "picked_up", "delivered"
CANCELLED, FAILED = "cancelled", "failed"

WAY = (CREATED, ASSIGNED, AT_STORE, PICKED_UP, DELIVERED)
"""What a delivery goes through when nothing goes wrong."""

FINAL = frozenset({DELIVERED, CANCELLED, FAILED})

RIDERS = (("Rider Wang 王师傅", "+8613900000001"), ("Rider Li 李师傅", "+8613900000002"))
"""Names and numbers of nobody."""


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery the platform wants. `places` is a mark of both ends, to notice a change."""

    delivery_id: str
    merchant_id: str
    store_id: str
    places: str
    fee: int
    currency: str
    ready: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as the carrier has it."""

    delivery_id: str
    delivery_no: str
    merchant_id: str
    store_id: str
    places: str
    fee: int
    cancel_fee: int
    currency: str
    ready: float
    status: str
    status_time: float
    rider: int
    reason: str


def next_status(status: str) -> str:
    """Return what comes after a status on the way; itself when it is final."""
    return status if status in FINAL else WAY[WAY.index(status) + 1]


def may_move(status: str, target: str) -> bool:
    """Whether a rider may report `target` now: forward on the way, or failed with the goods."""
    if status in FINAL:
        return False
    if target == FAILED:
        return status == PICKED_UP
    if target == CANCELLED:
        return status != PICKED_UP
    return target in WAY and WAY.index(target) > WAY.index(status)


def cancel_fee(status: str, fee: int) -> int:
    """Return what calling off costs: nothing until a rider is on the way, then half the fee."""
    return fee // 2 if status in (ASSIGNED, AT_STORE) else 0
