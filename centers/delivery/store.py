"""Where deliveries are kept: the only place of this center with SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from centers.delivery.answers import event_row
from centers.delivery.model import Booking, Delivery, DeliveryStatus, Event, Rule
from centers.delivery.records import KnownUpdate, booking_of, delivery_of, event_columns, rule_of
from mesh.data.database import Connection, Database, Record
from mesh.data.queries import load_queries
from mesh.data.rows import columns, json_rows, json_text

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries a list shows; empty and None mean any."""

    merchant_id: str
    order_id: str = ""
    store_id: str = ""
    status: DeliveryStatus | None = None
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt of an order that is there."""

    delivery_id: str
    attempt: int
    status: DeliveryStatus
    body_hash: bytes


class DeliveryStore:
    """The tables of the delivery center."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def in_transaction(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run `work` in a transaction, again from the start after a conflict."""
        return await self._db.run_in_transaction(work)

    async def get(self, merchant_id: str, delivery_ids: Sequence[str]) -> dict[str, Delivery]:
        """Deliveries of a merchant by id; unknown ones are missing."""
        rows = await self._db.fetch(SQL.get_deliveries, merchant_id, list(delivery_ids))
        return {each.delivery_id: each for each in await self._with_bookings(rows)}

    async def list_deliveries(
        self, wanted: DeliveryFilter, before: str, limit: int
    ) -> list[Delivery]:
        """Deliveries, newest first, with ids before `before` (empty: from the top)."""
        rows = await self._db.fetch(
            SQL.list_deliveries,
            wanted.merchant_id,
            wanted.order_id,
            wanted.store_id,
            wanted.status,
            wanted.person_id,
            before,
            limit,
        )
        return await self._with_bookings(rows)

    async def take_due(
        self, now: datetime, leased_to: datetime, limit: int, only: Sequence[str] | None = None
    ) -> list[tuple[str, str]]:
        """(merchant id, delivery id) of deliveries that want a step; `only` these, or all."""
        rows = await self._db.fetch(SQL.take_due_deliveries, now, leased_to, limit, only)
        return [(row["merchant_id"], row["delivery_id"]) for row in rows]

    async def set_next_step(
        self, delivery_id: str, leased_to: datetime, at: datetime | None
    ) -> None:
        """When to look again, unless something has happened since the lease was taken."""
        await self._db.execute(SQL.set_next_step, delivery_id, leased_to, at)

    async def set_rule(self, rule: Rule) -> None:
        """Keep the rule of a store."""
        await self._db.execute(
            SQL.set_rule,
            rule.merchant_id,
            rule.store_id,
            rule.strategy,
            list(rule.carriers),
            rule.own_riders_first,
            rule.assign_timeout_seconds,
        )

    async def find_rules(self, merchant_id: str, store_id: str) -> list[Rule]:
        """The store's own rule, then that of all stores, as far as they are there."""
        rows = await self._db.fetch(SQL.find_rules, merchant_id, store_id)
        return [rule_of(row) for row in rows]

    async def list_rules(self, merchant_id: str, after: str | None, limit: int) -> list[Rule]:
        """Rules by store."""
        rows = await self._db.fetch(SQL.list_rules, merchant_id, after, limit)
        return [rule_of(row) for row in rows]

    async def _with_bookings(self, rows: Sequence[Record]) -> list[Delivery]:
        async with self._db.connection() as conn:
            return await _with_bookings(conn, rows)


async def create(conn: Connection, delivery: Delivery) -> bool:
    """Write a delivery; False when its attempt, or another open one of its order, is there."""
    written = await conn.fetchval(
        SQL.create_delivery,
        delivery.delivery_id,
        delivery.merchant_id,
        delivery.store_id,
        delivery.order_id,
        delivery.attempt,
        delivery.person_id,
        json_text(delivery.pickup),
        json_text(delivery.dropoff),
        json_text(delivery.parcel),
        delivery.strategy,
        list(delivery.carriers),
        delivery.assign_timeout_seconds,
        delivery.body_hash,
        delivery.created_at,
        delivery.status,
        delivery.route,
        delivery.status_at,
    )
    return written is not None


async def attempts_of(conn: Connection, merchant_id: str, order_id: str) -> list[Attempt]:
    """Every attempt of an order, oldest first."""
    rows = await conn.fetch(SQL.find_deliveries_of_order, merchant_id, order_id)
    return [Attempt(row[0], row[1], DeliveryStatus(row[2]), row[3]) for row in rows]


async def lock(
    conn: Connection, delivery_ids: Iterable[str] = (), booking_ids: Iterable[str] = ()
) -> list[Delivery]:
    """Deliveries by id, and those of bookings, locked until the transaction ends."""
    rows = await conn.fetch(SQL.lock_deliveries, list(delivery_ids), list(booking_ids))
    return await _with_bookings(conn, rows)


async def known_updates(conn: Connection, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which messages, by carrier and update id, were worked in before."""
    rows = await conn.fetch(SQL.find_known_updates, *columns(keys, 2))
    return {(row[0], row[1]) for row in rows}


async def keep(
    conn: Connection,
    now: datetime,
    deliveries: Iterable[Delivery],
    messages: Iterable[KnownUpdate],
    events: Iterable[tuple[Event, str]],
) -> None:
    """Write changed deliveries with their bookings, messages and events in one statement."""
    changed = list(deliveries)
    bookings: list[Booking] = [booking for each in changed for booking in each.bookings]
    await conn.execute(
        SQL.keep_changes,
        now,
        json_rows(changed),
        json_rows(bookings),
        json_rows(messages),
        *event_columns([event_row(event, trace_id) for event, trace_id in events]),
    )


async def _with_bookings(conn: Connection, rows: Sequence[Record]) -> list[Delivery]:
    if not rows:
        return []
    found = await conn.fetch(SQL.get_bookings, [row["delivery_id"] for row in rows])
    of_delivery: Mapping[str, list[Booking]] = defaultdict(list)
    for row in found:
        of_delivery[row["delivery_id"]].append(booking_of(row))
    return [delivery_of(row, of_delivery[row["delivery_id"]]) for row in rows]
