"""What all entities of a merchant are made of in the standard: ids, prices, statuses; pure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from zhongtai.common.v1 import money_pb2

from gateways.takeaway.opendelivery.canonical import amount
from gateways.takeaway.texts import kept

Json = dict[str, Any]

SERVICE, MENU, CATEGORY, ITEM = "SERVICE", "MENU", "CATEGORY", "ITEM"
ITEM_OFFER, OPTION_GROUP = "ITEM_OFFER", "OPTION_GROUP"
MERCHANT, BASIC_INFO = "MERCHANT", "BASIC_INFO"
LISTS: Mapping[str, str] = {
    SERVICE: "services",
    MENU: "menus",
    CATEGORY: "categories",
    ITEM: "items",
    ITEM_OFFER: "itemOffers",
    OPTION_GROUP: "optionGroups",
}
"""The types of entities, and where a merchant lists them."""
AVAILABLE, UNAVAILABLE = "AVAILABLE", "UNAVAILABLE"
MAX_NAME = 150
_PIECE = "UN"


def uuid_of(*parts: object) -> str:
    """Return the id that an entity has there: a UUID, the same for the same parts."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, ":".join(map(str, parts))))


def status(*, available: bool) -> str:
    """Return the word for whether something is to be had."""
    return AVAILABLE if available else UNAVAILABLE


def price(cost: money_pb2.Money, currency: str) -> Json:
    """Return an amount; one that is not said costs nothing."""
    return {"value": amount(cost.minor_units, currency), "currency": currency}


def item_price(cost: money_pb2.Money, currency: str) -> Json:
    """Return what an item or option costs: no other price is crossed out beside it."""
    told = price(cost, currency)
    return told | {"originalValue": told["value"]}


def item(entity_id: str, code: str, name: str, description: str = "", image: str = "") -> Json:
    """Return something that can be ordered, or chosen with it."""
    told: Json = {
        "id": entity_id,
        "name": kept(name, MAX_NAME, "-"),
        "description": description or name,
        "externalCode": code,
        "unit": _PIECE,
    }
    return told | {"image": {"URL": image}} if image else told
