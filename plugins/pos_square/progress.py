"""How far an order has come at Square, in the platform's words; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from square.types.fulfillment import Fulfillment
from square.types.order import Order
from zhongtai.common.v1 import trade_pb2
from zhongtai.plugin.v1 import pos_pb2
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder
from zhongtai_plugin.text import cleaned

_RANKS = {"PROPOSED": 0, "RESERVED": 1, "PREPARED": 2, "COMPLETED": 3, "CANCELED": 4, "FAILED": 4}
ENDED = frozenset({"COMPLETED", "CANCELED", "FAILED"})
"""States of a fulfilment that nothing follows."""
_MAX_REASON, _MAX_CODE = 300, 16
_TIMES = {
    "RESERVED": "accepted_at",
    "PREPARED": "ready_at",
    "COMPLETED": "picked_up_at",
    "CANCELED": "canceled_at",
    "FAILED": "rejected_at",
}


@dataclass(frozen=True, slots=True)
class Step:
    """Where an order stands. A higher rank is further; nothing comes back."""

    rank: int
    state: str
    reason: str
    at: datetime


def is_known(state: str) -> bool:
    """Return whether a fulfilment's state stands in Square's list."""
    return state in _RANKS


def fulfilment_of(order: Order) -> Fulfillment | None:
    """Return the fulfilment that the order was made with."""
    return order.fulfillments[0] if order.fulfillments else None


def step_of(order: Order) -> Step:
    """Return where an order stands."""
    fulfilment = fulfilment_of(order)
    state = str(fulfilment.state) if fulfilment is not None else str(order.state)
    details = fulfilment.pickup_details if fulfilment is not None else None
    told = getattr(details, _TIMES.get(state, ""), None) if details is not None else None
    reason = (details.cancel_reason if details is not None else None) or ""
    at = moment_of(told) or moment_of(order.updated_at) or datetime.now(UTC)
    return Step(_RANKS.get(state, 0), state, cleaned(reason)[:_MAX_REASON], at)


def update_of(step: Step, square_id: str, order: PosOrder, till: str) -> pos_pb2.TillUpdate | None:
    """Return what the platform is told of a step; None for one that says nothing."""
    kind = _kind_of(step.state, order)
    if kind is None:
        return None
    update = pos_pb2.TillUpdate(
        update_id=f"{square_id}/{step.state}",
        order_id=order.order_id,
        merchant_id=order.merchant_id,
        store_id=order.store_id,
        kind=kind,
        till_id=till,
    )
    if kind == pos_pb2.TILL_UPDATE_KIND_REJECTED:
        words = "The store has cancelled it." if step.state == "CANCELED" else "The store failed."
        update.reason = step.reason or words
    else:
        update.pickup_code = (order.pickup_code or str(order.daily_number))[:_MAX_CODE]
    update.occurred_time.FromDatetime(min(step.at, datetime.now(UTC)))
    return update


def rejection_of(order: PosOrder, reason: str, till: str) -> pos_pb2.TillUpdate:
    """Return that Square takes an order never."""
    update = pos_pb2.TillUpdate(
        update_id=f"{order.order_id}/refused",
        order_id=order.order_id,
        merchant_id=order.merchant_id,
        store_id=order.store_id,
        kind=pos_pb2.TILL_UPDATE_KIND_REJECTED,
        reason=reason[:_MAX_REASON],
        till_id=till,
    )
    update.occurred_time.GetCurrentTime()
    return update


def moment_of(told: str | None) -> datetime | None:
    """Return a time as Square writes it; None for none, and for what is no time."""
    try:
        found = datetime.fromisoformat(told or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _kind_of(state: str, order: PosOrder) -> pos_pb2.TillUpdateKind | None:
    by_rider = (
        order.service_type == trade_pb2.SERVICE_TYPE_DELIVERY
        and order.delivered_by != trade_pb2.DELIVERED_BY_STORE
    )
    handed_over = (
        pos_pb2.TILL_UPDATE_KIND_DELIVERING if by_rider else pos_pb2.TILL_UPDATE_KIND_FULFILLED
    )
    return {
        "RESERVED": pos_pb2.TILL_UPDATE_KIND_ACCEPTED,
        "PREPARED": pos_pb2.TILL_UPDATE_KIND_READY,
        "COMPLETED": handed_over,
        "CANCELED": pos_pb2.TILL_UPDATE_KIND_REJECTED,
        "FAILED": pos_pb2.TILL_UPDATE_KIND_REJECTED,
    }.get(state)
