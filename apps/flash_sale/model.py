"""Sessions of flash sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from mesh.pure.naming import OtherName


class SessionState(IntEnum):
    """Where a session stands; the numbers are those of the contract."""

    ANNOUNCED = 1
    RUNNING = 2
    SOLD_OUT = 3
    ENDED = 4
    CANCELLED = 5


class PriceState(IntEnum):
    """Whether the promotion center gives the price."""

    DRAFT = 1
    ACTIVE = 2
    ENDED = 3


LONGEST = timedelta(days=30)
"""Most time from the beginning of a session to its end."""


@dataclass(frozen=True, slots=True)
class Session:
    """One flash sale of one SKU.

    `store_ids` is empty for the whole chain. Of its `pieces`, `taken` are sold or promised, and
    `sold` of these are in orders that were placed. `waiting` persons are in line, of `queued` that
    ever were.
    """

    merchant_id: str
    session_id: str
    name: str
    sku_id: str
    store_ids: tuple[str, ...]
    amount: int
    currency: str
    pieces: int
    pieces_per_person: int
    begins_at: datetime
    ends_at: datetime
    admission_seconds: int
    promotion_id: str = ""
    price_state: PriceState = PriceState.DRAFT
    cancelled_at: datetime | None = None
    taken: int = 0
    sold: int = 0
    waiting: int = 0
    queued: int = 0
    names: tuple[OtherName, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Merchant and session."""
        return self.merchant_id, self.session_id

    @property
    def free(self) -> int:
        """Pieces that are neither sold nor promised."""
        return self.pieces - self.taken

    def is_over(self, now: datetime) -> bool:
        """Return whether nobody is let in any more."""
        return self.cancelled_at is not None or now >= self.ends_at
