"""What a list of orders is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from centers.order.model import OrderStatus


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders a list shows; empty and None mean any."""

    merchant_id: str
    store_id: str = ""
    person_id: str = ""
    statuses: Sequence[OrderStatus] | None = None
    channel: str = ""
    created_from: datetime | None = None
    created_to: datetime | None = None
    payment_deadline_before: datetime | None = None
    channel_order_number: str = ""
    text: str = ""
