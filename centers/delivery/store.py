"""Where deliveries are kept: with the store of dispatch the only place with SQL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from centers.delivery.messages import new_event
from centers.delivery.model import (
    Attempt,
    BookingStatus,
    Delivery,
    DeliveryFilter,
    Event,
    Report,
)
from centers.delivery.records import (
    attempt_of,
    delivery_of,
    locked_deliveries_of,
    new_arguments,
    work_arguments,
)
from centers.delivery.work import Work
from mesh.call.scope import Scope
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.data.queries import load_queries
from mesh.data.rows import columns

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))


class DeliveryStore:
    """The tables of deliveries."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def create(self, unit: Unit, delivery: Delivery, created: Event) -> bool:
        """Write a delivery with its event, in one statement.

        Return False when its attempt is stored, or another delivery of its order is open.
        """
        event = new_event(created, unit.trace_id)
        args = new_arguments(delivery, event, unit)
        seq = await unit.connection.fetchval(SQL.create_delivery, *args)
        if seq is not None:
            unit.wrote([event], [seq])
        return seq is not None

    async def attempts_of(self, merchant_id: str, order_id: str) -> list[Attempt]:
        """Return every attempt of an order, oldest first."""
        rows = await self._db.fetch(SQL.find_deliveries_of_order, merchant_id, order_id)
        return attempt_of.each(rows)

    async def lock(self, unit: Unit, delivery_id: str) -> Work:
        """Lock a delivery until the unit of work ends."""
        return Work(await _locked(unit, [delivery_id], []))

    async def lock_for(self, unit: Unit, reports: Sequence[Report]) -> Work:
        """Lock the deliveries that reports are about; look which of the reports are known."""
        found = await _locked(unit, [], [report.booking_id for report in reports])
        keys = [(each.carrier, each.update_id) for each in reports if each.update_id]
        if not keys:
            return Work(found)
        rows = await unit.connection.fetch(SQL.find_known_updates, *columns(keys, 2))
        return Work(found, [(row["carrier"], row["update_id"]) for row in rows])

    async def keep(self, unit: Unit, work: Work) -> None:
        """Write what decisions made, in one statement."""
        if not work.is_untouched:
            events = [new_event(each, unit.trace_id) for each in work.events]
            args = work_arguments(work, events, unit)
            unit.wrote(events, await unit.connection.fetchval(SQL.keep_changes, *args))

    async def get(self, merchant_id: str, delivery_id: str) -> Delivery | None:
        """Return a delivery of a merchant."""
        row = await self._db.fetchrow(SQL.get_delivery, merchant_id, delivery_id)
        return delivery_of(row) if row else None

    async def booking_status(self, booking_id: str) -> BookingStatus | None:
        """Return how a booking of any merchant stands; None when there is none."""
        status = await self._db.fetchval(SQL.get_booking_status, booking_id)
        return None if status is None else BookingStatus(status)

    async def list_deliveries(
        self, scope: Scope, wanted: DeliveryFilter, page: Page
    ) -> list[Delivery]:
        """Return one row more than the page shows, newest first."""
        rows = await self._db.fetch(
            SQL.list_deliveries,
            *(scope.merchant_id, wanted.order_id, scope.store_id or wanted.store_id),
            *(wanted.status, scope.person_id, page.after_text, page.rows),
        )
        return delivery_of.each(rows)


async def _locked(
    unit: Unit, delivery_ids: Sequence[str], booking_ids: Sequence[str]
) -> list[Delivery]:
    rows = await unit.connection.fetch(SQL.lock_deliveries, delivery_ids, booking_ids)
    if not rows:
        return []
    # Read after the lock: a statement that waits for it sees bookings as they were before.
    found = [row["delivery_id"] for row in rows]
    return locked_deliveries_of(rows, await unit.connection.fetch(SQL.get_bookings, found))
