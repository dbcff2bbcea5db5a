"""Reading recorded tables: every row with its line, dirty ones reported, never guessed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cli.problems import Problem

# What `surrogateescape` makes of a byte that the encoding does not have.
_SPOILT = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells by column, and the line it begins on."""

    line: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Dirty:
    """Rows that could not be taken, each with file, line and reason."""

    rows: list[str] = field(default_factory=list)

    def add(self, file: str, line: int, reason: str) -> None:
        """Report a row."""
        self.rows.append(f"{file}:{line}: {reason}")


def read_table(
    path: Path, columns: Sequence[str], dirty: Dirty, *, encoding: str, delimiter: str = ","
) -> Iterator[Row]:
    """The rows that have all columns. Raise Problem when it is no such table."""
    try:
        # A byte that is not of the encoding spoils its row and no other.
        file = path.open(encoding=encoding, errors="surrogateescape", newline="")
    except OSError as exc:
        raise Problem(f"{path} cannot be read: {exc.strerror}.") from exc
    with file:
        # Tables parted by tabs quote nothing: a quote in them is a quote.
        plain = delimiter == "\t"
        reader = (
            csv.reader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE)
            if plain
            else csv.reader(file, delimiter=delimiter)
        )
        header = [name.strip().lstrip("\ufeff") for name in next(reader, [])]
        missing = [name for name in columns if name not in header]
        if missing:
            raise Problem(f"{path} has no column {', '.join(missing)}: is it the right file?")
        line = reader.line_num
        for cells in reader:
            begins, line = line + 1, reader.line_num
            if len(cells) != len(header):
                dirty.add(path.name, begins, f"has {len(cells)} cells, not {len(header)}")
            elif _SPOILT.search("".join(cells)):
                dirty.add(path.name, begins, f"holds bytes that are not {encoding}")
            else:
                yield Row(begins, dict(zip(header, cells, strict=True)))
