"""Decisions about after-sale: who may ask, for how much, and what follows from an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from centers.order import errors
from centers.order.model import (
    AfterSale,
    AfterSaleLine,
    AfterSaleStatus,
    Event,
    EventKind,
    Head,
    Line,
    OrderStatus,
)
from centers.order.states import AFTER_SALE, has_passed
from mesh.validation import Check

# A request in one of these states still claims its amount.
_CLAIMING = {
    AfterSaleStatus.APPLIED,
    AfterSaleStatus.AGREED,
    AfterSaleStatus.ARBITRATING,
    AfterSaleStatus.FAILED,
}


def left_to_refund(head: Head, requests: Iterable[AfterSale]) -> int:
    """What may still be asked for: paid, less given back, less claimed by open requests."""
    claimed = sum(request.amount for request in requests if request.status in _CLAIMING)
    return head.paid - head.refunded - claimed


def demand_open(head: Head, *, by_customer: bool) -> None:
    """Raise AfterSaleClosed unless this caller may ask now.

    Customers may from placed until completed; the chain's own people also afterwards.
    """
    placed = has_passed(head.status, OrderStatus.PLACED)
    if not placed or (by_customer and head.status is OrderStatus.COMPLETED):
        raise errors.AfterSaleClosed(status=head.status.name)


def price_of(lines: Sequence[Line], wanted: Sequence[AfterSaleLine], whole: int) -> int:
    """What the wanted pieces cost after discounts, rounded down per line.

    `whole` when none are named. Raises InvalidRequest for pieces the order does not have.
    """
    if not wanted:
        return whole
    known = {line.line_id: line for line in lines}
    check = Check()
    check.distinct("lines", (item.line_id for item in wanted))
    for index, item in enumerate(wanted):
        inner = check.at(f"lines[{index}]")
        line = known.get(item.line_id)
        if inner.that(line is not None, "line_id", "is not a line of the order") and line:
            inner.integer("quantity", item.quantity, min=1, max=line.quantity)
    check.raise_if_any()
    return sum(_share(known[item.line_id], item.quantity) for item in wanted)


def apply(
    head: Head, requests: Sequence[AfterSale], new: AfterSale, *, by_customer: bool, node: str
) -> Event:
    """The event of a new request. Raises AfterSaleClosed or RefundExceedsPaid."""
    demand_open(head, by_customer=by_customer)
    left = left_to_refund(head, requests)
    if not 0 < new.amount <= left:
        raise errors.RefundExceedsPaid(left_minor_units=left)
    return _told(head, new, node)


def move(
    head: Head, request: AfterSale, to: AfterSaleStatus, *, answer: str, node: str, now: datetime
) -> tuple[AfterSale, Event | None]:
    """The request after a move, and its event; no event when it stood there already.

    Raises IllegalMove when the table has no such move.
    """
    if request.status is to:
        return request, None
    if not AFTER_SALE.allows(request.status, to):
        raise errors.IllegalMove(from_state=request.status.name, to_state=to.name)
    after = replace(request, status=to, answer=answer or request.answer, updated_at=now)
    return after, _told(head, after, node)


def _told(head: Head, request: AfterSale, node: str) -> Event:
    return Event(
        EventKind.AFTER_SALE,
        head,
        head.status,
        node,
        amount=request.amount,
        after_sale_id=request.after_sale_id,
        note=request.status.name,
    )


def _share(line: Line, quantity: int) -> int:
    return (line.amount - line.discount) * quantity // line.quantity
