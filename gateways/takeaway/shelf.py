"""What a platform shows of a store: open or not, how long it takes, its dishes; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from zhongtai.product.v1 import menu_pb2, product_pb2
from zhongtai.store.v1 import serving_pb2

CLOSED = frozenset(
    {
        serving_pb2.CLOSED_REASON_STORE_CLOSED,
        serving_pb2.CLOSED_REASON_OUTSIDE_HOURS,
        serving_pb2.CLOSED_REASON_CHANNEL_PAUSED,
        serving_pb2.CLOSED_REASON_HOURS_UNKNOWN,
        serving_pb2.CLOSED_REASON_STORE_RETIRED,
    }
)
"""Why nobody can order now, whatever is asked; other reasons are about one order."""


Code = tuple[str, str]
"""Codes of a dish and of its size."""


@dataclass(frozen=True, slots=True)
class Size:
    """One size of a dish, by its code on the channel. Amounts are minor units."""

    code: str
    name: str
    price: int
    box_fee: int
    sold_out: bool


@dataclass(frozen=True, slots=True)
class Dish:
    """A dish with the sizes that have a code on the channel."""

    code: str
    name: str
    category: str
    sizes: tuple[Size, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that a platform shows of one store."""

    is_open: bool
    minutes: int
    dishes: Mapping[str, Dish]
    gone: Collection[Code] = ()
    """Sizes that the platform has, and that are on no menu of the store any more."""

    def sold_out(self) -> dict[Code, bool]:
        """Return whether each size is sold out."""
        sizes = {
            (dish.code, size.code): size.sold_out
            for dish in self.dishes.values()
            for size in dish.sizes
        }
        return dict.fromkeys(self.gone, True) | sizes

    def gone_of(self, there: Iterable[Code]) -> list[Code]:
        """Return those of the sizes that a platform has which are not on the shelf."""
        shown = {size.code for dish in self.dishes.values() for size in dish.sizes}
        return [each for each in there if each[1] not in shown]


def codes_on(channel: str, products: Iterable[product_pb2.Product]) -> dict[str, str]:
    """Return the channel's code of each SKU that has one."""
    return {
        sku.sku_id: code.code
        for product in products
        for sku in product.skus
        for code in sku.channel_codes
        if code.channel == channel
    }


def shelf_of(
    check: serving_pb2.CheckStoreResponse,
    menu: menu_pb2.GetMenuResponse,
    codes: Mapping[str, str],
) -> Shelf:
    """Return a store's shelf; dishes without a code on the channel are not on it."""
    categories = {
        product_id: category.name
        for category in reversed(menu.categories)
        for product_id in category.product_ids
    }
    dishes = [_dish(each, categories.get(each.product_id, ""), codes) for each in menu.products]
    return Shelf(
        is_open=check.open or check.reason not in CLOSED,
        minutes=check.preparation_minutes + check.travel_minutes,
        dishes={dish.code: dish for dish in dishes if dish.sizes},
    )


def _dish(product: menu_pb2.MenuProduct, category: str, codes: Mapping[str, str]) -> Dish:
    sizes = tuple(
        Size(
            codes[sku.sku_id],
            sku.name,
            sku.price.minor_units,
            sku.packaging_fee.minor_units,
            sku.sold_out,
        )
        for sku in product.skus
        if sku.sku_id in codes
    )
    return Dish(product.external_code or product.product_id, product.name, category, sizes)


def without(before: Shelf | None, now: Shelf) -> Shelf:
    """Return a shelf on which what was shown and is on it no more stands sold out."""
    if before is None:
        return now
    dishes = dict(now.dishes)
    for code, dish in before.dishes.items():
        sizes = dishes[code].sizes if code in dishes else ()
        there = {size.code for size in sizes}
        gone = tuple(replace(size, sold_out=True) for size in dish.sizes if size.code not in there)
        if gone:
            dishes[code] = replace(dishes.get(code, dish), sizes=sizes + gone)
    return replace(now, dishes=dishes)
