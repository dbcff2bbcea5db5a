"""What is kept of imported orders beside what every order has."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from centers.order.model import Head
from mesh.database import Connection
from mesh.queries import load_queries
from mesh.rows import columns

SQL = load_queries(Path(__file__).with_name("queries.sql"))


async def keep_finished(conn: Connection, heads: Iterable[Head]) -> None:
    """Write how those of these new orders went that came finished."""
    rows = [_finished(head) for head in heads if head.came_finished]
    if rows:
        await conn.execute(SQL.keep_finished, *columns(rows, 13))


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
