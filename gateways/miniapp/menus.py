"""The menu as JSON: translated once per version, then served from memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

import msgspec
from zhongtai.product.v1 import menu_pb2
from zhongtai.store.v1 import serving_pb2

from gateways.miniapp.adapt import CHANNEL, service_type
from gateways.miniapp.peers import Peers

K = TypeVar("K")
V = TypeVar("V")

MAX_MENUS = 512
MAX_READERS = 4096

PLACE_SECONDS = 0.5
"""How old may be what a menu takes from the profile of its store."""

Reader = tuple[str, str, str, str]
"""Merchant, store, service and language."""


class _Place(NamedTuple):
    """What a menu takes from the profile of its store, and when that was asked."""

    time_zone: str
    packs_free: bool
    asked_at: float


class Menus:
    """Menus by their version; asks the product center which one holds for a reader.

    Readers who would read the same share a menu, whatever languages they name. What is sold, and
    for how much, is asked each time; what of it hangs on the store, twice a second.
    """

    def __init__(self, peers: Peers, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds that only grow."""
        self._peers = peers
        self._clock = clock
        self._places: OrderedDict[tuple[str, str, str], _Place] = OrderedDict()
        self._menus: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._versions: OrderedDict[Reader, str] = OrderedDict()

    async def get(
        self, merchant_id: str, store_id: str, service: str, language: str
    ) -> tuple[str, bytes]:
        """Return the version and the JSON of a store's menu now, in a language (empty: in none)."""
        place = await self._place(merchant_id, store_id, service)
        reader = (merchant_id, store_id, service, language)
        had, known, encoded = self._known(reader)
        reply = await self._peers.product.GetMenu(
            menu_pb2.GetMenuRequest(
                store_id=store_id,
                channel=CHANNEL,
                service_type=service_type(service),
                time_zone=place.time_zone,
                known_version=known,
                language=language,
                without_packaging_fee=place.packs_free,
            )
        )
        version = reply.menu_version
        if not reply.not_modified:
            had = reader
            encoded = self._menus.get((merchant_id, version)) or msgspec.json.encode(_menu(reply))
        _keep(self._versions, had, version, MAX_READERS)
        _keep(self._menus, (merchant_id, version), encoded, MAX_MENUS)
        return version, encoded

    async def _place(self, merchant_id: str, store_id: str, service: str) -> _Place:
        key, now = (merchant_id, store_id, service), self._clock()
        place = self._places.get(key)
        if place is None or place.asked_at + PLACE_SECONDS < now:
            check = serving_pb2.CheckStoreRequest(
                store_id=store_id, service_type=service_type(service), channel=CHANNEL
            )
            said = await self._peers.store.CheckStore(check)
            place = _Place(said.store.time_zone, said.without_packaging_fee, now)
            _keep(self._places, key, place, MAX_READERS)
        return place

    def _known(self, reader: Reader) -> tuple[Reader, str, bytes]:
        """The menu that the reader had last; else that of no language, which is most languages'.

        The reader that had it comes first.
        """
        for had in (reader, (*reader[:3], "")):
            version = self._versions.get(had, "")
            encoded = self._menus.get((reader[0], version))
            if encoded is not None:
                return had, version, encoded
        return reader, "", b""


def _keep(kept: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > most:
        kept.popitem(last=False)


def _menu(reply: menu_pb2.GetMenuResponse) -> dict[str, Any]:
    return {
        "menu_version": reply.menu_version,
        "categories": [
            {
                "category_id": category.category_id,
                "name": category.name,
                "parent_category_id": category.parent_category_id,
                "product_ids": list(category.product_ids),
            }
            for category in reply.categories
        ],
        "products": [_product(product) for product in reply.products],
        "modifier_groups": [_group(group) for group in reply.modifier_groups],
        "order_packaging_fee": _money_or_none(reply, "order_packaging_fee"),
    }


def _product(product: menu_pb2.MenuProduct) -> dict[str, Any]:
    return {
        "product_id": product.product_id,
        "name": product.name,
        "description": product.description,
        "image_url": product.image_url,
        "external_code": product.external_code,
        "skus": [
            {
                "sku_id": sku.sku_id,
                "name": sku.name,
                "external_code": sku.external_code,
                "price": _money(sku.price),
                "sold_out": sku.sold_out,
                "packaging_fee": _money_or_none(sku, "packaging_fee"),
            }
            for sku in product.skus
        ],
        "min_per_order": product.min_per_order,
        "max_per_order": product.max_per_order,
        "not_sold_alone": product.not_sold_alone,
        "modifier_group_ids": list(product.modifier_group_ids),
        "combo_slots": [_slot(slot) for slot in product.combo_slots],
    }


def _group(group: menu_pb2.MenuModifierGroup) -> dict[str, Any]:
    return {
        "modifier_group_id": group.modifier_group_id,
        "name": group.name,
        "min_select": group.min_select,
        "max_select": group.max_select,
        "free_quantity": group.free_quantity,
        "modifiers": [
            {
                "modifier_id": modifier.modifier_id,
                "name": modifier.name,
                "price": _money(modifier.price),
                "max_quantity": modifier.max_quantity,
                "default_quantity": modifier.default_quantity,
                "sold_out": modifier.sold_out,
                "modifier_group_ids": list(modifier.modifier_group_ids),
            }
            for modifier in group.modifiers
        ],
    }


def _slot(slot: menu_pb2.MenuComboSlot) -> dict[str, Any]:
    return {
        "slot_id": slot.slot_id,
        "name": slot.name,
        "min_select": slot.min_select,
        "max_select": slot.max_select,
        "options": _options(slot.options),
    }


def _options(options: Iterable[menu_pb2.MenuComboOption]) -> list[dict[str, Any]]:
    return [
        {
            "sku_id": option.sku_id,
            "name": option.name,
            "sku_name": option.sku_name,
            "extra_price": _money(option.extra_price),
            "default": option.default,
            "sold_out": option.sold_out,
            "modifier_group_ids": list(option.modifier_group_ids),
        }
        for option in options
    ]


def _money_or_none(message: Any, field: str) -> dict[str, Any] | None:
    return _money(getattr(message, field)) if message.HasField(field) else None


def _money(amount: Any) -> dict[str, Any]:
    return {"minor_units": amount.minor_units, "currency": amount.currency_code}
