"""Decisions about a delivery: what a carrier's word, a rider or a caller makes of it.

Each decision takes the delivery with its bookings as they stand under lock and says what they
become. At most one booking wins; a message that comes too late is recorded and changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from centers.delivery import errors
from centers.delivery.model import (
    Booking,
    BookingStatus,
    CallbackOutcome,
    Change,
    Delivery,
    DeliveryStatus,
    Event,
    EventKind,
    Rider,
    Route,
    Update,
)
from centers.delivery.states import BOOKING, DELIVERY, OPEN_BOOKINGS

_GONE = {DeliveryStatus.PICKED_UP, DeliveryStatus.DELIVERED}


def work_in(delivery: Delivery, update: Update, now: datetime) -> Change:
    """What a carrier says about one of its bookings makes of the delivery."""
    booking = delivery.booking(update.booking_id)
    if booking is None or booking.status in BOOKING.final:
        return _late(delivery, update, now)
    if update.status is None or update.status is DeliveryStatus.CANCELLED:
        return _given_back(delivery, booking, update, now)
    if update.status is DeliveryStatus.FAILED:
        return _failed(delivery, booking, update, now)
    if update.status is DeliveryStatus.CREATED:
        return _accepted(delivery, booking, update, now)
    return _progress(delivery, booking, update, now)


def assign_rider(delivery: Delivery, rider: Rider, now: datetime) -> Change:
    """An own rider takes it, or takes it over from another one."""
    _demand_own(delivery)
    if delivery.status not in (DeliveryStatus.CREATED, DeliveryStatus.ASSIGNED):
        raise errors.IllegalMove(from_state=delivery.status.name, to_state="ASSIGNED")
    after = replace(delivery, rider=rider, route=Route.OWN_RIDERS)
    if delivery.status is DeliveryStatus.ASSIGNED:
        return Change(after, events=(_told(EventKind.UPDATED, after, delivery, now),))
    return _moved(after, DeliveryStatus.ASSIGNED, now)


def report_progress(
    delivery: Delivery, to: DeliveryStatus, rider: Rider | None, note: str, now: datetime
) -> Change:
    """An own rider says how far the delivery is."""
    _demand_own(delivery)
    if delivery.rider is None:
        raise errors.IllegalMove(from_state=delivery.status.name, to_state=to.name)
    after = replace(delivery, rider=rider or delivery.rider)
    if delivery.status is to:
        return Change(after)
    return _moved(after, to, now, note)


def cancel(delivery: Delivery, reason: str, now: datetime) -> Change:
    """Somebody wants it called off: at once when no carrier knows it, else once it answers."""
    if delivery.status is DeliveryStatus.CANCELLED:
        return Change(delivery)
    if delivery.status in _GONE:
        raise errors.TooLateToCancel(delivery_id=delivery.delivery_id)
    if delivery.status is DeliveryStatus.FAILED:
        raise errors.IllegalMove(from_state="FAILED", to_state="CANCELLED")
    bookings = tuple(_call_off(each, reason) for each in delivery.bookings)
    after = replace(delivery, cancelling=True, reason=reason, bookings=bookings)
    return _settle(Change(after), now)


def book(delivery: Delivery, bookings: tuple[Booking, ...], now: datetime) -> Change:
    """Carriers are asked; with the first ones nothing changes but who is asked."""
    after = replace(
        delivery, route=Route.CARRIER, bookings=(*delivery.bookings, *bookings), fee=None
    )
    if not delivery.bookings:
        return Change(after)
    carriers = ", ".join(booking.carrier for booking in bookings)
    told = _told(EventKind.CARRIER_CHANGED, after, delivery, now, f"Now asking {carriers}.")
    return Change(after, events=(told,))


def refused(delivery: Delivery, booking_id: str, reason: str, now: datetime) -> Change:
    """A carrier does not take it."""
    update = Update("", booking_id, DeliveryStatus.CANCELLED, reason=reason)
    return work_in(delivery, update, now)


def took_too_long(delivery: Delivery) -> Change:
    """Carriers that have found no rider in time are called off; others are asked next."""
    bookings = tuple(
        _call_off(each, "No rider was assigned in time.")
        if each.status is not BookingStatus.WON
        else each
        for each in delivery.bookings
    )
    return Change(replace(delivery, bookings=bookings))


def too_late_to_cancel(delivery: Delivery, booking_id: str, now: datetime) -> Change:
    """A carrier will not call it off any more: its rider has the goods.

    For a booking that lost a race it stays lost: the goods are with two riders only if the
    carrier is wrong, and then a person must act.
    """
    booking = delivery.booking(booking_id)
    if booking is None or booking.status is not BookingStatus.CANCELLING:
        return Change(delivery)
    if delivery.winner is not None or delivery.status in DELIVERY.final:
        lost = replace(booking, status=BookingStatus.CANCELLED, reason="Too late to call off.")
        return _settle(Change(_with(delivery, lost)), now)
    won = replace(booking, status=BookingStatus.WON)
    return Change(replace(_with(delivery, won), cancelling=False, reason=""))


def nobody_left(delivery: Delivery, now: datetime) -> Change:
    """Every carrier has said no."""
    reasons = "; ".join(f"{each.carrier}: {each.reason}" for each in delivery.bookings)
    note = f"Nobody takes it. {reasons}".strip()[:500]
    return _moved(replace(delivery, reason=note), DeliveryStatus.FAILED, now, note)


def _progress(delivery: Delivery, booking: Booking, update: Update, now: datetime) -> Change:
    """A rider has it. The first booking that says so wins, the others are called off."""
    winner = delivery.winner
    wins = winner is not None and winner.booking_id == booking.booking_id
    if wins and update.status is delivery.status:
        return _same_status(delivery, _won(delivery, booking, update), now)
    lost = winner is not None and not wins
    called_off = booking.status is BookingStatus.CANCELLING and update.status not in _GONE
    status = update.status
    if lost or called_off or status is None or not DELIVERY.allows(delivery.status, status):
        return _late(delivery, update, now)
    return _moved(_won(delivery, booking, update), status, update.at or now)


def _won(delivery: Delivery, booking: Booking, update: Update) -> Delivery:
    won = _informed(replace(booking, status=BookingStatus.WON), update)
    others = tuple(
        won
        if each.booking_id == booking.booking_id
        else _call_off(each, "Another carrier was faster.")
        for each in delivery.bookings
    )
    return replace(
        delivery,
        bookings=others,
        route=Route.CARRIER,
        rider=update.rider or delivery.rider,
        fee=won.fee or delivery.fee,
        cancelling=False,
        reason="",
    )


def _accepted(delivery: Delivery, booking: Booking, update: Update, now: datetime) -> Change:
    if booking.status is BookingStatus.WON:
        # The rider gave it up; the carrier looks for another one.
        if not DELIVERY.allows(delivery.status, DeliveryStatus.CREATED):
            return _late(delivery, update, now)
        accepted = _informed(replace(booking, status=BookingStatus.ACCEPTED), update)
        after = replace(_with(delivery, accepted), rider=None)
        return _moved(after, DeliveryStatus.CREATED, now, "The rider gave it up.")
    status = booking.status
    if status is BookingStatus.REQUESTED:
        status = BookingStatus.ACCEPTED
    return Change(_with(delivery, _informed(replace(booking, status=status), update)))


def _given_back(delivery: Delivery, booking: Booking, update: Update, now: datetime) -> Change:
    """The carrier called it off, by itself or because we asked; or it never saw it."""
    if booking.status is BookingStatus.WON and delivery.status in DELIVERY.final:
        return _late(delivery, update, now)
    ours = booking.status is BookingStatus.CANCELLING
    status = BookingStatus.CANCELLED if ours else BookingStatus.REFUSED
    ended = replace(
        _informed(booking, update), status=status, reason=update.reason or booking.reason
    )
    after = _with(delivery, ended)
    if booking.status is not BookingStatus.WON:
        return _settle(Change(after), now)
    if delivery.status in _GONE:
        note = f"The carrier gave it back after pick-up. {update.reason}".strip()
        return _moved(replace(after, reason=note), DeliveryStatus.FAILED, now, note)
    after = replace(after, rider=None)
    if delivery.status is DeliveryStatus.CREATED:
        return _settle(Change(after), now)
    return _settle(_moved(after, DeliveryStatus.CREATED, now, update.reason), now)


def _failed(delivery: Delivery, booking: Booking, update: Update, now: datetime) -> Change:
    if booking.status is not BookingStatus.WON:
        return _given_back(delivery, booking, update, now)
    if not DELIVERY.allows(delivery.status, DeliveryStatus.FAILED):
        return _late(delivery, update, now)
    after = replace(_with(delivery, _informed(booking, update)), reason=update.reason)
    return _moved(after, DeliveryStatus.FAILED, update.at or now, update.reason)


def _settle(change: Change, now: datetime) -> Change:
    """A delivery that is being called off is CANCELLED once no carrier has it any more."""
    delivery = change.delivery
    held = OPEN_BOOKINGS | {BookingStatus.CANCELLING}
    if not delivery.cancelling or any(each.status in held for each in delivery.bookings):
        return change
    done = replace(delivery, cancelling=False, rider=None)
    ended = _moved(done, DeliveryStatus.CANCELLED, now, delivery.reason)
    return replace(ended, events=(*change.events, *ended.events))


def _same_status(before: Delivery, after: Delivery, now: datetime) -> Change:
    if after == before:
        return Change(before)
    known = (before.rider and (before.rider.name, before.rider.phone), before.fee)
    told = (after.rider and (after.rider.name, after.rider.phone), after.fee)
    events = () if known == told else (_told(EventKind.UPDATED, after, before, now),)
    return Change(after, events=events)


def _moved(delivery: Delivery, to: DeliveryStatus, at: datetime, note: str = "") -> Change:
    if not DELIVERY.allows(delivery.status, to):
        raise errors.IllegalMove(from_state=delivery.status.name, to_state=to.name)
    after = replace(delivery, status=to, status_at=at)
    if to is DeliveryStatus.FAILED and not after.reason:
        after = replace(after, reason=note)
    return Change(after, events=(_told(EventKind.MOVED, after, delivery, at, note),))


def _late(delivery: Delivery, update: Update, now: datetime) -> Change:
    if not update.update_id:
        # We asked, so the carrier does not claim that this is news.
        return Change(delivery, CallbackOutcome.LATE)
    said = update.status.name if update.status else "UNKNOWN"
    note = f"{update.carrier} said {said} while the delivery was {delivery.status.name}."
    told = _told(EventKind.LATE_UPDATE, delivery, delivery, update.at or now, note)
    return Change(delivery, CallbackOutcome.LATE, (told,))


def _told(
    kind: EventKind, after: Delivery, before: Delivery, at: datetime, note: str = ""
) -> Event:
    return Event(kind, after, before.status, at, note)


def _with(delivery: Delivery, booking: Booking) -> Delivery:
    bookings = tuple(
        booking if each.booking_id == booking.booking_id else each for each in delivery.bookings
    )
    return replace(delivery, bookings=bookings)


def _informed(booking: Booking, update: Update) -> Booking:
    return replace(
        booking,
        carrier_delivery_no=update.carrier_delivery_no or booking.carrier_delivery_no,
        fee=update.fee or booking.fee,
        cancel_fee=update.cancel_fee or booking.cancel_fee,
    )


def _call_off(booking: Booking, reason: str) -> Booking:
    if booking.status not in OPEN_BOOKINGS:
        return booking
    return replace(booking, status=BookingStatus.CANCELLING, reason=reason)


def _demand_own(delivery: Delivery) -> None:
    if delivery.route is not Route.OWN_RIDERS:
        raise errors.NotOwnRiders(delivery_id=delivery.delivery_id)
