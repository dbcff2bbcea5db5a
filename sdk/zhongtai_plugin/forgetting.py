"""What a journal need not keep any longer goes little by little, in the writes of what is new.

    old = Forgetting(keep_days=30, forget=forget)
    await journal.write(lambda db: (keep(db, order), old.some(db)))

So a plug-in that is never restarted forgets as well, and no write waits for a month of deletions.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

AT_ONCE = 1_000
PAUSE_SECONDS = 60.0

Forget = Callable[[sqlite3.Connection, str, int], object]
"""Forgets what is of days before one, as "2026-01-31": so many rows of each table at most."""


class Forgetting:
    """Forgets what is older than `keep_days`, some of it a minute at most."""

    def __init__(
        self, keep_days: int, forget: Forget, clock: Callable[[], float] = time.time
    ) -> None:
        self._kept = timedelta(days=keep_days)
        self._forget = forget
        self._clock = clock
        self._not_before = 0.0

    def some(self, db: sqlite3.Connection) -> None:
        """Forget some where a minute has passed; inside a write of the journal."""
        now = self._clock()
        if now < self._not_before:
            return
        self._not_before = now + PAUSE_SECONDS
        oldest = datetime.fromtimestamp(now, UTC) - self._kept
        self._forget(db, oldest.date().isoformat(), AT_ONCE)
