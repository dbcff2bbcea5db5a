"""What is known of tills beside the orders they have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SaleKey = tuple[str, str, str, str]
"""Merchant id, store id, till id and the till's own number of a sale."""


@dataclass(frozen=True, slots=True)
class TillSale:
    """A sale at the counter with its event; `sells` unless it only takes goods back."""

    merchant_id: str
    store_id: str
    till_id: str
    till_sale_id: str
    digest: bytes
    sells: bool
    sold_at: datetime
    event: bytes

    @property
    def key(self) -> SaleKey:
        """What names it."""
        return (self.merchant_id, self.store_id, self.till_id, self.till_sale_id)
