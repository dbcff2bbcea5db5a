"""Where imported orders are kept, and what is kept of them beside what every order has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from centers.order.imports.model import UnmappedItem
from centers.order.imports.rules import together, unmapped_items
from centers.order.model import Head, Order
from centers.order.store import create_orders
from mesh.data.change import Unit
from mesh.data.database import Connection, Database
from mesh.data.paging import Page
from mesh.data.person_merges import PersonsMerged, survivors_of
from mesh.data.queries import load_queries
from mesh.data.rows import Columns, RowReader, columns
from mesh.feed.events import NewEvent

SQL = load_queries(Path(__file__).with_name("queries.sql"))

_UNMAPPED = Columns(
    UnmappedItem,
    *("store_id", "channel", "item_code", "name", "orders", "pieces", "last_at", "last_order_id"),
)
_unmapped_of = RowReader(UnmappedItem)


class ChannelKey(NamedTuple):
    """Names an order to its channel."""

    store_id: str
    channel: str
    channel_order_number: str


class Known(NamedTuple):
    """An order that was imported before."""

    order_id: str
    content_hash: bytes
    daily_number: int


Build = Callable[[ChannelKey, int], tuple[Order, NewEvent]]
"""Makes the order of a key, and its first event, once its daily number is known."""


class ImportStore:
    """The tables of orders, as imports write them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def take_over(
        self, unit: Unit, days: Mapping[ChannelKey, date], build: Build
    ) -> tuple[dict[ChannelKey, Head], dict[ChannelKey, Known]]:
        """Write the orders whose channel number is new, numbered in the order of the keys.

        `days` are their business dates. Return the heads written, and what was there before.
        Raise PersonsMerged when persons are others now.
        """
        connection, keys = unit.connection, list(days)
        numbers = await _lock_days(connection, {(key.store_id, day) for key, day in days.items()})
        rows = await connection.fetch(SQL.find_by_channel_number, *columns(keys, 3))
        known = {ChannelKey(row[0], row[1], row[2]): Known(row[3], row[4], row[5]) for row in rows}
        built: list[tuple[Order, NewEvent]] = []
        for key in keys:
            if key not in known:
                day = (key.store_id, days[key])
                numbers[day] += 1
                built.append(build(key, numbers[day]))
        orders = [order for order, _ in built]
        if orders:
            await _create(unit, orders, [event for _, event in built])
            given = [(store, day, number) for (store, day), number in numbers.items()]
            await connection.execute(SQL.set_daily_numbers, *columns(given, 3))
        heads = (order.head for order in orders)
        return {ChannelKey(h.store_id, h.channel, h.channel_order_number): h for h in heads}, known

    async def list_unmapped(
        self, merchant_id: str, store_id: str, channel: str, page: Page
    ) -> list[UnmappedItem]:
        """Return one dish to be mapped more than the page shows, by store, channel and code."""
        after = page.after or ("", "", "")
        rows = await self._db.fetch(
            SQL.list_unmapped, merchant_id, store_id, channel, *after, page.rows
        )
        return _unmapped_of.each(rows)


async def _create(unit: Unit, orders: Sequence[Order], events: Sequence[NewEvent]) -> None:
    connection = unit.connection
    ids = await create_orders(unit, orders, events)
    if len(ids) < len(orders):
        left = [order.head.owner for order in orders if order.head.order_id not in ids]
        raise PersonsMerged(await survivors_of(connection, left))
    await _keep_unmapped(connection, orders)


async def _keep_unmapped(connection: Connection, orders: Iterable[Order]) -> None:
    """Count the dishes of these new orders that no SKU has the code of."""
    found: dict[tuple[str, str, str], UnmappedItem] = {}
    merchants: dict[str, str] = {}
    for order in orders:
        for item in unmapped_items(order):
            merchants[item.store_id] = order.head.merchant_id
            before = found.get(item.key)
            found[item.key] = together(before, item) if before else item
    if found:
        items = [found[key] for key in sorted(found)]
        of_merchants = [merchants[item.store_id] for item in items]
        await connection.execute(SQL.keep_unmapped, *_UNMAPPED(items), of_merchants)


async def _lock_days(
    connection: Connection, days: Iterable[tuple[str, date]]
) -> dict[tuple[str, date], int]:
    rows = await connection.fetch(SQL.lock_daily_numbers, *columns(sorted(days), 2))
    return {(row[0], row[1]): row[2] for row in rows}
