"""Reads what people at a chain's tills do with orders, and what they sell over the counter."""

from __future__ import annotations

import asyncio

from zhongtai_plugin import PluginFault
from zhongtai_plugin.pos.book import Book
from zhongtai_plugin.tryton.client import Client

from plugins.pos_tryton import progress
from plugins.pos_tryton.desk import SALE
from plugins.pos_tryton.restoring import Restoring
from plugins.pos_tryton.sales import Sales
from plugins.pos_tryton.shop import Shops

MOST_AT_ONCE = 500


class Reader:
    """The tills of one chain. `trouble` is why they cannot be read; empty while they can."""

    def __init__(
        self,
        client: Client,
        shops: Shops,
        restoring: Restoring,
        book: Book,
        sales: Sales,
        *,
        poll_seconds: float,
    ) -> None:
        self.trouble = ""
        self._client = client
        self._shops = shops
        self._restoring = restoring
        self._book = book
        self._sales = sales
        self._poll_seconds = poll_seconds

    async def keep_reading(self) -> None:
        """Read for ever."""
        while True:
            pause = self._poll_seconds
            try:
                await self._restoring.done()
                await self._read_orders()
                await self._sales.read()
                self.trouble = ""
            except PluginFault as fault:
                self.trouble = f"{fault.code}: {fault.message}"
                pause = max(pause, fault.retry_after_seconds)
            await asyncio.sleep(pause)

    async def _read_orders(self) -> None:
        ranks = self._book.under_way(self._client.login.merchant_id)
        if ranks:
            await self._shops.get()  # Of its company alone sales are seen.
        sale_ids = list(ranks)
        for first in range(0, len(sale_ids), MOST_AT_ONCE):
            some = sale_ids[first : first + MOST_AT_ONCE]
            domain = [["id", "in", [int(sale_id) for sale_id in some]]]
            rows = await self._client.search(SALE, domain, ["state"])
            states = {str(row["id"]): str(row["state"]) for row in rows}
            if len(states) < len(some):
                # That the tills themselves are seen says that what is not seen is not there.
                await self._shops.get(older_than=0)
            for sale_id in some:
                state = states.get(sale_id, progress.GONE)
                if progress.is_further(state, ranks[sale_id]):
                    await progress.keep(self._book, sale_id, state)
