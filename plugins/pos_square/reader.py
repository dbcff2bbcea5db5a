"""Reads how a chain's orders stand: those that webhooks hint at, and all that changed."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from square.types.order import Order
from square.types.order_entry import OrderEntry
from zhongtai_plugin import AuthRefused, BadRequest, PluginFault, Rejected
from zhongtai_plugin.pos.book import Book

from plugins.pos_square import progress
from plugins.pos_square.client import MOST_PER_GET, Client
from plugins.pos_square.sales import Sales

MOST_HINTS = 10_000
"""What comes above is read with the next search."""
MOST_STATES = 20
MOST_SEEN = 50_000
"""Versions that are remembered; what is forgotten is read once more."""
MOST_LOCATIONS = 10
"""In one search, by Square."""
OVERLAP = timedelta(seconds=30)
"""What changes while Square searches may appear late, under its old time."""
FIRST_LOOK = timedelta(minutes=10)
AGAIN_SECONDS = 5.0
"""After a failure: hints wait, too."""
LOCATIONS_SECONDS = 300.0


class Reader:
    """The orders of one chain."""

    def __init__(self, client: Client, book: Book, poll_seconds: float) -> None:
        self.trouble = ""
        self.unknown_states: set[str] = set()
        self._client = client
        self._book = book
        self._poll_seconds = poll_seconds
        self.sales = Sales(client, book)
        self._hints: dict[str, None] = {}
        self._seen: dict[str, int] = {}
        self._woken = asyncio.Event()
        self._located_at = -LOCATIONS_SECONDS
        self._there: set[str] | None = None

    def hint(self, square_id: str) -> None:
        """Take note that an order may have changed."""
        if len(self._hints) < MOST_HINTS:
            self._hints[square_id] = None
            self._woken.set()

    async def keep_reading(self) -> None:
        """Read for ever: hints at once, all that changed now and then."""
        search_at = 0.0
        while True:
            self._woken.clear()
            try:
                if self._hints:
                    await self._read_hints()
                if time.monotonic() >= search_at:
                    search_at = time.monotonic() + self._poll_seconds
                    await self._check_locations()
                    await self._search()
                self.trouble = ""
            except PluginFault as fault:
                self.trouble = f"{fault.code}: {fault.message}"
                pause = min(AGAIN_SECONDS, self._poll_seconds)
                search_at = 0.0
                await asyncio.sleep(max(fault.retry_after_seconds, pause))
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, search_at - time.monotonic())):
                    await self._woken.wait()

    async def _read_hints(self) -> None:
        while self._hints:
            # Forgotten before they are read: an order that changes meanwhile is read again.
            ids = list(self._hints)[:MOST_PER_GET]
            for each in ids:
                del self._hints[each]
            try:
                await self._take(await self._client.get(ids))
            except (BadRequest, Rejected):
                continue
            except Exception:
                self._hints |= dict.fromkeys(ids)
                raise

    async def _search(self) -> None:
        """Search at all locations that are there: what is wrong with some harms no other."""
        stores = self._client.account.stores.values()
        ours = {*stores, *self._book.places(self._client.account.merchant_id)}
        there = sorted(ours if self._there is None else ours & self._there)
        failed: PluginFault | None = None
        for first in range(0, len(there), MOST_LOCATIONS):
            try:
                await self._search_at(there[first : first + MOST_LOCATIONS])
            except PluginFault as fault:
                failed = fault
        if failed is not None:
            raise failed

    async def _search_at(self, locations: Sequence[str]) -> None:
        known, before = self._book.read_until(locations)
        if known < len(locations) or before is None:
            look = datetime.now(UTC) - FIRST_LOOK
            before = look if before is None else min(before, look)
        until, since, cursor = before, before - OVERLAP, ""
        while True:
            page, cursor = await self._client.search(locations, "updated", since, cursor)
            changed = [str(each.order_id) for each in page if not self._is_seen(each)]
            for first in range(0, len(changed), MOST_PER_GET):
                orders = await self._client.get(changed[first : first + MOST_PER_GET])
                await self._take(orders)
                until = max([until, *filter(None, map(_updated, orders))])
            if not cursor:
                break
        if until > before or known < len(locations):
            await self._book.note_read(locations, until)

    def _is_seen(self, entry: OrderEntry) -> bool:
        """Return whether an order was read as it stands; what has no version may change unseen."""
        return entry.version is not None and self._seen.get(str(entry.order_id)) == entry.version

    def _see(self, order: Order) -> None:
        if len(self._seen) >= MOST_SEEN:
            self._seen.clear()
        if order.version is not None:
            self._seen[str(order.id)] = order.version

    async def _take(self, orders: Iterable[Order]) -> None:
        read, others = [], []
        for order in orders:
            try:
                if not await self._is_ours(order):
                    others.append(order)
            except sqlite3.Error:
                raise  # What cannot be kept now is read again.
            except Exception:  # noqa: BLE001 - one order that cannot be read stops no other
                structlog.get_logger().exception("an order cannot be read", square_id=order.id)
            else:
                read.append(order)
        await self.sales.take(others)
        for order in read:
            self._see(order)

    async def _is_ours(self, order: Order) -> bool:
        """Return whether the platform has pushed an order, of which it is told then."""
        ours, state = await progress.keep(self._book, order), progress.stand_of(order).state
        if ours and not progress.is_known(state) and len(self.unknown_states) < MOST_STATES:
            self.unknown_states.add(state[:40])
        return ours

    async def _check_locations(self) -> None:
        """See now and then that the account has the locations that stores are said to be."""
        if time.monotonic() - self._located_at < LOCATIONS_SECONDS:
            return
        with contextlib.suppress(AuthRefused):  # which is noted as the account's trouble
            there = {str(each.id): each.status for each in await self._client.locations()}
            self._there = set(there)
            self._note_wrong(
                f"{location} of {store} is not {'active' if location in there else 'there'}"
                for store, location in self._client.account.stores.items()
                if there.get(location) != "ACTIVE"
            )
        self._located_at = time.monotonic()

    def _note_wrong(self, found: Iterable[str]) -> None:
        words = "; ".join(sorted(found))
        self._client.troubles.pop("locations", None)
        if words:
            self._client.troubles["locations"] = f"At Square, {words[:500]}"


def _updated(order: Order) -> datetime | None:
    return progress.moment_of(order.updated_at)
