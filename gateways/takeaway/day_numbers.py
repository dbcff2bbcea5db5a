"""Days on platforms in China, and which numbers of a store's day we have seen orders of."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
MOST_DAYS = 5_000


def day_of(seconds: float) -> str:
    """Return the day on which a moment lies, as YYYYMMDD."""
    return datetime.fromtimestamp(seconds, ZONE).strftime("%Y%m%d")


class DayNumbers:
    """Numbers by store and day; the oldest days are forgotten."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], set[int]] = {}

    def note(self, store_id: str, day: str, number: str) -> None:
        """Keep that an order has the number."""
        if number.isdecimal():
            self.of(store_id, day).add(int(number))

    def of(self, store_id: str, day: str) -> set[int]:
        """Return the numbers of a store's day, to be added to."""
        while len(self._seen) >= MOST_DAYS:
            del self._seen[min(self._seen, key=lambda each: each[1])]
        return self._seen.setdefault((store_id, day), set())
