"""How many messages come in at most, from all senders together."""

from __future__ import annotations

import time
from collections.abc import Callable

from mesh.errors import RateLimited


class RateLimit:
    """One bucket for the gateway. Senders repeat what was not taken, so nothing is lost."""

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._clock = clock
        self._level = per_second
        self._filled_at = clock()

    def admit(self) -> None:
        """Take one. Raises RateLimited when more than a second's worth came at once."""
        now = self._clock()
        gained = (now - self._filled_at) * self._per_second
        self._level, self._filled_at = min(self._per_second, self._level + gained), now
        if self._level < 1:
            raise RateLimited(retry_after_seconds=1)
        self._level -= 1
