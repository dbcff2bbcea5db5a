"""Days on platforms in China, and which numbers of a store's day we have seen orders of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def day_of(seconds: float) -> str:
    """Return the day on which a moment lies, as YYYYMMDD."""
    return datetime.fromtimestamp(seconds, ZONE).strftime("%Y%m%d")


class DayNumbers:
    """Numbers by store and day. Whoever goes by them says which days still matter."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], set[int]] = {}

    def note(self, store_id: str, day: str, number: str) -> None:
        """Keep that an order has the number."""
        if number.isdecimal():
            self.of(store_id, day).add(int(number))

    def of(self, store_id: str, day: str) -> set[int]:
        """Return the numbers of a store's day, to be added to."""
        return self._seen.setdefault((store_id, day), set())

    def forget_all_but(self, days: Collection[str]) -> None:
        """Forget the other days, of all stores."""
        self._seen = {each: numbers for each, numbers in self._seen.items() if each[1] in days}

    def __len__(self) -> int:
        return len(self._seen)
