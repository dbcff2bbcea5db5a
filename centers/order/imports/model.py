"""What is known of imports beside their orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UnmappedItem:
    """A dish that a channel sold in a store and that no SKU had the code of then."""

    store_id: str
    channel: str
    item_code: str
    name: str
    orders: int
    pieces: int
    first_at: datetime
    last_at: datetime
    last_order_id: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it."""
        return (self.store_id, self.channel, self.item_code)
