"""The folder of an old system's files: one noun a file, CSV or JSON lines, every row with its line.

A noun may lie in several files, `orders.csv` and `orders.2025.csv` and `orders.mini.jsonl`: how it
is parted, and in which order rows stand, makes no difference.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.move.model import Where
from cli.problems import Problem
from cli.replay.rows import Dirty, read_table

MAX_CELL = 2_000


@dataclass(frozen=True, slots=True)
class Noun:
    """The columns of a file: those it must have, and those it may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them."""
        return self.required + self.optional


NOUNS: Mapping[str, Noun] = {
    "stores": Noun(("code", "store")),
    "products": Noun(("code", "name", "price"), ("dish", "size")),
    "members": Noun(("number", "points"), ("channel", "subject", "name", "phone")),
    "stock": Noun(("store", "code", "pieces", "counted_at")),
    "orders": Noun(
        ("system", "number", "store", "channel", "status", "service", "placed_at", "total"),
        (
            *("channel_number", "ended_at", "expected_at", "packaging_fee", "delivery_fee"),
            *("discount", "platform_discount", "refunded", "pickup_code", "member", "remark"),
            *("contact", "phone", "street", "account"),
        ),
    ),
    "order_lines": Noun(
        ("system", "order", "line", "name", "quantity", "unit_price"), ("code", "choices")
    ),
    "decisions": Noun(("store", "channel", "number", "system")),
}
"""What a folder may hold. Stores are named by their codes in the old systems."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: where it stands, and its cells by column; a column that is not there is empty."""

    where: Where
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell without the blanks around it."""
        return self.cells.get(column, "").strip()


def read_folder(folder: Path, wrong: list[str]) -> dict[str, list[Row]]:
    """Return the rows of each noun. Rows that are none are told in `wrong`.

    Raise Problem for a folder, a file or a column that is not as it must be.
    """
    if not folder.is_dir():
        raise Problem(f"{folder} is no folder: name the one that holds the old system's files.")
    rows: dict[str, list[Row]] = defaultdict(list)
    for path in sorted(folder.iterdir()):
        noun, _, _ = path.name.partition(".")
        if path.suffix not in {".csv", ".jsonl"}:
            continue
        if noun not in NOUNS:
            raise Problem(f"{path}: nothing is called {noun!r}; there are {', '.join(NOUNS)}.")
        dirty = Dirty()
        read = _csv_rows if path.suffix == ".csv" else _json_rows
        for row in read(path, NOUNS[noun], dirty):
            odd = _odd_cell(row)
            if odd:
                dirty.add(row.where.file, row.where.line, odd)
            else:
                rows[noun].append(row)
        wrong += dirty.rows
    if not rows and not wrong:
        raise Problem(f"{folder} has no rows in files such as stores.csv or orders.jsonl.")
    return rows


def _csv_rows(path: Path, noun: Noun, dirty: Dirty) -> Iterator[Row]:
    for row in read_table(path, noun.required, dirty, encoding="utf-8"):
        _demand_known(path, row.line, row.cells, noun)
        yield Row(Where(path.name, row.line), row.cells)


def _json_rows(path: Path, noun: Noun, dirty: Dirty) -> Iterator[Row]:
    for number, text in enumerate(path.read_bytes().split(b"\n"), 1):
        if not text.strip():
            continue
        try:
            # Numbers stay as they are written: an amount is no float.
            found = json.loads(text, parse_float=str, parse_int=str)
        except ValueError:
            dirty.add(path.name, number, "is no JSON")
            continue
        if not isinstance(found, dict) or any(
            isinstance(each, dict | list) for each in found.values()
        ):
            dirty.add(path.name, number, "is no JSON object of plain values")
            continue
        cells = {name: "" if cell is None else str(cell) for name, cell in found.items()}
        _demand_known(path, number, cells, noun)
        missing = [name for name in noun.required if name not in cells]
        if missing:
            dirty.add(path.name, number, f"has no {', '.join(missing)}")
        else:
            yield Row(Where(path.name, number), cells)


def _demand_known(path: Path, line: int, cells: Mapping[str, str], noun: Noun) -> None:
    """Raise Problem for a column that nobody reads: a misspelt one would be lost in silence."""
    odd: Sequence[str] = [name for name in cells if name not in noun.columns]
    if odd:
        raise Problem(
            f"{path}:{line}: the column {odd[0]!r} is not read; there are "
            f"{', '.join(noun.columns)}. Rename it, or leave it out."
        )


def _odd_cell(row: Row) -> str:
    for name, cell in row.cells.items():
        if not cell.strip().isprintable():
            return f"has a control character in {name}"
        if len(cell) > MAX_CELL:
            return f"has more than {MAX_CELL} characters in {name}"
    return ""
