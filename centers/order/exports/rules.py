"""Which columns an export has, and what an order has in each: pure.

Who ordered is told by the person's id alone. Names, telephone numbers, addresses, and texts in
which somebody may have written them (remarks, notes, what only the channel knows) are in no column.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from operator import attrgetter
from typing import Any

from centers.order.model import Order
from centers.order.states import STEP_TIMES
from mesh.pure.tables import Columns, Kind, Row

_HEAD: dict[str, tuple[str, Kind]] = {
    "order_id": ("order_id", Kind.TEXT),
    "store_id": ("store_id", Kind.TEXT),
    "channel": ("channel", Kind.TEXT),
    "channel_order_number": ("channel_order_number", Kind.TEXT),
    "service_type": ("service_type", Kind.TEXT),
    "fulfilment_route": ("route", Kind.TEXT),
    "delivered_by": ("delivered_by", Kind.TEXT),
    "person_id": ("person_id", Kind.TEXT),
    "status": ("status", Kind.TEXT),
    "cancel_reason": ("cancel_reason", Kind.TEXT),
    "business_date": ("business_date", Kind.DAY),
    "daily_number": ("daily_number", Kind.NUMBER),
    "currency_code": ("currency", Kind.TEXT),
    "lines_minor_units": ("lines_amount", Kind.NUMBER),
    "packaging_fee_minor_units": ("packaging_fee", Kind.NUMBER),
    "delivery_fee_minor_units": ("delivery_fee", Kind.NUMBER),
    "discount_minor_units": ("discount_amount", Kind.NUMBER),
    "total_minor_units": ("total", Kind.NUMBER),
    "paid_minor_units": ("paid", Kind.NUMBER),
    "paid_by_channel_minor_units": ("paid_by_channel", Kind.NUMBER),
    "refunded_minor_units": ("refunded", Kind.NUMBER),
    "payment_id": ("payment_id", Kind.TEXT),
    "stock_shortfall": ("shortfall", Kind.FLAG),
    "create_time": ("times.created_at", Kind.MOMENT),
    "update_time": ("times.updated_at", Kind.MOMENT),
}
_LINE: dict[str, tuple[str, Kind]] = {
    "line_id": ("line_id", Kind.TEXT),
    "sku_id": ("sku_id", Kind.TEXT),
    "sku_code": ("sku_code", Kind.TEXT),
    "product_id": ("product_id", Kind.TEXT),
    "name": ("name", Kind.TEXT),
    "sku_name": ("sku_name", Kind.TEXT),
    "quantity": ("quantity", Kind.NUMBER),
    "unit_price_minor_units": ("unit_price", Kind.NUMBER),
    "amount_minor_units": ("amount", Kind.NUMBER),
    "discount_minor_units": ("discount", Kind.NUMBER),
    "packaging_fee_minor_units": ("packaging_fee", Kind.NUMBER),
}
_DISCOUNT: dict[str, tuple[str, Kind]] = {
    "promotion_id": ("promotion_id", Kind.TEXT),
    "coupon_id": ("coupon_id", Kind.TEXT),
    "name": ("name", Kind.TEXT),
    "amount_minor_units": ("amount", Kind.NUMBER),
    "paid_by": ("paid_by", Kind.TEXT),
}

COLUMNS: Columns = {
    **{name: kind for name, (_, kind) in _HEAD.items()},
    **dict.fromkeys(STEP_TIMES, Kind.MOMENT),
    "lines": {name: kind for name, (_, kind) in _LINE.items()},
    "discounts": {name: kind for name, (_, kind) in _DISCOUNT.items()},
}


def row_of(order: Order) -> Row:
    """Return what an order has in each of the columns."""
    times = order.head.times
    return {
        **_head(order.head),
        **{name: getattr(times, of) for name, of in STEP_TIMES.items()},
        "lines": [_line(line) for line in order.lines],
        "discounts": [_discount(discount) for discount in order.discounts],
    }


class _Reader:
    """Reads a model's values by the names of columns."""

    def __init__(self, columns: Mapping[str, tuple[str, Kind]]) -> None:
        self._names = tuple(columns)
        self._read = attrgetter(*(of for of, _ in columns.values()))

    def __call__(self, model: object) -> Row:
        return dict(zip(self._names, map(_plain, self._read(model)), strict=True))


_head, _line, _discount = _Reader(_HEAD), _Reader(_LINE), _Reader(_DISCOUNT)


def _plain(value: Any) -> Any:
    """Return a value as it stands in a file: a choice by its name, empty where there is none."""
    if isinstance(value, IntEnum):
        return value.name if value else ""
    return value
