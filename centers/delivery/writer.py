"""The writer of deliveries: every change is decided under the delivery's lock and written whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from centers.delivery import errors, rules
from centers.delivery.model import (
    CallbackOutcome,
    Change,
    Delivery,
    Event,
    EventKind,
    Report,
    TakenReport,
)
from centers.delivery.store import DeliveryStore
from centers.delivery.work import Work
from mesh.data.change import Changes, Unit

Decision = Callable[[Delivery, datetime], Change]
"""Decides purely, from the delivery as it stands and the time."""


class DeliveryWriter:
    """Writes new deliveries, decisions about deliveries and what carriers report of them."""

    def __init__(self, store: DeliveryStore, changes: Changes) -> None:
        self._store = store
        self._changes = changes

    async def create(self, delivery: Delivery) -> bool:
        """Write a new delivery.

        Return False when its attempt is stored, or another delivery of its order is open.
        """
        created = Event(EventKind.CREATED, delivery, delivery.status, delivery.created_at)
        return await self._changes.run_statements(
            lambda unit: self._store.create(unit, delivery, created)
        )

    async def decide(self, delivery_id: str, decision: Decision) -> Delivery:
        """Apply a decision; return the delivery after it. Raise DeliveryNotFound."""
        return await self._changes.run(lambda unit: self.decide_in(unit, delivery_id, decision))

    async def decide_in(self, unit: Unit, delivery_id: str, decision: Decision) -> Delivery:
        """Apply a decision within a unit of work, as `decide` does."""
        work = await self._store.lock(unit, delivery_id)
        before = work.delivery(delivery_id)
        if before is None:
            raise errors.DeliveryNotFound(delivery_id=delivery_id)
        change = decision(before, unit.now)
        work.apply(change)
        await self._store.keep(unit, work)
        return change.delivery

    async def take_reports(self, reports: Sequence[Report]) -> list[TakenReport]:
        """Take what carriers report, all of it or nothing; durable when this returns.

        A repetition changes nothing.
        """

        async def effect(unit: Unit) -> list[TakenReport]:
            work = await self._store.lock_for(unit, reports)
            taken = [_take(work, report, unit.now) for report in reports]
            await self._store.keep(unit, work)
            return taken

        return await self._changes.run(effect)


def _take(work: Work, report: Report, now: datetime) -> TakenReport:
    delivery = work.delivery_of(report)
    if work.is_known(report):
        return TakenReport(CallbackOutcome.DUPLICATE, delivery)
    if delivery is None:
        work.keep(report, CallbackOutcome.UNKNOWN_DELIVERY)
        return TakenReport(CallbackOutcome.UNKNOWN_DELIVERY, None)
    change = rules.take_report(delivery, report, now)
    work.keep(report, change.outcome)
    work.apply(change)
    return TakenReport(change.outcome, change.delivery)
