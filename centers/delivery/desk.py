"""The desk where every change of a delivery is decided, under its lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from centers.delivery import errors, rules, store
from centers.delivery.model import CallbackOutcome, Change, Delivery, Event, EventKind, Update
from centers.delivery.records import KnownUpdate
from centers.delivery.store import Attempt, DeliveryStore
from mesh.call.context import current_or_none
from mesh.data.database import Connection
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock

Decision = Callable[[Delivery, datetime], Change]
"""Decides purely, from the delivery as it stands and the time."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What a carrier's word led to, and the delivery after it, if we have one."""

    outcome: CallbackOutcome
    delivery: Delivery | None


class DeliveryDesk:
    """Takes decisions and carriers' words, and writes what becomes of deliveries."""

    def __init__(self, deliveries: DeliveryStore, feed: Feed, clock: Clock) -> None:
        self._store = deliveries
        self._feed = feed
        self._clock = clock

    async def create(self, delivery: Delivery) -> tuple[bool, list[Attempt]]:
        """Write a new delivery; whether it was written, and all attempts of its order."""

        async def work(conn: Connection) -> tuple[bool, list[Attempt]]:
            written = await store.create(conn, delivery)
            if written:
                now = delivery.created_at
                told = Event(EventKind.CREATED, delivery, delivery.status, now)
                await store.keep(conn, now, [], [], [(told, _trace())])
            attempts = await store.attempts_of(conn, delivery.merchant_id, delivery.order_id)
            return written, attempts

        result = await self._store.in_transaction(work)
        self._feed.wake()
        return result

    async def decide(self, delivery_id: str, decision: Decision) -> Delivery:
        """Apply a decision; gives the delivery after it. Raises DeliveryNotFound."""

        async def work(conn: Connection) -> Delivery:
            return await self.decide_in(conn, delivery_id, decision)

        after = await self._store.in_transaction(work)
        self._feed.wake()
        return after

    async def decide_in(self, conn: Connection, delivery_id: str, decision: Decision) -> Delivery:
        """The same in a transaction of the caller, who wakes the feed afterwards."""
        now = self._clock.now()
        found = await store.lock(conn, [delivery_id])
        if not found:
            raise errors.DeliveryNotFound(delivery_id=delivery_id)
        (before,) = found
        change = decision(before, now)
        if change.delivery != before or change.events:
            events = [(event, _trace()) for event in change.events]
            await store.keep(conn, now, [change.delivery], [], events)
        return change.delivery

    async def work_in(self, updates: Sequence[Update]) -> list[Worked]:
        """Work in what carriers say, all of it in one transaction; durable when this returns."""
        trace, now = _trace(), self._clock.now()

        async def work(conn: Connection) -> list[Worked]:
            found = await store.lock(conn, (), {update.booking_id for update in updates})
            keys = [(each.carrier, each.update_id) for each in updates if each.update_id]
            known = await store.known_updates(conn, keys) if keys else set()
            batch = _Batch(found, known)
            worked = [batch.work_in(update, now) for update in updates]
            events = [(event, trace) for event in batch.events]
            if batch.changed or batch.messages or events:
                await store.keep(conn, now, batch.changed.values(), batch.messages, events)
            return worked

        worked = await self._store.in_transaction(work)
        self._feed.wake()
        return worked

    def wake_feed(self) -> None:
        """Tell readers that something was committed by `decide_in`."""
        self._feed.wake()


class _Batch:
    """Decides one word after the other, each on what those before it left."""

    def __init__(self, found: Iterable[Delivery], known: set[tuple[str, str]]) -> None:
        self._deliveries = {each.delivery_id: each for each in found}
        self._of_booking = {
            booking.booking_id: each.delivery_id
            for each in self._deliveries.values()
            for booking in each.bookings
        }
        self._known = known
        self.changed: dict[str, Delivery] = {}
        self.messages: list[KnownUpdate] = []
        self.events: list[Event] = []

    def work_in(self, update: Update, now: datetime) -> Worked:
        """What one word leads to."""
        delivery = self._delivery_of(update)
        if update.update_id and (update.carrier, update.update_id) in self._known:
            return Worked(CallbackOutcome.DUPLICATE, delivery)
        if delivery is None:
            self._note(update, CallbackOutcome.UNKNOWN_DELIVERY)
            return Worked(CallbackOutcome.UNKNOWN_DELIVERY, None)
        change = rules.work_in(delivery, update, now)
        self._note(update, change.outcome)
        self.events += change.events
        if change.delivery != delivery:
            self._deliveries[delivery.delivery_id] = change.delivery
            self.changed[delivery.delivery_id] = change.delivery
        return Worked(change.outcome, change.delivery)

    def _delivery_of(self, update: Update) -> Delivery | None:
        delivery = self._deliveries.get(self._of_booking.get(update.booking_id, ""))
        booking = delivery.booking(update.booking_id) if delivery else None
        # A carrier speaks only of what it was asked for.
        return delivery if booking is not None and booking.carrier == update.carrier else None

    def _note(self, update: Update, outcome: CallbackOutcome) -> None:
        if update.update_id:
            self._known.add((update.carrier, update.update_id))
            self.messages.append(
                KnownUpdate(update.carrier, update.update_id, update.booking_id, outcome)
            )


def _trace() -> str:
    call = current_or_none()
    return call.trace_id if call else ""
