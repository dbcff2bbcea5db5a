"""How Square adds an order up; pure. Amounts in the smallest unit of the currency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Body = Mapping[str, Any]


def total_of(order: Body) -> int:
    """Return what an order costs: goods, less discounts on these at most, and charges."""
    goods = sum(_line(line) for line in order.get("line_items", ()))
    discounts = sum(_amount(each, "amount_money") for each in order.get("discounts", ()))
    charges = sum(_amount(each, "amount_money") for each in order.get("service_charges", ()))
    return goods - min(goods, discounts) + charges


def _line(line: Body) -> int:
    choices = sum(
        _amount(each, "base_price_money") * int(each.get("quantity", "1"))
        for each in line.get("modifiers", ())
    )
    return int(line["quantity"]) * (_amount(line, "base_price_money") + choices)


def _amount(each: Body, name: str) -> int:
    return int(each[name]["amount"])
