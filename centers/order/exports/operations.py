"""Writes orders of a time range into a Parquet file, some at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime

from centers.order.exports.rules import COLUMNS, row_of
from centers.order.store import OrderStore
from mesh.call.context import merchant_id, note
from mesh.data.parquet import ParquetFile

ORDERS_AT_ONCE = 200
PIECE_BYTES = 1 << 20
"""The contract's limit of one piece."""


class Exports:
    """The export of the caller's chain."""

    def __init__(self, store: OrderStore) -> None:
        self._store = store

    async def pieces(
        self, created_from: datetime, created_to: datetime
    ) -> AsyncGenerator[bytes, None]:
        """Yield the pieces of the file.

        Each read is a statement of its own, which is over before its orders are handed on: who
        takes the pieces slowly holds nothing in the database. What the export has in memory is a
        row group of the file and the orders of one read.
        """
        merchant, exported = merchant_id(), 0
        # In a thread of its own: a row group takes some tens of milliseconds.
        file, after = await asyncio.to_thread(ParquetFile, COLUMNS), (created_from, "")
        while True:
            orders = await self._store.created_within(merchant, after, created_to, ORDERS_AT_ONCE)
            exported += len(orders)
            note(exported_orders=exported)
            rows = [row_of(order) for order in orders]
            for piece in _pieces(await asyncio.to_thread(file.add, rows)):
                yield piece
            if len(orders) < ORDERS_AT_ONCE:
                break
            last = orders[-1].head
            after = (last.times.created_at, last.order_id)
        for piece in _pieces(await asyncio.to_thread(file.end)):
            yield piece


def _pieces(data: bytes) -> list[bytes]:
    return [data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES)]
