"""Days on platforms in China, and which numbers of a shop's day we have seen orders of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def day_of(seconds: float) -> str:
    """Return the day on which a moment lies, as YYYYMMDD."""
    return datetime.fromtimestamp(seconds, ZONE).strftime("%Y%m%d")


@dataclass(frozen=True, slots=True)
class ShopDay:
    """A day (YYYYMMDD) of a shop on a platform, by the platform's id of it.

    A store may have several shops there, each with numbers of its own.
    """

    store_id: str
    shop: str
    day: str


class DayNumbers:
    """Numbers by shop and day. Whoever goes by them says which days still matter."""

    def __init__(self) -> None:
        self._seen: dict[ShopDay, set[int]] = {}

    def note(self, day: ShopDay, number: str) -> None:
        """Keep that an order has the number."""
        if number.isdecimal():
            self.of(day).add(int(number))

    def of(self, day: ShopDay) -> set[int]:
        """Return the numbers of a shop's day, to be added to."""
        return self._seen.setdefault(day, set())

    def forget_all_but(self, days: Collection[str]) -> None:
        """Forget the other days, of all shops."""
        self._seen = {each: numbers for each, numbers in self._seen.items() if each.day in days}

    def __len__(self) -> int:
        return len(self._seen)
