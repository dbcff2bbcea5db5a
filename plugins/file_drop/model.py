"""What lies in the files, whatever their form: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from plugins.file_drop.people import Listed


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list of items; `price` is in minor units, None where there is none."""

    code: str
    product_code: str
    name: str
    variant: str
    price: int | None
    archived: bool


@dataclass(frozen=True, slots=True)
class Count:
    """One line of a list of stock; `quantity` is None where the list does not say."""

    store_id: str
    code: str
    quantity: int | None
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line (0: with the file), and what a person may do."""

    line: int
    what: str
    problem: str
    advice: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says: the lines that can be read, and the problems of the others."""

    rows: tuple[Item | Count | Listed, ...]
    problems: tuple[Problem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every line could be read."""
        return bool(self.rows) and not self.problems

    def without(self, problems: Sequence[Problem]) -> Parsed:
        """Return the file without the lines that turned out to be wrong later."""
        if not problems:
            return self
        bad = {each.line for each in problems}
        rows = tuple(row for row in self.rows if not (isinstance(row, Listed) and row.line in bad))
        every = sorted([*self.problems, *problems], key=lambda each: each.line)
        return Parsed(rows, tuple(every))
