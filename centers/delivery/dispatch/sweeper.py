"""Finds a carrier for each delivery, and follows the delivery up until it has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import itemgetter

import structlog

from centers.delivery import rules
from centers.delivery.adapters import Carriers
from centers.delivery.dispatch import rules as planning
from centers.delivery.dispatch.operations import ranked_quotes
from centers.delivery.dispatch.store import DispatchStore
from centers.delivery.model import Booking, BookingStatus, Change, Delivery, Report, Strategy
from centers.delivery.states import DELIVERY
from centers.delivery.store import DeliveryStore
from centers.delivery.writer import DeliveryWriter
from mesh.process.rounds import DueRounds, side_by_side
from mesh.pure.clock import Clock
from mesh.pure.errors import Refusal

LEASE = timedelta(seconds=60)
"""Longer than the steps for one delivery take: no other process takes them meanwhile."""
BATCH = 50
PARALLEL = 8
"""So many deliveries of a chain are followed up at a time."""
POLL_SECONDS = 1.0
MAX_STEPS = 20

_log = structlog.get_logger()


class Sweeper:
    """Takes the steps that deliveries want, in every process that hosts this center."""

    def __init__(
        self,
        store: DeliveryStore,
        steps: DispatchStore,
        writer: DeliveryWriter,
        carriers: Carriers,
        clock: Clock,
        *,
        others_write: bool = False,
    ) -> None:
        """`others_write` is that of DueRounds."""
        self._store = store
        self._steps = steps
        self._writer = writer
        self._carriers = carriers
        self._clock = clock
        self.rounds = DueRounds(
            self.sweep, steps.next_due, POLL_SECONDS, clock, others_write=others_write
        )

    async def sweep(self, only: Sequence[str] | None = None) -> int:
        """Take the steps that are due, of `only` these or all; return of how many deliveries."""
        now = self._clock.now()
        due = await self._steps.take_due(now, now + LEASE, BATCH, only)

        async def one(place: tuple[str, str]) -> None:
            try:
                await self._follow(*place, now + LEASE)
            except Refusal as refusal:
                # It is due again when its lease is over; the others go on.
                _log.warning("delivery waits", id=place[1], reason=refusal.reason)

        await side_by_side(due, one, PARALLEL, lane=itemgetter(0))
        return len(due)

    async def _follow(self, merchant_id: str, delivery_id: str, leased_to: datetime) -> None:
        """Take step after step, until nothing more happens by itself."""
        delivery: Delivery | None = None
        for _ in range(MAX_STEPS):
            delivery = await self._store.get(merchant_id, delivery_id)
            if delivery is None or not await self._step(delivery):
                break
        if delivery is not None:
            await self._plan_next(delivery, leased_to)

    async def _plan_next(self, delivery: Delivery, leased_to: datetime) -> None:
        now = self._clock.now()
        at = planning.next_look(delivery, self._carriers.names(), now)
        await self._steps.set_next_step(delivery.delivery_id, leased_to, at)

    async def _step(self, delivery: Delivery) -> bool:
        """Take the first step that is due; return whether anything may have changed."""
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
            await self._writer.decide(delivery.delivery_id, _call_off_overdue)
            return True
        left = planning.to_choose(delivery, self._carriers.names(), now)
        if left is not None:
            return await self._choose(delivery, left)
        return await self._poll(delivery)

    async def _carry_out(self, delivery: Delivery, booking: Booking) -> bool:
        """Ask a carrier what is to be asked; return whether it answered."""
        try:
            if booking.status is BookingStatus.REQUESTED:
                report: Report | None = await self._carriers.create(delivery, booking)
            else:
                report = await self._carriers.cancel(booking)
        except Refusal as refusal:
            _log.warning("carrier waits", booking_id=booking.booking_id, reason=refusal.reason)
            return False
        if report is not None:
            await self._writer.take_reports([report])
            return True
        await self._writer.decide(
            delivery.delivery_id,
            lambda found, now: rules.too_late_to_cancel(found, booking.booking_id, now),
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
                return rules.none_left(found, now)
            return rules.book(found, planning.new_bookings(found, wanted, now), now)

        await self._writer.decide(delivery.delivery_id, decide)
        return True

    async def _ranked(self, delivery: Delivery, names: Sequence[str]) -> list[str]:
        trip, strategy = delivery.trip, delivery.strategy
        quotes = await ranked_quotes(self._carriers, trip, names, strategy)
        return [quote.carrier for quote in quotes]

    async def _poll(self, delivery: Delivery) -> bool:
        """Ask carriers how it stands; return whether that changed anything."""
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
            report = await self._carriers.query(booking.carrier, booking.booking_id, booking.status)
        except Refusal as refusal:
            _log.warning("carrier query", booking_id=booking.booking_id, reason=refusal.reason)
            return False
        (taken,) = await self._writer.take_reports([report])
        return taken.delivery is not None and taken.delivery != delivery


def _call_off_overdue(found: Delivery, now: datetime) -> Change:
    # A rider may have been assigned meanwhile.
    return rules.took_too_long(found) if planning.is_overdue(found, now) else Change(found)
