"""What a plug-in is asked for chain by chain, page by page, as the source of a follower."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog
from google.protobuf.message import Message

from mesh.feed.feed import Feed
from mesh.feed.follower import Page
from mesh.feed.follower_feeds import HomeLetters
from mesh.feed.follower_items import Item, digest_of
from mesh.plugins.faults import PluginBadRequest, PluginFault, PluginRejected
from mesh.pure.errors import PluginUnavailable

M = TypeVar("M", bound=Message)

CURSOR_UNKNOWN = "CURSOR_UNKNOWN"
"""The code of a plug-in whose queue is another one than the cursor is from."""
OUT = "out"
"""The cursor of whatever page is out: that of a plug-in may be empty."""

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
    key = f"{merchant_id}/{name}#{digest_of(message)[:16]}"
    return Item.of(message, item_id=key, subject_id=key, merchant_id=merchant_id)


class PulledPages(HomeLetters, Generic[M]):
    """Pulls pages for several chains in turn, each chain with a cursor of its own.

    A page is only asked for when the one before it is dealt with. A chain that the plug-in refuses,
    or cannot serve now, does not keep the others waiting.
    """

    def __init__(
        self,
        reader: str,
        chains: Sequence[str],
        pull: Callable[[str, str], Awaitable[Pulled[M]]],
        feed: Feed,
        pause_seconds: float,
    ) -> None:
        """`pull` is given a chain and a cursor; of one chain alone it may wait for news.

        `pause_seconds` is from the beginning of a round without news to the next.

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

    async def read(self) -> AsyncGenerator[Page[M], None]:
        """Yield what is new of each chain from its kept place on, for ever.

        Raise what a chain failed with when the others have had their turn, and StorageUnavailable
        once another database answers, which may not have what was read.
        """
        lineage = self._places.lineage
        number = lineage.number
        cursors = await self._places.of(self._reader)
        while True:
            quiet, began = True, time.monotonic()
            faults: list[PluginFault | PluginUnavailable] = []
            for chain in self._chains:
                try:
                    page = await self._next(chain, cursors.get(chain, ""))
                except (PluginFault, PluginUnavailable) as fault:
                    faults.append(fault)
                    continue
                lineage.demand(number)
                if page is None:
                    continue
                quiet = False
                self._acknowledged.clear()
                self._out = (chain, page.cursor, number)
                yield Page(page.items, OUT)
                await self._acknowledged.wait()
                cursors[chain] = page.cursor
            if faults:
                raise faults[0]
            if quiet:
                # A plug-in that held the call has had its pause.
                await asyncio.sleep(max(0.0, began + self._pause - time.monotonic()))

    async def ack(self, _cursor: str) -> None:
        """Keep that the page that is out is dealt with."""
        if self._out is not None:
            await self._places.keep(self._reader, *self._out)
        self._acknowledged.set()

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
