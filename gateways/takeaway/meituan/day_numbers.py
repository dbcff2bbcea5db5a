"""Which numbers of a store's day this process has seen orders of."""

from __future__ import annotations

MOST_DAYS = 5_000


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
