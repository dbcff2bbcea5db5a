"""Which SKUs of a store are tracked: asked for every order, and seldom another answer.

It is held only while no other process of the center is there, and forgotten with every change that
is not about an order.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable

MAX_STORES = 10_000
"""Most stores held; the one that was read first is forgotten for one more."""

Load = Callable[[str, str], Awaitable[frozenset[str]]]
"""Reads the tracked SKUs of a merchant's store."""


class TrackedSkus:
    """The tracked SKUs of stores, by merchant and store."""

    def __init__(self, load: Load, is_alone: Callable[[], bool]) -> None:
        """`is_alone` says whether no other process of the center is there."""
        self._load = load
        self._is_alone = is_alone
        self._held: OrderedDict[tuple[str, str], frozenset[str]] = OrderedDict()
        self._changes = 0

    async def of(self, merchant_id: str, store_id: str) -> frozenset[str]:
        """Return the tracked SKUs of a store."""
        held = self._held.get((merchant_id, store_id))
        if held is not None and self._is_alone():
            return held
        changes = self._changes
        read = await self._load(merchant_id, store_id)
        if changes == self._changes and self._is_alone():
            self._held[merchant_id, store_id] = read
            if len(self._held) > MAX_STORES:
                self._held.popitem(last=False)
        return read

    def clear(self) -> None:
        """Forget all: something was written that may have changed it."""
        self._changes += 1
        self._held.clear()
