"""What an order's events make necessary elsewhere: pure sorting of a batch of events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

CREATED, MOVED, AFTER_SALE, REFUND_RECORDED, PAYMENT_UNWANTED, TILL_SALE = 1, 2, 5, 6, 10, 16
"""Kinds of order events, as the contract numbers them."""
PENDING_PAYMENT, PLACED, ACCEPTED, READY, DELIVERING, FULFILLED = 1, 2, 3, 5, 6, 7
COMPLETED, CANCELLED = 8, 9
"""States of an order, as the contract numbers them."""
NODE = "order_control"
"""Its own name among the nodes that an order passes."""
BY_CARRIER = 1
"""Who brings an order, as the contract numbers it: only then a rider is asked for."""
UNDONE_UP_TO = ACCEPTED
"""A cancelled order that got no further gives its stock back: nothing was made of it yet."""

AGREED, REFUNDED_REQUEST = 2, 5
"""States of an after-sale request, as the contract numbers them."""

CANCELLED_BEFORE, REJECTED, REFUNDED = 1, 2, 3
"""Causes of a release of holds, as the promotion center's contract numbers them."""
_OF_THE_CUSTOMER = {1, 2, 6}
"""Reasons of a cancellation that are not the store's: customer, payment time, channel."""


class AfterSale(Protocol):
    """What these rules look at in an after-sale request."""

    status: int
    held_by_channel: bool
    unmade: bool


class Amount(Protocol):
    """An amount of money."""

    minor_units: int


class Explanation(Protocol):
    """What these rules look at in what became of a promotion or coupon."""

    coupon_id: str
    amount: Amount
    missing: Amount
    benefit_codes: Sequence[str]


class Component(Protocol):
    """What these rules look at in what a line takes from stock."""

    sku_id: str
    quantity: int


class Line(Protocol):
    """What these rules look at in a line of an order."""

    line_id: str
    quantity: int

    @property
    def components(self) -> Iterable[Component]:
        """What all pieces of it take from stock."""
        ...


class Finished(Protocol):
    """What these rules look at in how an order went that was over before it was imported."""

    takes_stock: bool
    earns_points: bool


class OrderEvent(Protocol):
    """What these rules look at in an event of an order."""

    order_id: str
    kind: int
    from_status: int
    to_status: int
    delivered_by: int
    node: str
    person_id: str
    note: str
    cancel_reason: int
    after_sale: AfterSale
    wholly_refunded: bool
    finished: Finished
    nothing_reserved: bool
    nothing_held: bool


@dataclass(slots=True)
class Work:
    """What a batch of order events makes necessary; each list in the order of the feed."""

    placed: list[OrderEvent] = field(default_factory=list)
    arrived_placed: list[OrderEvent] = field(default_factory=list)
    arrived_sold: list[OrderEvent] = field(default_factory=list)
    to_deliver: list[OrderEvent] = field(default_factory=list)
    brought_by_others: list[OrderEvent] = field(default_factory=list)
    completed: list[OrderEvent] = field(default_factory=list)
    cancelled_unmade: list[OrderEvent] = field(default_factory=list)
    cancelled_made: list[OrderEvent] = field(default_factory=list)
    refunds_agreed: list[OrderEvent] = field(default_factory=list)
    returned_unmade: list[OrderEvent] = field(default_factory=list)
    refunded_after_completion: list[OrderEvent] = field(default_factory=list)
    refunded_in_full: list[OrderEvent] = field(default_factory=list)
    unwanted_payments: list[OrderEvent] = field(default_factory=list)

    @property
    def cancelled(self) -> list[OrderEvent]:
        """All orders that ended without being fulfilled."""
        return [*self.cancelled_unmade, *self.cancelled_made]


def sort_order_events(events: Iterable[OrderEvent]) -> Work:
    """Return what a batch of order events makes necessary."""
    work = Work()
    for event in events:
        if event.kind == CREATED:
            _sort_arrival(work, event)
        elif event.kind == MOVED:
            _sort_move(work, event)
        elif event.kind == AFTER_SALE:
            _sort_after_sale(work, event)
        elif event.kind == REFUND_RECORDED:
            _sort_refund(work, event)
        elif event.kind == PAYMENT_UNWANTED:
            work.unwanted_payments.append(event)
    return work


def wants_stock(event: OrderEvent) -> bool:
    """Return whether an event may make something of stock necessary."""
    return not event.nothing_reserved and _may_hold(event)


def wants_coupons(event: OrderEvent) -> bool:
    """Return whether an event may make something of promotions necessary."""
    return not event.nothing_held and (event.kind == REFUND_RECORDED or _may_hold(event))


def wants_money(event: OrderEvent) -> bool:
    """Return whether an event may make a payment go back."""
    ended = event.kind == MOVED and event.to_status == CANCELLED
    return ended or event.kind in (AFTER_SALE, PAYMENT_UNWANTED)


def wants_points(event: OrderEvent) -> bool:
    """Return whether an event may give or take points."""
    if event.kind == REFUND_RECORDED:
        return bool(event.person_id)
    ended = event.kind in (CREATED, MOVED) and event.to_status == COMPLETED
    return ended and bool(event.person_id)


def wants_riders(event: OrderEvent) -> bool:
    """Return whether an event may be about who brings an order."""
    by_carrier = event.delivered_by == BY_CARRIER
    return event.kind == MOVED and (by_carrier or event.to_status == CANCELLED)


def is_till_sale(event: OrderEvent) -> bool:
    """Return whether an event tells of a sale at a counter."""
    return event.kind == TILL_SALE


def _may_hold(event: OrderEvent) -> bool:
    """Return whether an event may begin or end what is held for an order."""
    ends = event.kind == MOVED and event.to_status in (PLACED, CANCELLED)
    return ends or event.kind in (CREATED, AFTER_SALE)


def _sort_arrival(work: Work, event: OrderEvent) -> None:
    if event.to_status == PLACED:
        work.arrived_placed.append(event)
    elif event.to_status == COMPLETED:
        # It was over before it came: only what it says itself follows.
        if event.finished.takes_stock:
            work.arrived_sold.append(event)
        if event.finished.earns_points:
            work.completed.append(event)


def _sort_move(work: Work, event: OrderEvent) -> None:
    if event.to_status == PLACED:
        work.placed.append(event)
    elif _takes_on(event) and event.delivered_by == BY_CARRIER:
        work.to_deliver.append(event)
    elif _is_brought_by_others(event):
        work.brought_by_others.append(event)
    elif event.to_status == COMPLETED:
        work.completed.append(event)
    elif event.to_status == CANCELLED:
        unmade = event.from_status <= UNDONE_UP_TO
        (work.cancelled_unmade if unmade else work.cancelled_made).append(event)


def _sort_refund(work: Work, event: OrderEvent) -> None:
    if event.to_status == COMPLETED:
        work.refunded_after_completion.append(event)
    _sort_whole(work, event)


def _sort_after_sale(work: Work, event: OrderEvent) -> None:
    # Money that a platform holds is given back by it: its gateway follows the same feed.
    if event.after_sale.status == AGREED and not event.after_sale.held_by_channel:
        work.refunds_agreed.append(event)
    elif event.after_sale.status == REFUNDED_REQUEST:
        if event.after_sale.unmade:
            work.returned_unmade.append(event)
        _sort_whole(work, event)


def _sort_whole(work: Work, event: OrderEvent) -> None:
    if event.wholly_refunded and event.to_status != CANCELLED:
        work.refunded_in_full.append(event)


def having_stock(events: Iterable[OrderEvent]) -> list[OrderEvent]:
    """Return the events of orders that may have stock set aside."""
    return [event for event in events if not event.nothing_reserved]


def having_holds(events: Iterable[OrderEvent]) -> list[OrderEvent]:
    """Return the events of orders that may hold something in the promotion center."""
    return [event for event in events if not event.nothing_held]


def by_release_cause(work: Work) -> dict[int, list[OrderEvent]]:
    """Return the orders whose coupons and budgets come back, by the cause to give for it."""
    causes: dict[int, list[OrderEvent]] = {}
    for event in work.cancelled:
        cause = CANCELLED_BEFORE if event.cancel_reason in _OF_THE_CUSTOMER else REJECTED
        causes.setdefault(cause, []).append(event)
    if work.refunded_in_full:
        causes[REFUNDED] = work.refunded_in_full
    return causes


def pieces_of(lines: Iterable[Line], wanted: Mapping[str, int]) -> Counter[str]:
    """Return what some pieces of an order's lines, by line id, have taken from stock, by SKU.

    Where a line took a number that its pieces do not divide, the rest comes with all of them.
    """
    taken: Counter[str] = Counter()
    for line in lines:
        for component in line.components:
            taken[component.sku_id] += (
                component.quantity * wanted.get(line.line_id, 0) // line.quantity
            )
    return +taken


def _is_brought_by_others(event: OrderEvent) -> bool:
    """Whether goods that a carrier was to bring are on their way, or there, by another's word."""
    on_its_way = event.to_status in (DELIVERING, FULFILLED)
    return on_its_way and event.delivered_by == BY_CARRIER and event.node != NODE


def _takes_on(event: OrderEvent) -> bool:
    """Return whether with this step the store has taken the order on; tills may skip steps."""
    return event.from_status < ACCEPTED <= event.to_status <= READY


def ready_at(now: datetime, preparation: timedelta, prepare_from: datetime | None) -> datetime:
    """Return when an order that the store has taken on will be ready: not before it is wanted."""
    begins = now if prepare_from is None else max(now, prepare_from)
    return begins + preparation


def worth_telling(explanation: Explanation) -> bool:
    """Return whether a customer is told of a promotion: it gives something, or would for more.

    A coupon was asked for: what became of it is told in any case. That a benefit would give it is
    told too.
    """
    gained = explanation.amount.minor_units or explanation.missing.minor_units
    return bool(gained or explanation.coupon_id or explanation.benefit_codes)
