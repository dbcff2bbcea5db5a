"""The form of what sellers send, as Square demands it; pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from simulators.square.refusals import Body, Refusal

_ORDER = {
    *("location_id", "reference_id", "source", "ticket_name", "line_items", "fulfillments"),
    *("metadata", "pricing_options", "discounts", "service_charges", "version", "state"),
}
_LINE = {
    *("uid", "name", "quantity", "note", "variation_name", "base_price_money", "modifiers"),
    *("metadata", "catalog_object_id"),
}
_CHOICE = {"uid", "name", "quantity", "base_price_money", "catalog_object_id"}
_FULFILMENT = {"uid", "type", "state", "pickup_details"}
_PICKUP = {
    *("recipient", "schedule_type", "pickup_at", "prep_time_duration", "note", "cancel_reason"),
}
_LONGEST = {
    "reference_id": 40,
    "ticket_name": 30,
    "name": 512,
    "variation_name": 400,
    "note": 2000,
    "cancel_reason": 100,
    "uid": 60,
    "display_name": 255,
}
_PICKUP_NOTE = 500
_KEY = 192
_PIECES = re.compile(r"[1-9][0-9]{0,4}")
_DURATION = re.compile(r"PT?[0-9]+[DHM]")


def check_key(key: Any, longest: int = _KEY) -> str:
    """Return an idempotency key. Raise Refusal."""
    if not isinstance(key, str) or not key:
        raise Refusal("MISSING_REQUIRED_PARAMETER", "idempotency_key")
    if len(key) > longest:
        raise Refusal("VALUE_TOO_LONG", "idempotency_key")
    return key


def check_new_order(order: Body, currency: str) -> None:
    """Raise Refusal for a new order that Square would not take."""
    _known(order, _ORDER - {"version", "state"}, "order")
    _texts(order, "order")
    if not order.get("line_items"):
        raise Refusal("MISSING_REQUIRED_PARAMETER", "order.line_items")
    for at, line in enumerate(order["line_items"]):
        _check_line(line, f"order.line_items[{at}]", currency)
    for name in ("discounts", "service_charges"):
        for at, each in enumerate(order.get(name, ())):
            _money(each, "amount_money", f"order.{name}[{at}]", currency)
    if len(order.get("fulfillments", ())) > 1:
        raise Refusal("ARRAY_LENGTH_TOO_LONG", "order.fulfillments")
    for each in order.get("fulfillments", ()):
        check_fulfilment(each)
        if each.get("type") != "PICKUP" or each.get("state") != "PROPOSED":
            raise Refusal("INVALID_VALUE", "order.fulfillments[0].type")
        if not each.get("pickup_details", {}).get("recipient", {}).get("display_name"):
            raise Refusal("MISSING_REQUIRED_PARAMETER", "order.fulfillments[0].recipient")


def check_fulfilment(fulfilment: Body) -> None:
    """Raise Refusal for a fulfilment, or a part of one, that Square would not take."""
    where = "order.fulfillments[0]"
    _known(fulfilment, _FULFILMENT, where)
    details = fulfilment.get("pickup_details", {})
    _known(details, _PICKUP, f"{where}.pickup_details")
    _texts(details, where)
    _texts(details.get("recipient", {}), where)
    if len(details.get("note", "")) > _PICKUP_NOTE:
        raise Refusal("VALUE_TOO_LONG", f"{where}.pickup_details.note")
    if details.get("schedule_type") == "SCHEDULED":
        _time(details.get("pickup_at"), f"{where}.pickup_details.pickup_at")
    if "prep_time_duration" in details and not _DURATION.fullmatch(details["prep_time_duration"]):
        raise Refusal("INVALID_VALUE", f"{where}.pickup_details.prep_time_duration")


def _check_line(line: Body, where: str, currency: str) -> None:
    _known(line, _LINE, where)
    _texts(line, where)
    if not line.get("name"):
        raise Refusal("MISSING_REQUIRED_PARAMETER", f"{where}.name")
    if not isinstance(line.get("quantity"), str) or not _PIECES.fullmatch(line["quantity"]):
        raise Refusal("INVALID_VALUE", f"{where}.quantity")
    _money(line, "base_price_money", where, currency)
    for at, choice in enumerate(line.get("modifiers", ())):
        place = f"{where}.modifiers[{at}]"
        _known(choice, _CHOICE, place)
        _texts(choice, place)
        if not isinstance(choice.get("quantity", "1"), str):
            raise Refusal("EXPECTED_STRING", f"{place}.quantity")
        _money(choice, "base_price_money", place, currency)


def _money(body: Body, name: str, where: str, currency: str) -> None:
    money = body.get(name)
    amount = money.get("amount") if isinstance(money, dict) else None
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
        raise Refusal("EXPECTED_INTEGER", f"{where}.{name}.amount")
    if isinstance(money, dict) and money.get("currency") != currency:
        raise Refusal("INVALID_VALUE", f"{where}.{name}.currency")


def _texts(body: Body, where: str) -> None:
    for name, longest in _LONGEST.items():
        if name in body and (not isinstance(body[name], str) or len(body[name]) > longest):
            raise Refusal("VALUE_TOO_LONG", f"{where}.{name}")


def _time(told: Any, where: str) -> None:
    try:
        datetime.fromisoformat(told)
    except (TypeError, ValueError):
        raise Refusal("INVALID_TIME", where) from None


def _known(body: Body, names: Collection[str], where: str) -> None:
    for name in body:
        if name not in names:
            raise Refusal("UNKNOWN_BODY_PARAMETER", f"{where}.{name}")
