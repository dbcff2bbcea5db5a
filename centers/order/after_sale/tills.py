"""After-sale between orders and tills: what a till is told, and what it decides."""

from __future__ import annotations

from datetime import datetime

from zhongtai.order.v1 import after_sale_pb2
from zhongtai.plugin.v1 import pos_pb2

from centers.order.after_sale import rules
from centers.order.after_sale.checks import MAX_WORDS, are_pieces
from centers.order.after_sale.model import AfterSaleLine, AfterSaleOrigin
from centers.order.errors import OrderRefusal
from centers.order.model import Head
from centers.order.rules import Decision, Outcome, too_late
from mesh.pure.ids import new_id

AFTER_SALE_KINDS = frozenset(
    {
        pos_pb2.TILL_UPDATE_KIND_AFTER_SALE_AGREED,
        pos_pb2.TILL_UPDATE_KIND_AFTER_SALE_REFUSED,
        pos_pb2.TILL_UPDATE_KIND_LINES_CANCELLED,
    }
)
_PREFIX = len("AFTER_SALE_STATUS_")


def pos_after_sale(request: after_sale_pb2.AfterSale) -> pos_pb2.PosAfterSale:
    """A request as a till needs it."""
    state = after_sale_pb2.AfterSaleStatus.Name(request.status)[_PREFIX:].lower()
    return pos_pb2.PosAfterSale(
        after_sale_id=request.after_sale_id,
        state=state,
        lines=[
            pos_pb2.PosPieces(line_id=each.line_id, quantity=each.quantity)
            for each in request.lines
        ],
        amount=request.amount,
        reason=request.reason,
    )


def till_decision(update: pos_pb2.TillUpdate, key: str) -> Decision | None:
    """What a till's report about after-sale decides; None when it is not understood.

    What the order refuses is recorded in its history, like any report that comes too late.
    """
    node, words = f"till:{update.till_id}", update.reason[:MAX_WORDS]
    if update.kind == pos_pb2.TILL_UPDATE_KIND_AFTER_SALE_AGREED:
        return _recorded(rules.agree(update.after_sale_id, words, node, by_till=True), node)
    if update.kind == pos_pb2.TILL_UPDATE_KIND_AFTER_SALE_REFUSED:
        return _recorded(rules.refuse(update.after_sale_id, words, node, by_till=True), node)
    lines = tuple(AfterSaleLine(line.line_id, line.quantity) for line in update.lines)
    if update.kind != pos_pb2.TILL_UPDATE_KIND_LINES_CANCELLED or not are_pieces(lines):
        return None
    store = AfterSaleOrigin.STORE
    wanted = rules.Wanted(new_id("afs"), lines, 0, words or "-", store, key)
    return _recorded(rules.cancel_lines(wanted, node), node)


def _recorded(decide: Decision, node: str) -> Decision:
    def lenient(head: Head, now: datetime) -> Outcome:
        try:
            return decide(head, now)
        except OrderRefusal as refusal:
            return too_late(head, node, f"{refusal.reason}: {refusal.message}")

    return lenient
