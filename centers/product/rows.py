"""Model → rows of the tables: what `store.py` hands to `unnest`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from centers.product.model import (
    Category,
    Menu,
    Modifier,
    ModifierGroup,
    Product,
    Sku,
    SoldOut,
    Stamp,
)
from centers.product.records import MenuDetail, PartDetail, ProductDetail
from mesh.data.rows import json_text


def category_rows(categories: Iterable[Category]) -> list[tuple[Any, ...]]:
    """Rows of `keep_categories`."""
    return [
        (
            c.category_id,
            c.external_code or None,
            c.name,
            c.parent_id,
            c.sort_order,
            c.archived,
            json_text(c.names),
            *_stamp_row(c.stamp),
        )
        for c in categories
    ]


def group_rows(groups: Iterable[ModifierGroup]) -> list[tuple[Any, ...]]:
    """Rows of `keep_groups`."""
    return [
        (
            g.group_id,
            g.external_code or None,
            g.name,
            g.min_select,
            g.max_select,
            g.free_quantity,
            g.archived,
            json_text(g.names),
            *_stamp_row(g.stamp),
        )
        for g in groups
    ]


def modifier_rows(groups: Iterable[ModifierGroup]) -> list[tuple[Any, ...]]:
    """Rows of `keep_modifiers`."""
    return [
        (
            group.group_id,
            position,
            m.modifier_id,
            m.external_code or None,
            m.name,
            *m.price,
            m.max_quantity,
            m.default_quantity,
            json_text(_modifier_detail_of(m)),
            m.archived,
        )
        for group in groups
        for position, m in enumerate(group.modifiers)
    ]


def product_rows(products: Iterable[Product]) -> list[tuple[Any, ...]]:
    """Rows of `keep_products`."""
    return [
        (
            p.product_id,
            p.external_code or None,
            p.name,
            p.kind,
            p.sort_order,
            json_text(_detail_of(p)),
            p.archived,
            *_stamp_row(p.stamp),
        )
        for p in products
    ]


def sku_rows(products: Iterable[Product]) -> list[tuple[Any, ...]]:
    """Rows of `keep_skus`."""
    return [
        (
            product.product_id,
            position,
            s.sku_id,
            s.external_code or None,
            s.name,
            *s.price,
            json_text(_sku_detail_of(s)),
            s.archived,
        )
        for product in products
        for position, s in enumerate(product.skus)
    ]


def menu_rows(menus: Iterable[Menu]) -> list[tuple[Any, ...]]:
    """Rows of `keep_menus`."""
    return [
        (
            m.menu_id,
            m.external_code or None,
            m.name,
            m.priority,
            m.all_products,
            json_text(_menu_detail_of(m)),
            m.archived,
            *_stamp_row(m.stamp),
        )
        for m in menus
    ]


def entry_rows(menus: Iterable[Menu]) -> list[tuple[Any, ...]]:
    """Rows of `keep_entries`."""
    return [
        (
            menu.menu_id,
            position,
            entry.sku_id,
            *(entry.price or (None, None)),
            *(entry.packaging_fee or (None, None)),
        )
        for menu in menus
        for position, entry in enumerate(menu.entries)
    ]


def modifier_price_rows(menus: Iterable[Menu]) -> list[tuple[Any, ...]]:
    """Rows of `keep_modifier_prices`."""
    return [
        (menu.menu_id, position, entry.modifier_id, *entry.price)
        for menu in menus
        for position, entry in enumerate(menu.modifier_prices)
    ]


def sold_out_rows(entries: Iterable[SoldOut]) -> list[tuple[Any, ...]]:
    """Rows of `keep_sold_out`: what is out, and what is there again."""
    return [
        (e.store_id, e.item_id, e.is_modifier, e.said, e.until, e.updated_at, e.by_stock)
        for e in entries
    ]


def _stamp_row(stamp: Stamp | None) -> tuple[Any, ...]:
    if stamp is None:
        raise ValueError("an item is kept with its stamp")
    return stamp.revision, stamp.created_at, stamp.updated_at


def _detail_of(product: Product) -> ProductDetail:
    return ProductDetail(
        description=product.description,
        image_url=product.image_url,
        tags=product.tags,
        category_ids=product.category_ids,
        group_ids=product.group_ids,
        combo_slots=product.combo_slots,
        names=product.names,
        min_per_order=product.min_per_order,
        max_per_order=product.max_per_order,
        not_sold_alone=product.not_sold_alone,
        category_places=product.category_places,
    )


def _modifier_detail_of(modifier: Modifier) -> PartDetail:
    return PartDetail(
        group_ids=modifier.group_ids,
        components=modifier.components,
        channel_codes=modifier.channel_codes,
        names=modifier.names,
        past_codes=modifier.past_codes,
    )


def _sku_detail_of(sku: Sku) -> PartDetail:
    return PartDetail(
        components=sku.components,
        channel_codes=sku.channel_codes,
        names=sku.names,
        packaging_fee=sku.packaging_fee,
        past_codes=sku.past_codes,
    )


def _menu_detail_of(menu: Menu) -> MenuDetail:
    return MenuDetail(
        store_ids=menu.store_ids,
        channels=menu.channels,
        service_types=menu.service_types,
        dayparts=menu.dayparts,
        first_date=menu.first_date,
        last_date=menu.last_date,
        order_packaging_fee=menu.order_packaging_fee,
    )
