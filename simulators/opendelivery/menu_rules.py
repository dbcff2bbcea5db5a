"""What a merchant's menu must be by the standard, and by what the chain sells; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulators.core.chain import Chain, Dish, Store

Json = Mapping[str, Any]

LISTS = {
    "SERVICE": "services",
    "MENU": "menus",
    "CATEGORY": "categories",
    "ITEM": "items",
    "ITEM_OFFER": "itemOffers",
    "OPTION_GROUP": "optionGroups",
}
NEEDED: Mapping[str, frozenset[str]] = {
    "MERCHANT": frozenset({"id", "status", "basicInfo", *LISTS.values()} - {"optionGroups"}),
    "BASIC_INFO": frozenset(
        {
            "name", "corporateName", "description", "averagePreparationTime", "minOrderValue",
            "merchantType", "merchantCategories", "address", "contactEmails", "contactPhones",
        }
    ),
    "SERVICE": frozenset({"id", "status", "serviceType", "menuId", "serviceHours"}),
    "MENU": frozenset({"id", "name", "externalCode", "categoryId"}),
    "CATEGORY": frozenset({"id", "index", "name", "externalCode", "status"}),
    "ITEM": frozenset({"id", "name", "description", "externalCode", "unit"}),
    "ITEM_OFFER": frozenset({"id", "itemId", "index", "price"}),
    "OPTION_GROUP": frozenset(
        {"id", "index", "name", "externalCode", "status", "minPermitted", "maxPermitted"}
    ),
}  # fmt: skip
"""What the standard requires; a document and a logo are what only a merchant could say."""
_LEADS = (
    ("services", "menuId", "menus"),
    ("menus", "categoryId", "categories"),
    ("categories", "itemOfferId", "itemOffers"),
    ("itemOffers", "itemId", "items"),
    ("itemOffers", "optionGroupsId", "optionGroups"),
)
_SERVICES = {True: "DELIVERY", False: "TAKEOUT"}
"""By whether a store delivers: a service that it offers."""

Odd = tuple[str, str, str]
"""What is odd, how it should be, and how it is."""


def odd_of(whole: Json) -> Iterator[Odd]:
    """Yield what the standard has otherwise, of a whole merchant."""
    for missing in sorted(NEEDED["MERCHANT"] - set(whole)):
        yield missing, "told", "missing"
        return
    yield from _missing("BASIC_INFO", [whole["basicInfo"]])
    for kind, name in LISTS.items():
        yield from _missing(kind, whole.get(name, []))
    for name, reference, other in _LEADS:
        there = {each["id"] for each in whole.get(other, [])}
        for each in whole[name]:
            named = each.get(reference, [])
            for lost in {named} - there if isinstance(named, str) else set(named) - there:
                yield f"{name} {each['id']}", f"one of {other}", f"{reference} {lost}"
    items = {each["id"] for each in whole["items"]}
    for group in whole.get("optionGroups", []):
        for option in group["options"]:
            if option["itemId"] not in items:
                yield f"an option of {group['name']}", "an item", option["itemId"]


def unlike(chain: Chain, store: Store, whole: Json) -> Iterator[Odd]:
    """Yield what is offered otherwise than the chain sells it, of a whole merchant."""
    offers = _offers(whole, _SERVICES[store.delivers])
    for dish in chain.dishes:
        offer = offers.get(dish.code)
        if offer is None and dish.mapped:
            yield dish.code, "offered", "missing"
        elif offer is not None and not dish.mapped:
            yield dish.code, "not of the chain", "offered"
        elif offer is not None:
            yield from _unlike(dish, offer, whole)


def _unlike(dish: Dish, offer: Json, whole: Json) -> Iterator[Odd]:
    price = round(offer["price"]["value"] * 100)
    if price != dish.price:
        yield f"price of {dish.code}", str(dish.price), str(price)
    names = {each["id"]: each["name"] for each in whole["items"]}
    groups = {each["id"]: each for each in whole["optionGroups"]}
    asked = [groups[each] for each in offer["optionGroupsId"]]
    told = [
        sorted((names[o["itemId"]], round(o["price"]["value"] * 100)) for o in group["options"])
        for group in asked
        if group["minPermitted"]
    ]
    wanted = [sorted((each.name, each.price) for each in group) for group in dish.choices]
    if told != wanted:
        yield f"choices of {dish.code}", str(wanted), str(told)


def _offers(whole: Json, service: str) -> dict[str, Json]:
    """Return what a service offers, by the codes of the items."""
    codes = {each["id"]: each["externalCode"] for each in whole["items"]}
    menus = {each["menuId"] for each in whole["services"] if each["serviceType"] == service}
    hung = {c for each in whole["menus"] if each["id"] in menus for c in each["categoryId"]}
    own = {o for each in whole["categories"] if each["id"] in hung for o in each["itemOfferId"]}
    return {codes[each["itemId"]]: each for each in whole["itemOffers"] if each["id"] in own}


def _missing(kind: str, entities: list[Json]) -> Iterator[Odd]:
    for each in entities:
        for name in sorted(NEEDED[kind] - set(each)):
            yield f"{kind} {each.get('id', '')}", name, "missing"
