"""Messages of a system behind a plug-in: taken once, and only near the time they were sent."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from zhongtai_plugin.errors import AuthRefused, RateLimited

FRESH_SECONDS = 300
MAX_REMEMBERED = 200_000


class ReplayGuard:
    """Refuses a message whose time is off by more than five minutes, or whose nonce came before.

    A plug-in asks it once it has proved the sender: before that, time and nonce are a stranger's
    words. It remembers in memory: what a message leads to must be harmless when repeated, since
    after a restart nonces of the last minutes are new again.
    """

    def __init__(self, clock: Callable[[], float] = time.time, most: int = MAX_REMEMBERED) -> None:
        self._clock = clock
        self._most = most
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()

    def demand_fresh(self, timestamp: str) -> None:
        """Raise AuthRefused for a time, in seconds since 1970, that is no longer or not yet."""
        well_formed = timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12
        if not well_formed or abs(self._clock() - int(timestamp)) > FRESH_SECONDS:
            raise AuthRefused("STALE", "The message is too old, or one of the clocks is wrong.")

    def admit(self, sender: str, timestamp: str, nonce: str) -> None:
        """Take note of a message. Raise AuthRefused, or RateLimited when too many came."""
        self.demand_fresh(timestamp)
        now = self._clock()
        # What is so far off is refused by its time: long ago, or the clock was put back.
        while self._seen and abs(next(iter(self._seen.values())) - now) > 2 * FRESH_SECONDS:
            self._seen.popitem(last=False)
        if (sender, nonce) in self._seen:
            raise AuthRefused("REPLAYED", "The message came before, with this nonce.")
        if len(self._seen) >= self._most:
            raise RateLimited("MESSAGES", "Too many messages at once.", retry_after_seconds=1)
        self._seen[(sender, nonce)] = now
