"""Decisions about money that a channel's platform holds and gives back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from centers.order.after_sale import account, errors
from centers.order.after_sale.model import AfterSale, AfterSaleStatus
from centers.order.after_sale.moving import (
    demand_move,
    is_unmade,
    moved_to,
    refund_recorded,
    told,
)
from centers.order.after_sale.rules import Wanted, ended_if_nothing_left
from centers.order.model import Event, Head
from centers.order.rules import Decision, Outcome

S = AfterSaleStatus
OVERTAKEN = "The platform gave the money back by itself."


def record(wanted: Wanted, number: str, node: str, *, for_request: bool) -> Decision:
    """A platform gave money back that it holds.

    `for_request` says that it carries out the agreed request that `wanted` names; otherwise
    the platform acted by itself, and open requests that no longer fit are ended. Raises
    NotHeldByChannel, RefundExceedsPaid, AfterSaleNotFound, IllegalMove, PiecesExceedBought.
    """

    def decide(head: Head, now: datetime) -> Outcome:
        if head.paid_by_channel <= 0:
            raise errors.NotHeldByChannel(order_id=head.order_id)
        left = head.paid - head.refunded
        if not 0 < wanted.amount <= left:
            raise errors.RefundExceedsPaid(left_minor_units=left)
        if for_request:
            request = account.find(head, wanted.after_sale_id)
            demand_move(request, S.REFUNDED)
        else:
            request = _by_itself(head, wanted, now)
        request = replace(request, channel_refund_number=number)
        after, events = refund_recorded(
            head, wanted.amount, node, refund_id=request.after_sale_id, request=request, now=now
        )
        after, ended = _make_room(after, node, now)
        outcome = Outcome(after, events + ended)
        return ended_if_nothing_left(outcome, request, node, now)

    return decide


def _by_itself(head: Head, wanted: Wanted, now: datetime) -> AfterSale:
    """The request of a refund that nobody asked us for; only what is decided is in its way."""
    priced = account.Priced((), 0, 0, 0)
    if wanted.lines:
        priced = account.price(account.of_head(head), wanted.lines, account.SETTLED)
    return AfterSale(
        after_sale_id=wanted.after_sale_id,
        order_id=head.order_id,
        status=S.APPLIED,
        amount=wanted.amount,
        currency=head.currency,
        lines=priced.lines,
        reason=wanted.reason or OVERTAKEN,
        created_at=now,
        updated_at=now,
        origin=wanted.origin,
        fees=priced.fees,
        by_merchant=priced.by_merchant,
        by_platform=priced.by_platform,
        held_by_channel=True,
        unmade=is_unmade(head),
        request_key=wanted.request_key,
    )


def _make_room(head: Head, node: str, now: datetime) -> tuple[Head, tuple[Event, ...]]:
    """End requests, the newest first, until the others fit into what is left."""
    after, events = head, []
    for states in (account.ASKED, frozenset({S.AGREED})):
        for request in reversed(account.of_head(head).requests):
            if request.status in states and _overdrawn(after, request):
                ended = _overtaken(request, now)
                after = account.kept(after, ended)
                events.append(told(after, ended, node))
    return after, tuple(events)


def _overdrawn(head: Head, request: AfterSale) -> bool:
    left = account.lines_left(account.of_head(head))
    pieces = any(left[line.line_id].quantity < 0 for line in request.lines)
    return pieces or account.money_left(head) < 0


def _overtaken(request: AfterSale, now: datetime) -> AfterSale:
    if request.status is S.AGREED:
        return replace(moved_to(request, S.FAILED, now), failure=OVERTAKEN)
    return replace(moved_to(request, S.WITHDRAWN, now), answer=OVERTAKEN)
