"""Decisions about after-sale: who may ask and answer, and what follows for the order.

Each is a decision like those of `centers.order.rules`, over a head whose account was looked
up: what it makes of the requests is kept with the order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from centers.order.after_sale import account, errors
from centers.order.after_sale.account import (
    fitted,
    is_unmade,
    moved_to,
    refund_recorded,
    told,
)
from centers.order.after_sale.model import (
    AfterSale,
    AfterSaleLine,
    AfterSaleOrigin,
    AfterSaleStatus,
)
from centers.order.after_sale.states import AFTER_SALE
from centers.order.errors import IllegalMove
from centers.order.model import CancelReason, Event, Head, OrderStatus, Route
from centers.order.rules import Decision, Outcome, cancel
from centers.order.states import has_passed
from centers.order.vouchers.errors import VouchersNotVoided
from centers.order.vouchers.returns.rules import demand_used, is_of_vouchers, wanted_pieces

S = AfterSaleStatus
OVERTAKEN = "The platform gave the money back by itself."

_CANCEL_REASON = {
    AfterSaleOrigin.CUSTOMER: CancelReason.CUSTOMER,
    AfterSaleOrigin.STORE: CancelReason.STORE_REJECTED,
    AfterSaleOrigin.CHANNEL: CancelReason.CHANNEL,
    AfterSaleOrigin.OPERATOR: CancelReason.OPERATOR,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks back: pieces (empty: all that is left), amount (0: their price)."""

    after_sale_id: str
    lines: tuple[AfterSaleLine, ...]
    amount: int
    reason: str
    origin: AfterSaleOrigin
    request_key: str = ""
    channel_number: str = ""


def demand_open(head: Head, *, by_customer: bool) -> None:
    """Raise AfterSaleClosed unless this caller may ask now.

    Customers may from placed until completed; the chain's own people also afterwards.
    """
    placed = has_passed(head.status, OrderStatus.PLACED)
    # The OMS is asked once it has the order; until then it is cancelled.
    placed = placed and not (head.route is Route.OMS and head.waits)
    if not placed or (by_customer and head.status is OrderStatus.COMPLETED):
        raise errors.AfterSaleClosed(status=head.status.name)


def apply(wanted: Wanted, node: str, *, by_customer: bool) -> Decision:
    """A wish for money back.

    Raise AfterSaleClosed, RefundExceedsPaid, PiecesExceedBought, NotHeldByChannel.
    """

    def decide(head: Head, now: datetime) -> Outcome:
        if wanted.channel_number and head.paid_by_channel <= 0:
            raise errors.NotHeldByChannel(order_id=head.order_id)
        demand_open(head, by_customer=by_customer)
        return _kept(head, _request(head, wanted, now), node)

    return decide


def agree(
    after_sale_id: str,
    answer: str,
    node: str,
    *,
    by_till: bool = False,
    of_oms: bool = False,
    although_used: bool = False,
) -> Decision:
    """Agree to a request, also again after its refund failed: the next attempt.

    When it leaves nothing of an order that nobody has begun to make, the order is cancelled. The
    first time pieces of vouchers are agreed to is when the OMS has made them void (`of_oms`), or
    when the desk says so although they were used; else the desk has the OMS asked again. Raises
    IllegalMove, RefundExceedsPaid, PiecesExceedBought, VouchersNotVoided, VouchersUnused,
    InvalidRequest.
    """

    def decide(head: Head, now: datetime) -> Outcome:
        request = account.find(head, after_sale_id)
        if request.status in account.SETTLED:
            return Outcome(head)
        _demand_turn(request, S.AGREED, by_till=by_till)
        AFTER_SALE.demand(request.status, S.AGREED, IllegalMove)
        # What the store refused with is not what the desk agrees with.
        before = "" if request.status is S.ARBITRATING else request.answer
        said = replace(request, answer=answer or before)
        for_oms = is_of_vouchers(head, request) and not (of_oms or request.attempt)
        if for_oms and request.status is S.APPLIED:
            raise VouchersNotVoided
        if although_used:
            demand_used(head, request)
        elif for_oms:
            return _kept(head, moved_to(said, S.APPLIED, now), node)
        if request.status is S.FAILED:
            said = fitted(head, said)
        return _agreed(head, said, node, now, although_used=although_used)

    return decide


def refuse(
    after_sale_id: str, answer: str, node: str, *, by_till: bool = False, of_oms: bool = False
) -> Decision:
    """Refuse a request; the customer may go to the desk. Raise IllegalMove, VouchersNotVoided."""

    def decide(head: Head, now: datetime) -> Outcome:
        request = account.find(head, after_sale_id)
        if request.status is S.REFUSED:
            return Outcome(head)
        if request.status is S.APPLIED and not of_oms:
            _demand_void(head, request)
        if request.status is S.ARBITRATING and of_oms:
            # An old word, told again: it is for the desk to decide now.
            raise IllegalMove(from_state=request.status.name, to_state=S.REFUSED.name)
        _demand_turn(request, S.REFUSED, by_till=by_till)
        after = moved_to(request, S.REFUSED, now)
        words = answer if of_oms else answer or request.answer
        return _kept(head, replace(after, answer=words), node)

    return decide


def escalate(after_sale_id: str, words: str, node: str) -> Decision:
    """The customer takes a refused request to the chain's desk; it holds its pieces again.

    Raise IllegalMove, AfterSaleClosed, RefundExceedsPaid, PiecesExceedBought.
    """

    def decide(head: Head, now: datetime) -> Outcome:
        request = account.find(head, after_sale_id)
        if request.status is S.ARBITRATING:
            return Outcome(head)
        if head.status is OrderStatus.CANCELLED:
            raise errors.AfterSaleClosed(status=head.status.name)
        AFTER_SALE.demand(request.status, S.ARBITRATING, IllegalMove)
        after = moved_to(fitted(head, request), S.ARBITRATING, now)
        reason = f"{request.reason}\n{words}"[:500] if words else request.reason
        return _kept(head, replace(after, reason=reason), node)

    return decide


def withdraw(after_sale_id: str, node: str) -> Decision:
    """The customer takes a request back. Raise IllegalMove, VouchersNotVoided."""

    def decide(head: Head, now: datetime) -> Outcome:
        request = account.find(head, after_sale_id)
        if request.status is S.WITHDRAWN:
            return Outcome(head)
        if request.status is S.APPLIED:
            _demand_void(head, request)
        return _kept(head, moved_to(request, S.WITHDRAWN, now), node)

    return decide


def fail(
    after_sale_id: str, attempt: int, reason: str, node: str, *, only_channel: bool = False
) -> Decision:
    """The refund of an attempt failed; the end of another than the last changes nothing.

    `only_channel` is for callers that may speak of a platform's money only. Raises
    NotHeldByChannel.
    """

    def decide(head: Head, now: datetime) -> Outcome:
        request = account.find(head, after_sale_id)
        if only_channel and not request.held_by_channel:
            raise errors.NotHeldByChannel(order_id=head.order_id)
        if request.status is not S.AGREED or request.attempt != attempt:
            return Outcome(head)
        after = replace(moved_to(request, S.FAILED, now), failure=reason)
        return _kept(head, after, node)

    return decide


def cancel_lines(wanted: Wanted, node: str) -> Decision:
    """The store cannot make some pieces: agreed at once, as long as the order is under way.

    Raise IllegalMove, PiecesExceedBought, VouchersNotVoided.
    """

    def decide(head: Head, now: datetime) -> Outcome:
        if head.route is Route.OMS:
            raise VouchersNotVoided
        under_way = has_passed(head.status, OrderStatus.PLACED)
        if not under_way or has_passed(head.status, OrderStatus.FULFILLED):
            raise IllegalMove(from_state=head.status.name, to_state="LINES_CANCELLED")
        return _agreed(head, _request(head, wanted, now), node, now)

    return decide


def record_channel_refund(wanted: Wanted, number: str, node: str, *, for_request: bool) -> Decision:
    """Record that a platform gave money back that it holds.

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
            AFTER_SALE.demand(request.status, S.REFUNDED, IllegalMove)
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


def _request(head: Head, wanted: Wanted, now: datetime) -> AfterSale:
    """Return the request as it will be kept.

    Raise RefundExceedsPaid, PiecesExceedBought, VouchersUsed.
    """
    left = account.money_left(head)
    priced = account.Priced((), 0, 0, 0)
    if wanted.lines or not wanted.amount:
        pieces = wanted_pieces(head, wanted.lines)
        priced = account.price(account.of_head(head), pieces)
        if not priced.lines:
            raise errors.RefundExceedsPaid(left_minor_units=0)
    amount = wanted.amount or min(priced.price, left)
    most = min(priced.price, left) if priced.lines else left
    # Pieces without a price come back for nothing; pieces with one are not given back twice.
    if not 0 <= amount <= most or (amount == 0 and priced.price > 0):
        raise errors.RefundExceedsPaid(left_minor_units=max(most, 0))
    return _applied(head, wanted, priced, amount, now)


def _applied(
    head: Head, wanted: Wanted, priced: account.Priced, amount: int, now: datetime
) -> AfterSale:
    return AfterSale(
        after_sale_id=wanted.after_sale_id,
        order_id=head.order_id,
        status=S.APPLIED,
        amount=amount,
        currency=head.currency,
        lines=priced.lines,
        reason=wanted.reason,
        created_at=now,
        updated_at=now,
        origin=wanted.origin,
        fees=priced.fees,
        by_merchant=priced.by_merchant,
        by_platform=priced.by_platform,
        held_by_channel=head.paid_by_channel > 0,
        channel_refund_number=wanted.channel_number,
        request_key=wanted.request_key,
    )


def _agreed(
    head: Head, request: AfterSale, node: str, now: datetime, *, although_used: bool = False
) -> Outcome:
    others = account.kept(head, replace(request, status=S.WITHDRAWN))
    left = account.money_left(others, account.SETTLED)
    if request.amount > left:
        raise errors.RefundExceedsPaid(left_minor_units=left)
    unmade = is_unmade(head)
    if head.route is Route.OMS:
        # What was void before it was used is there for others, too.
        unmade = request.unmade if request.attempt else not although_used
    request = replace(request, unmade=unmade)
    if request.amount == 0:
        after = moved_to(request, S.REFUNDED, now)
    else:
        again = replace(request, attempt=request.attempt + 1, failure="")
        after = moved_to(again, S.AGREED, now)
    return ended_if_nothing_left(_kept(head, after, node), after, node, now)


def ended_if_nothing_left(
    outcome: Outcome, request: AfterSale, node: str, now: datetime
) -> Outcome:
    """Return the outcome, the order cancelled when nobody has begun it and nothing is left."""
    head = outcome.head
    if not (is_unmade(head) and account.nothing_left(head)):
        return outcome
    reason = _CANCEL_REASON[request.origin]
    ended = cancel(reason, request.reason, node, by_customer=False)(head, now)
    return Outcome(ended.head, outcome.events + ended.events)


def _demand_void(head: Head, request: AfterSale) -> None:
    """Raise VouchersNotVoided when it is for the OMS to decide about the pieces first."""
    if is_of_vouchers(head, request):
        raise VouchersNotVoided


def _demand_turn(request: AfterSale, to: AfterSaleStatus, *, by_till: bool) -> None:
    """Raise IllegalMove when a store decides what only the chain's desk may."""
    if by_till and request.status is S.ARBITRATING:
        raise IllegalMove(from_state=request.status.name, to_state=to.name)


def _kept(head: Head, request: AfterSale, node: str) -> Outcome:
    after = account.kept(head, request)
    return Outcome(after, (told(after, request, node),))


def _by_itself(head: Head, wanted: Wanted, now: datetime) -> AfterSale:
    """Return a platform's own refund as a request; only what is decided is in its way."""
    priced = account.Priced((), 0, 0, 0)
    if wanted.lines:
        priced = account.price(account.of_head(head), wanted.lines, account.SETTLED)
    request = _applied(head, wanted, priced, wanted.amount, now)
    return replace(request, reason=wanted.reason or OVERTAKEN, unmade=is_unmade(head))


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
