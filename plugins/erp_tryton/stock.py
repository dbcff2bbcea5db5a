"""How much of everything is where, as Tryton has it: read by changes, and all now and then.

A count holds for a moment of the platform's: that of the last movement which Tryton has of a code
in a store, so that what moved later, and is still to come, is added by the platform. A number that
is read while movements of its place are put in may hold more than its moment says, and is not kept:
it is read again. Neither waits for the other, however long Tryton takes for both.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from zhongtai_plugin.tryton.client import Client
from zhongtai_plugin.tryton.wire import Row
from zhongtai_plugin.tryton.words import changed_since, whole_pieces

from plugins.erp_tryton.books import CHANGED, UNDER_WAY, Books, Mark, Page, Place
from plugins.erp_tryton.catalog import ALL_SECONDS, ROWS, Catalog
from plugins.erp_tryton.company import Companies
from plugins.erp_tryton.model import Company, Count

MOVE_FIELDS = ("product", "from_location", "to_location")


class Stock:
    """The counts of one account."""

    def __init__(
        self,
        client: Client,
        companies: Companies,
        catalog: Catalog,
        books: Books,
        overlap_seconds: float,
    ) -> None:
        self._client = client
        self._companies = companies
        self._catalog = catalog
        self._books = books
        self._chain = client.login.merchant_id
        self._overlap = timedelta(seconds=overlap_seconds)
        self._looked_for: frozenset[str] = frozenset()
        """Codes of what was sold when counts were read last; none of them before the first time."""
        self._alone = asyncio.Lock()
        self._moving: frozenset[Place] = frozenset()
        """What movements are being put in of."""
        self._moved: frozenset[Place] = frozenset()
        """What they were put in of since counts began to be read last."""

    @contextmanager
    def moving(self, places: Iterable[Place]) -> Iterator[None]:
        """Keep no count of places that is read while movements are put in; one at a time."""
        self._moving = frozenset(places)
        self._moved |= self._moving
        try:
            yield
        finally:
            self._moving = frozenset()

    async def page(self, store_id: str, cursor: str, limit: int) -> Page[Count]:
        """Return counts after a cursor; Tryton is asked when there are no more here."""
        page = self._books.counts_after(self._chain, store_id, cursor, limit)
        if page.rows:
            return page
        await self._read()
        return self._books.counts_after(self._chain, store_id, cursor, limit)

    async def _read(self) -> None:
        # Only what is sold is counted: the platform knows nothing of onions.
        if self._books.mark(self._chain, "items") is None:
            await self._catalog.read()
        async with self._alone:
            self._moved = self._moving
            company = await self._companies.get()
            # A change is dated when its transaction begins, and seen when that has ended.
            since = self._client.server_time - self._overlap
            mark, now = self._books.mark(self._chain, "counts"), time.time()
            all_of_it = mark is None or now - mark.all_at > ALL_SECONDS
            sold, moved = self._books.sold(self._chain), self._books.moved(self._chain)
            due = {place for place, (_, state) in moved.items() if state == CHANGED}
            codes = frozenset(sold.values())
            # What is sold since then may have moved before it was.
            news = codes if all_of_it else codes - self._looked_for
            due |= {(store, code) for store in company.stores for code in news}
            if mark is not None and not all_of_it:
                due |= await self._changed(company, mark.since, sold)
            due -= {place for place, (_, state) in moved.items() if state == UNDER_WAY}
            numbers = await self._numbers(company, due, {code: x for x, code in sold.items()})
            numbers = {place: n for place, n in numbers.items() if place not in self._moved}
            due -= self._moved
            counts = self._counts(numbers, {place: until for place, (until, _) in moved.items()})
            kept = Mark(since, now if mark is None or all_of_it else mark.all_at)
            await self._books.keep_counts(self._chain, counts, due, kept)
            self._looked_for = codes

    async def _changed(
        self, company: Company, since: datetime, sold: Mapping[int, str]
    ) -> set[Place]:
        """Return what moved in Tryton, by whomever."""
        moves: list[Row] = []
        while True:
            last = moves[-1]["id"] if moves else 0
            page = [["id", ">", last], changed_since(since, "")]
            more = await self._client.search("stock.move", page, MOVE_FIELDS, ROWS)
            moves += more
            if len(more) < ROWS:
                break
        if not moves:
            return set()
        stores = await self._stores_of_places(company)
        return {
            (stores[place], sold[move["product"]])
            for move in moves
            for place in (move["from_location"], move["to_location"])
            if place in stores and move["product"] in sold
        }

    async def _stores_of_places(self, company: Company) -> Mapping[int, str]:
        """Return the store of each place in which its goods may lie."""
        stores = {store.storage: store_id for store_id, store in company.stores.items()}
        domain = [["parent", "child_of", list(stores)]]
        rows = await self._client.search("stock.location", domain, ["parent"])
        parents = {row["id"]: row["parent"] for row in rows}
        found = {}
        for place in parents:
            above = place
            while above not in stores:
                above = parents[above]
            found[place] = stores[above]
        return found

    async def _numbers(
        self, company: Company, places: Iterable[Place], products: Mapping[str, int]
    ) -> Mapping[Place, int | None]:
        """Return how much lies where; nothing of what is not sold, or where there is no store."""
        by_store: defaultdict[str, list[str]] = defaultdict(list)
        for store_id, code in sorted(places):
            if code in products and store_id in company.stores:
                by_store[store_id].append(code)
        numbers: dict[Place, int | None] = {}
        for store_id, codes in by_store.items():
            where = {"locations": [company.stores[store_id].storage], "with_childs": True}
            for first in range(0, len(codes), ROWS):
                some = {products[code]: code for code in codes[first : first + ROWS]}
                rows: Sequence[Row] = await self._client.call(
                    "model.product.product.read", list(some), ["quantity"], **where
                )
                for row in rows:
                    numbers[store_id, some[row["id"]]] = whole_pieces(row["quantity"])
        return numbers

    def _counts(
        self, numbers: Mapping[Place, int | None], until: Mapping[Place, datetime]
    ) -> list[Count]:
        """Return numbers as counts, without zeros of what never was where it is none of."""
        began, counted = self._books.began(self._chain), self._books.counted(self._chain)
        return [
            Count(*place, number, max(began, until.get(place, began)))
            for place, number in numbers.items()
            if number != 0 or place in counted or place in until
        ]
