"""Background work that comes in rounds."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from mesh.pure.clock import Clock
from mesh.pure.grouping import grouped

T = TypeVar("T")

LOOK_SECONDS = 10.0
"""How long rounds that know when the next is due rest at most: another process may have written
something that is due sooner, a word of that may be lost, and clocks are set."""


class Rounds:
    """Does a round, and the next at once when there is more to do, else after a pause.

    `do_round` tells whether there is more, or how much it did. What it raises ends `run`;
    mesh.process.background starts that again. Where `longest_seconds` are given, each pause after
    a round without work is twice the one before, up to these.
    """

    def __init__(
        self,
        do_round: Callable[[], Awaitable[int]],
        pause_seconds: float,
        longest_seconds: float = 0.0,
    ) -> None:
        self._do_round = do_round
        self._pause_seconds = pause_seconds
        self._longest_seconds = max(pause_seconds, longest_seconds)
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There may be something to do: cut the pause short."""
        self._woken.set()

    async def run(self) -> None:
        """Do rounds for ever."""
        pause = self._pause_seconds
        while True:
            self._woken.clear()
            if await self._do_round():
                pause = self._pause_seconds
                continue
            await _until(self._woken, pause)
            pause = min(2 * pause, self._longest_seconds)
            if self._woken.is_set():
                pause = self._pause_seconds


class DueRounds:
    """Rounds of what has a time: there is none before something is due.

    `next_due` says when that is, as it is written now; None where nothing is. Whoever writes
    calls `touch`, and what they wrote is looked at after a pause, of many together; who has made
    something due right now calls `wake`. LOOK_SECONDS are the most that another process's
    writing, or a clock that was set, can make a round late.
    """

    def __init__(
        self,
        do_round: Callable[[], Awaitable[int]],
        next_due: Callable[[], Awaitable[datetime | None]],
        pause_seconds: float,
        clock: Clock,
        *,
        others_write: bool = False,
    ) -> None:
        """`do_round` tells whether there is more, as that of Rounds does.

        With `others_write` other workers make things due as well (Database.beside) and cannot wake
        these rounds: what is due is looked for after each pause.
        """
        self._do_round = do_round
        self._next_due = next_due
        self._pause_seconds = pause_seconds
        self._clock = clock
        self._look_seconds = pause_seconds if others_write else max(pause_seconds, LOOK_SECONDS)
        self._woken = asyncio.Event()
        self._stirred = asyncio.Event()

    def wake(self) -> None:
        """Something is due: do a round now."""
        self._woken.set()
        self._stirred.set()

    def touch(self) -> None:
        """Something was written that may be due before what was known."""
        self._stirred.set()

    async def run(self) -> None:
        """Do rounds for ever, the first at once."""
        while True:
            self._woken.clear()
            if not await self._do_round():
                await _until(self._woken, self._pause_seconds)
                await self._rest()

    async def _rest(self) -> None:
        """Return once something is due, or somebody wakes."""
        while not self._woken.is_set():
            self._stirred.clear()
            left = await self._seconds_left()
            if left <= 0:
                return
            await _until(self._stirred, min(left, self._look_seconds))
            if self._stirred.is_set():
                await _until(self._woken, self._pause_seconds)

    async def _seconds_left(self) -> float:
        due = await self._next_due()
        return self._look_seconds if due is None else (due - self._clock.now()).total_seconds()


async def side_by_side(
    items: Iterable[T],
    work: Callable[[T], Awaitable[object]],
    at_once: int = 32,
    lane: Callable[[T], Hashable] = lambda _: None,
) -> None:
    """Await work for each item, so many of a lane at a time; raise the first fault at the end.

    For what has nothing to do with each other: who hangs in one takes no other's time. Without
    `lane` all have one.
    """
    todo = list(items)
    if len(todo) == 1:
        await work(todo[0])
        return
    places: defaultdict[Hashable, asyncio.Semaphore] = defaultdict(
        lambda: asyncio.Semaphore(at_once)
    )

    async def one(item: T) -> None:
        async with places[lane(item)]:
            await work(item)

    for outcome in await asyncio.gather(*map(one, todo), return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


async def in_lanes(
    items: Iterable[T], lane: Callable[[T], Hashable], work: Callable[[T], Awaitable[object]]
) -> None:
    """Await work for each item: those of one lane one by one, the lanes side by side."""

    async def each(those: Sequence[T]) -> None:
        for item in those:
            await work(item)

    await side_by_side(grouped(items, lane), each)


async def _until(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, at most so long."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
