"""How fast a platform is called: an even pace, so that it need not refuse."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable


class Pace:
    """Spaces calls: at most `per_second` for each key, the first of a quiet key at once."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1.0 / per_second
        self._next: dict[Hashable, float] = {}

    async def turn(self, key: Hashable) -> None:
        """Wait until a call for the key may begin."""
        now = time.monotonic()
        at = max(now, self._next.get(key, 0.0))
        self._next[key] = at + self._gap
        if at > now:
            await asyncio.sleep(at - now)

    def rest(self, key: Hashable, seconds: float) -> None:
        """Let no call for the key begin before that time: it wanted us to wait."""
        self._next[key] = max(self._next.get(key, 0.0), time.monotonic() + seconds)
