"""Carts, and what a reading of one shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from apps.cart.errors import CartChanged


class Change(IntEnum):
    """What became of a line since its customer saw it; the numbers are those of the contract."""

    PRICE = 1
    NAME = 2
    SOLD_OUT = 3
    GONE = 4
    NOT_SOLD_NOW = 5
    OPTION_GONE = 6
    OUT_OF_STOCK = 7
    TOO_FEW = 8
    NOT_ALLOWED_SO = 9


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose carts: a person's, or those of a guest who is not logged in; one is empty."""

    person_id: str = ""
    guest_id: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """Names a cart of a merchant."""

    owner: Owner
    store_id: str
    channel: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A line as its customer was shown it: names in a language, and what a piece costs."""

    name: str
    sku_name: str
    amount: int
    currency: str
    language: str = ""

    @property
    def full_name(self) -> str:
        """Dish and size."""
        return f"{self.name} {self.sku_name}".strip()


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to put in; `wanted` is the contract's message without the quantity."""

    line_id: str
    wanted: bytes
    choices: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cart; `seen` is None until it was priced for the first time."""

    line_id: str
    wanted: bytes
    quantity: int
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Cart:
    """A cart; one that is not there yet has no id, version 0 and no lines."""

    key: Key
    cart_id: str = ""
    version: int = 0
    updated_at: datetime | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A cart in a list."""

    cart_id: str
    store_id: str
    version: int
    updated_at: datetime
    line_count: int
    piece_count: int


@dataclass(frozen=True, slots=True)
class Locked:
    """A cart that is locked until the transaction ends."""

    cart_id: str
    version: int

    def demand(self, expected: int) -> None:
        """Raise CartChanged unless it has the expected version; 0 expects nothing."""
        if expected and expected != self.version:
            raise CartChanged(version=self.version)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a line that was put in."""

    line_id: str
    quantity: int
    version: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line cannot be ordered now, as order control says."""

    reason: str
    item_id: str
    available: int
    sold_at_other_times: bool


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A line as a reading shows it; `shown` is what it is called and costs, None if unknown."""

    line: Line
    shown: Seen | None
    can_be_ordered: bool
    changes: tuple[Change, ...] = ()
    available: int = 0
    previous: Seen | None = field(default=None)
