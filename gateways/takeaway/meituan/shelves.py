"""What Meituan is told of a store: opening, delivery time, sold-out and menu."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gateways.takeaway.meituan import bodies, reading
from gateways.takeaway.meituan.adapt import CURRENCY
from gateways.takeaway.meituan.platform import Meituan
from gateways.takeaway.shelf import Code, Dish
from mesh.pure.money import format_minor

PAGE, MOST_PAGES = 200, 50
"""What Meituan lists of dishes at once, and of how many pages it is asked at most."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Tells Meituan of stores."""

    meituan: Meituan

    async def shop(self, store_code: str) -> str:
        """Return the code, which is Meituan's own id of a store, too."""
        return store_code

    async def open(self, store_code: str, is_open: bool) -> None:
        """Say whether customers may order."""
        await self._tell(store_code, "poi/open" if is_open else "poi/close", {})

    async def take(self, store_code: str, minutes: int) -> None:
        """Say how many minutes an order takes."""
        said = {"app_poi_codes": store_code, "send_time": str(minutes)}
        await self._tell(store_code, "poi/sendtime/save", said)

    async def sell(self, store_code: str, sizes: Sequence[Code], *, sold_out: bool) -> None:
        """Say that sizes of dishes are sold out, or that they are not."""
        said = {"food_data": _sizes(sizes), "sell_status": str(int(sold_out))}
        await self._tell(store_code, "food/sku/sellStatus", said)

    async def offer(self, store_code: str, dish: Dish) -> None:
        """Say what a dish is called and costs."""
        await self._tell(store_code, "food/initdata", _food(dish))

    async def has(self, store_code: str) -> Collection[Code]:
        """Return the sizes of dishes that Meituan has of a store."""
        found: list[Code] = []
        for page in range(MOST_PAGES):
            asked = {"offset": str(page * PAGE), "limit": str(PAGE)}
            told = await self.meituan.list_of_store(store_code, "food/list", asked)
            foods = [reading.read(each, bodies.Food) for each in told]
            found += [(food.app_food_code, sku.sku_id) for food in foods for sku in food.skus]
            if len(told) < PAGE:
                break
        return found

    async def _tell(self, store_code: str, path: str, said: Mapping[str, str]) -> None:
        await self.meituan.call_of_store(store_code, "POST", path, said, unhurried=True)


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


def _sizes(codes: Sequence[Code]) -> str:
    dishes: dict[str, list[dict[str, str]]] = {}
    for dish, size in codes:
        dishes.setdefault(dish, []).append({"sku_id": size})
    data = [{"app_food_code": dish, "skus": skus} for dish, skus in dishes.items()]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
