"""Decisions about an order's life: given how it stands, what a message makes of it.

Each decision takes the order as it stands under lock and says what it becomes. A message
that comes too late for the state is recorded as an event and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from centers.order import errors
from centers.order.after_sale.account import find, refund_recorded, withdraw_open
from centers.order.after_sale.errors import RefundExceedsPaid
from centers.order.model import (
    CancelReason,
    DeliveryState,
    Discount,
    Event,
    EventKind,
    Finished,
    Head,
    NewOrder,
    Order,
    OrderStatus,
    Route,
    Times,
)
from centers.order.states import has_passed, may_move
from mesh.pure.errors import Refusal
from mesh.pure.passage import Passage


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision makes of an order: its new head, what happened, and perhaps a refusal.

    Events beside a refusal are kept: that money came too late must not be forgotten.
    """

    head: Head
    events: tuple[Event, ...] = ()
    refusal: Refusal | None = None


Decision = Callable[[Head, datetime], Outcome]
"""Decides purely, from the order as it stands and the time."""

_STEP_TIME = {
    OrderStatus.PLACED: "placed_at",
    OrderStatus.ACCEPTED: "accepted_at",
    OrderStatus.PREPARING: "prepared_at",
    OrderStatus.READY: "ready_at",
    OrderStatus.DELIVERING: "delivered_at",
    OrderStatus.FULFILLED: "fulfilled_at",
    OrderStatus.COMPLETED: "completed_at",
    OrderStatus.CANCELLED: "cancelled_at",
}


def make_order(new: NewOrder, order_id: str, merchant_id: str, now: datetime) -> Order:
    """Return the order that a checked new order becomes: waiting for payment, nothing paid."""
    discounts = discount_by_share(new.discounts)
    lines = tuple(
        replace(line, discount=discounts[line.line_id]) if line.line_id in discounts else line
        for line in new.lines
    )
    head = Head(
        order_id=order_id,
        merchant_id=merchant_id,
        store_id=new.store_id,
        channel=new.channel,
        channel_order_number=new.channel_order_number,
        service_type=new.service_type,
        route=new.route,
        person_id=new.person_id,
        business_date=date.fromisoformat(new.business_date),
        currency=next(iter(new.currencies)),
        lines_amount=sum(line.amount for line in new.lines),
        packaging_fee=new.packaging_fee,
        delivery_fee=new.delivery_fee,
        discount_amount=sum(discount.amount for discount in new.discounts),
        total=new.total,
        paid_by_channel=0,
        payment_deadline=new.payment_deadline,
        content_hash=new.content_hash,
        times=Times(created_at=now, updated_at=now),
        status=OrderStatus.PENDING_PAYMENT,
        delivered_by=new.delivered_by,
        prepare_from=new.prepare_from,
        goods_left=sum(line.amount - line.discount for line in lines),
        nothing_reserved=new.nothing_reserved,
        nothing_held=new.nothing_held,
        pos_plugin=new.pos_plugin,
        pos_store_code=new.pos_store_code,
        wait_for=new.wait_for,
        pos_plugin_chosen=new.pos_plugin_chosen,
        accept_by=new.accept_by,
    )
    return Order(head, new.details, lines, new.discounts)


def discount_by_share(discounts: Iterable[Discount]) -> dict[str, int]:
    """Return what all discounts together take off each line, the delivery and the packaging."""
    shares: dict[str, int] = {}
    for discount in discounts:
        for share in discount.allocations:
            shares[share.line_id] = shares.get(share.line_id, 0) + share.amount
    return shares


def created(
    head: Head,
    passages: tuple[Passage, ...],
    finished: Finished | None = None,
    taken_by_till: str = "",
) -> Event:
    """Return the first event of an order, with the nodes that it has passed on its way here."""
    node = f"till:{taken_by_till}" if taken_by_till else f"gateway:{head.channel}"
    return Event(EventKind.CREATED, head, None, node, finished=finished, passages=passages)


def moved(head: Head, to: OrderStatus, now: datetime) -> Head:
    """Return the order after a move to `to` at `now`; a placed one may have to wait."""
    times: Times = replace(head.times, **{_STEP_TIME[to]: now})
    waits = is_withheld(head) or is_ahead(head.prepare_from, now)
    return replace(head, status=to, times=times, waits=waits and to is OrderStatus.PLACED)


def is_withheld(head: Head) -> bool:
    """Return whether what an order waits for has not come yet."""
    return bool(head.wait_for) and head.times.released_at is None


def is_ahead(prepare_from: datetime | None, now: datetime) -> bool:
    """Return whether an order to be begun at `prepare_from` still has to wait at `now`."""
    return prepare_from is not None and prepare_from > now


def move(
    to: OrderStatus, node: str, *, pickup_code: str = "", note: str = "", lenient: bool = False
) -> Decision:
    """A step forward, perhaps with the pick-up code.

    A strict move that the table does not have, or of a placed order that is withheld, raises
    IllegalMove. A lenient one is a report from outside about something that happened: a repetition
    is ignored, one that does not fit is recorded.
    """

    def decide(head: Head, now: datetime) -> Outcome:
        coded = replace(head, pickup_code=pickup_code) if pickup_code else head
        held_back = head.status is OrderStatus.PLACED and is_withheld(head)
        if may_move(head.service_type, head.status, to) and not held_back:
            after = moved(coded, to, now)
            step = Event(EventKind.MOVED, after, head.status, node, note=note)
            return Outcome(after, (step, *_code_events(head, after, node)))
        if not lenient:
            raise errors.IllegalMove(from_state=head.status.name, to_state=to.name)
        if has_passed(head.status, to):
            return Outcome(coded, _code_events(head, coded, node))
        return too_late(head, node, f"{to.name} came while {head.status.name}: {note}")

    return decide


def complete(node: str) -> Decision:
    """The store's "all done": fulfils the order on the way when nobody said so before."""

    def decide(head: Head, now: datetime) -> Outcome:
        if head.status in (OrderStatus.COMPLETED, OrderStatus.CANCELLED):
            return move(OrderStatus.COMPLETED, node, lenient=True)(head, now)
        events: tuple[Event, ...] = ()
        if head.status is not OrderStatus.FULFILLED:
            first = move(OrderStatus.FULFILLED, node)(head, now)
            head, events = first.head, first.events
        last = move(OrderStatus.COMPLETED, node)(head, now)
        return Outcome(last.head, events + last.events)

    return decide


def give_code(code: str, node: str) -> Decision:
    """The till gives, or changes, the pick-up code."""

    def decide(head: Head, _now: datetime) -> Outcome:
        if head.status is OrderStatus.CANCELLED:
            return too_late(head, node, "a pick-up code came after the order was cancelled")
        after = replace(head, pickup_code=code)
        return Outcome(after, _code_events(head, after, node))

    return decide


def pay(payment_id: str, amount: int, currency: str, node: str) -> Decision:
    """A captured payment: places the order, or says that the money is not wanted."""

    def decide(head: Head, now: datetime) -> Outcome:
        if head.payment_id == payment_id:
            return Outcome(head)
        refusal = _unwanted(head, amount, currency)
        if refusal is not None:
            told = Event(
                EventKind.PAYMENT_UNWANTED,
                head,
                head.status,
                node,
                amount=amount,
                payment_id=payment_id,
                note=refusal.reason,
            )
            return Outcome(head, (told,), refusal)
        paid = replace(head, paid=head.paid + amount, payment_id=payment_id)
        after = moved(paid, OrderStatus.PLACED, now)
        placed = Event(
            EventKind.MOVED, after, head.status, node, amount=amount, payment_id=payment_id
        )
        return Outcome(after, (placed,))

    return decide


def cancel(reason: CancelReason, note: str, node: str, *, by_customer: bool) -> Decision:
    """Ends the order. A customer may until the store accepts, others until it is fulfilled."""

    def decide(head: Head, now: datetime) -> Outcome:
        if head.status is OrderStatus.CANCELLED:
            return Outcome(head)
        if by_customer and has_passed(head.status, OrderStatus.ACCEPTED):
            raise errors.CancelNeedsAfterSale(status=head.status.name)
        if not may_move(head.service_type, head.status, OrderStatus.CANCELLED):
            raise errors.IllegalMove(from_state=head.status.name, to_state="CANCELLED")
        ended = moved(head, OrderStatus.CANCELLED, now)
        after = replace(ended, cancel_reason=reason, cancel_note=note)
        step = Event(EventKind.MOVED, after, head.status, node, note=note)
        after, withdrawn = withdraw_open(after, node, now)
        return Outcome(after, (step, *withdrawn))

    return decide


def only_in(statuses: Collection[OrderStatus], decide: Decision) -> Decision:
    """What cancels an order, unless it stands in none of these statuses any more; in any if empty.

    Raise StatusDiffers.
    """

    def guarded(head: Head, now: datetime) -> Outcome:
        is_over = head.status is OrderStatus.CANCELLED
        if statuses and head.status not in statuses and not is_over:
            raise errors.StatusDiffers(status=head.status.name)
        return decide(head, now)

    return guarded


def reject(note: str, node: str, reason: CancelReason = CancelReason.STORE_REJECTED) -> Decision:
    """It is not made. Reported by a till or a platform, so lenient about when it comes."""

    def decide(head: Head, now: datetime) -> Outcome:
        if may_move(head.service_type, head.status, OrderStatus.CANCELLED):
            return cancel(reason, note, node, by_customer=False)(head, now)
        if head.status is OrderStatus.CANCELLED:
            return Outcome(head)
        return too_late(head, node, f"REJECTED came while {head.status.name}: {note}")

    return decide


def record_refund(
    refund_id: str, payment_id: str, amount: int, node: str, after_sale_id: str = ""
) -> Decision:
    """Money was given back; that of a payment which never paid this order is not its own.

    The after-sale request that it carries out is REFUNDED with it. Raise RefundExceedsPaid,
    AfterSaleNotFound.
    """

    def decide(head: Head, now: datetime) -> Outcome:
        if payment_id != head.payment_id:
            return Outcome(head)
        left = head.paid - head.refunded
        if amount > left:
            raise RefundExceedsPaid(left_minor_units=left)
        request = find(head, after_sale_id) if after_sale_id else None
        after, events = refund_recorded(
            head, amount, node, refund_id=refund_id, request=request, now=now
        )
        return Outcome(after, events)

    return decide


def flag_shortfall(node: str) -> Decision:
    """The stock of a paid order could not be fully taken."""

    def decide(head: Head, _now: datetime) -> Outcome:
        if head.shortfall:
            return Outcome(head)
        after = replace(head, shortfall=True)
        return Outcome(after, (Event(EventKind.SHORTFALL, after, head.status, node),))

    return decide


def record_delivery(state: DeliveryState, node: str) -> Decision:
    """How the order's delivery stands; news of an attempt before the known one change nothing."""

    def decide(head: Head, _now: datetime) -> Outcome:
        known = head.delivery
        if known is not None and known.attempt > state.attempt:
            return Outcome(head)
        after = replace(head, delivery=state)
        return Outcome(after, (Event(EventKind.DELIVERY, after, head.status, node),))

    return decide


def set_sub_status(sub_status: str, node: str) -> Decision:
    """An application's finer step within the status."""

    def decide(head: Head, _now: datetime) -> Outcome:
        if head.status in (OrderStatus.COMPLETED, OrderStatus.CANCELLED):
            raise errors.IllegalMove(from_state=head.status.name, to_state=sub_status or "none")
        after = replace(head, sub_status=sub_status)
        return Outcome(after, (Event(EventKind.SUB_STATUS, after, head.status, node),))

    return decide


def route_to(plugin: str, store_code: str | None, node: str) -> Decision:
    """The tills of another POS plug-in shall have it; the store's code stays when it is None.

    Only before the store has taken it on: from then on the till that did stays its till.
    """

    def decide(head: Head, _now: datetime) -> Outcome:
        open_ = head.status in (OrderStatus.PENDING_PAYMENT, OrderStatus.PLACED)
        if head.route is not Route.TILL or not open_:
            return Outcome(head)
        code = head.pos_store_code if store_code is None else store_code
        after = replace(head, pos_plugin=plugin, pos_store_code=code)
        if head.status is OrderStatus.PENDING_PAYMENT or plugin == head.pos_plugin:
            return Outcome(after)
        told = Event(
            EventKind.TILL_CHANGED, after, head.status, node, former_pos_plugin=head.pos_plugin
        )
        return Outcome(after, (told,))

    return decide


def recorded(decide: Decision, node: str) -> Decision:
    """What is decided; what the order refuses is recorded, as what comes too late is."""

    def lenient(head: Head, now: datetime) -> Outcome:
        try:
            return decide(head, now)
        except errors.OrderRefusal as refusal:
            return too_late(head, node, f"{refusal.reason}: {refusal.message}")

    return lenient


def _unwanted(head: Head, amount: int, currency: str) -> Refusal | None:
    if head.status is OrderStatus.CANCELLED:
        return errors.PaidTooLate(order_id=head.order_id)
    if head.status is not OrderStatus.PENDING_PAYMENT:
        return errors.AlreadyPaid(order_id=head.order_id)
    if (amount, currency) != (head.total, head.currency):
        return errors.PaymentMismatch(
            expected_minor_units=head.total, given_minor_units=amount, currency=currency
        )
    return None


def _code_events(before: Head, after: Head, node: str) -> tuple[Event, ...]:
    if before.pickup_code == after.pickup_code:
        return ()
    # Where the order moved as well, its step is told first: this moves nothing.
    return (Event(EventKind.PICKUP_CODE_GIVEN, after, after.status, node),)


def too_late(head: Head, node: str, note: str) -> Outcome:
    """Return what a report that no longer fits comes to: an event, and nothing changes."""
    return Outcome(head, (Event(EventKind.LATE_MESSAGE, head, head.status, node, note=note),))
