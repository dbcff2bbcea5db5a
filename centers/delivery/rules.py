"""Decisions about a delivery: what a carrier's report, a rider or a caller makes of it.

Each decision takes the delivery with its bookings as they stand under lock and returns what they
become. At most one booking wins; a report that comes too late is recorded and changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

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
    Point,
    Report,
    Rider,
    Route,
)
from centers.delivery.states import BOOKING, DELIVERY, OPEN_BOOKINGS

CLOCKS_APART = timedelta(minutes=1)
"""How far the clock of a carrier may be from ours."""
_GONE = {DeliveryStatus.PICKED_UP, DeliveryStatus.DELIVERED}


def take_report(delivery: Delivery, report: Report, now: datetime) -> Change:
    """Return what a carrier's report of one of its bookings makes of the delivery."""
    booking = delivery.booking(report.booking_id)
    if booking is None:
        return _late(delivery, report, now)
    if booking.status in BOOKING.final:
        return _after_its_end(delivery, booking, report, now)
    if _is_overtaken(booking, report) or _is_before_the_answer(booking, report):
        return _same_status(delivery, _with(delivery, _updated(booking, report)), now)
    take = _TAKES.get(report.status, _progress)
    return take(delivery, booking, report, now)


def assign_rider(delivery: Delivery, rider: Rider, now: datetime) -> Change:
    """Give it to an own rider, also in place of another one.

    Raise NotOwnRiders, IllegalMove.
    """
    _demand_own(delivery)
    if delivery.status not in (DeliveryStatus.CREATED, DeliveryStatus.ASSIGNED):
        raise errors.IllegalMove(from_state=delivery.status.name, to_state="ASSIGNED")
    after = replace(delivery, rider=rider, route=Route.OWN_RIDERS)
    if delivery.status is DeliveryStatus.ASSIGNED:
        return Change(after, events=(Event(EventKind.UPDATED, after, delivery.status, now),))
    return _moved(after, DeliveryStatus.ASSIGNED, now)


def report_progress(
    delivery: Delivery, to: DeliveryStatus, position: Point | None, note: str, now: datetime
) -> Change:
    """Take an own rider's report of how far it is, and where the rider is unless that is None.

    Raise NotOwnRiders, IllegalMove.
    """
    _demand_own(delivery)
    if delivery.rider is None:
        raise errors.IllegalMove(from_state=delivery.status.name, to_state=to.name)
    rider = replace(delivery.rider, position=position or delivery.rider.position)
    after = replace(delivery, rider=rider)
    if delivery.status is to:
        return Change(after)
    return _moved(after, to, now, note)


def cancel(delivery: Delivery, reason: str, now: datetime) -> Change:
    """Call it off: at once when no carrier has it, else once the carriers have answered.

    Raise TooLateToCancel, IllegalMove.
    """
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
    """Note that carriers are asked; an event tells of those after the first ones."""
    after = replace(
        delivery, route=Route.CARRIER, bookings=(*delivery.bookings, *bookings), fee=None
    )
    if not delivery.bookings:
        return Change(after)
    carriers = ", ".join(booking.carrier for booking in bookings)
    event = Event(EventKind.CARRIER_CHANGED, after, delivery.status, now, f"Now asking {carriers}.")
    return Change(after, events=(event,))


def took_too_long(delivery: Delivery) -> Change:
    """Call off carriers that have found no rider in time; others are asked next."""
    bookings = tuple(
        _call_off(each, "No rider was assigned in time.")
        if each.status is not BookingStatus.WON
        else each
        for each in delivery.bookings
    )
    return Change(replace(delivery, bookings=bookings))


def too_late_to_cancel(delivery: Delivery, booking_id: str, now: datetime) -> Change:
    """Note that a carrier cannot call it off any more: its rider has the goods.

    A booking that lost a race stays lost: the goods are with two riders only if the carrier is
    wrong, and then a person must act.
    """
    booking = delivery.booking(booking_id)
    if booking is None or booking.status is not BookingStatus.CANCELLING:
        return Change(delivery)
    if delivery.winner is not None or delivery.status in DELIVERY.final:
        lost = replace(booking, status=BookingStatus.CANCELLED, reason="Too late to call off.")
        return _settle(Change(_with(delivery, lost)), now)
    won = replace(booking, status=BookingStatus.WON)
    return Change(replace(_with(delivery, won), cancelling=False, reason=""))


def none_left(delivery: Delivery, now: datetime) -> Change:
    """Fail it: every carrier has refused."""
    reasons = "; ".join(f"{each.carrier}: {each.reason}" for each in delivery.bookings)
    note = f"Nobody takes it. {reasons}".strip()[:500]
    return _moved(replace(delivery, reason=note), DeliveryStatus.FAILED, now, note)


def _progress(delivery: Delivery, booking: Booking, report: Report, now: datetime) -> Change:
    """A rider has it: the first booking so reported wins, the others are called off."""
    winner = delivery.winner
    wins = winner is not None and winner.booking_id == booking.booking_id
    if wins and report.status is delivery.status:
        return _same_status(delivery, _won(delivery, booking, report), now)
    lost = winner is not None and not wins
    called_off = booking.status is BookingStatus.CANCELLING and report.status not in _GONE
    status = report.status
    if lost or called_off or status is None or not DELIVERY.allows(delivery.status, status):
        return _late(delivery, report, now)
    return _moved(_won(delivery, booking, report), status, _told_at(delivery, report, now))


def _won(delivery: Delivery, booking: Booking, report: Report) -> Delivery:
    won = _updated(replace(booking, status=BookingStatus.WON), report)
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
        rider=report.rider or delivery.rider,
        fee=won.fee or delivery.fee,
        cancelling=False,
        reason="",
    )


def _accepted(delivery: Delivery, booking: Booking, report: Report, now: datetime) -> Change:
    if booking.status is BookingStatus.WON:
        # The rider gave it up; the carrier looks for another one.
        if not DELIVERY.allows(delivery.status, DeliveryStatus.CREATED):
            return _late(delivery, report, now)
        accepted = _updated(replace(booking, status=BookingStatus.ACCEPTED), report)
        after = replace(_with(delivery, accepted), rider=None)
        return _moved(after, DeliveryStatus.CREATED, now, "The rider gave it up.")
    status = booking.status
    if status is BookingStatus.REQUESTED:
        status = BookingStatus.ACCEPTED
    return Change(_with(delivery, _updated(replace(booking, status=status), report)))


def _given_back(delivery: Delivery, booking: Booking, report: Report, now: datetime) -> Change:
    """The carrier called it off, by itself or because we asked; or it never saw it."""
    if booking.status is BookingStatus.WON and delivery.status in DELIVERY.final:
        return _late(delivery, report, now)
    ours = booking.status is BookingStatus.CANCELLING
    status = BookingStatus.CANCELLED if ours else BookingStatus.REFUSED
    ended = replace(
        _updated(booking, report), status=status, reason=report.reason or booking.reason
    )
    after = _with(delivery, ended)
    if booking.status is not BookingStatus.WON:
        return _settle(Change(after), now)
    if delivery.status in _GONE:
        note = f"The carrier gave it back after pick-up. {report.reason}".strip()
        return _moved(replace(after, reason=note), DeliveryStatus.FAILED, now, note)
    after = replace(after, rider=None)
    if delivery.status is DeliveryStatus.CREATED:
        return _settle(Change(after), now)
    return _settle(_moved(after, DeliveryStatus.CREATED, now, report.reason), now)


def _failed(delivery: Delivery, booking: Booking, report: Report, now: datetime) -> Change:
    if booking.status is not BookingStatus.WON:
        return _given_back(delivery, booking, report, now)
    if not DELIVERY.allows(delivery.status, DeliveryStatus.FAILED):
        return _late(delivery, report, now)
    after = replace(_with(delivery, _updated(booking, report)), reason=report.reason)
    return _moved(after, DeliveryStatus.FAILED, _told_at(delivery, report, now), report.reason)


_TAKES = {
    None: _given_back,
    DeliveryStatus.CANCELLED: _given_back,
    DeliveryStatus.FAILED: _failed,
    DeliveryStatus.CREATED: _accepted,
}


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
    is_news = (_person(before.rider), before.fee) != (_person(after.rider), after.fee)
    events = (Event(EventKind.UPDATED, after, before.status, now),) if is_news else ()
    return Change(after, events=events)


def _person(rider: Rider | None) -> tuple[str, str] | None:
    """Return what of a rider is worth an event: not where the rider is now."""
    return (rider.name, rider.phone) if rider else None


def _moved(delivery: Delivery, to: DeliveryStatus, at: datetime, note: str = "") -> Change:
    DELIVERY.demand(delivery.status, to, errors.IllegalMove)
    after = replace(delivery, status=to, status_at=at)
    if to is DeliveryStatus.FAILED and not after.reason:
        after = replace(after, reason=note)
    return Change(after, events=(Event(EventKind.MOVED, after, delivery.status, at, note),))


def _is_overtaken(booking: Booking, report: Report) -> bool:
    """Return whether an answer that no rider has it may be older than what was told since."""
    no_rider = report.status in (None, DeliveryStatus.CREATED)
    return no_rider and report.asked_at not in (None, booking.status)


def _is_before_the_answer(booking: Booking, report: Report) -> bool:
    """Return whether a carrier tells by itself that it was called off, before it answers to that.

    Its answer says what that costs: it is waited for, and asked for again where it was lost.
    """
    called_off = booking.status is BookingStatus.CANCELLING
    return called_off and bool(report.update_id) and report.status is DeliveryStatus.CANCELLED


def _after_its_end(delivery: Delivery, booking: Booking, report: Report, now: datetime) -> Change:
    """What calling off costs may be told behind the end: the carrier's callback was faster."""
    if booking.cancel_fee or not report.cancel_fee:
        return _late(delivery, report, now)
    after = _with(delivery, replace(booking, cancel_fee=report.cancel_fee))
    return Change(after, events=(Event(EventKind.UPDATED, after, delivery.status, now),))


def _late(delivery: Delivery, report: Report, now: datetime) -> Change:
    if not report.update_id:
        # The answer to a question is no news of the carrier's.
        return Change(delivery, CallbackOutcome.LATE)
    said = report.status.name if report.status else "UNKNOWN"
    note = f"{report.carrier} said {said} while the delivery was {delivery.status.name}."
    event = Event(
        EventKind.LATE_UPDATE, delivery, delivery.status, _told_at(delivery, report, now), note
    )
    return Change(delivery, CallbackOutcome.LATE, (event,))


def _told_at(delivery: Delivery, report: Report, now: datetime) -> datetime:
    """Return when it was so, as the carrier says; now where that can be no such time.

    It may tell its local time, milliseconds, or what its wrong clock shows.
    """
    earliest, latest = delivery.created_at - CLOCKS_APART, now + CLOCKS_APART
    return report.at if report.at is not None and earliest <= report.at <= latest else now


def _with(delivery: Delivery, booking: Booking) -> Delivery:
    bookings = tuple(
        booking if each.booking_id == booking.booking_id else each for each in delivery.bookings
    )
    return replace(delivery, bookings=bookings)


def _updated(booking: Booking, report: Report) -> Booking:
    return replace(
        booking,
        carrier_delivery_no=report.carrier_delivery_no or booking.carrier_delivery_no,
        fee=report.fee or booking.fee,
        cancel_fee=report.cancel_fee or booking.cancel_fee,
    )


def _call_off(booking: Booking, reason: str) -> Booking:
    if booking.status not in OPEN_BOOKINGS:
        return booking
    return replace(booking, status=BookingStatus.CANCELLING, reason=reason)


def _demand_own(delivery: Delivery) -> None:
    if delivery.route is not Route.OWN_RIDERS:
        raise errors.NotOwnRiders(delivery_id=delivery.delivery_id)
