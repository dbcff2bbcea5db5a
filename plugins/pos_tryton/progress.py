"""How far an order has come at its till, in the platform's words; pure.

Tryton knows neither kitchen nor acceptance. An order that stands at its till is taken by its store,
and one that is done there is handed over: both are rules of this plug-in.
"""

from __future__ import annotations

from zhongtai.plugin.v1 import pos_pb2
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder
from zhongtai_plugin.pos import records
from zhongtai_plugin.pos.book import Book, Step
from zhongtai_plugin.pos.checks import handed_over, shown_number
from zhongtai_plugin.pos.records import Known

OPEN, DONE, POSTED, CANCELLED, GONE = "open", "done", "posted", "cancelled", "gone"
"""States of a sale; the last is one that somebody has deleted."""
STEPS = {
    OPEN: Step(1, ends=False),
    DONE: Step(2, ends=True),
    POSTED: Step(2, ends=True),
    CANCELLED: Step(3, ends=True),
    GONE: Step(3, ends=True),
}
_WORDS = {CANCELLED: "The store has cancelled it.", GONE: "The store has deleted it at its till."}


def is_further(state: str, rank: int) -> bool:
    """Return whether an order has come further than to a rank."""
    return state in STEPS and STEPS[state].rank > rank


async def keep(book: Book, sale_id: str, state: str) -> None:
    """Tell the platform where an order stands, where that is news."""
    if step := STEPS.get(state):
        await book.advance(sale_id, "", step, lambda known: update_of(known, state))


def update_of(known: Known, state: str) -> pos_pb2.TillUpdate:
    """Return what the platform is told of a state."""
    order = known.order
    update_id = f"{order.order_id}/{STEPS[state].rank}"
    update = records.update_of(known, update_id, _kind_of(state, order))
    if words := _WORDS.get(state):
        update.reason = words
    else:
        update.pickup_code = shown_number(order)
    return update


def _kind_of(state: str, order: PosOrder) -> pos_pb2.TillUpdateKind:
    if state == OPEN:
        return pos_pb2.TILL_UPDATE_KIND_ACCEPTED
    if state in _WORDS:
        return pos_pb2.TILL_UPDATE_KIND_REJECTED
    return handed_over(order)
