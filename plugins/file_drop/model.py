"""What lies in the files, whatever their form: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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

    rows: tuple[Item | Count, ...]
    problems: tuple[Problem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every line could be read."""
        return bool(self.rows) and not self.problems
