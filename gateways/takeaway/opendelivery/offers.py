"""The menu of one service of a store in the standard's words; pure.

The standard has no sizes: each size of a dish that has a code on the channel is an item of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhongtai.product.v1 import menu_pb2

from gateways.takeaway.opendelivery.choices import Choices
from gateways.takeaway.opendelivery.entities import (
    AVAILABLE,
    CATEGORY,
    ITEM,
    ITEM_OFFER,
    MAX_NAME,
    MENU,
    OPTION_GROUP,
    Json,
    item,
    item_price,
    status,
    uuid_of,
)
from gateways.takeaway.texts import kept


@dataclass(frozen=True, slots=True)
class Listed:
    """A menu; `entities` by their types, in order."""

    menu_id: str
    entities: Mapping[str, list[Json]]


def listed(
    seen: menu_pb2.GetMenuResponse,
    codes: Mapping[str, str],
    names: tuple[str, str],
    currency: str,
) -> Listed:
    """Return a menu; `codes` are the channel's of SKUs, `names` those of store and service."""
    service = names[1]
    choices = Choices(seen, codes, service, currency)
    items: dict[str, Json] = {}
    offers: dict[str, Json] = {}
    of_product: dict[str, list[str]] = {}
    for product in seen.products:
        asked, answerable = choices.of(product)
        for sku in product.skus:
            if sku.sku_id not in codes:
                continue
            sold = _item(product, sku, codes[sku.sku_id])
            items[sold["id"]] = sold
            offer = {
                "id": uuid_of("offer", sku.sku_id, service),
                "itemId": sold["id"],
                "index": len(offers),
                "status": status(available=answerable and not sku.sold_out),
                "price": item_price(sku.price, currency),
                "optionGroupsId": asked,
            }
            offers[offer["id"]] = offer
            of_product.setdefault(product.product_id, []).append(offer["id"])
    categories = _categories(seen, of_product, service)
    used = {each for offer in offers.values() for each in offer["optionGroupsId"]}
    groups = [group for own, group in choices.groups.items() if own in used]
    chosen = {option["itemId"] for group in groups for option in group["options"]}
    menu: Json = {
        "id": uuid_of("menu", *names),
        "name": service,
        "externalCode": service,
        "categoryId": [each["id"] for each in categories],
    }
    parts = [each for own, each in choices.items.items() if own in chosen - set(items)]
    entities = {
        MENU: [menu],
        CATEGORY: categories,
        ITEM: [*items.values(), *parts],
        ITEM_OFFER: list(offers.values()),
        OPTION_GROUP: groups,
    }
    return Listed(menu["id"], entities)


def _item(product: menu_pb2.MenuProduct, sku: menu_pb2.MenuSku, code: str) -> Json:
    name = f"{product.name} {sku.name}".strip()
    return item(
        uuid_of("item", sku.sku_id), code, name, product.description, image=product.image_url
    )


def _categories(
    seen: menu_pb2.GetMenuResponse, of_product: Mapping[str, list[str]], service: str
) -> list[Json]:
    """Return the categories that offer something; what hangs in none stands in one without name."""
    found = [
        (each.category_id, each.name, [o for p in each.product_ids for o in of_product.get(p, ())])
        for each in seen.categories
    ]
    hung = {each for category in seen.categories for each in category.product_ids}
    rest = [o for product, offers in of_product.items() if product not in hung for o in offers]
    found.append(("none", "-", rest))
    return [
        {
            "id": uuid_of("category", own_id, service),
            "index": place,
            "name": kept(name, MAX_NAME, "-"),
            "externalCode": own_id,
            "status": AVAILABLE,
            "itemOfferId": offers,
        }
        for place, (own_id, name, offers) in enumerate(each for each in found if each[2])
    ]
