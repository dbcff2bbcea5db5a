"""Rows of the tables ⇄ model: the shape in which a catalog lies in the database.

What of an item is always read with it, and never asked for by itself, lies in one column `detail`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from centers.product.model import (
    Category,
    Menu,
    MenuEntry,
    Modifier,
    ModifierGroup,
    ModifierPrice,
    Price,
    Product,
    Sku,
    SoldOut,
)
from mesh.data.database import Record
from mesh.data.rows import Columns, RowReader, columns
from mesh.pure.steps import Steps, one_by_one

Part = TypeVar("Part")


class _PlacedSku(NamedTuple):
    """A SKU at its place among those of its product."""

    product_id: str
    position: int
    sku: Sku


class _PlacedModifier(NamedTuple):
    """A modifier at its place among those of its group."""

    group_id: str
    position: int
    modifier: Modifier


class _PlacedPrice(NamedTuple):
    """The price of a modifier at its place on a menu."""

    menu_id: str
    position: int
    entry: ModifierPrice


_STAMP = ("stamp.revision", "stamp.created_at", "stamp.updated_at")

category_of = RowReader(Category, nested=["stamp"], json=["names"])
_group_of = RowReader(ModifierGroup, nested=["stamp"], json=["names"])
_modifier_of = RowReader(Modifier, nested=["price"], packed=["detail"])
_product_of = RowReader(Product, nested=["stamp"], packed=["detail"])
_sku_of = RowReader(Sku, nested=["price"], packed=["detail"])
_menu_of = RowReader(Menu, nested=["stamp"], packed=["detail"])
_modifier_price_of = RowReader(ModifierPrice, nested=["price"])
sold_out_of = RowReader(SoldOut)

category_columns = Columns(
    Category,
    *("category_id", "external_code", "name", "parent_id", "sort_order", "archived", "names"),
    *_STAMP,
    json=["names"],
)
group_columns = Columns(
    ModifierGroup,
    *("group_id", "external_code", "name", "min_select", "max_select", "free_quantity"),
    *("archived", "names"),
    *_STAMP,
    json=["names"],
)
product_columns = Columns(
    Product,
    *("product_id", "external_code", "name", "kind", "sort_order", "detail", "archived"),
    *_STAMP,
    packed={
        "detail": (
            *("description", "image_url", "tags", "category_ids", "group_ids", "combo_slots"),
            *(
                "names",
                "description_names",
                "category_places",
                "min_per_order",
                "max_per_order",
                "not_sold_alone",
            ),
        )
    },
)
menu_columns = Columns(
    Menu,
    *("menu_id", "external_code", "name", "priority", "all_products", "detail", "archived"),
    *_STAMP,
    packed={
        "detail": (
            *("store_ids", "channels", "service_types", "dayparts", "first_date", "last_date"),
            "order_packaging_fee",
        )
    },
)
sold_out_columns = Columns(
    SoldOut, "store_id", "item_id", "is_modifier", "said", "until", "updated_at", "by_stock"
)
_SKUS = Columns(
    _PlacedSku,
    *("product_id", "position", "sku.sku_id", "sku.external_code", "sku.name"),
    *("sku.price.amount", "sku.price.currency", "detail", "sku.archived"),
    packed={
        "detail": (
            *("sku.components", "sku.channel_codes", "sku.names", "sku.packaging_fee"),
            "sku.past_codes",
        )
    },
)
_MODIFIERS = Columns(
    _PlacedModifier,
    *("group_id", "position", "modifier.modifier_id", "modifier.external_code", "modifier.name"),
    *("modifier.price.amount", "modifier.price.currency"),
    *("modifier.max_quantity", "modifier.default_quantity", "detail", "modifier.archived"),
    packed={
        "detail": (
            *("modifier.group_ids", "modifier.components", "modifier.channel_codes"),
            *("modifier.names", "modifier.past_codes"),
        )
    },
)
_MODIFIER_PRICES = Columns(
    _PlacedPrice,
    *("menu_id", "position", "entry.modifier_id", "entry.price.amount", "entry.price.currency"),
)


def groups_of(rows: Iterable[Record], modifiers: Iterable[Record]) -> Steps[list[ModifierGroup]]:
    """Return modifier groups with their modifiers."""
    parts = yield from _by(modifiers, "group_id", _modifier_of)
    return (yield from one_by_one(_group_of(row, modifiers=parts[row["group_id"]]) for row in rows))


def products_of(rows: Iterable[Record], skus: Iterable[Record]) -> Steps[list[Product]]:
    """Return products with their SKUs."""
    parts = yield from _by(skus, "product_id", _sku_of)
    return (yield from one_by_one(_product_of(row, skus=parts[row["product_id"]]) for row in rows))


def menus_of(
    rows: Iterable[Record], entries: Iterable[Record], modifier_prices: Iterable[Record]
) -> Steps[list[Menu]]:
    """Return menus with what is on them."""
    listed = yield from _by(entries, "menu_id", _entry_of)
    prices = yield from _by(modifier_prices, "menu_id", _modifier_price_of)
    menus = (
        _menu_of(row, entries=listed[row["menu_id"]], modifier_prices=prices[row["menu_id"]])
        for row in rows
    )
    return (yield from one_by_one(menus))


def sku_columns(products: Iterable[Product]) -> list[list[Any]]:
    """Return the SKUs of products as the columns of `keep_skus`."""
    return _SKUS(
        [
            _PlacedSku(product.product_id, position, sku)
            for product in products
            for position, sku in enumerate(product.skus)
        ]
    )


def modifier_columns(groups: Iterable[ModifierGroup]) -> list[list[Any]]:
    """Return the modifiers of groups as the columns of `keep_modifiers`."""
    return _MODIFIERS(
        [
            _PlacedModifier(group.group_id, position, modifier)
            for group in groups
            for position, modifier in enumerate(group.modifiers)
        ]
    )


def entry_columns(menus: Iterable[Menu]) -> list[list[Any]]:
    """Return what is on menus as the columns of `keep_entries`."""
    rows = [
        (
            *(menu.menu_id, position, entry.sku_id),
            *(entry.price or (None, None)),
            *(entry.packaging_fee or (None, None)),
        )
        for menu in menus
        for position, entry in enumerate(menu.entries)
    ]
    return columns(rows, 7)


def modifier_price_columns(menus: Iterable[Menu]) -> list[list[Any]]:
    """Return the prices of modifiers as the columns of `keep_modifier_prices`."""
    return _MODIFIER_PRICES(
        [
            _PlacedPrice(menu.menu_id, position, entry)
            for menu in menus
            for position, entry in enumerate(menu.modifier_prices)
        ]
    )


def _by(
    rows: Iterable[Record], key: str, read: Callable[[Record], Part]
) -> Steps[defaultdict[str, list[Part]]]:
    """Return parts by what they belong to, in order."""
    parts: defaultdict[str, list[Part]] = defaultdict(list)
    for row in rows:
        yield
        parts[row[key]].append(read(row))
    return parts


def _entry_of(row: Record) -> MenuEntry:
    price, fee = row["price"], row["packaging_fee"]
    return MenuEntry(
        row["sku_id"],
        Price(price, row["currency"]) if price is not None else None,
        Price(fee, row["packaging_currency"]) if fee is not None else None,
    )
