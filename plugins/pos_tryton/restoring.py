"""Finds the orders of an account again in Tryton, where the journal is new: it may have been lost.

The note beside a sale says which order it is. Until that is read no sale is made, so that an order
that the platform pushes again is not at its till twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from zhongtai.plugin.v1.pos_order_pb2 import PosOrder
from zhongtai_plugin.pos.book import Book
from zhongtai_plugin.tryton.client import Client
from zhongtai_plugin.tryton.wire import Row
from zhongtai_plugin.tryton.words import changed_since

from plugins.pos_tryton import progress, words
from plugins.pos_tryton.desk import SALE, Desk
from plugins.pos_tryton.shop import Shops

RECENT = timedelta(days=2)
"""How long ago a sale may have changed that is open no more: its end may not have been told."""
AT_A_TIME = 200


class Restoring:
    """The orders of one account."""

    def __init__(self, client: Client, shops: Shops, desk: Desk, book: Book) -> None:
        self._client = client
        self._shops = shops
        self._desk = desk
        self._book = book
        self._chain = client.login.merchant_id
        self._place = f"restored.{self._chain}"
        """What the book notes under that it is whole."""
        self._alone = asyncio.Lock()
        self.is_done = bool(book.read_until([self._place])[0])

    async def done(self) -> None:
        """Return once the book has all orders that Tryton has. Raise PluginFault."""
        if self.is_done:
            return
        async with self._alone:
            if not self.is_done:
                await self._restore()
                await self._book.note_read([self._place], self._client.server_time)
                self.is_done = True

    async def _restore(self) -> None:
        await self._shops.get()  # of its company alone sales are seen
        changed = changed_since(self._client.server_time - RECENT, "")
        recent = ["OR", ["state", "=", progress.OPEN], changed]
        last = 0
        while True:
            page = [["id", ">", last], ["create_uid", "=", self._client.user_id], recent]
            fields = ("state", "date", "lines", "point.name", "_timestamp")
            rows = await self._client.search(SALE, page, fields, AT_A_TIME)
            if not rows:
                return
            await self._keep(rows)
            last = rows[-1]["id"]

    async def _keep(self, rows: Sequence[Row]) -> None:
        orders = await self._orders_of(rows)
        for row in rows:
            order, sale_id = orders.get(row["id"]), str(row["id"])
            if order is None or self._book.has(sale_id):
                continue
            if not row["lines"]:
                # Nobody has pushed it since: its note would be read with another order's.
                await self._desk.discard(row)
                continue
            order.business_date = row["date"].isoformat()
            await self._book.restore(order, row["point."]["name"], sale_id)
            await progress.keep(self._book, sale_id, row["state"])

    async def _orders_of(self, rows: Sequence[Row]) -> dict[int, PosOrder]:
        """Return what the notes beside sales say which orders they are: the last word of each."""
        sales = {f"{SALE},{row['id']}": int(row["id"]) for row in rows}
        mine = [["resource", "in", list(sales)], ["create_uid", "=", self._client.user_id]]
        found: dict[int, PosOrder] = {}
        for note in await self._client.search("ir.note", mine, ("resource", "message")):
            if order := words.order_in(note["message"], self._chain):
                found[sales[note["resource"]]] = order
        return found
