"""Dishes as Ele.me keeps them: made, or brought to what our menu says, size by size."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gateways.takeaway.eleme.platform import NAME, Eleme, listed, text_of
from gateways.takeaway.eleme.shops import Shop
from gateways.takeaway.platforms import Refused
from gateways.takeaway.shelf import Dish, Size
from gateways.takeaway.texts import kept

BY_CODE = "eleme.product.item.getItemByShopIdAndExtendCode"
FULL_STOCK = 10_000
"""What a new size has there: whether it is sold out is told by itself."""
MAX_CATEGORY = 50
_HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Items:
    """Makes and changes dishes; Ele.me's own numbers of categories are asked for once."""

    eleme: Eleme
    _categories: dict[Shop, dict[str, int]] = field(default_factory=dict)

    async def offer(self, shop: Shop, dish: Dish) -> None:
        """Have Ele.me sell a dish as it is. Raise what `Eleme.call` raises."""
        item = await self._of(shop, dish)
        # Where a dish hangs stays as it is kept there.
        there = text_of(item, "categoryId") if item is not None else ""
        if there.isdecimal():
            await self._keep(shop, dish, item, int(there))
            return
        category = await self._category(shop, dish)
        try:
            await self._keep(shop, dish, item, category)
        except Refused:
            # Somebody may have removed the category there since it was asked for.
            self._categories.pop(shop, None)
            found = await self._category(shop, dish)
            if found == category:
                raise
            await self._keep(shop, dish, item, found)

    async def _keep(
        self, shop: Shop, dish: Dish, item: dict[str, Any] | None, category: int
    ) -> None:
        given: dict[str, Any] = {
            "categoryId": category,
            "properties": {"name": dish.name, "specs": _specs(dish, item)},
        }
        if item is None:
            await self._call(shop, "eleme.product.item.createItem", given)
        else:
            given["itemId"] = int(text_of(item, "id"))
            await self._call(shop, "eleme.product.item.updateItem", given)

    async def _of(self, shop: Shop, dish: Dish) -> dict[str, Any] | None:
        """Return the item that has the code of one of the dish's sizes; None where none is said.

        Only then it is made: a refusal may mean anything, and dishes shall not be there twice.
        """
        for size in dish.sizes:
            given = {"shopId": int(shop[1]), "extendCode": size.code}
            item = await self._call(shop, BY_CODE, given)
            if isinstance(item, dict) and text_of(item, "id").isdecimal():
                return item
        return None

    async def _category(self, shop: Shop, dish: Dish) -> int:
        """Return the number of the shop's category for a dish, made where there is none."""
        name = kept(dish.category, MAX_CATEGORY, "-")
        if shop not in self._categories:
            asked = {"shopId": int(shop[1])}
            told = await self._call(shop, "eleme.product.category.getShopCategories", asked)
            self._categories[shop] = {
                text_of(each, "name"): int(text_of(each, "id"))
                for each in listed(told)
                if text_of(each, "id").isdecimal()
            }
        known = self._categories[shop]
        if name not in known:
            given = {"shopId": int(shop[1]), "name": name, "description": ""}
            made = await self._call(shop, "eleme.product.category.createCategory", given)
            own = text_of(made, "id") if isinstance(made, dict) else ""
            if not own.isdecimal():
                raise Refused(NAME, "no category", f"none was made for {name}")
            known[name] = int(own)
        return known[name]

    async def _call(self, shop: Shop, action: str, params: dict[str, Any]) -> Any:
        return await self.eleme.call(shop[0], action, params, unhurried=True)


def _specs(dish: Dish, item: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return all sizes of an item: ours as they are, others as they are kept there; pure."""
    there = listed(item.get("specs")) if item is not None else []
    by_code = {text_of(each, "extendCode"): each for each in there}
    if len(there) == len(dish.sizes) == 1:
        by_code = {dish.sizes[0].code: there[0]}
    ours = [by_code.get(size.code, {}) | _spec(size, dish) for size in dish.sizes]
    codes = {size.code for size in dish.sizes}
    new = {"stock": FULL_STOCK, "maxStock": FULL_STOCK, "onShelf": 1}
    sizes = [each if "specId" in each else new | each for each in ours]
    return sizes + [each for code, each in by_code.items() if code not in codes]


def _spec(size: Size, dish: Dish) -> dict[str, Any]:
    return {
        "name": size.name or (dish.name if len(dish.sizes) > 1 else ""),
        "price": size.price / _HUNDREDTHS,
        "packingFee": size.box_fee / _HUNDREDTHS,
        "extendCode": size.code,
    }
