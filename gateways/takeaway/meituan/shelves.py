"""Shows a store on Meituan: opening, delivery time, sold-out and menu."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from gateways.takeaway.meituan.adapt import CURRENCY
from gateways.takeaway.meituan.platform import Meituan
from gateways.takeaway.shelf import Dish, Shelf
from mesh.call.context import merchant_id
from mesh.pure.money import format_minor

OPENING, BUSY, SOLD_OUT, MENU = "opening", "busy", "sold_out", "menu"
EVERYTHING = (OPENING, BUSY, SOLD_OUT, MENU)
MOST_SIZES = 100
"""So many sizes are told at once whether they are sold."""

Call = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Shelves:
    """Shows the parts of a shelf that the chain wants shown."""

    meituan: Meituan
    parts: frozenset[str] = frozenset(EVERYTHING)

    async def show(self, store_code: str, before: Shelf | None, now: Shelf) -> None:
        """Tell what is another than before. Raise what `Meituan.call` raises."""
        for app in self.meituan.apps_of(merchant_id())[:1]:
            for part, (path, parameters) in calls(store_code, before, now):
                if part in self.parts:
                    await self.meituan.call(app, "POST", path, parameters, unhurried=True)


def calls(store_code: str, before: Shelf | None, now: Shelf) -> Iterator[tuple[str, Call]]:
    """Yield what has to be told, each with the part of the shelf that it is about; pure."""
    store = {"app_poi_code": store_code}
    if before is None or before.is_open != now.is_open:
        yield OPENING, ("poi/open" if now.is_open else "poi/close", store)
    if now.minutes > 0 and (before is None or before.minutes != now.minutes):
        told = {"app_poi_codes": store_code, **store, "send_time": str(now.minutes)}
        yield BUSY, ("poi/sendtime/save", told)
    for dish in now.dishes.values():
        if before is None or _menu(before.dishes.get(dish.code)) != _menu(dish):
            yield MENU, ("food/initdata", store | _food(dish))
    known = before.sold_out() if before is not None else {}
    for sold_out in (True, False):
        codes = [
            code
            for code, is_out in now.sold_out().items()
            if is_out is sold_out and known.get(code) is not is_out
        ]
        for begin in range(0, len(codes), MOST_SIZES):
            told = {
                "food_data": _sizes(codes[begin : begin + MOST_SIZES]),
                "sell_status": str(int(sold_out)),
            }
            yield SOLD_OUT, ("food/sku/sellStatus", store | told)


def _menu(dish: Dish | None) -> object:
    """Return what the menu shows of a dish: all but whether it is sold out."""
    if dish is None:
        return None
    sizes = [(size.code, size.name, size.price, size.box_fee) for size in dish.sizes]
    return dish.name, dish.category, sizes


def _food(dish: Dish) -> dict[str, str]:
    skus = [
        {
            "sku_id": size.code,
            "spec": size.name,
            "price": format_minor(size.price, CURRENCY),
            "stock": "*",
            "box_num": "1" if size.box_fee else "0",
            "box_price": format_minor(size.box_fee, CURRENCY),
        }
        for size in dish.sizes
    ]
    return {
        "app_food_code": dish.code,
        "name": dish.name,
        "category_name": dish.category or "-",
        "price": skus[0]["price"],
        "min_order_count": "1",
        "unit": "份",
        "skus": json.dumps(skus, ensure_ascii=False, separators=(",", ":")),
    }


def _sizes(codes: list[tuple[str, str]]) -> str:
    dishes: dict[str, list[dict[str, str]]] = {}
    for dish, size in codes:
        dishes.setdefault(dish, []).append({"sku_id": size})
    data = [{"app_food_code": dish, "skus": skus} for dish, skus in dishes.items()]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
