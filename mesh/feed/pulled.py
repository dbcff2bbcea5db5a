"""What a plug-in is asked for chain by chain, page by page, as the source of a follower."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import structlog
from google.protobuf.message import Message

from mesh.call.digest import digest_of
from mesh.feed.feed import Feed
from mesh.feed.follower import Page
from mesh.feed.follower_feeds import HomeLetters
from mesh.feed.follower_items import Item, printable
from mesh.plugins.faults import PluginBadRequest, PluginFault, PluginRejected
from mesh.pure.errors import PluginUnavailable, Refusal

M = TypeVar("M", bound=Message)

CURSOR_UNKNOWN = "CURSOR_UNKNOWN"
"""The code of a plug-in whose queue is another one than the cursor is from."""
OUT = "out"
"""The cursor of whatever page is out: that of a plug-in may be empty."""

CHAINS_AT_ONCE = 16
FIRST_REST_SECONDS = 1.0
LONGEST_REST_SECONDS = 30.0
"""A chain that cannot be served is left alone for so long, twice as long each time."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pulled(Generic[M]):
    """What a plug-in gave after a cursor, and where to go on."""

    items: Sequence[Item[M]]
    cursor: str


def state_item(message: M, merchant_id: str, name: str) -> Item[M]:
    """Return what a plug-in tells of something that has a name, as an item.

    It is about nothing but itself: no state waits for another's letter, each says all there is.
    """
    key = f"{merchant_id}/{name}#{digest_of(message).hex()[:16]}"
    return Item.of(message, item_id=key, subject_id=key, merchant_id=merchant_id)


@dataclass(frozen=True, slots=True)
class _Page(Generic[M]):
    """A page of a chain; `done` once it is dealt with."""

    chain: str
    pulled: Pulled[M]
    done: asyncio.Event = field(default_factory=asyncio.Event)


class PulledPages(HomeLetters, Generic[M]):
    """Pulls pages: of all chains with one cursor, or of each chain with one (see PulledChains).

    A chain's next page is only asked for when the one before it is dealt with. A chain that the
    plug-in refuses, cannot serve now, or is slow about, does not keep the others waiting: it is
    asked less and less often until it is served.
    """

    def __init__(
        self,
        reader: str,
        chains: Sequence[str],
        pull: Callable[[str, str], Awaitable[Pulled[M]]],
        feed: Feed,
        pause_seconds: float,
    ) -> None:
        """`pull` is given a chain and a cursor; it may wait for news.

        `pause_seconds` is from the beginning of a pull without news to the next.

        Of a plug-in that tells of all chains at once the only one is empty. Places and letters are
        kept beside the center's `feed`.
        """
        super().__init__(feed.letters)
        self._reader = reader
        self._chains = chains
        self._pull = pull
        self._places = feed.places
        self._pause = pause_seconds
        self._out: tuple[str, str, int] | None = None
        self._acknowledged = asyncio.Event()
        self._gate = asyncio.Semaphore(CHAINS_AT_ONCE)
        self._away: dict[str, str] = {}
        """The chains that are not served, and why."""

    async def read(self) -> AsyncGenerator[Page[M], None]:
        """Yield what is new of each chain from its kept place on, for ever.

        Raise what a chain failed with while no chain is served, and StorageUnavailable once
        another database answers, which may not have what was read.
        """
        lineage = self._places.lineage
        number = lineage.number
        cursors = await self._places.of(self._reader)
        found: asyncio.Queue[_Page[M] | Exception | None] = asyncio.Queue(1)
        self._away.clear()
        tasks = [
            asyncio.create_task(self._follow(chain, cursors.get(chain, ""), found))
            for chain in self._chains
        ]
        try:
            while True:
                page = await found.get()
                if isinstance(page, Exception):
                    raise page
                lineage.demand(number)
                self._acknowledged.clear()
                self._out = None if page is None else (page.chain, page.pulled.cursor, number)
                yield Page(page.pulled.items if page else (), OUT, self._trouble())
                await self._acknowledged.wait()
                if page is not None:
                    page.done.set()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def ack(self, _cursor: str) -> None:
        """Keep that the page that is out is dealt with."""
        if self._out is not None:
            await self._places.keep(self._reader, *self._out)
        self._acknowledged.set()

    async def _follow(
        self, chain: str, cursor: str, found: asyncio.Queue[_Page[M] | Exception | None]
    ) -> None:
        """Pull what is new of a chain, until no chain is served."""
        rest = 0.0
        while True:
            began = time.monotonic()
            try:
                async with self._gate:
                    page = await self._next(chain, cursor)
                rest = 0.0
                if self._away.pop(chain, None) is not None:
                    await found.put(None)
            except (PluginFault, PluginUnavailable) as fault:
                page = None
                if self._is_last_away(chain, fault):
                    await found.put(fault)
                    return
                if not rest:
                    await found.put(None)
                rest = min(max(2 * rest, FIRST_REST_SECONDS), LONGEST_REST_SECONDS)
            except Exception as fault:  # noqa: BLE001 - a defect is told to who reads
                await found.put(fault)
                return
            if page is not None:
                handed = _Page(chain, page)
                await found.put(handed)
                await handed.done.wait()
                cursor = page.cursor
                continue
            # A plug-in that held the call has had its pause.
            await asyncio.sleep(max(0.0, began + max(self._pause, rest) - time.monotonic()))

    def _is_last_away(self, chain: str, fault: Refusal) -> bool:
        """Note why a chain is not served; return whether none is."""
        if chain not in self._away:
            log.warning("chain_not_served", reader=self._reader, merchant_id=chain)
        self._away[chain] = printable(f"{fault.reason}: {fault.message}")
        return len(self._away) == len(self._chains)

    def _trouble(self) -> str:
        return "; ".join(f"{chain}: {why}" for chain, why in sorted(self._away.items()))

    async def _next(self, chain: str, cursor: str) -> Pulled[M] | None:
        """Return what comes after the cursor; None when that is nothing."""
        try:
            page = await self._pull(chain, cursor)
        except PluginRejected as refused:
            if not chain:
                raise
            log.warning("chain_refused", reader=self._reader, merchant_id=chain, code=refused.code)
            return None
        except PluginBadRequest as fault:
            if not cursor or fault.code != CURSOR_UNKNOWN:
                raise
            # It keeps its state elsewhere now. What is told again changes nothing.
            log.warning("plugin_queue_begins_anew", reader=self._reader, merchant_id=chain)
            page = await self._pull(chain, "")
        return page if page.items or page.cursor != cursor else None


class PulledChains(PulledPages[M]):
    """Pulls pages for several chains side by side, each chain with a cursor of its own.

    A chain that is to be left alone is not asked for: what it has to tell stays at the plug-in.
    """

    _left: AbstractSet[str] = frozenset()

    def leave(self, chains: AbstractSet[str]) -> None:
        """Leave these chains alone from now on, and no others."""
        self._left = chains

    async def _next(self, chain: str, cursor: str) -> Pulled[M] | None:
        return None if chain in self._left else await super()._next(chain, cursor)
