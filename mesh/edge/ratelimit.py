"""How often somebody may come: token buckets, kept by each process for itself."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from mesh.pure.errors import RateLimited

MAX_BUCKETS = 50_000


class RateLimit:
    """A bucket per sender: `per_second` on the long run, `burst` at once.

    `limit` names the limit to whom is refused.
    """

    def __init__(
        self,
        per_second: float,
        burst: float,
        clock: Callable[[], float] = time.monotonic,
        *,
        limit: str = "",
    ) -> None:
        self._limit = limit
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def admit(self, sender: Hashable, cost: int = 1) -> None:
        """Take `cost` from the sender's bucket. Raise RateLimited when it holds less."""
        now = self._clock()
        level, filled_at = self._buckets.pop(sender, (self._burst, now))
        level = min(self._burst, level + (now - filled_at) * self._per_second)
        self._buckets[sender] = (level - cost if level >= cost else level, now)
        if len(self._buckets) > MAX_BUCKETS:
            self._buckets.popitem(last=False)
        if level < cost:
            wait = math.ceil((cost - level) / self._per_second)
            if self._limit:
                raise RateLimited(retry_after_seconds=wait, limit=self._limit)
            raise RateLimited(retry_after_seconds=wait)

    def empty(self, sender: Hashable) -> None:
        """Take all that is in the sender's bucket."""
        self._buckets[sender] = (0.0, self._clock())
