"""What stock is, in the words of the trade. Quantities are whole pieces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple


class MovementKind(IntEnum):
    """Why the stock on hand changed; the numbers are those of the contract."""

    COUNT = 1
    RECEIVED = 2
    WASTE = 3
    TRANSFER = 4
    CONSUMED = 5
    CORRECTION = 6
    SALE = 7
    TILL_SALE = 8
    RETURN = 9


class EventKind(IntEnum):
    """What an event of the feed tells; the numbers are those of the contract."""

    CHANGED = 1
    SOLD_OUT = 2
    BACK_IN_STOCK = 3
    SHORTFALL = 4


class CountOutcome(IntEnum):
    """What a count did to one SKU; the numbers are those of the contract."""

    SET = 1
    UNCHANGED = 2
    BELOW_RESERVED = 3
    REFUSED = 4


class TillSaleOutcome(IntEnum):
    """What booking did to one till sale; the numbers are those of the contract."""

    RECORDED = 1
    RECORDED_SHORT = 2
    ALREADY_RECORDED = 3
    DIFFERS = 4
    REFUSED = 5


class StockKey(NamedTuple):
    """Names the stock of one SKU in one store; sorts in the order in which rows are locked."""

    merchant_id: str
    store_id: str
    sku_id: str


class SaleKey(NamedTuple):
    """Names a sale made at a till."""

    merchant_id: str
    store_id: str
    till_id: str
    till_order_id: str

    @property
    def source(self) -> str:
        """How the ledger names the sale."""
        return f"{self.till_id}/{self.till_order_id}"


class Quantity(NamedTuple):
    """So many pieces of a SKU."""

    sku_id: str
    quantity: int


class Shortage(NamedTuple):
    """A SKU of which more was asked than could be had."""

    sku_id: str
    asked: int
    available: int


@dataclass(frozen=True, slots=True)
class Stock:
    """What one store has of one SKU.

    `on_hand` counts pieces in the store, `reserved` those of them that are set aside, and
    `sold` all that ever left by a sale and did not come back. A stock that contradicts
    itself cannot be made (ValueError): a defect shall never reach the table.
    """

    key: StockKey
    tracked: bool = False
    on_hand: int = 0
    reserved: int = 0
    sold: int = 0
    # Grows with every write; 0 for a SKU that nobody has set yet.
    version: int = 0
    updated_at: datetime | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.reserved <= self.on_hand or self.sold < 0:
            raise ValueError(
                f"{self.key}: on hand {self.on_hand}, reserved {self.reserved}, sold {self.sold}"
            )

    @property
    def available(self) -> int:
        """Pieces that can be reserved now."""
        return self.on_hand - self.reserved

    @property
    def sellable(self) -> bool:
        """Whether a customer could have at least one piece."""
        return not self.tracked or self.available > 0

    def held(self, pieces: int) -> Stock:
        """Return the stock after pieces were set aside, or given back (negative)."""
        return replace(self, reserved=self.reserved + pieces)

    def moved(self, pieces: int) -> Stock:
        """Return the stock after pieces came in, or left without a sale (negative)."""
        return replace(self, on_hand=self.on_hand + pieces)

    def sold_off(self, pieces: int, *, from_reserved: bool) -> Stock:
        """Return the stock after pieces were sold: those set aside before, or free ones."""
        return replace(
            self,
            on_hand=self.on_hand - pieces,
            reserved=self.reserved - pieces * from_reserved,
            sold=self.sold + pieces,
        )

    def taken_back(self, pieces: int) -> Stock:
        """Return the stock after sold pieces came back."""
        return replace(self, on_hand=self.on_hand + pieces, sold=self.sold - pieces)


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry of the ledger before it is written; negative pieces left the stock."""

    key: StockKey
    kind: MovementKind
    quantity: int
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One entry of the ledger as it stands in the book."""

    number: int
    movement: Movement
    actor: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """Something to tell the feed: a stock as it stands after a batch, or a shortfall."""

    kind: EventKind
    stock: Stock
    missing: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class TillSaleLine:
    """One tracked SKU of a till sale; `taken` of `quantity` pieces were in stock."""

    sku_id: str
    quantity: int
    taken: int


@dataclass(frozen=True, slots=True)
class TillSale:
    """A sale a till has made; lines added up per SKU and sorted."""

    key: SaleKey
    wanted: tuple[Quantity, ...]
    digest: bytes
    sold_at: datetime

    def stock_keys(self) -> Iterable[StockKey]:
        """Return the keys of the stock it concerns, tracked or not."""
        return (StockKey(self.key.merchant_id, self.key.store_id, x.sku_id) for x in self.wanted)


@dataclass(frozen=True, slots=True)
class BookedSale:
    """A till sale as it stands in the book."""

    key: SaleKey
    digest: bytes
    lines: tuple[TillSaleLine, ...]
    sold_at: datetime

    @property
    def shortages(self) -> tuple[Shortage, ...]:
        """What the stock lacked."""
        short = (line for line in self.lines if line.taken < line.quantity)
        return tuple(Shortage(line.sku_id, line.quantity, line.taken) for line in short)


@dataclass(frozen=True, slots=True)
class Policy:
    """Whether a SKU is tracked from now on."""

    sku_id: str
    tracked: bool


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted of a SKU, pieces set aside included."""

    sku_id: str
    counted: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Pieces to add or to take, and why."""

    sku_id: str
    delta: int
    reason: MovementKind
    note: str = ""


@dataclass(frozen=True, slots=True)
class TillSaleResult:
    """The answer for one till sale."""

    key: SaleKey
    outcome: TillSaleOutcome
    shortages: tuple[Shortage, ...] = ()
