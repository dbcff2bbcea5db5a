"""Where orders are kept: the only place of this center with SQL.

Writes take whole batches: many orders, one transaction, a handful of statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from centers.order.after_sale.store import keep_requests, requests_of, with_account
from centers.order.commands import (
    ChannelKey,
    Decided,
    KeptPlacement,
    KeptTillSale,
    Message,
    OrderFilter,
    Placement,
)
from centers.order.imports.model import UnmappedItem
from centers.order.imports.store import keep_finished, keep_unmapped, list_unmapped
from centers.order.model import Head, Order
from centers.order.records import (
    EventRow,
    bare_order_of,
    changed_head_columns,
    event_columns,
    head_of,
    new_order_columns,
    order_of,
)
from mesh.data.database import Connection, Database
from mesh.data.person_merges import Owner, PersonsMerged, survivors_of
from mesh.data.queries import load_queries
from mesh.data.rows import columns

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))


ImportedRows = tuple[dict[ChannelKey, Head], dict[ChannelKey, tuple[str, bytes, int]]]


class OrderStore:
    """The tables of the order center."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def begin_placements(
        self, placements: Sequence[Placement], now: datetime, lease: timedelta
    ) -> tuple[set[tuple[str, str, str]], Mapping[tuple[str, str, str], KeptPlacement]]:
        """Keep new placements; tell whose lease was got, and how all of them lie in the table."""
        ordered = sorted(placements, key=lambda placement: placement.key)
        rows = [(*p.key, p.body_hash, p.order_id, p.store_id) for p in ordered]
        got = await self._db.fetch(SQL.begin_placements, *columns(rows, 6), now, now + lease)
        order_ids = {(row[0], row[1], row[2]): row[3] for row in got}
        kept = {
            p.key: KeptPlacement(p.body_hash, order_ids[p.key], now + lease)
            for p in ordered
            if p.key in order_ids
        }
        others = [p.key for p in ordered if p.key not in order_ids]
        if others:
            found = await self._db.fetch(SQL.find_placements, *columns(others, 3))
            kept |= {(r[0], r[1], r[2]): KeptPlacement(r[3], r[4], r[5]) for r in found}
        return set(order_ids), kept

    async def end_lease(self, key: tuple[str, str, str], order_id: str) -> None:
        """Give the lease of a placement back."""
        await self._db.execute(SQL.end_lease, *key, order_id)

    async def create(self, orders: Sequence[Order], events: Iterable[EventRow]) -> set[str]:
        """Write orders that are not there yet, in one statement; give the ids written."""
        args = new_order_columns(orders) + event_columns(events)
        return {row[0] for row in await self._db.fetch(SQL.create_orders, *args)}

    async def content_hashes(self, orders: Sequence[Head]) -> dict[str, bytes]:
        """What orders of these ids consist of, by id."""
        stores = [head.store_id for head in orders]
        ids = [head.order_id for head in orders]
        rows = await self._db.fetch(SQL.find_content_hashes, stores, ids)
        return {row[0]: row[1] for row in rows}

    async def merged_among(self, owners: Sequence[Owner]) -> PersonsMerged:
        """Those of these persons that are others now."""
        return PersonsMerged(await survivors_of(self._db, owners) if owners else {})

    async def import_orders(
        self,
        keys: Sequence[ChannelKey],
        days: Mapping[ChannelKey, date],
        build: Callable[[ChannelKey, int], tuple[Order, EventRow]],
    ) -> ImportedRows:
        """Write the orders whose channel number is new, numbered in the order of the keys.

        `build` makes the order of a key once its daily number is known. Gives the heads
        written, and (order id, content hash, daily number) of those that were there. Raises
        PersonsMerged, and has written nothing, when persons are others now.
        """

        async def work(conn: Connection) -> ImportedRows:
            numbers = await _lock_days(conn, {(key[0], days[key]) for key in keys})
            rows = await conn.fetch(SQL.find_by_channel_number, *columns(keys, 3))
            known = {(r[0], r[1], r[2]): (r[3], r[4], r[5]) for r in rows}
            orders, events = [], []
            for key in keys:
                if key not in known:
                    day = (key[0], days[key])
                    numbers[day] += 1
                    order, event = build(key, numbers[day])
                    orders.append(order)
                    events.append(event)
            if orders:
                args = new_order_columns(orders) + event_columns(events)
                ids = {row[0] for row in await conn.fetch(SQL.create_orders, *args)}
                if len(ids) < len(orders):
                    left = [order for order in orders if order.head.order_id not in ids]
                    raise PersonsMerged(
                        await survivors_of(conn, [order.head.owner for order in left])
                    )
                await keep_finished(conn, (order.head for order in orders))
                await keep_unmapped(conn, orders)
                rows_ = [(store, day, number) for (store, day), number in numbers.items()]
                await conn.execute(SQL.set_daily_numbers, *columns(rows_, 3))
            heads = [order.head for order in orders]
            written = {(h.store_id, h.channel, h.channel_order_number): h for h in heads}
            return written, known

        return await self._db.run_in_transaction(work)

    async def list_unmapped(
        self,
        merchant_id: str,
        store_id: str,
        channel: str,
        after: tuple[str, str, str],
        limit: int,
    ) -> list[UnmappedItem]:
        """Dishes that are to be mapped, by store, channel and code, those behind `after`."""
        return await list_unmapped(
            self._db, merchant_id, store_id=store_id, channel=channel, after=after, limit=limit
        )

    async def change(
        self,
        order_ids: Sequence[tuple[str, str]],
        messages: Sequence[Message],
        decide: Callable[[dict[str, Head], dict[tuple[str, str], bytes]], Decided],
        accounts: Sequence[tuple[str, str]] = (),
    ) -> dict[str, Head]:
        """Lock orders (store id, order id), let `decide` say what becomes of them, keep it.

        `decide` sees the heads by order id and the messages that took effect before, by
        (order id, key). It may be called again when the database had a conflict. `accounts`
        are the orders whose heads it shall see with their after-sale account. Gives the heads
        that changed, with their daily numbers.
        """

        async def work(conn: Connection) -> dict[str, Head]:
            rows = await conn.fetch(SQL.take_orders_for_change, *columns(order_ids, 2))
            heads = {row["order_id"]: head_of(row) for row in rows}
            heads |= await _with_accounts(conn, [heads[i] for _, i in accounts if i in heads])
            applied: dict[tuple[str, str], bytes] = {}
            if messages:
                keys = [(m.store_id, m.order_id, m.key) for m in messages]
                found = await conn.fetch(SQL.find_applied_messages, *columns(keys, 3))
                applied = {(row[0], row[1]): row[2] for row in found}
            decided = decide(heads, applied)
            if decided.is_empty:
                return {}
            numbered = await _number_new_ones(conn, heads, decided.heads)
            kept = [(m.store_id, m.order_id, m.key, m.body_hash) for m in decided.messages]
            await conn.execute(
                SQL.keep_changes,
                *changed_head_columns(numbered.values()),
                *columns(kept, 4),
                *event_columns(decided.events),
            )
            await keep_requests(conn, heads, decided.heads)
            return numbered

        return await self._db.run_in_transaction(work)

    async def get(self, merchant_id: str, order_ids: Sequence[tuple[str, str]]) -> dict[str, Order]:
        """Whole orders of (store id, order id), by order id; unknown ones are missing."""
        stores, ids = columns(order_ids, 2)
        rows = await self._db.fetch(SQL.get_orders, merchant_id, stores, ids)
        return {row["order_id"]: order_of(row) for row in rows}

    async def list_orders(self, wanted: OrderFilter, before: str, limit: int) -> list[Order]:
        """Orders without lines, newest first, with ids before `before` (empty: from the top)."""
        rows = await self._db.fetch(
            SQL.list_orders,
            wanted.merchant_id,
            wanted.store_id,
            wanted.person_id,
            wanted.statuses,
            wanted.channel,
            wanted.created_from,
            wanted.created_to,
            wanted.payment_deadline_before,
            wanted.channel_order_number,
            before,
            limit,
        )
        return [bare_order_of(row) for row in rows]

    async def overdue(self, deadline_before: datetime, limit: int) -> list[tuple[str, str]]:
        """(merchant id, order id) of unpaid orders whose payment deadline has passed."""
        rows = await self._db.fetch(SQL.list_overdue_orders, deadline_before, limit)
        return [(row[0], row[1]) for row in rows]

    async def to_begin(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        """(merchant id, order id) of orders that waited for a time that has come."""
        rows = await self._db.fetch(SQL.list_orders_to_begin, now, limit)
        return [(row[0], row[1]) for row in rows]

    async def to_complete(self, fulfilled_before: datetime, limit: int) -> list[tuple[str, str]]:
        """(merchant id, order id) of fulfilled orders whose after-sale window has passed."""
        rows = await self._db.fetch(SQL.list_orders_to_complete, fulfilled_before, limit)
        return [(row[0], row[1]) for row in rows]

    async def keep_store_till(self, merchant_id: str, store_id: str, plugin: str) -> None:
        """Keep which POS plug-in a store names; empty for the chain's."""
        await self._db.execute(SQL.keep_store_till, merchant_id, store_id, plugin)

    async def named_plugins(self) -> list[tuple[str, int, str]]:
        """The POS plug-ins that stores name: how many stores do, and the id of one."""
        rows = await self._db.fetch(SQL.list_named_plugins)
        return [(row[0], row[1], row[2]) for row in rows]

    async def to_route(
        self, merchant_id: str, store_id: str, plugin: str, store_code: str
    ) -> list[str]:
        """Open orders of a store that no till has and that are not this plug-in's yet."""
        rows = await self._db.fetch(
            SQL.list_orders_to_route, merchant_id, store_id, plugin, store_code
        )
        return [row[0] for row in rows]

    async def merchants_without_till(self) -> list[tuple[str, int]]:
        """Merchants with open orders whose POS plug-in is not known, and how many those are."""
        rows = await self._db.fetch(SQL.list_merchants_without_till)
        return [(row[0], row[1]) for row in rows]

    async def without_till(self, merchant_id: str, limit: int) -> list[str]:
        """Open orders of a merchant whose POS plug-in is not known."""
        rows = await self._db.fetch(SQL.list_orders_without_till, merchant_id, limit)
        return [row[0] for row in rows]

    async def keep_till_sales(
        self, sales: Sequence[KeptTillSale]
    ) -> Mapping[tuple[str, str, str, str], bytes]:
        """Keep sales at the counter that are new, with their events.

        Gives what each consists of, as it lies in the table.
        """
        ordered = sorted(sales, key=lambda sale: sale.key)
        rows = [(*s.key, s.digest, s.sells, s.sold_at, s.event) for s in ordered]
        await self._db.execute(SQL.keep_till_sales, *columns(rows, 8))
        keys = columns([sale.key for sale in ordered], 4)
        found = await self._db.fetch(SQL.find_till_sales, *keys)
        return {(row[0], row[1], row[2], row[3]): row[4] for row in found}

    async def till_sale_cursor(self, plugin: str) -> str:
        """Up to where the sales of a POS plug-in have been read; empty when never."""
        return await self._db.fetchval(SQL.get_till_sale_cursor, plugin) or ""

    async def keep_till_sale_cursor(self, plugin: str, cursor: str) -> None:
        """Keep up to where the sales of a POS plug-in have been read."""
        await self._db.execute(SQL.keep_till_sale_cursor, plugin, cursor)

    async def forget_till_sale_cursor(self, plugin: str) -> None:
        """Forget the place in the sales of a POS plug-in that is gone."""
        await self._db.execute(SQL.forget_till_sale_cursor, plugin)

    async def list_events(self, head: Head, after_seq: int, limit: int) -> list[tuple[int, bytes]]:
        """(sequence number, encoded event) of one order, oldest first."""
        rows = await self._db.fetch(
            SQL.list_order_events, head.store_id, head.order_id, head.merchant_id, after_seq, limit
        )
        return [(row[0], row[1]) for row in rows]


async def _with_accounts(conn: Connection, heads: Sequence[Head]) -> dict[str, Head]:
    """These heads, which are locked, with their after-sale accounts."""
    found: dict[str, Head] = {}
    for merchant_id in {head.merchant_id for head in heads}:
        places = [(h.store_id, h.order_id) for h in heads if h.merchant_id == merchant_id]
        requests = await requests_of(conn, places)
        for row in await conn.fetch(SQL.get_orders, merchant_id, *columns(places, 2)):
            order = order_of(row)
            found[order.head.order_id] = with_account(order, requests[order.head.order_id])
    return found


async def _lock_days(
    conn: Connection, days: Iterable[tuple[str, date]]
) -> dict[tuple[str, date], int]:
    rows = await conn.fetch(SQL.lock_daily_numbers, *columns(sorted(days), 2))
    return {(row[0], row[1]): row[2] for row in rows}


async def _number_new_ones(
    conn: Connection, before: Mapping[str, Head], after: Mapping[str, Head]
) -> dict[str, Head]:
    """Give daily numbers to the orders that became placed, in the order of their ids."""
    fresh = [
        head
        for order_id, head in sorted(after.items())
        if before[order_id].times.placed_at is None and head.times.placed_at is not None
    ]
    if not fresh:
        return dict(after)
    wanted = Counter((head.store_id, head.business_date) for head in fresh)
    rows = [(store, day, count) for (store, day), count in sorted(wanted.items())]
    given = await conn.fetch(SQL.take_daily_numbers, *columns(rows, 3))
    following = {(r[0], r[1]): r[2] - wanted[r[0], r[1]] for r in given}
    numbered = dict(after)
    for head in fresh:
        following[head.store_id, head.business_date] += 1
        number = following[head.store_id, head.business_date]
        numbered[head.order_id] = replace(head, daily_number=number)
    return numbered
