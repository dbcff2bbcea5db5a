"""The burrito orders: items with nested choices, at the prices of the file. Pure reading."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from cli.replay.rows import Dirty, Row, read_table
from mesh.pure.money import parse_minor

CURRENCY = "USD"
NO_CHOICE = "NULL"
MAX_LEVELS = 4
_COLUMNS = ("order_id", "quantity", "item_name", "choice_description", "item_price")
_PIECE = re.compile(r"[\[\],]|[^\[\],]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice; a bracket within a bracket is a group of its own, under no name."""

    name: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class BurritoLine:
    """A line; the price is that of one piece, in cents."""

    item: str
    quantity: int
    unit_price: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class BurritoOrder:
    """An order, its lines in the order of the file; equal lines stay two."""

    number: str
    lines: tuple[BurritoLine, ...]

    @property
    def total(self) -> int:
        """Cents."""
        return sum(line.unit_price * line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class Burritos:
    """All of it, and the rows that were not taken."""

    orders: tuple[BurritoOrder, ...]
    dirty: Dirty

    def items(self) -> dict[str, list[int]]:
        """Return every item with the prices it was sold at, the lowest first."""
        prices: defaultdict[str, set[int]] = defaultdict(set)
        for order in self.orders:
            for line in order.lines:
                prices[line.item].add(line.unit_price)
        return {item: sorted(seen) for item, seen in sorted(prices.items())}


def parse_burritos(path: Path) -> Burritos:
    """Read the file. Raise Problem when it is missing or of another kind."""
    dirty = Dirty()
    lines: dict[str, list[BurritoLine]] = {}
    broken: dict[str, int] = {}
    for row in read_table(path, _COLUMNS, dirty, encoding="utf-8", delimiter="\t"):
        number = row.cells["order_id"].strip()
        try:
            line = _line(row)
        except ValueError as wrong:
            dirty.add(path.name, row.line, str(wrong))
            broken.setdefault(number, row.line)
            continue
        lines.setdefault(number, []).append(line)
    for number, at in broken.items():
        # Half an order is none: nobody ordered what is left of it.
        if lines.pop(number, None):
            dirty.add(path.name, at, f"so all of order {number!r} is left out")
    orders = (BurritoOrder(number, tuple(own)) for number, own in lines.items())
    return Burritos(tuple(orders), dirty)


def parse_choices(text: str) -> tuple[Choice, ...]:
    """Read a bracket list such as "[Salsa (Hot), [Rice, Beans]]".

    A nested list holds choices of the choice before it. Raise ValueError when the brackets
    do not close, or an element has no name.
    """
    if text == NO_CHOICE:
        return ()
    pieces = _PIECE.findall(text if text.startswith("[") else f"[{text}]")
    choices, after = _bracket(pieces, 0, 1)
    if after != len(pieces):
        raise ValueError(f"there is something behind the last bracket of {text!r}")
    return choices


def _bracket(pieces: list[str], start: int, level: int) -> tuple[tuple[Choice, ...], int]:
    if level > MAX_LEVELS:
        raise ValueError("choices are nested too deep")
    choices: list[Choice] = []
    at = start + 1
    while at < len(pieces):
        piece = pieces[at]
        if piece == "]":
            return tuple(choices), at + 1
        if piece == "[":
            inner, at = _bracket(pieces, at, level + 1)
            if not choices:
                choices += inner
            else:
                before = choices.pop()
                choices.append(Choice(before.name, (*before.choices, *inner)))
            continue
        if piece != "," and piece.strip():
            choices.append(Choice(piece.strip()))
        at += 1
    raise ValueError("a bracket does not close")


def _line(row: Row) -> BurritoLine:
    cells = row.cells
    quantity, item = cells["quantity"].strip(), cells["item_name"].strip()
    if not quantity.isdecimal() or not 1 <= int(quantity) <= 999:
        raise ValueError(f"quantity {quantity!r} is no number from 1 to 999")
    if not item:
        raise ValueError("the item has no name")
    whole = parse_minor(cells["item_price"].strip().removeprefix("$"), CURRENCY)
    # The price is that of the line, not of a piece.
    unit, rest = divmod(whole, int(quantity))
    if rest or whole < 0:
        raise ValueError(f"{cells['item_price'].strip()} is not {quantity} times a whole price")
    return BurritoLine(
        item, int(quantity), unit, parse_choices(cells["choice_description"].strip())
    )
