"""What is kept of imported orders beside what every order has."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from centers.order.imports.model import UnmappedItem
from centers.order.imports.rules import together, unmapped_items
from centers.order.model import Head, Order
from mesh.data.database import Connection, Database
from mesh.data.queries import load_queries
from mesh.data.rows import columns

SQL = load_queries(Path(__file__).with_name("queries.sql"))


async def keep_finished(conn: Connection, heads: Iterable[Head]) -> None:
    """Write how those of these new orders went that came finished."""
    rows = [_finished(head) for head in heads if head.came_finished]
    if rows:
        await conn.execute(SQL.keep_finished, *columns(rows, 13))


async def keep_unmapped(conn: Connection, orders: Iterable[Order]) -> None:
    """Count the dishes of these new orders that no SKU has the code of."""
    found: dict[tuple[str, str, str], UnmappedItem] = {}
    merchants: dict[str, str] = {}
    for order in orders:
        for item in unmapped_items(order):
            merchants[item.store_id] = order.head.merchant_id
            before = found.get(item.key)
            found[item.key] = together(before, item) if before else item
    if found:
        rows = [_counted(found[key], merchants[key[0]]) for key in sorted(found)]
        await conn.execute(SQL.keep_unmapped, *columns(rows, 9))


async def list_unmapped(
    db: Database,
    merchant_id: str,
    *,
    store_id: str,
    channel: str,
    after: tuple[str, str, str],
    limit: int,
) -> list[UnmappedItem]:
    """Unmapped dishes by store, channel and code, those behind `after`."""
    rows = await db.fetch(SQL.list_unmapped, merchant_id, store_id, channel, *after, limit)
    return [UnmappedItem(*row) for row in rows]


def _counted(item: UnmappedItem, merchant_id: str) -> tuple[Any, ...]:
    counts = (item.orders, item.pieces, item.last_at, item.last_order_id)
    return (*item.key, merchant_id, item.name, *counts)


def _finished(head: Head) -> tuple[Any, ...]:
    times = head.times
    return (
        head.store_id,
        head.order_id,
        head.refunded,
        head.cancel_reason,
        head.cancel_note,
        times.accepted_at,
        times.prepared_at,
        times.ready_at,
        times.delivered_at,
        times.fulfilled_at,
        times.completed_at,
        times.cancelled_at,
        head.earns_points,
    )
