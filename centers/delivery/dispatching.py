"""Finds somebody to bring each delivery, and follows it up until it has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from centers.delivery import rules
from centers.delivery import rules_planning as planning
from centers.delivery.adapters import Carriers
from centers.delivery.desk import Decision, DeliveryDesk
from centers.delivery.model import (
    Booking,
    BookingStatus,
    Change,
    Delivery,
    Strategy,
    Update,
)
from centers.delivery.states import DELIVERY
from centers.delivery.store import DeliveryStore
from mesh.process.rounds import Rounds
from mesh.pure.clock import Clock
from mesh.pure.errors import Refusal

LEASE = timedelta(seconds=60)
"""Longer than the steps for one delivery take: nobody else takes them meanwhile."""
BATCH = 50
PARALLEL = 8
POLL_SECONDS = 1.0
MAX_STEPS = 20

_log = structlog.get_logger()


class Dispatcher:
    """Takes the steps that deliveries want, in every process that hosts this center."""

    def __init__(
        self, store: DeliveryStore, desk: DeliveryDesk, carriers: Carriers, clock: Clock
    ) -> None:
        self._store = store
        self._desk = desk
        self._carriers = carriers
        self._clock = clock
        self.rounds = Rounds(self._round, POLL_SECONDS)

    async def _round(self) -> bool:
        return await self.sweep() > 0

    async def sweep(self, only: Sequence[str] | None = None) -> int:
        """Take the steps that are due, of `only` these or of all; tells for how many."""
        now = self._clock.now()
        due = await self._store.take_due(now, now + LEASE, BATCH, only)
        gate = asyncio.Semaphore(PARALLEL)

        async def one(merchant_id: str, delivery_id: str) -> None:
            async with gate:
                await self._follow(merchant_id, delivery_id, now + LEASE)

        await asyncio.gather(*(one(*place) for place in due))
        return len(due)

    async def _follow(self, merchant_id: str, delivery_id: str, leased_to: datetime) -> None:
        """Step by step, until nothing more happens by itself."""
        delivery: Delivery | None = None
        for _ in range(MAX_STEPS):
            delivery = (await self._store.get(merchant_id, [delivery_id])).get(delivery_id)
            if delivery is None or not await self._step(delivery):
                break
        if delivery is not None:
            await self._plan_next(delivery, leased_to)

    async def _plan_next(self, delivery: Delivery, leased_to: datetime) -> None:
        now = self._clock.now()
        at = planning.next_look(delivery, self._carriers.names(), now)
        await self._store.set_next_step(delivery.delivery_id, leased_to, at)

    async def _step(self, delivery: Delivery) -> bool:
        """Take the first step that is due; False when there was none, or nobody answered."""
        now = self._clock.now()
        waiting = [
            booking
            for booking in delivery.bookings
            if booking.status in (BookingStatus.CANCELLING, BookingStatus.REQUESTED)
        ]
        if waiting:
            done = await asyncio.gather(*(self._carry_out(delivery, each) for each in waiting))
            return any(done)
        if planning.is_overdue(delivery, now):
            await self._decide(delivery, _call_off_overdue)
            return True
        left = planning.to_choose(delivery, self._carriers.names(), now)
        if left is not None:
            return await self._choose(delivery, left)
        return await self._poll(delivery)

    async def _carry_out(self, delivery: Delivery, booking: Booking) -> bool:
        """Ask a carrier what is to be asked; False when it does not answer."""
        try:
            if booking.status is BookingStatus.REQUESTED:
                update: Update | None = await self._carriers.create(delivery, booking)
            else:
                update = await self._carriers.cancel(booking)
        except Refusal as refusal:
            _log.warning("carrier waits", booking_id=booking.booking_id, reason=refusal.reason)
            return False
        if update is not None:
            await self._desk.work_in([update])
            return True
        await self._decide(
            delivery, lambda found, now: rules.too_late_to_cancel(found, booking.booking_id, now)
        )
        return True

    async def _choose(self, delivery: Delivery, left: Sequence[str]) -> bool:
        installed = self._carriers.names()
        if delivery.strategy in (Strategy.CHEAPEST, Strategy.FASTEST) and len(left) > 1:
            left = await self._ranked(delivery, left)

        def decide(found: Delivery, now: datetime) -> Change:
            # It may have been called off or taken meanwhile.
            still = planning.to_choose(found, installed, now)
            if still is None:
                return Change(found)
            wanted = [carrier for carrier in left if carrier in still]
            if not wanted:
                return rules.nobody_left(found, now)
            return rules.book(found, planning.new_bookings(found, wanted, now), now)

        await self._decide(delivery, decide)
        return True

    async def _ranked(self, delivery: Delivery, carriers: Sequence[str]) -> list[str]:
        way = (delivery.pickup, delivery.dropoff, delivery.parcel)
        asked = (
            self._carriers.quote(carrier, delivery.merchant_id, delivery.store_id, way)
            for carrier in carriers
        )
        quotes = planning.ranked(await asyncio.gather(*asked), delivery.strategy)
        return [quote.carrier for quote in quotes]

    async def _poll(self, delivery: Delivery) -> bool:
        """Ask carriers how it stands; True when that changed anything."""
        if delivery.status in DELIVERY.final:
            return False
        held = (BookingStatus.ACCEPTED, BookingStatus.WON)
        changed = False
        for booking in delivery.bookings:
            if booking.status in held:
                changed = await self._ask(delivery, booking) or changed
        return changed

    async def _ask(self, delivery: Delivery, booking: Booking) -> bool:
        try:
            update = await self._carriers.query(booking.carrier, booking.booking_id)
        except Refusal as refusal:
            _log.warning("carrier query", booking_id=booking.booking_id, reason=refusal.reason)
            return False
        (worked,) = await self._desk.work_in([update])
        return worked.delivery is not None and worked.delivery != delivery

    async def _decide(self, delivery: Delivery, decision: Decision) -> None:
        await self._desk.decide(delivery.delivery_id, decision)


def _call_off_overdue(found: Delivery, now: datetime) -> Change:
    # A rider may have been assigned meanwhile.
    return rules.took_too_long(found) if planning.is_overdue(found, now) else Change(found)
