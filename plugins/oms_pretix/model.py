"""What is known of pretix's orders, whatever their form: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
"""An order or a position as pretix tells it: fields by name."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A position of an order, with the line of the platform's order that it is a piece of."""

    line_id: str
    row: Row

    @property
    def id(self) -> int:
        """The number that pretix has given the position, and nothing else in it."""
        return int(self.row["id"])

    def has(self, mark: str) -> bool:
        """Return whether it is blocked for this reason."""
        return mark in (self.row["blocked"] or ())


@dataclass(frozen=True, slots=True)
class Ours:
    """An order of the platform as pretix has it."""

    order_id: str
    merchant_id: str
    store_id: str
    digest: str
    code: str
    is_canceled: bool
    modified: float
    """When it changed last, by pretix's clock, in seconds since 1970."""
    pieces: Sequence[Piece]
    booked: frozenset[str]
    """Comments of the refunds that are booked."""
    others: int
    """Positions that pretix's own people have added, and that stand."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pieces of a line to make void: any `quantity` of them, or the vouchers that are named."""

    line_id: str
    quantity: int
    voucher_ids: frozenset[str] = frozenset()
