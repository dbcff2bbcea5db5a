"""What a chain sells, as Tryton has it: read by changes, and all of it now and then."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta

from zhongtai_plugin.tryton.client import Client
from zhongtai_plugin.tryton.wire import Row
from zhongtai_plugin.tryton.words import changed_since

from plugins.erp_tryton.books import Books, Mark, Page
from plugins.erp_tryton.company import Companies
from plugins.erp_tryton.mapping import item_of
from plugins.erp_tryton.model import Item

ALL_SECONDS = 24 * 3600.0
"""So often everything is read: what was deleted leaves no trace among the changes."""
ROWS = 500
FIELDS = (
    *("code", "suffix_code", "active", "list_price_used"),
    *("template.code", "template.name", "template.active", "template.salable"),
    "template.products",
)


class Catalog:
    """The items of one account."""

    def __init__(
        self, client: Client, companies: Companies, books: Books, overlap_seconds: float
    ) -> None:
        self.twice: Collection[str] = ()
        """Codes that several products on sale have: none of them is told of."""
        self._client = client
        self._companies = companies
        self._books = books
        self._chain = client.login.merchant_id
        self._overlap = timedelta(seconds=overlap_seconds)
        self._reading = asyncio.Lock()

    async def page(self, cursor: str, limit: int) -> Page[Item]:
        """Return items after a cursor; Tryton is asked when there are no more here."""
        page = self._books.items_after(self._chain, cursor, limit)
        if page.rows:
            return page
        await self.read()
        return self._books.items_after(self._chain, cursor, limit)

    async def read(self) -> None:
        """Read what changed in Tryton. Raise PluginFault."""
        async with self._reading:
            company = await self._companies.get()
            # A change is dated when its transaction begins, and seen when that has ended.
            since = self._client.server_time - self._overlap
            mark, now = self._books.mark(self._chain, "items"), time.time()
            all_of_it = mark is None or now - mark.all_at > ALL_SECONDS
            domain = [] if mark is None or all_of_it else changed_since(mark.since, "", "template.")
            rows = await self._rows(domain)
            seen = {row["id"] for row in rows}
            if not all_of_it and rows:
                rows = await self._rows([["code", "in", sorted({x["code"] or "" for x in rows})]])
            items, twice = items_of(rows, company.currency)
            self.twice = sorted(twice if all_of_it else {*self.twice, *twice} - _codes(items))
            kept = Mark(since, now if mark is None or all_of_it else mark.all_at)
            await self._books.keep_items(self._chain, items, seen, self.twice, kept, all=all_of_it)

    async def _rows(self, domain: Sequence[object]) -> Sequence[Row]:
        rows: list[Row] = []
        while True:
            last = rows[-1]["id"] if rows else 0
            page = [["id", ">", last], *([domain] if domain else [])]
            more = await self._client.search(
                "product.product", page, FIELDS, ROWS, active_test=False
            )
            rows += more
            if len(more) < ROWS:
                return rows


def items_of(rows: Sequence[Row], currency: str) -> tuple[list[Item], set[str]]:
    """Return products as items, and the codes that several on sale have; pure.

    What is archived under a code that another product is sold by is not told of.
    """
    by_code: defaultdict[str, list[Item]] = defaultdict(list)
    for row in rows:
        if row["code"]:
            several = len(row["template."]["products"]) > 1
            by_code[row["code"]].append(item_of(row, currency, one_of_several=several))
    items, twice = [], set()
    for code, those in by_code.items():
        on_sale = [item for item in those if not item.archived]
        if len(on_sale) > 1:
            twice.add(code)
        else:
            items.append((on_sale or those)[-1])
    return items, twice


def _codes(items: Sequence[Item]) -> set[str]:
    return {item.code for item in items}
