"""What is read all the time and changes rarely, held in memory: one value per merchant.

A value is looked after when it is asked for. Younger than FRESH_SECONDS it is simply given;
up to STALE_SECONDS it is given while a newer one is fetched; after that, and after `expire`,
callers wait for the newer one. So what another process changed is seen within a second, what
this one changed at once, and under load nobody waits. Where a look costs more than a wait, both
are set to the same.

`Derived` holds what is made of such values, and costly to make.
"""

from __future__ import annotations

import asyncio
import contextvars
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

FRESH_SECONDS = 0.5
STALE_SECONDS = 0.8
LOAD_SECONDS = 30.0
"""A load may take this long; it is shared, so it does not end with the call that began it."""


@dataclass(slots=True)
class _Held(Generic[T]):
    """A value, when the load that gave it began, and the load that is under way."""

    value: T | None = None
    read_at: float = -math.inf
    expired_at: float = -math.inf
    forgotten_at: float = -math.inf
    loading: asyncio.Task[None] | None = None

    def age(self) -> float:
        """Seconds since the value was read; endless when it was expired since."""
        return time.monotonic() - self.read_at if self.read_at > self.expired_at else math.inf


class Snapshots(Generic[T]):
    """Values by merchant.

    `load(merchant_id, held)` gives the present value; `held` is the one in memory, None at
    first, so that a load may fetch only what changed, or give `held` itself.
    """

    def __init__(
        self,
        load: Callable[[str, T | None], Awaitable[T]],
        *,
        fresh_seconds: float = FRESH_SECONDS,
        stale_seconds: float = STALE_SECONDS,
    ) -> None:
        self._load = load
        self._fresh_seconds = fresh_seconds
        self._stale_seconds = stale_seconds
        self._held: dict[str, _Held[T]] = {}

    async def get(self, merchant_id: str, *, newest: bool = False) -> T:
        """Return the value, at most a second old; with `newest`, as it is at this moment.

        Raise what `load` raises.
        """
        held = self._held.setdefault(merchant_id, _Held())
        limit = 0.0 if newest else self._stale_seconds
        arrived = time.monotonic()
        while True:
            age = held.age()
            if held.value is not None and (age < limit or held.read_at >= arrived):
                if age > self._fresh_seconds:
                    self._loading(merchant_id, held)
                return held.value
            await asyncio.shield(self._loading(merchant_id, held))

    def held(self, merchant_id: str) -> T | None:
        """Return the value in memory, however old; None when there is none."""
        return self._held[merchant_id].value if merchant_id in self._held else None

    def expire(self, merchant_id: str) -> None:
        """Say that the value has just changed: whoever asks from now on sees the change."""
        self._held.setdefault(merchant_id, _Held()).expired_at = time.monotonic()

    def forget(self) -> None:
        """Load all values anew, not only what is newer: another database answers."""
        for held in self._held.values():
            held.value, held.forgotten_at = None, time.monotonic()

    async def close(self) -> None:
        """End the loads that are under way."""
        loads = [held.loading for held in self._held.values() if held.loading is not None]
        for load in loads:
            load.cancel()
        if loads:
            await asyncio.wait(loads)

    def _loading(self, merchant_id: str, held: _Held[T]) -> asyncio.Task[None]:
        if held.loading is None:
            # Not in the caller's context: the load must not end with the caller's deadline.
            held.loading = asyncio.get_running_loop().create_task(
                self._renew(merchant_id, held), context=contextvars.Context()
            )
            held.loading.add_done_callback(_look_at_failure)
        return held.loading

    async def _renew(self, merchant_id: str, held: _Held[T]) -> None:
        began = time.monotonic()
        try:
            async with asyncio.timeout(LOAD_SECONDS):
                value = await self._load(merchant_id, held.value)
            if held.forgotten_at < began:
                held.value, held.read_at = value, began
        finally:
            held.loading = None


class Derived(Generic[K, T]):
    """The values used last, each by a key that names all it depends on, so that none gets old."""

    def __init__(self, most: int) -> None:
        """Hold at most so many values."""
        self._most = most
        self._values: OrderedDict[K, T] = OrderedDict()

    def get(self, key: K, make: Callable[[], T]) -> T:
        """Return the value of a key, made now when it is not held."""
        if key not in self._values:
            self._values[key] = make()
            if len(self._values) > self._most:
                self._values.popitem(last=False)
        self._values.move_to_end(key)
        return self._values[key]

    def forget(self) -> None:
        """Make all values anew: keys may come again that stand for something else."""
        self._values.clear()


def _look_at_failure(task: asyncio.Task[None]) -> None:
    """Those who wait get the failure; when nobody does, the next caller meets it again."""
    if not task.cancelled():
        task.exception()
