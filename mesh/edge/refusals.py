"""What the doors refuse, counted by limit: a flood makes one line in the log, not millions."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from mesh.process.metrics import Metrics

SAID_EVERY_SECONDS = 10.0


class Refusals:
    """Counts refusals by limit, and says so in the log now and then."""

    def __init__(self, metrics: Metrics, clock: Callable[[], float] = time.monotonic) -> None:
        self._metrics = metrics
        self._clock = clock
        self._log = structlog.get_logger()
        self._said_at: dict[str, float] = {}
        self._unsaid: dict[str, int] = {}

    def count(self, limit: str, peer: str) -> None:
        """Take note that `peer` was refused by `limit`."""
        self._metrics.count(
            "zhongtai_limit_refusals_total", "What the limits of the public doors refused.",
            (("limit", limit),),
        )  # fmt: skip
        unsaid = self._unsaid.get(limit, 0) + 1
        now = self._clock()
        if now - self._said_at.get(limit, float("-inf")) < SAID_EVERY_SECONDS:
            self._unsaid[limit] = unsaid
            return
        self._said_at[limit] = now
        self._unsaid[limit] = 0
        self._log.warning("limit reached", limit=limit, peer=peer, refused=unsaid)
