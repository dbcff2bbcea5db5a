"""Rows of the tables → model: the shape in which a catalog lies in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from centers.product.model import (
    Category,
    CategoryPlace,
    ComboSlot,
    Component,
    Daypart,
    ItemCode,
    ItemName,
    Menu,
    MenuEntry,
    Modifier,
    ModifierGroup,
    ModifierPrice,
    PastCode,
    Price,
    Product,
    ProductKind,
    ServiceType,
    Sku,
    SoldOut,
    Stamp,
)
from mesh.data.database import Record


@dataclass(frozen=True, slots=True)
class ProductDetail:
    """What of a product is always read with it."""

    description: str = ""
    image_url: str = ""
    tags: tuple[str, ...] = ()
    category_ids: tuple[str, ...] = ()
    group_ids: tuple[str, ...] = ()
    combo_slots: tuple[ComboSlot, ...] = ()
    names: tuple[ItemName, ...] = ()
    category_places: tuple[CategoryPlace, ...] = ()
    min_per_order: int = 0
    max_per_order: int = 0
    not_sold_alone: bool = False


@dataclass(frozen=True, slots=True)
class PartDetail:
    """What of a SKU or modifier is always read with it."""

    group_ids: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    channel_codes: tuple[ItemCode, ...] = ()
    names: tuple[ItemName, ...] = ()
    packaging_fee: Price | None = None
    past_codes: tuple[PastCode, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuDetail:
    """What of a menu is always read with it."""

    store_ids: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    service_types: tuple[ServiceType, ...] = ()
    dayparts: tuple[Daypart, ...] = ()
    first_date: str = ""
    last_date: str = ""
    order_packaging_fee: Price | None = None


_product_detail = msgspec.json.Decoder(ProductDetail)
_part_detail = msgspec.json.Decoder(PartDetail)
_names = msgspec.json.Decoder(tuple[ItemName, ...])
_menu_detail = msgspec.json.Decoder(MenuDetail)


def category_of(row: Record) -> Category:
    """The category of a row."""
    return Category(
        category_id=row["category_id"],
        external_code=row["external_code"] or "",
        name=row["name"],
        parent_id=row["parent_id"],
        sort_order=row["sort_order"],
        archived=row["archived"],
        names=_names.decode(row["names"]),
        stamp=_stamp(row),
    )


def groups_of(rows: Iterable[Record], modifiers: Iterable[Record]) -> list[ModifierGroup]:
    """Modifier groups with their modifiers."""
    of_group = _by(modifiers, "group_id", _modifier_of)
    return [
        ModifierGroup(
            group_id=row["group_id"],
            external_code=row["external_code"] or "",
            name=row["name"],
            min_select=row["min_select"],
            max_select=row["max_select"],
            modifiers=of_group[row["group_id"]],
            free_quantity=row["free_quantity"],
            archived=row["archived"],
            names=_names.decode(row["names"]),
            stamp=_stamp(row),
        )
        for row in rows
    ]


def products_of(rows: Iterable[Record], skus: Iterable[Record]) -> list[Product]:
    """Products with their SKUs."""
    of_product = _by(skus, "product_id", _sku_of)
    return [_product_of(row, of_product[row["product_id"]]) for row in rows]


def menus_of(
    rows: Iterable[Record], entries: Iterable[Record], modifier_prices: Iterable[Record]
) -> list[Menu]:
    """Menus with what is on them."""
    entries_of = _by(entries, "menu_id", _entry_of)
    prices_of = _by(modifier_prices, "menu_id", _modifier_price_of)
    return [_menu_of(row, entries_of[row["menu_id"]], prices_of[row["menu_id"]]) for row in rows]


def sold_out_of(row: Record) -> SoldOut:
    """What a store has none of, or had."""
    return SoldOut(
        store_id=row["store_id"],
        item_id=row["item_id"],
        is_modifier=row["is_modifier"],
        until=row["until"],
        updated_at=row["updated_at"],
        said=row["is_out"],
        by_stock=row["by_stock"],
    )


def _stamp(row: Record) -> Stamp:
    return Stamp(row["revision"], row["created_at"], row["updated_at"])


def _by(rows: Iterable[Record], key: str, read: Any) -> defaultdict[str, tuple[Any, ...]]:
    """Parts by what they belong to, in order."""
    parts: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        parts[row[key]].append(read(row))
    return defaultdict(tuple, {owner: tuple(listed) for owner, listed in parts.items()})


def _modifier_of(row: Record) -> Modifier:
    detail = _part_detail.decode(row["detail"])
    return Modifier(
        modifier_id=row["modifier_id"],
        external_code=row["external_code"] or "",
        name=row["name"],
        price=Price(row["price"], row["currency"]),
        max_quantity=row["max_quantity"],
        default_quantity=row["default_quantity"],
        group_ids=detail.group_ids,
        components=detail.components,
        channel_codes=detail.channel_codes,
        archived=row["archived"],
        names=detail.names,
        past_codes=detail.past_codes,
    )


def _sku_of(row: Record) -> Sku:
    detail = _part_detail.decode(row["detail"])
    return Sku(
        sku_id=row["sku_id"],
        external_code=row["external_code"] or "",
        name=row["name"],
        price=Price(row["price"], row["currency"]),
        components=detail.components,
        channel_codes=detail.channel_codes,
        archived=row["archived"],
        names=detail.names,
        packaging_fee=detail.packaging_fee,
        past_codes=detail.past_codes,
    )


def _product_of(row: Record, skus: tuple[Sku, ...]) -> Product:
    detail = _product_detail.decode(row["detail"])
    return Product(
        product_id=row["product_id"],
        external_code=row["external_code"] or "",
        name=row["name"],
        skus=skus,
        description=detail.description,
        kind=ProductKind(row["kind"]),
        category_ids=detail.category_ids,
        group_ids=detail.group_ids,
        combo_slots=detail.combo_slots,
        image_url=detail.image_url,
        tags=detail.tags,
        sort_order=row["sort_order"],
        archived=row["archived"],
        min_per_order=detail.min_per_order,
        max_per_order=detail.max_per_order,
        not_sold_alone=detail.not_sold_alone,
        names=detail.names,
        category_places=detail.category_places,
        stamp=_stamp(row),
    )


def _menu_of(
    row: Record, entries: tuple[MenuEntry, ...], modifier_prices: tuple[ModifierPrice, ...]
) -> Menu:
    detail = _menu_detail.decode(row["detail"])
    return Menu(
        menu_id=row["menu_id"],
        external_code=row["external_code"] or "",
        name=row["name"],
        priority=row["priority"],
        store_ids=detail.store_ids,
        channels=detail.channels,
        service_types=detail.service_types,
        dayparts=detail.dayparts,
        first_date=detail.first_date,
        last_date=detail.last_date,
        all_products=row["all_products"],
        entries=entries,
        modifier_prices=modifier_prices,
        archived=row["archived"],
        order_packaging_fee=detail.order_packaging_fee,
        stamp=_stamp(row),
    )


def _entry_of(row: Record) -> MenuEntry:
    price, fee = row["price"], row["packaging_fee"]
    return MenuEntry(
        row["sku_id"],
        Price(price, row["currency"]) if price is not None else None,
        Price(fee, row["packaging_currency"]) if fee is not None else None,
    )


def _modifier_price_of(row: Record) -> ModifierPrice:
    return ModifierPrice(row["modifier_id"], Price(row["price"], row["currency"]))
