"""Messages that come twice are worked on once: the second is given the answer of the first."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

KEPT_SECONDS = 3600.0
MAX_KEPT = 50_000


class Once(Generic[T]):
    """Remembers the answers of one process, for `seconds` and of at most `most` messages.

    It spares work and is no promise: after a restart, in another process, or later, a message is
    worked on again. What must happen once needs a natural key at the center that does it.
    """

    def __init__(
        self,
        seconds: float = KEPT_SECONDS,
        most: int = MAX_KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._answers: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()
        self._running: dict[Hashable, asyncio.Event] = {}

    async def do(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        """Return the answer that the key has, or else do the work.

        One that comes while the work is done waits for it. Work that raises, or is cancelled,
        leaves no answer: whoever comes next, or waits, does it again.
        """
        self._forget()
        while (running := self._running.get(key)) is not None:
            await running.wait()
        if key in self._answers:
            return self._answers[key][1]
        ended = self._running[key] = asyncio.Event()
        try:
            answer = await work()
            self._answers[key] = (self._clock(), answer)
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)
            return answer
        finally:
            del self._running[key]
            ended.set()

    def _forget(self) -> None:
        latest = self._clock() - self._seconds
        while self._answers:
            key, (kept_at, _) = next(iter(self._answers.items()))
            if kept_at > latest:
                return
            del self._answers[key]
