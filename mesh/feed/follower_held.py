"""Chains of which a follower has too many letters: they are held, and the others go on.

How depends on the source. One that can leave a chain alone does (LeftChains): the chain's later
items stay with their sender. Of any other the follower passes the chain's items over, and goes on
with them later (PassedChains): what was passed over lies in the feed, or is put aside
(mesh.feed.follower_passed).

A chain whose items are passed over has a place of its own, kept in the same step as the letters
that were one too many. When letters have gone, what was passed over is read from that place, for
this chain alone and beside the others, until nothing is left; from then on the chain goes with the
others again. Whatever ends in between: the place is where the chain goes on, so that nothing is
left out, and what is read twice has one effect, as ever.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
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

    `held` is the chain whose own place it is; None for that of the follower itself.
    """

    cursor: str
    held: str | None = None


Deal = Callable[[Sequence[Item[M]], int, Place], Awaitable[None]]
"""Deals with items of one chain, after so many failed tries, and keeps its place behind them."""
Tell = Callable[[], Awaitable[Sequence[str]]]
"""Has the chains forgotten that are held no more; returns them."""


@runtime_checkable
class Leaves(Protocol):
    """A source that can leave chains alone: of those it asks nothing, and loses nothing."""

    def leave(self, chains: AbstractSet[str]) -> None:
        """Leave these chains alone from now on, and no others."""
        ...


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


class Lying(Protocol[M]):
    """Where lies what was passed over. Its cursors are in the order of their numbers."""

    def rely(self) -> None:
        """Rely on the numbers that are given now."""
        ...

    def demand(self) -> None:
        """Raise StorageUnavailable when they may be given again for something else."""
        ...

    def begin(self, cursor: str) -> str:
        """Return from where a chain is read that is held behind that cursor of the source."""
        ...

    async def pass_over(self, items: Sequence[Item[M]], cursor: str) -> str:
        """Have items lie there, as the source comes to its cursor; return the cursor behind."""
        ...

    async def page_after(self, chain: str, cursor: str, last: int) -> PageAgain[M]:
        """Return what lies behind a cursor of a chain; `last` is up to where something lies."""
        ...


class HeldChains(ABC, Generic[M]):
    """The held chains of one follower."""

    def __init__(self, health: Health, patience: Patience) -> None:
        self._health = health
        self._patience = patience
        self._letters: Counter[str] = Counter()
        self._some = asyncio.Event()
        """Set while there may be something to go on with."""
        self._log = structlog.get_logger().bind(reader=health.reader)

    @abstractmethod
    def begin(self, taken: letter_pb2.TakeLettersResponse) -> None:
        """Hold what a run before this one held."""

    def count(self, taken: letter_pb2.TakeLettersResponse) -> None:
        """Know how many letters there are of each chain."""
        self._letters = Counter({each.merchant_id: each.letter_count for each in taken.chains})

    async def pass_over(self, items: Sequence[Item[M]], _cursor: str) -> Sequence[Item[M]]:
        """Return the items that are not of held chains, as the follower comes to the cursor."""
        return items

    def changes(
        self, _letters: Iterable[letter_pb2.NewLetter], _place: Place
    ) -> list[letter_pb2.HeldChain]:
        """Return the chains to hold once these are letters, and the place of one that is held."""
        return []

    @abstractmethod
    def kept(self, request: letter_pb2.KeepLettersRequest) -> None:
        """Know what the letter box has kept."""

    def to_release(self) -> list[str]:
        """Return the chains that the letter box holds and nobody else does."""
        return []

    @abstractmethod
    async def go_on_forever(self, deal: Deal[M], tell: Tell) -> None:
        """Go on with held chains whose letters have gone."""

    def _filled(self, letters: Iterable[letter_pb2.NewLetter]) -> set[str]:
        """Return the chains of which there are too many letters with these."""
        new = _new_of(letters)
        most, in_all = self._patience.letters_of_chain, self._patience.letters_in_all
        full = self._letters.total() + new.total() >= in_all
        return {each for each, n in new.items() if full or self._letters[each] + n >= most}

    def _has_room(self, chain: str) -> bool:
        """Whether so many of its letters have gone that it is worth while to go on."""
        of_chain, in_all = self._patience.letters_of_chain, self._patience.letters_in_all
        return self._letters[chain] <= of_chain // 2 and self._letters.total() < in_all


class LeftChains(HeldChains[M]):
    """Chains that their source leaves alone. Nothing of that is kept: the letters are counted."""

    def __init__(self, source: Leaves, health: Health, patience: Patience) -> None:
        super().__init__(health, patience)
        self._source = source
        self._left: frozenset[str] = frozenset()

    def begin(self, taken: letter_pb2.TakeLettersResponse) -> None:
        """Leave the chains alone of which there are too many letters."""
        most = self._patience.letters_of_chain
        self._leave({each.merchant_id for each in taken.chains if each.letter_count >= most})

    def kept(self, request: letter_pb2.KeepLettersRequest) -> None:
        """Leave those alone, too, of which there are too many now."""
        filled = self._filled(request.letters)
        self._letters.update(_new_of(request.letters))
        for chain in sorted(filled - self._left):
            self._log.error("chain_held", merchant_id=chain)
        self._leave(self._left | filled)

    async def go_on_forever(self, _deal: Deal[M], _tell: Tell) -> None:
        """Have chains asked for again whose letters have gone."""
        while True:
            await self._some.wait()
            ready = {chain for chain in self._left if self._has_room(chain)}
            for chain in sorted(ready):
                self._log.info("chain_released", merchant_id=chain)
            self._leave(self._left - ready)
            await asyncio.sleep(self._patience.look_pause)

    def _leave(self, chains: AbstractSet[str]) -> None:
        if chains != self._left:
            self._left = frozenset(chains)
            self._source.leave(self._left)
        self._health.held = sorted(self._left)
        if self._left:
            self._some.set()
        else:
            self._some.clear()


class PassedChains(HeldChains[M]):
    """Chains whose items are passed over, and lie somewhere until they are dealt with."""

    def __init__(self, lying: Lying[M], health: Health, patience: Patience) -> None:
        super().__init__(health, patience)
        self._lying = lying
        self._cursors: dict[str, str] = {}
        """Of each held chain, up to where its items are dealt with or letters."""
        self._released: set[str] = set()
        """Chains that are held no more, which the letter box has not been told yet."""
        self._passed = 0
        """Up to where items of held chains were passed over."""
        self._passing = False
        """While items are being put where they will lie: their chains stay held."""
        self._tries: Counter[str] = Counter()
        self._rest: defaultdict[str, float] = defaultdict(float)
        """Until when a chain whose last page failed is left alone."""

    def begin(self, taken: letter_pb2.TakeLettersResponse) -> None:
        """Hold what a run before this one held."""
        self._lying.rely()
        self._cursors = {each.merchant_id: each.cursor for each in taken.held}
        self._released.clear()
        self._tries.clear()
        self._rest.clear()
        self._passed = cursor_seq(taken.cursor)
        self._note_held()

    async def pass_over(self, items: Sequence[Item[M]], cursor: str) -> Sequence[Item[M]]:
        """Return the items that are not of held chains, as the follower comes to the cursor."""
        if not self._cursors:
            return items
        passed = [each for each in items if each.merchant_id in self._cursors]
        others = [each for each in items if each.merchant_id not in self._cursors]
        self._passing = True
        try:
            behind = await self._lying.pass_over(passed, cursor)
        finally:
            self._passing = False
        self._passed = max(self._passed, cursor_seq(behind))
        return others

    def changes(
        self, letters: Iterable[letter_pb2.NewLetter], place: Place
    ) -> list[letter_pb2.HeldChain]:
        """Return the chains to hold once these are letters, and the place of one that is held."""
        if place.held is not None:
            return [letter_pb2.HeldChain(merchant_id=place.held, cursor=place.cursor)]
        begin = self._lying.begin(place.cursor)
        filled = sorted(self._filled(letters))
        return [letter_pb2.HeldChain(merchant_id=chain, cursor=begin) for chain in filled]

    def kept(self, request: letter_pb2.KeepLettersRequest) -> None:
        """Know what the letter box has kept."""
        self._letters.update(_new_of(request.letters))
        for each in request.held:
            if each.merchant_id not in self._cursors:
                self._log.error("chain_held", merchant_id=each.merchant_id, after=each.cursor)
            self._cursors[each.merchant_id] = each.cursor
            self._released.discard(each.merchant_id)
        self._note_held()

    def to_release(self) -> list[str]:
        """Return the chains that the letter box holds and nobody else does."""
        return sorted(self._released - self._cursors.keys())

    async def go_on_forever(self, deal: Deal[M], tell: Tell) -> None:
        """Read on for held chains whose letters have gone, page by page and side by side.

        Raise StorageUnavailable when another database answers, which has another past.
        """
        while True:
            await self._some.wait()
            self._lying.demand()
            now = asyncio.get_running_loop().time()
            ready = [x for x in self._cursors if self._has_room(x) and self._rest[x] <= now]
            try:
                await side_by_side(ready, lambda chain: self._go_on(chain, deal))
                if self._released:
                    self._released.difference_update(await tell())
                    self._note_held()
            except Exception as exc:  # noqa: BLE001 - whoever keeps letters is told again
                self._log.warning("released_chains_not_told", why=words_of(exc))
                ready = []
            if not ready:
                await asyncio.sleep(self._patience.look_pause)

    async def _go_on(self, chain: str, deal: Deal[M]) -> None:
        """Deal with a page of what was passed over of a chain; where that fails, it rests."""
        now = asyncio.get_running_loop().time()
        try:
            if self._is_behind(chain):
                async with asyncio.timeout(self._patience.handle_timeout):
                    page = await self._lying.page_after(chain, self._cursors[chain], self._passed)
                await deal(page.items, self._tries[chain], Place(page.cursor, chain))
            self._tries[chain], self._rest[chain] = 0, 0.0
        except Exception as exc:  # noqa: BLE001 - it stays where it is, and others go on
            self._tries[chain] += 1
            pause = self._patience.pause(self._tries[chain], longest=self._patience.away_pause)
            self._rest[chain] = now + max(pause, self._patience.look_pause)
            self._log.warning("held_chain_waits", merchant_id=chain, why=words_of(exc))
            return
        if self._is_behind(chain):
            return
        if self._passing:
            self._rest[chain] = now + self._patience.look_pause
            return
        # The letter box is told afterwards: if that is never done, some is read once more.
        del self._cursors[chain]
        self._released.add(chain)
        self._note_held()
        self._log.info("chain_released", merchant_id=chain)

    def _is_behind(self, chain: str) -> bool:
        """Whether items of a held chain were passed over that are not dealt with."""
        return cursor_seq(self._cursors[chain]) < self._passed

    def _note_held(self) -> None:
        self._health.held = sorted(self._cursors)
        if self._cursors or self._released:
            self._some.set()
        else:
            self._some.clear()


def _new_of(letters: Iterable[letter_pb2.NewLetter]) -> Counter[str]:
    """Count those by chain that are no news of a letter."""
    return Counter(letter.merchant_id for letter in letters if not letter.letter_id)
