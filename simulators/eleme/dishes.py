"""The dishes of the shops as Ele.me keeps them, where the merchant tells of dishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulators.core.chain import Chain
from simulators.core.compare import Difference
from simulators.eleme.messages import shop_id, sku_id

Params = Mapping[str, Any]

GET_CATEGORIES = "eleme.product.category.getShopCategories"
NEW_CATEGORY = "eleme.product.category.createCategory"
NEW_ITEM, CHANGE_ITEM = "eleme.product.item.createItem", "eleme.product.item.updateItem"
_NEEDED = frozenset({"name", "price", "extendCode", "packingFee"})


class BadForm(Exception):
    """A call says not what it has to."""


class NoCategory(Exception):
    """A dish is told for a category that is not there."""


@dataclass
class Dishes:
    """What customers see of dishes: by shop and code, price and packing in minor units."""

    chain: Chain
    kept: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)
    _categories: dict[int, tuple[int, str]] = field(default_factory=dict)

    def answer(self, action: str, params: Params) -> Any:
        """Return what is answered to a call about dishes. Raise BadForm, NoCategory."""
        try:
            if action == GET_CATEGORIES:
                return self._listed(int(params["shopId"]))
            if action == NEW_CATEGORY:
                return self._category(int(params["shopId"]), params["name"], params["description"])
            return self._item(params, changed=action == CHANGE_ITEM)
        except (KeyError, TypeError, ValueError):
            raise BadForm from None

    async def differences(self) -> list[Difference]:
        """Return which dishes are sold otherwise than by the chain; none where none were told."""
        found = []
        for store in self.chain.stores if self.kept else ():
            for dish in self.chain.dishes:
                wanted = (dish.price, dish.box_fee) if dish.mapped else None
                told = self.kept.get((shop_id(store.code), dish.code))
                if told != wanted:
                    what = f"dish {dish.code}"
                    found.append(Difference(store.code, what, str(told), str(wanted)))
        return found

    def _listed(self, shop: int) -> list[dict[str, Any]]:
        return [
            {"id": own, "name": name}
            for own, (theirs, name) in self._categories.items()
            if theirs == shop
        ]

    def _category(self, shop: int, name: str, _description: str) -> dict[str, Any]:
        if not name:
            raise BadForm
        own = len(self._categories) + 1
        self._categories[own] = shop, name
        return {"id": own, "name": name}

    def _item(self, params: Params, *, changed: bool) -> dict[str, Any]:
        category = int(params["categoryId"])
        if category not in self._categories:
            raise NoCategory
        shop, _name = self._categories[category]
        if changed and not isinstance(params["itemId"], int):
            raise BadForm
        specs = params["properties"]["specs"]
        if not params["properties"]["name"] or not specs:
            raise BadForm
        for each in specs:
            if _NEEDED - set(each):
                raise BadForm
            told = round(each["price"] * 100), round(each["packingFee"] * 100)
            self.kept[shop, each["extendCode"]] = told
        return {"id": params.get("itemId", sku_id(specs[0]["extendCode"]))}
