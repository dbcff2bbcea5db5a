"""What Ele.me is told of a store: opening, delivery time, what is sold out, and dishes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateways.takeaway.eleme.items import BY_CODE, Items
from gateways.takeaway.eleme.platform import NAME, Eleme, listed, text_of
from gateways.takeaway.eleme.shops import Shops
from gateways.takeaway.platforms import Refused
from gateways.takeaway.shelf import Code, Dish
from gateways.takeaway.shelves import BUSY, MENU, OPENING, SOLD_OUT

OFFERED = (OPENING, BUSY, SOLD_OUT, MENU)
UNASKED = (OPENING, BUSY, SOLD_OUT)
"""What is shown where no setting says which: dishes are mostly kept on the platform, by hand."""

PAGE, MOST_PAGES = 100, 100
"""What Ele.me lists of items at once, and of how many pages it is asked at most."""

Spec = tuple[int, int]
"""Ele.me's ids of an item and of one of its sizes."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Tells Ele.me of stores; its own ids of dishes are asked for by our codes."""

    eleme: Eleme
    shops: Shops
    items: Items
    _specs: dict[tuple[str, str], Spec] = field(default_factory=dict)

    async def shop(self, store_code: str) -> str:
        """Return the id of the shop that has the code now."""
        return (await self.shops.of(store_code))[1]

    async def open(self, store_code: str, is_open: bool) -> None:
        """Say whether customers may order."""
        said = {"properties": {"isOpen": int(is_open)}}
        await self._tell(store_code, "eleme.shop.updateShop", said)

    async def take(self, store_code: str, minutes: int) -> None:
        """Say how many minutes an order takes."""
        said = {"deliveryBasicMins": minutes, "deliveryAdjustMins": 0}
        await self._tell(store_code, "eleme.shop.setDeliveryTime", said)

    async def sell(self, store_code: str, sizes: Sequence[Code], *, sold_out: bool) -> None:
        """Say that sizes of dishes are sold out, or that they are not."""
        app, shop_id = await self.shops.of(store_code)
        items: dict[int, list[int]] = {}
        for _dish, size in sizes:
            item, spec = await self._spec(app, shop_id, size)
            items.setdefault(item, []).append(spec)
        ids = [{"itemId": item, "itemSpecIds": specs} for item, specs in items.items()]
        method = "batchClearStock" if sold_out else "batchFillStock"
        try:
            answer = await self._call(app, f"eleme.product.item.{method}", {"specIds": ids})
            failures = listed(answer.get("failures") if isinstance(answer, dict) else None)
            if failures:
                raise Refused(NAME, text_of(failures[0], "code") or "?", str(failures[0]))
        except Refused:
            # They may have other ids by now, or none.
            for _dish, size in sizes:
                self._specs.pop((shop_id, size), None)
            raise

    async def offer(self, store_code: str, dish: Dish) -> None:
        """Say what a dish is called and costs; one that is not there is made."""
        shop = await self.shops.of(store_code)
        await self.items.offer(shop, dish)
        for size in dish.sizes:
            # A size that was new has its numbers only now.
            self._specs.pop((shop[1], size.code), None)

    async def has(self, store_code: str) -> Collection[Code]:
        """Return the sizes of dishes that Ele.me has of a shop; each item by its own id there."""
        app, shop_id = await self.shops.of(store_code)
        found: list[Code] = []
        for page in range(MOST_PAGES):
            asked = {"shopId": int(shop_id), "offset": page * PAGE, "limit": PAGE}
            action = "eleme.product.item.queryItemByPage"
            items = listed(await self._call(app, action, {"queryPage": asked}))
            found += [
                (text_of(item, "id"), text_of(spec, "extendCode"))
                for item in items
                for spec in listed(item.get("specs"))
            ]
            if len(items) < PAGE:
                break
        return found

    async def _spec(self, app: str, shop_id: str, code: str) -> Spec:
        """Return Ele.me's ids of a size by our code. Raise Refused where it has none of it."""
        key = shop_id, code
        if key not in self._specs:
            given = {"shopId": int(shop_id), "extendCode": code}
            item = await self._call(app, BY_CODE, given)
            self._specs[key] = _spec_of(item if isinstance(item, dict) else {}, code)
        return self._specs[key]

    async def _tell(self, store_code: str, action: str, said: dict[str, Any]) -> None:
        app, shop_id = await self.shops.of(store_code)
        await self._call(app, action, {"shopId": int(shop_id), **said})

    async def _call(self, app: str, action: str, params: dict[str, Any]) -> Any:
        return await self.eleme.call(app, action, params, unhurried=True)


def _spec_of(item: dict[str, Any], code: str) -> Spec:
    """Return the ids of the size of an item that has our code, or of its only size."""
    specs = listed(item.get("specs"))
    mine = [spec for spec in specs if text_of(spec, "extendCode") == code] or specs
    own, spec = text_of(item, "id"), text_of(mine[0], "specId") if len(mine) == 1 else ""
    if not (own.isdecimal() and spec.isdecimal()):
        raise Refused(NAME, "no item", f"none, or none with one size, has the code {code[:64]}")
    return int(own), int(spec)
