"""The platform's own book: every order it has sold, and what it saw that was wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from simulators.core.entry import Entry
from simulators.core.world import SoldOrder


@dataclass
class Book:
    """Orders by their number. `faults` are those of calls that name no order."""

    store_codes: frozenset[str]
    entries: dict[str, Entry] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def sell(self, order: SoldOrder) -> Entry:
        """Begin an order."""
        entry = self.entries[order.number] = Entry(order)
        return entry

    def all(self) -> Iterable[Entry]:
        """Every order, in the order in which they were sold."""
        return self.entries.values()
