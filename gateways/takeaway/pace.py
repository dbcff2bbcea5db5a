"""How fast a platform is called: an even pace, so that it need not refuse."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Hashable


class Pace:
    """Spaces calls: at most `per_second` for each key, the first of a quiet key at once."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1.0 / per_second
        self._next: dict[Hashable, float] = {}
        self._lines: defaultdict[Hashable, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def turn(self, key: Hashable) -> None:
        """Wait until a call for the key may begin; who stops waiting takes no turn."""
        async with self._lines[key]:
            at = max(time.monotonic(), self._next.get(key, 0.0))
            while (left := at - time.monotonic()) > 0:
                await asyncio.sleep(left)
                # It may want us to wait longer by now.
                at = max(at, self._next.get(key, 0.0))
            self._next[key] = at + self._gap

    def rest(self, key: Hashable, seconds: float) -> None:
        """Let no call for the key begin before that time: it wanted us to wait."""
        self._next[key] = max(self._next.get(key, 0.0), time.monotonic() + seconds)
