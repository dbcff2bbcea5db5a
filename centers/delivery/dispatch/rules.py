"""What to do next for a delivery: pure, from how it stands, the time and who is installed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from centers.delivery.dispatch.model import DispatchRule, Quote
from centers.delivery.model import (
    Booking,
    BookingStatus,
    Delivery,
    DeliveryStatus,
    Route,
    Strategy,
)
from centers.delivery.states import DELIVERY, OPEN_BOOKINGS
from mesh.pure.ids import new_id

POLL = timedelta(seconds=30)
"""How often a carrier is asked when it does not report by itself."""

ASK_AHEAD = timedelta(minutes=20)
"""How long before the goods are ready carriers are asked, so that no rider waits for them."""

RETRY = timedelta(seconds=5)
"""When a carrier that did not answer is asked again."""


def allowed(carriers: Sequence[str], installed: Iterable[str]) -> list[str]:
    """Return the carriers that may be asked, best first: those of the rule installed, or all."""
    present = sorted(installed)
    if not carriers:
        return present
    return [carrier for carrier in carriers if carrier in present]


def ranked(quotes: Sequence[Quote], strategy: Strategy) -> list[Quote]:
    """Return quotes, best first; those that are not available come last."""

    def key(place: tuple[int, Quote]) -> tuple[bool, float, int]:
        number, quote = place
        cost = float(quote.fee.amount) if quote.fee else float("inf")
        at = quote.dropoff_at.timestamp() if quote.dropoff_at else float("inf")
        worth = {Strategy.CHEAPEST: cost, Strategy.FASTEST: at}.get(strategy, 0.0)
        return bool(quote.unavailable_reason), worth, number

    return [quote for _, quote in sorted(enumerate(quotes), key=key)]


def rule_with(rule: DispatchRule, carrier: str) -> DispatchRule:
    """Return the rule by which one delivery is sent out; a named carrier is the only one asked."""
    if not carrier:
        return rule
    return replace(rule, strategy=Strategy.IN_ORDER, carriers=(carrier,), own_riders_first=False)


def rule_choosing(rule: DispatchRule, carriers: Sequence[str]) -> DispatchRule:
    """Return the rule with these carriers asked one after the other; none leaves it as it is."""
    if not carriers:
        return rule
    return replace(rule, strategy=Strategy.IN_ORDER, carriers=tuple(carriers))


def planned(delivery: Delivery, rule: DispatchRule) -> Delivery:
    """Return a new delivery with its plan, as the rule stands now."""
    return replace(
        delivery,
        route=Route.OWN_RIDERS if rule.own_riders_first else Route.UNDECIDED,
        strategy=rule.strategy,
        carriers=rule.carriers,
        assign_timeout_seconds=rule.assign_timeout_seconds,
    )


def to_choose(delivery: Delivery, installed: Iterable[str], now: datetime) -> list[str] | None:
    """Return carriers that may be asked now, best first; None when none is to be asked now.

    An empty list means that all have refused.
    """
    if delivery.status is not DeliveryStatus.CREATED or delivery.cancelling:
        return None
    if any(each.status in OPEN_BOOKINGS for each in delivery.bookings):
        return None
    if now < ask_from(delivery):
        return None
    candidates = allowed(delivery.carriers, installed)
    tried = {each.carrier for each in delivery.bookings}
    left = [carrier for carrier in candidates if carrier not in tried]
    if delivery.route is Route.OWN_RIDERS and (not left or now < assign_deadline(delivery)):
        return None
    return left


def ask_from(delivery: Delivery) -> datetime:
    """Return when carriers may be asked first."""
    ready = delivery.parcel.ready_at or delivery.created_at
    return max(delivery.created_at, ready - ASK_AHEAD)


def assign_deadline(delivery: Delivery) -> datetime:
    """Return until when those that have been asked may assign a rider."""
    asked = [each.created_at for each in delivery.bookings if each.status in OPEN_BOOKINGS]
    since = max([delivery.status_at, ask_from(delivery), *asked])
    return since + timedelta(seconds=delivery.assign_timeout_seconds)


def is_overdue(delivery: Delivery, now: datetime) -> bool:
    """Return whether carriers have been looking for a rider for too long."""
    waiting = any(
        each.status in (BookingStatus.REQUESTED, BookingStatus.ACCEPTED)
        for each in delivery.bookings
    )
    in_time = now < assign_deadline(delivery)
    return delivery.status is DeliveryStatus.CREATED and waiting and not in_time


def new_bookings(delivery: Delivery, carriers: Sequence[str], now: datetime) -> tuple[Booking, ...]:
    """Return bookings for those that are asked now: the best one, or all of them in a race."""
    asked = carriers if delivery.strategy is Strategy.RACE else carriers[:1]
    return tuple(
        Booking(new_id("bkg"), delivery.delivery_id, carrier, BookingStatus.REQUESTED, now)
        for carrier in asked
    )


def next_look(delivery: Delivery, installed: Iterable[str], now: datetime) -> datetime | None:
    """Return when to look at the delivery again; None when nothing is left to do."""
    unanswered = {BookingStatus.REQUESTED, BookingStatus.CANCELLING}
    if any(each.status in unanswered for each in delivery.bookings):
        return now + RETRY
    if delivery.status in DELIVERY.final:
        return None
    if to_choose(delivery, installed, now) is not None:
        return now
    if now < ask_from(delivery):
        return ask_from(delivery)
    if delivery.status is DeliveryStatus.CREATED:
        return min(now + POLL, max(assign_deadline(delivery), now + timedelta(seconds=1)))
    return now + POLL
