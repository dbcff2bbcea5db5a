"""Chains of which a follower of a feed has too many letters: their later items stay in the feed.

A held chain has a place of its own, kept in the same step as the letters that were one too many.
The follower passes its items over. When letters have gone, the feed is read again from that place,
for this chain alone and beside the others, until nothing is left that was passed over; from then
on the chain goes with the others again. Whatever ends in between: the place is where the chain
goes on, so that nothing is left out, and what is read twice has one effect, as ever.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, runtime_checkable

import structlog
from google.protobuf.message import Message
from zhongtai.common.v1 import letter_pb2

from mesh.feed.events import cursor_seq
from mesh.feed.follower_health import Health, Patience, words_of
from mesh.feed.follower_items import Item
from mesh.process.rounds import side_by_side

M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class Place:
    """Where items that are dealt with come from: the cursor behind them, and whose place that is.

    `held` is the chain whose own place it is; empty for that of the follower itself.
    """

    cursor: str
    held: str = ""


class PageAgain(Protocol[M]):
    """A page of a source, as it is read again."""

    @property
    def items(self) -> Sequence[Item[M]]:
        """What stands on it."""
        ...

    @property
    def cursor(self) -> str:
        """The cursor behind it."""
        ...


@runtime_checkable
class ReadAgain(Protocol[M]):
    """A source that keeps what was read: a feed, and no stream whose sender forgets it."""

    def read_after(self, cursor: str) -> AsyncGenerator[PageAgain[M], None]:
        """Pages from a cursor on, for ever."""
        ...


Deal = Callable[[Sequence[Item[M]], int, Place], Awaitable[None]]
"""Deals with items of one chain, after so many failed tries, and keeps its place behind them."""
Tell = Callable[[], Awaitable[Sequence[str]]]
"""Has the chains forgotten that are held no more; returns them."""


class HeldChains(Generic[M]):
    """The held chains of one follower."""

    def __init__(self, source: object, health: Health, patience: Patience) -> None:
        self._source: ReadAgain[M] | None = source if isinstance(source, ReadAgain) else None
        self._health = health
        self._patience = patience
        self._cursors: dict[str, str] = {}
        """Of each held chain, up to where its items are dealt with or letters."""
        self._released: set[str] = set()
        """Chains that are held no more, which the letter box has not been told yet."""
        self._passed = 0
        """Up to where items of held chains were passed over."""
        self._letters: Counter[str] = Counter()
        self._tries: Counter[str] = Counter()
        self._rest: defaultdict[str, float] = defaultdict(float)
        """Until when a chain whose last page failed is left alone."""
        self._log = structlog.get_logger().bind(reader=health.reader)

    @property
    def is_possible(self) -> bool:
        """Whether what is passed over can be read later."""
        return self._source is not None

    def begin(self, taken: letter_pb2.TakeLettersResponse) -> None:
        """Hold what a run before this one held."""
        if self.is_possible:
            self._cursors = {each.merchant_id: each.cursor for each in taken.held}
            self._released.clear()
            self._tries.clear()
            self._rest.clear()
            self._passed = cursor_seq(taken.cursor)
            self._health.held = sorted(self._cursors)

    def count(self, taken: letter_pb2.TakeLettersResponse) -> None:
        """Know how many letters there are of each chain."""
        self._letters = Counter({each.merchant_id: each.letter_count for each in taken.chains})

    def pass_over(self, items: Sequence[Item[M]], cursor: str) -> Sequence[Item[M]]:
        """Return the items that are not of held chains, as the follower comes to the cursor."""
        if not self._cursors:
            return items
        self._passed = max(self._passed, cursor_seq(cursor))
        return [each for each in items if each.merchant_id not in self._cursors]

    def changes(
        self, letters: Iterable[letter_pb2.NewLetter], place: Place
    ) -> list[letter_pb2.HeldChain]:
        """Return the chains to hold once these are letters, and the place of one that is held."""
        new = Counter(letter.merchant_id for letter in letters)
        most, in_all = self._patience.letters_of_chain, self._patience.letters_in_all
        full = self._letters.total() + new.total() >= in_all
        chains = {each for each, n in new.items() if full or self._letters[each] + n >= most}
        chains = (chains | {place.held}) - {""} if self.is_possible else set()
        return [letter_pb2.HeldChain(merchant_id=x, cursor=place.cursor) for x in sorted(chains)]

    def kept(self, request: letter_pb2.KeepLettersRequest) -> None:
        """Know what the letter box has kept."""
        self._letters.update(each.merchant_id for each in request.letters if not each.letter_id)
        for each in request.held:
            if each.merchant_id not in self._cursors:
                self._log.error("chain_held", merchant_id=each.merchant_id, after=each.cursor)
            self._cursors[each.merchant_id] = each.cursor
            self._released.discard(each.merchant_id)
        self._health.held = sorted(self._cursors)

    def to_release(self) -> list[str]:
        """Return the chains that the letter box holds and nobody else does."""
        return sorted(self._released - self._cursors.keys())

    async def go_on_forever(self, deal: Deal[M], tell: Tell) -> None:
        """Read on for held chains whose letters have gone, page by page and side by side."""
        while True:
            now = asyncio.get_running_loop().time()
            ready = [x for x in self._cursors if self._has_room(x) and self._rest[x] <= now]
            try:
                await side_by_side(ready, lambda chain: self._go_on(chain, deal))
                if self._released:
                    self._released.difference_update(await tell())
            except Exception as exc:  # noqa: BLE001 - whoever keeps letters is told again
                self._log.warning("released_chains_not_told", why=words_of(exc))
                ready = []
            if not ready:
                await asyncio.sleep(self._patience.look_pause)

    def _has_room(self, chain: str) -> bool:
        """Whether so many of its letters have gone that it is worth while to go on."""
        of_chain, in_all = self._patience.letters_of_chain, self._patience.letters_in_all
        return self._letters[chain] <= of_chain // 2 and self._letters.total() < in_all

    async def _go_on(self, chain: str, deal: Deal[M]) -> None:
        """Deal with a page of what was passed over of a chain; where that fails, it rests."""
        try:
            if self._is_behind(chain):
                page = await self._page_after(self._cursors[chain])
                items = [each for each in page.items if each.merchant_id == chain]
                await deal(items, self._tries[chain], Place(page.cursor, chain))
            self._tries[chain], self._rest[chain] = 0, 0.0
        except Exception as exc:  # noqa: BLE001 - it stays where it is, and others go on
            self._tries[chain] += 1
            pause = self._patience.pause(self._tries[chain], longest=self._patience.away_pause)
            pause = max(pause, self._patience.look_pause)
            self._rest[chain] = asyncio.get_running_loop().time() + pause
            self._log.warning("held_chain_waits", merchant_id=chain, why=words_of(exc))
            return
        if not self._is_behind(chain):
            # The letter box is told afterwards: if that is never done, some is read once more.
            del self._cursors[chain]
            self._released.add(chain)
            self._health.held = sorted(self._cursors)
            self._log.info("chain_released", merchant_id=chain)

    def _is_behind(self, chain: str) -> bool:
        """Whether items of a held chain were passed over that are not dealt with."""
        return cursor_seq(self._cursors[chain]) < self._passed

    async def _page_after(self, cursor: str) -> PageAgain[M]:
        """Return the next page: there is one, since the follower has been there."""
        if self._source is None:
            raise TypeError("What was passed over is not there any more.")
        async with asyncio.timeout(self._patience.handle_timeout):
            async with aclosing(self._source.read_after(cursor)) as pages:
                return await anext(pages)
