"""What the old systems' files say, checked: pure. Amounts are minor units; None: not said.

Rows are equal that say the same, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

STATUSES = (
    *("placed", "accepted", "preparing", "ready", "delivering", "fulfilled"),
    *("completed", "cancelled"),
)
"""What an order may be, in the order of its life."""
ENDED = frozenset({"completed", "cancelled"})
SERVICES = ("pick_up", "dine_in", "delivery")


class Where(NamedTuple):
    """A line of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Key(NamedTuple):
    """What names an order, in whatever system: the store's code, the channel, its number there."""

    store: str
    channel: str
    number: str

    def __str__(self) -> str:
        return f"{self.store} {self.channel} {self.number}"


@dataclass(frozen=True, slots=True)
class Place:
    """A store as the platform has it; `taken` says of each channel whether orders come here."""

    code: str
    store_id: str
    currency: str
    zone: tzinfo
    own_riders: bool
    taken: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Product:
    """One size of a dish."""

    where: Where = field(compare=False)
    code: str
    dish: str
    name: str
    size: str
    price: int


@dataclass(frozen=True, slots=True)
class Member:
    """A member; known to the platform as `subject` on `channel`."""

    where: Where = field(compare=False)
    number: str
    channel: str
    subject: str
    points: int
    name: str = field(repr=False)
    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted of a SKU in a store."""

    where: Where = field(compare=False)
    store: str
    code: str
    pieces: int
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order; `unit_price` has the choices in it."""

    code: str
    name: str
    quantity: int
    unit_price: int
    choices: tuple[str, ...] = ()

    @property
    def amount(self) -> int:
        """What all its pieces cost."""
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of an order. `discount` is the chain's, `platform_discount` the channel's."""

    status: str | None = None
    service: str | None = None
    placed_at: datetime | None = None
    ended_at: datetime | None = None
    expected_at: datetime | None = None
    total: int | None = None
    packaging_fee: int | None = None
    delivery_fee: int | None = None
    discount: int | None = None
    platform_discount: int | None = None
    refunded: int | None = None
    pickup_code: str | None = None
    member: str | None = None
    account: str | None = None
    remark: str | None = field(default=None, repr=False)
    contact: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    street: str | None = field(default=None, repr=False)
    lines: tuple[Line, ...] | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """An order as one of the old systems has it, under its own number there."""

    where: Where = field(compare=False)
    system: str
    number: str
    key: Key
    facts: Facts


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of one order of which two systems say different things, by system."""

    key: Key
    field: str
    said: Mapping[str, str]

    def __str__(self) -> str:
        words = ", ".join(f"{system} says {what}" for system, what in sorted(self.said.items()))
        return f"{self.key}: {self.field}: {words}"


@dataclass(frozen=True, slots=True)
class Order:
    """One order, put together from all systems that have it."""

    key: Key
    systems: tuple[str, ...]
    where: Where
    facts: Facts

    @property
    def status(self) -> str:
        """How far it is."""
        return self.facts.status or ""

    @property
    def placed_at(self) -> datetime:
        """When the customer ordered."""
        return self.facts.placed_at or datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Plan:
    """All that the files say and can be taken, and what cannot."""

    products: list[Product] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    held: set[Key] = field(default_factory=set)
    """Orders that are in the files and cannot be taken: a conflict, or a wrong line."""
