"""What each person was let through with on a business day; durable, each placement once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from zhongtai_plugin import Journal

from plugins.policy_rules.model import PerDay

_SCHEMA = """
CREATE TABLE IF NOT EXISTS counted (
    chain TEXT, placement TEXT, person TEXT, day TEXT, total INTEGER,
    PRIMARY KEY (chain, placement)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS counted_of_person ON counted (chain, person, day);
CREATE INDEX IF NOT EXISTS counted_of_day ON counted (day);
"""
KEPT = timedelta(days=7)
"""How long after its day what was counted is kept: longer than clocks of stores differ."""


@dataclass(frozen=True, slots=True)
class Placement:
    """An order that a person wants to place; `day` is a business date, "2026-01-31"."""

    chain: str
    placement: str
    person: str
    day: str
    total: int


class Counts:
    """The book of what was let through."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @classmethod
    async def open(cls, folder: Path) -> Counts:
        """Open or make the book."""
        return cls(await Journal.open(folder / "counts.sqlite3", _SCHEMA))

    async def let_through(self, wanted: Placement, most: PerDay) -> bool:
        """Count an order and return True; False, with nothing counted, where it is too much."""

        def count(db: sqlite3.Connection) -> bool:
            known = (wanted.chain, wanted.placement)
            if db.execute(
                "SELECT 1 FROM counted WHERE chain = ? AND placement = ?", known
            ).fetchone():
                return True
            orders, total = db.execute(
                "SELECT count(*), coalesce(sum(total), 0) FROM counted "
                "WHERE chain = ? AND person = ? AND day = ?",
                (wanted.chain, wanted.person, wanted.day),
            ).fetchone()
            if _is_more(orders + 1, most.orders) or _is_more(total + wanted.total, most.total):
                return False
            # An order may be wanted for a day that is weeks ahead: what is over is not by that day.
            old = min(date.fromisoformat(wanted.day), datetime.now(UTC).date()) - KEPT
            db.execute("DELETE FROM counted WHERE day < ?", (old.isoformat(),))
            row = (*known, wanted.person, wanted.day, wanted.total)
            db.execute("INSERT INTO counted VALUES (?, ?, ?, ?, ?)", row)
            return True

        return await self._journal.write(count)

    async def close(self) -> None:
        """Close the book."""
        await self._journal.close()


def _is_more(number: int, most: int | None) -> bool:
    return most is not None and number > most
