"""An order as it is handed in. Amounts are whole minor units of one currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from centers.order.model import DeliveredBy, Discount, Finished, Line, Route, ServiceType, Wishes


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as it is handed in, before it is checked and gets its head."""

    order_id: str
    store_id: str
    channel: str
    channel_order_number: str
    service_type: ServiceType
    route: Route
    person_id: str
    business_date: str
    lines: tuple[Line, ...]
    discounts: tuple[Discount, ...]
    packaging_fee: int
    delivery_fee: int
    total: int
    currencies: frozenset[str]
    wishes: Wishes
    payment_deadline: datetime | None
    channel_placed_at: datetime | None
    content_hash: bytes
    delivered_by: DeliveredBy = DeliveredBy.NOBODY
    prepare_from: datetime | None = None
    finished: Finished | None = None
    pos_plugin: str = ""
    pos_store_code: str = ""
    taken_by_till: str = ""
