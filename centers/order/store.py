"""Where orders are kept: with its folders the only place of this center with SQL.

Writes take whole batches: many orders, one transaction, a handful of statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from zhongtai.order.v1 import event_pb2

from centers.order.after_sale.store import keep_requests, requests_of, with_account
from centers.order.model import Head, Order
from centers.order.records import (
    bare_order_of,
    events_of,
    filter_values,
    head_of,
    new_order_columns,
    order_of,
    placement_columns,
    work_arguments,
)
from centers.order.search.model import OrderFilter
from centers.order.snapshots import RecentOrders
from centers.order.work import Change, Placement, PlacementKey, Work
from mesh.data.change import Unit
from mesh.data.database import Connection, Database
from mesh.data.forgetting import Aging
from mesh.data.paging import Page
from mesh.data.person_merges import Owner, PersonsMerged, survivors_of
from mesh.data.queries import load_queries
from mesh.data.rows import columns
from mesh.feed.events import NewEvent, event_columns

MIGRATIONS = Path(__file__).with_name("migrations")
PLACEMENTS = Aging("placements", "created_at", "request_id NOT LIKE 'till:%'")
"""Those of orders at the counter go by the till's own number, which is for ever the same."""
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))


@dataclass(frozen=True, slots=True)
class KeptPlacement:
    """A placement as it lies in the table."""

    body_hash: bytes
    order_id: str


class OrderStore:
    """The tables of orders."""

    def __init__(self, database: Database, recent: RecentOrders) -> None:
        """`recent` are the orders that need not be read again."""
        self._db = database
        self._recent = recent

    async def begin_placements(
        self, placements: Sequence[Placement], now: datetime, lease: timedelta
    ) -> tuple[set[PlacementKey], Mapping[PlacementKey, KeptPlacement]]:
        """Keep new placements; return whose lease was got, and how all of them lie in the table."""
        ordered = sorted(placements, key=lambda placement: placement.key)
        rows = [(*p.key, p.body_hash, p.order_id, p.store_id) for p in ordered]
        got = await self._db.fetch(SQL.begin_placements, *columns(rows, 6), now, now + lease)
        order_ids = {(row[0], row[1], row[2]): row[3] for row in got}
        kept = {
            p.key: KeptPlacement(p.body_hash, order_ids[p.key])
            for p in ordered
            if p.key in order_ids
        }
        others = [p.key for p in ordered if p.key not in order_ids]
        return set(order_ids), kept | dict(await self.kept_placements(others))

    async def kept_placements(
        self, keys: Sequence[PlacementKey]
    ) -> Mapping[PlacementKey, KeptPlacement]:
        """Return placements as they lie in the table; unknown ones are missing."""
        found = await self._db.fetch(SQL.find_placements, *columns(keys, 3)) if keys else []
        return {(r[0], r[1], r[2]): KeptPlacement(r[3], r[4]) for r in found}

    async def end_lease(self, key: PlacementKey, order_id: str) -> None:
        """Give the lease of a placement back."""
        await self._db.execute(SQL.end_lease, *key, order_id)

    async def content_hashes(self, orders: Sequence[Head]) -> dict[str, bytes]:
        """Return what orders of these ids consist of, by id."""
        stores = [head.store_id for head in orders]
        ids = [head.order_id for head in orders]
        rows = await self._db.fetch(SQL.find_content_hashes, stores, ids)
        return {row[0]: row[1] for row in rows}

    async def merged_among(self, owners: Sequence[Owner]) -> PersonsMerged:
        """Return those of these persons that are others now."""
        return PersonsMerged(await survivors_of(self._db, owners) if owners else {})

    async def change(self, unit: Unit, changes: Sequence[Change]) -> Work:
        """Decide changes over their locked orders, and write what becomes of them.

        A batch is decided anew when the database had a conflict.
        """
        work = await _locked(unit, changes)
        work.decide(changes)
        if not work.is_untouched:
            await _keep(unit, work)
            await keep_requests(unit.connection, work.changed())
        return work

    async def change_known(
        self, unit: Unit, changes: Sequence[Change], heads: Iterable[Head]
    ) -> tuple[Work, set[str]]:
        """Decide changes over orders as this process knows them, and write it in one statement.

        Return also the ids of orders that were others in the database: nothing was written of
        those. Raise UniqueViolationError, with nothing written, when a message took effect before.
        """
        work = Work(unit.now, heads, {})
        work.decide(changes)
        if work.is_untouched:
            return work, set()
        written = await _keep(unit, work)
        return work, {each.order_id for each in work.touched()} - written

    async def heads(self, places: Iterable[tuple[str, str]]) -> dict[str, Head]:
        """Return the heads of (store id, order id) as they are now, by order id."""
        rows = await self._db.fetch(SQL.find_heads, *columns(sorted(places), 2))
        return {row["order_id"]: head_of(row) for row in rows}

    async def get(self, merchant_id: str, places: Sequence[tuple[str, str]]) -> dict[str, Order]:
        """Return whole orders of (store id, order id), by order id; unknown ones are missing."""
        known = ((place[1], self._recent.get(merchant_id, place[1])) for place in places)
        found = {order_id: order for order_id, order in known if order is not None}
        others = [place for place in places if place[1] not in found]
        return found | await find_orders(self._db, merchant_id, others) if others else found

    async def get_all(self, keys: Iterable[tuple[str, str, str]]) -> dict[str, Order]:
        """Return whole orders of (merchant id, store id, order id), by order id."""
        places: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for merchant_id, store_id, order_id in keys:
            places[merchant_id].add((store_id, order_id))
        found: dict[str, Order] = {}
        for merchant_id, some in places.items():
            found |= await self.get(merchant_id, sorted(some))
        return found

    async def of_events(self, events: Iterable[event_pb2.OrderEvent]) -> dict[str, Order]:
        """Return the whole orders that events are about, as they are now, by order id."""
        return await self.get_all((x.merchant_id, x.store_id, x.order_id) for x in events)

    async def list_orders(self, wanted: OrderFilter, page: Page) -> list[Order]:
        """Return orders without lines, one more than the page shows, newest first."""
        filters = (*filter_values(wanted), wanted.text.lower())
        rows = await self._db.fetch(SQL.list_orders, *filters, page.after_text, page.rows)
        return [bare_order_of(row) for row in rows]

    async def created_within(
        self, merchant_id: str, after: tuple[datetime, str], before: datetime, limit: int
    ) -> list[Order]:
        """Return whole orders, the oldest first, after (created at, order id) of one."""
        rows = await self._db.fetch(SQL.list_orders_created, merchant_id, *after, before, limit)
        return [order_of(row) for row in rows]

    async def overdue(self, deadline_before: datetime, limit: int) -> list[tuple[str, str]]:
        """Return (merchant id, order id) of unpaid orders whose payment deadline has passed."""
        rows = await self._db.fetch(SQL.list_overdue_orders, deadline_before, limit)
        return [(row[0], row[1]) for row in rows]

    async def to_begin(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        """Return (merchant id, order id) of orders that waited for a time that has come."""
        rows = await self._db.fetch(SQL.list_orders_to_begin, now, limit)
        return [(row[0], row[1]) for row in rows]

    async def to_complete(self, fulfilled_before: datetime, limit: int) -> list[tuple[str, str]]:
        """Return (merchant id, order id) of orders whose after-sale window has passed."""
        rows = await self._db.fetch(SQL.list_orders_to_complete, fulfilled_before, limit)
        return [(row[0], row[1]) for row in rows]

    async def to_expire(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        """Return (merchant id, order id) of orders with vouchers that can be used no more."""
        rows = await self._db.fetch(SQL.list_orders_to_expire, int(now.timestamp()), limit)
        return [(row[0], row[1]) for row in rows]

    async def next_due(self, grace: timedelta, window: timedelta) -> datetime | None:
        """Return when the first order is due to end, to be completed or to begin.

        Unpaid ones are so long after their deadline (`grace`), fulfilled ones after a `window`.
        """
        found: datetime | None = await self._db.fetchval(SQL.find_next_due, grace, window)
        return found

    async def list_events(self, head: Head, page: Page) -> list[tuple[int, bytes]]:
        """Return (sequence number, encoded event) of one order, oldest first; one row more."""
        rows = await self._db.fetch(
            SQL.list_order_events,
            *(head.store_id, head.order_id, head.merchant_id, page.after_number, page.rows),
        )
        return [(row[0], row[1]) for row in rows]


async def find_orders(
    source: Connection | Database, merchant_id: str, places: Sequence[tuple[str, str]]
) -> dict[str, Order]:
    """Return whole orders of (store id, order id), by order id; unknown ones are missing."""
    rows = await source.fetch(SQL.get_orders, merchant_id, *columns(places, 2))
    return {row["order_id"]: order_of(row) for row in rows}


async def create_orders(
    unit: Unit,
    orders: Sequence[Order],
    events: Sequence[NewEvent],
    placements: Sequence[Placement] = (),
) -> set[str]:
    """Write orders that are not there yet, each with its event, and return the ids written.

    One statement: those of persons who are others now are not written, nor are their events, nor
    those that are among the placements and whose request has been used before.
    """
    rows = [*new_order_columns(orders), *event_columns(events)]
    args = [*rows, unit.now, *placement_columns(placements)]
    seqs = {row[0]: row[1] for row in await unit.connection.fetch(SQL.create_orders, *args)}
    written = [event for event in events if event.subject_id in seqs]
    unit.wrote(written, [seqs[event.subject_id] for event in written])
    return set(seqs)


async def _locked(unit: Unit, changes: Sequence[Change]) -> Work:
    """Lock the orders of changes, and look up what was applied to them before."""
    connection = unit.connection
    places = sorted({change.place for change in changes})
    rows = await connection.fetch(SQL.take_orders_for_change, *columns(places, 2))
    heads = {row["order_id"]: head_of(row) for row in rows}
    accounts = sorted({change.place for change in changes if change.account})
    heads |= await _with_accounts(connection, [heads[i] for _, i in accounts if i in heads])
    applied: dict[tuple[str, str], bytes] = {}
    keys = [(*change.place, change.key) for change in changes if change.key]
    if keys:
        found = await connection.fetch(SQL.find_applied_messages, *columns(keys, 3))
        applied = {(row[0], row[1]): row[2] for row in found}
    return Work(unit.now, heads.values(), applied)


async def _with_accounts(connection: Connection, heads: Sequence[Head]) -> dict[str, Head]:
    """Return these heads, which are locked, with their after-sale accounts."""
    found: dict[str, Head] = {}
    for merchant_id in {head.merchant_id for head in heads}:
        places = [(h.store_id, h.order_id) for h in heads if h.merchant_id == merchant_id]
        requests = await requests_of(connection, places)
        orders = await find_orders(connection, merchant_id, places)
        found |= {
            order_id: with_account(order, requests[order_id]) for order_id, order in orders.items()
        }
    return found


async def _keep(unit: Unit, work: Work) -> set[str]:
    """Write what became of orders, give them their numbers, and return the ids written about."""
    events = events_of(work)
    rows = await unit.connection.fetch(SQL.keep_changes, *work_arguments(work, events))
    told: defaultdict[str, list[NewEvent]] = defaultdict(list)
    for event in events:
        told[event.subject_id].append(event)
    for row in rows:
        if row["daily_number"] is not None:
            work.give_number(row["order_id"], row["daily_number"])
        if row["seqs"]:
            unit.wrote(told[row["order_id"]], row["seqs"])
    return {row["order_id"] for row in rows}
