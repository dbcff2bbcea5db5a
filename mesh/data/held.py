"""What batches set apart because somebody else holds what it needs, written beside the others.

The lane that is held up (a store, mostly) is found by halves: what was set apart is tried in parts,
and those that nobody holds up are written. What is left of a lane is tried item by item, and each
again until the lock is free or its caller has gone.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from mesh.pure.errors import DeadlineExceeded, StorageUnavailable
from mesh.pure.grouping import grouped

Item = TypeVar("Item")
Result = TypeVar("Result")

PAUSE_SECONDS = 0.02
"""Between two tries of items that are known to be held up."""


@dataclass(frozen=True, slots=True)
class Waiting(Generic[Item, Result]):
    """An item, and what its caller waits for."""

    item: Item
    answer: asyncio.Future[Result]


class HeldUp(Generic[Item, Result]):
    """The items of one writer that are set apart, with a line of their own."""

    def __init__(
        self,
        lane: Callable[[Item], Hashable],
        settle: Callable[[list[Waiting[Item, Result]]], Awaitable[Sequence[Waiting[Item, Result]]]],
        timeout_seconds: float,
    ) -> None:
        """`lane` names what an item needs; `settle` answers items but those that are held up.

        An item that is held up for longer than `timeout_seconds` gets DeadlineExceeded.
        """
        self._lane = lane
        self._settle = settle
        self._timeout_seconds = timeout_seconds
        self._parts: deque[list[Waiting[Item, Result]]] = deque()
        self._stuck: deque[tuple[Waiting[Item, Result], float]] = deque()
        """Those that were tried alone, and until when they are tried again."""
        self._inside: Counter[Hashable] = Counter()
        self._found: set[Hashable] = set()
        """The lanes of which something is held up for certain."""
        self._line: asyncio.Task[None] | None = None
        self._closing = False

    def __len__(self) -> int:
        return self._inside.total()

    def holds(self, waiting: Waiting[Item, Result]) -> bool:
        """Return whether an item belongs to a lane that is held up."""
        return self._lane(waiting.item) in self._found

    def set_apart(self, batch: Sequence[Waiting[Item, Result]]) -> None:
        """Take a batch that was tried, and is held up by one of its items at least."""
        self._inside.update(self._lane(each.item) for each in batch)
        self._split(batch)
        self._start()

    def follow(self, items: Sequence[Waiting[Item, Result]]) -> None:
        """Take new items of lanes that are held up."""
        self._inside.update(self._lane(each.item) for each in items)
        self._parts.extend(self._by_lane(items))
        self._start()

    async def close(self) -> None:
        """Try once more what is not known to be held up, and refuse the rest."""
        self._closing = True
        if self._line is not None:
            await asyncio.wait([self._line])

    def _start(self) -> None:
        if self._line is None:
            self._line = asyncio.get_running_loop().create_task(
                self._run(), context=contextvars.Context()
            )

    async def _run(self) -> None:
        try:
            while self._parts or self._stuck:
                if self._parts:
                    await self._try_part(self._parts.popleft())
                if self._stuck:
                    await self._try_again(*self._stuck.popleft())
        finally:
            self._line = None
            for waiting in (*chain.from_iterable(self._parts), *(each for each, _ in self._stuck)):
                waiting.answer.cancel()

    async def _try_part(self, part: Sequence[Waiting[Item, Result]]) -> None:
        found = [each for each in part if self.holds(each)]
        if 0 < len(found) < len(part):
            # Which lane it was is known by now: the others go without it.
            self._parts.extend(self._by_lane(found))
            part = [each for each in part if not self.holds(each)]
        if held := await self._tried(part):
            self._split(held)

    async def _try_again(self, waiting: Waiting[Item, Result], until: float) -> None:
        if self._closing or asyncio.get_running_loop().time() >= until:
            refusal = (
                StorageUnavailable("The process is stopping: repeat the request.")
                if self._closing
                else DeadlineExceeded()
            )
            if not waiting.answer.done():
                waiting.answer.set_exception(refusal)
            self._leave([waiting])
        elif await self._tried([waiting]):
            self._stuck.append((waiting, until))
            if not self._parts:
                await asyncio.sleep(PAUSE_SECONDS)

    async def _tried(
        self, part: Sequence[Waiting[Item, Result]]
    ) -> Sequence[Waiting[Item, Result]]:
        """Write a part, without those whose callers have gone; return what of it is held up."""
        wanted = [each for each in part if not each.answer.done()]
        held: Sequence[Waiting[Item, Result]] = ()
        try:
            held = await self._settle(wanted) if wanted else ()
            return held
        except BaseException:
            for each in wanted:
                each.answer.cancel()
            raise
        finally:
            stay = set(map(id, held))
            self._leave(each for each in part if id(each) not in stay)

    def _split(self, part: Sequence[Waiting[Item, Result]]) -> None:
        """Have a part that is held up tried as two, of other lanes each where it has several."""
        lanes = self._by_lane(part)
        if len(lanes) > 1:
            middle = len(lanes) // 2
            self._parts += map(list, map(chain.from_iterable, (lanes[:middle], lanes[middle:])))
            return
        self._found.add(self._lane(part[0].item))
        if len(part) > 1:
            middle = len(part) // 2
            self._parts += [list(part[:middle]), list(part[middle:])]
        else:
            until = asyncio.get_running_loop().time() + self._timeout_seconds
            self._stuck.append((part[0], until))

    def _leave(self, items: Iterable[Waiting[Item, Result]]) -> None:
        """Forget items; a lane of which none is left is held up no more, as far as is known."""
        for each in items:
            lane = self._lane(each.item)
            self._inside[lane] -= 1
            if not self._inside[lane]:
                del self._inside[lane]
                self._found.discard(lane)

    def _by_lane(self, items: Iterable[Waiting[Item, Result]]) -> list[list[Waiting[Item, Result]]]:
        return grouped(items, lambda each: self._lane(each.item))
