"""How far an order has come at Square, in the platform's words; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from square.types.fulfillment import Fulfillment
from square.types.order import Order
from zhongtai.plugin.v1 import pos_pb2
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder
from zhongtai_plugin.pos import records
from zhongtai_plugin.pos.book import Book, Step
from zhongtai_plugin.pos.checks import handed_over, shown_number
from zhongtai_plugin.pos.records import Known
from zhongtai_plugin.text import cleaned

_RANKS = {"PROPOSED": 0, "RESERVED": 1, "PREPARED": 2, "COMPLETED": 3, "CANCELED": 4, "FAILED": 4}
ENDED = frozenset({"COMPLETED", "CANCELED", "FAILED"})
"""States of a fulfilment that nothing follows."""
_TIMES = {
    "RESERVED": "accepted_at",
    "PREPARED": "ready_at",
    "COMPLETED": "picked_up_at",
    "CANCELED": "canceled_at",
    "FAILED": "rejected_at",
}


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an order stands, since when, and in the store's words why."""

    state: str
    reason: str
    at: datetime


def is_known(state: str) -> bool:
    """Return whether a fulfilment's state stands in Square's list."""
    return state in _RANKS


def fulfilment_of(order: Order) -> Fulfillment | None:
    """Return the fulfilment that the order was made with."""
    return order.fulfillments[0] if order.fulfillments else None


async def keep(book: Book, order: Order) -> bool:
    """Tell the platform where an order stands, where that is news; return whether it is ours."""
    stand = stand_of(order)
    step = Step(_RANKS.get(stand.state, 0), stand.state in ENDED)
    return await book.advance(
        str(order.id), order.reference_id or "", step, partial(update_of, stand, str(order.id))
    )


def stand_of(order: Order) -> Stand:
    """Return where an order stands."""
    fulfilment = fulfilment_of(order)
    state = str(fulfilment.state) if fulfilment is not None else str(order.state)
    details = fulfilment.pickup_details if fulfilment is not None else None
    told = getattr(details, _TIMES.get(state, ""), None) if details is not None else None
    reason = (details.cancel_reason if details is not None else None) or ""
    at = moment_of(told) or moment_of(order.updated_at) or datetime.now(UTC)
    return Stand(state, cleaned(reason)[: records.MAX_REASON], at)


def update_of(stand: Stand, square_id: str, known: Known) -> pos_pb2.TillUpdate | None:
    """Return what the platform is told of where an order stands; None for nothing."""
    order = known.order
    kind = _kind_of(stand.state, order)
    if kind is None:
        return None
    update = records.update_of(known, f"{square_id}/{stand.state}", kind)
    if kind == pos_pb2.TILL_UPDATE_KIND_REJECTED:
        words = "The store has cancelled it." if stand.state == "CANCELED" else "The store failed."
        update.reason = stand.reason or words
    else:
        update.pickup_code = shown_number(order)
    update.occurred_time.FromDatetime(min(stand.at, datetime.now(UTC)))
    return update


def moment_of(told: str | None) -> datetime | None:
    """Return a time as Square writes it; None for none, and for what is no time."""
    try:
        found = datetime.fromisoformat(told or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _kind_of(state: str, order: PosOrder) -> pos_pb2.TillUpdateKind | None:
    return {
        "RESERVED": pos_pb2.TILL_UPDATE_KIND_ACCEPTED,
        "PREPARED": pos_pb2.TILL_UPDATE_KIND_READY,
        "COMPLETED": handed_over(order),
        "CANCELED": pos_pb2.TILL_UPDATE_KIND_REJECTED,
        "FAILED": pos_pb2.TILL_UPDATE_KIND_REJECTED,
    }.get(state)
