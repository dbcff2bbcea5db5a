"""One at a time for each key, while other keys go on.

alone = Alone()
async with alone(order_id): …
"""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class Alone:
    """Locks by key, each there as long as somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def __call__(self, key: str) -> asyncio.Lock:
        """Return what holds everybody else off a key."""
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock
