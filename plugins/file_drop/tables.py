"""Bytes of a CSV file as rows, and rows as lines under the names of their columns: pure.

Encoding and separator are found out, not asked for: UTF-8 with or without a mark, UTF-16 with a
mark, else GB18030; comma, semicolon, tab or bar, whichever the first line has most of.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Rows = Iterable[tuple[int, Sequence[str]]]
"""The cells of each row, with its number in the file."""

MAX_BYTES = 32 * 1024 * 1024
MAX_LINES = 200_000
MAX_CELL = 1_000
SEPARATORS = ",;\t|"
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
"""What a spreadsheet shows where a formula failed."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class FileUnreadable(Exception):
    """A file cannot be read at all; the texts say why, and what a person may do."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(f"{problem}: {advice}")
        self.problem = problem
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the file, its cells by column, and what is wrong with its form."""

    number: int
    cells: Mapping[str, str]
    problem: str = ""


def demand_size(content: bytes) -> None:
    """Raise FileUnreadable for a file that is too large to be read."""
    if len(content) > MAX_BYTES:
        raise FileUnreadable("The file is larger than 32 MB", "split it into several files")


def text_of(content: bytes) -> str:
    """Return the text of a CSV file. Raise FileUnreadable."""
    demand_size(content)
    encodings = [name for mark, name in _MARKS if content.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable("The text is in no known encoding", "save it as CSV UTF-8")


def rows_of(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows of a CSV text, each with the number of its last line. Raise FileUnreadable."""
    head, _, _ = text.lstrip("\r\n").partition("\n")
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as wrong:
        raise FileUnreadable(
            f"Line {reader.line_num} is no CSV ({wrong})", "save the file as CSV again"
        ) from None


def lines_of(
    rows: Rows, columns: Mapping[str, Sequence[str]], required: Sequence[str]
) -> Iterator[Line]:
    """Yield the lines below the first one, which names the columns. Raise FileUnreadable.

    `columns` gives the names under which each column may stand; others are passed over. Empty
    lines are nothing.
    """
    filled = ((number, cells) for number, cells in rows if any(map(str.strip, cells)))
    _, names = next(filled, (0, None))
    if names is None:
        raise FileUnreadable("The file is empty", "put the names of the columns first")
    order = _order(names, columns, required)
    for number, cells in filled:
        if number > MAX_LINES:
            raise FileUnreadable(
                f"The file has more than {MAX_LINES} lines", "split it into several files"
            )
        yield _line(number, cells, order, len(names))


def _order(
    names: Sequence[str], columns: Mapping[str, Sequence[str]], required: Sequence[str]
) -> Mapping[str, int]:
    """Return where each column stands. Raise FileUnreadable."""
    known = {alias: column for column, aliases in columns.items() for alias in (column, *aliases)}
    order: dict[str, int] = {}
    for place, name in enumerate(names):
        column = known.get(name.strip().casefold().replace(" ", "_"))
        if column is None:
            continue
        if column in order:
            raise FileUnreadable(f"The column {column} is there twice", "leave one of them out")
        order[column] = place
    missing = [f"{name} ({', '.join(columns[name])})" for name in required if name not in order]
    if missing:
        raise FileUnreadable(
            f"No column is called {'; '.join(missing)}", "name the columns in the first line"
        )
    return order


def _line(number: int, cells: Sequence[str], order: Mapping[str, int], width: int) -> Line:
    found = {
        column: cells[place].strip() if place < len(cells) else ""
        for column, place in order.items()
    }
    problem = ""
    if len(cells) > width and any(map(str.strip, cells[width:])):
        problem = f"has {len(cells)} cells where the first line has {width}"
    elif failed := next((name for name, cell in found.items() if cell in ERRORS), None):
        problem = f"has the error of a formula in {failed}"
    elif odd := next((name for name, cell in found.items() if not cell.isprintable()), None):
        problem = f"has a control character in {odd}"
    elif long := next((name for name, cell in found.items() if len(cell) > MAX_CELL), None):
        problem = f"has more than {MAX_CELL} characters in {long}"
    return Line(number, found, problem)
