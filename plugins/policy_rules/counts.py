"""What each person was let through with on a business day; durable, each placement once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from zhongtai_plugin import Forgetting, Journal

from plugins.policy_rules.model import PerDay

_SCHEMA = """
CREATE TABLE IF NOT EXISTS counted (
    chain TEXT, placement TEXT, person TEXT, day TEXT, total INTEGER,
    PRIMARY KEY (chain, placement)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS counted_of_person ON counted (chain, person, day);
CREATE INDEX IF NOT EXISTS counted_of_day ON counted (day);
"""
KEPT_DAYS = 7
"""What was counted for a day is kept so long after it: longer than clocks of stores differ."""


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
        self._old = Forgetting(KEPT_DAYS, _forget)

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
            # By today, not by the day that is wanted: that may be weeks ahead.
            self._old.some(db)
            row = (*known, wanted.person, wanted.day, wanted.total)
            db.execute("INSERT INTO counted VALUES (?, ?, ?, ?, ?)", row)
            return True

        return await self._journal.write(count)

    async def close(self) -> None:
        """Close the book."""
        await self._journal.close()


def _forget(db: sqlite3.Connection, oldest_day: str, most: int) -> None:
    db.execute(
        "DELETE FROM counted WHERE (chain, placement) IN "
        "(SELECT chain, placement FROM counted WHERE day < ? ORDER BY day LIMIT ?)",
        (oldest_day, most),
    )


def _is_more(number: int, most: int | None) -> bool:
    return most is not None and number > most
