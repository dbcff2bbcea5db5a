"""What a reservation is. Quantities are whole pieces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from centers.inventory.model import Quantity, Shortage, StockKey
from mesh.pure.ids import OrderKey


class ReservationState(IntEnum):
    """Where a reservation stands; the numbers are those of the contract and of the table."""

    HELD = 1
    COMMITTED = 2
    RELEASED = 3
    EXPIRED = 4
    SHORT = 5


class CommitOutcome(IntEnum):
    """What a commit did to one order; the numbers are those of the contract."""

    COMMITTED = 1
    ALREADY_COMMITTED = 2
    NOTHING_HELD = 3
    SHORTFALL = 4
    REFUSED = 5


class ReleaseOutcome(IntEnum):
    """What a release did to one order; the numbers are those of the contract."""

    RELEASED = 1
    ALREADY_RELEASED = 2
    NOTHING_HELD = 3
    COMMITTED = 4
    RETURNED = 5
    REFUSED = 6


@dataclass(frozen=True, slots=True)
class ReservationLine:
    """One tracked SKU of a reservation.

    `taken` pieces are set aside or sold: all of `quantity`, or none. `returned` of the sold
    ones came back.
    """

    sku_id: str
    quantity: int
    taken: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Reservation:
    """What is set aside for one order. Its lines change only when it is taken anew."""

    key: OrderKey
    state: ReservationState
    lines: tuple[ReservationLine, ...]
    # Of what the order asked, untracked SKUs included: tells a repetition from another order.
    digest: bytes
    expires_at: datetime
    created_at: datetime
    updated_at: datetime
    # Grows with every write; 0 for one that is not written yet.
    version: int = 0

    def stock_keys(self) -> Iterable[StockKey]:
        """Return the keys of the stock it concerns."""
        return (StockKey(self.key.merchant_id, self.key.store_id, x.sku_id) for x in self.lines)


@dataclass(frozen=True, slots=True)
class Demand:
    """What an order asks to set aside; lines added up per SKU and sorted."""

    key: OrderKey
    wanted: tuple[Quantity, ...]
    digest: bytes
    expires_at: datetime

    def stock_keys(self) -> Iterable[StockKey]:
        """Return the keys of the stock it concerns, tracked or not."""
        return (StockKey(self.key.merchant_id, self.key.store_id, x.sku_id) for x in self.wanted)


@dataclass(frozen=True, slots=True)
class Return:
    """Sold pieces of an order that come back, once per request_id; no lines means all left."""

    order_id: str
    request_id: str
    lines: tuple[Quantity, ...]
    note: str


@dataclass(frozen=True, slots=True)
class CommitResult:
    """The answer for one order of a commit."""

    order_id: str
    outcome: CommitOutcome
    shortages: tuple[Shortage, ...] = ()
