"""Which menus apply at a place and moment, and what is on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from centers.product.catalog.model import Catalog, Content, PreparedMenu
from centers.product.menus.model import Board, BoardProduct, MenuView, Place
from centers.product.model import (
    MINUTES_OF_DAY,
    Category,
    Daypart,
    ModifierGroup,
    Product,
    ServiceType,
    Sku,
)
from centers.product.rules import order_within, product_order
from mesh.pure.zones import zone_of


def without_stock(board: Board, catalog: Catalog, place: Place) -> Board:
    """Return the board with what only the stock has none of as if it were there."""
    said = catalog.missing_at(place.store_id, place.at, said_only=True)
    return replace(board, missing=board.content.with_dependents(said))


def board_at(catalog: Catalog, place: Place) -> Board:
    """Return what applies at a place. Raise ValueError when its zone does not exist."""
    content = catalog.content
    wall = place.at.astimezone(zone_of(place.zone)).replace(tzinfo=None)
    menus = tuple(
        menu
        for menu in content.menus_of(place.store_id)
        if _serves(menu, place.channel, place.service_type) and applies(menu, wall)
    )
    missing = catalog.missing_at(place.store_id, place.at)
    naming = content.namings.of(place.channel, place.language)
    out = content.with_dependents(missing)
    return Board(
        content,
        menus,
        out,
        naming=naming,
        charges_packaging=place.charges_packaging,
        of_vouchers=place.service_type is ServiceType.VOUCHER,
    )


def applies(prepared: PreparedMenu, wall: datetime) -> bool:
    """Return whether a menu applies when the store's clock and calendar show `wall`.

    A daypart past midnight belongs to the day it begins, also for the menu's first and
    last date.
    """
    menu = prepared.menu
    if not menu.dayparts:
        return _in_season(prepared, wall)
    minute = wall.hour * 60 + wall.minute
    yesterday = wall - timedelta(days=1)
    return any(
        (_hits(part, wall, minute) and _in_season(prepared, wall))
        or (_hits(part, yesterday, minute + MINUTES_OF_DAY) and _in_season(prepared, yesterday))
        for part in menu.dayparts
    )


def sold_at_other_times(catalog: Catalog, place: Place, sku_id: str) -> bool:
    """Return whether a menu of the place sells a SKU in use, be it at this moment or not."""
    product, sku = catalog.content.skus[sku_id]
    return not (product.archived or sku.archived) and any(
        menu.lists(sku_id)
        for menu in catalog.content.menus_of(place.store_id)
        if _serves(menu, place.channel, place.service_type)
    )


def lay_out(board: Board) -> MenuView:
    """Return everything on a board, in the order in which it is shown."""
    items = board.content.items
    products = [
        BoardProduct(product, skus)
        for product in sorted(items.products.values(), key=product_order)
        if (skus := _skus_on(board, product))
    ]
    return MenuView(
        board=board,
        categories=_categories(board.content, products),
        products=tuple(products),
        groups=_groups(board.content, products),
    )


def _serves(menu: PreparedMenu, channel: str, service_type: ServiceType) -> bool:
    return (not menu.channels or channel in menu.channels) and (
        not menu.service_types or service_type in menu.service_types
    )


def _in_season(prepared: PreparedMenu, day: datetime) -> bool:
    menu, text = prepared.menu, day.date().isoformat()
    return (not menu.first_date or menu.first_date <= text) and (
        not menu.last_date or text <= menu.last_date
    )


def _hits(part: Daypart, day: datetime, minute: int) -> bool:
    return part.begin <= minute < part.end and day.isoweekday() in part.weekdays


def _skus_on(board: Board, product: Product) -> tuple[Sku, ...]:
    if product.archived or not board.serves(product):
        return ()
    return tuple(sku for sku in product.skus if not sku.archived and board.lists(sku.sku_id))


def _categories(
    content: Content, products: Iterable[BoardProduct]
) -> tuple[tuple[Category, tuple[str, ...]], ...]:
    """Return categories that are not empty, parents before children, with their products."""
    holding: dict[str, list[Product]] = {}
    for entry in products:
        product = entry.product
        for category_id in content.category_line(product.category_ids):
            holding.setdefault(category_id, [])
        for category_id in product.category_ids:
            if category_id in holding:
                holding[category_id].append(product)
    categories = [content.items.categories[category_id] for category_id in holding]
    ordered = sorted(
        (category for category in categories if not category.archived),
        key=lambda c: (_depth(content, c), c.sort_order, c.name, c.category_id),
    )
    return tuple((c, _in_order(c.category_id, holding[c.category_id])) for c in ordered)


def _in_order(category_id: str, products: Iterable[Product]) -> tuple[str, ...]:
    ordered = sorted(products, key=lambda product: order_within(category_id, product))
    return tuple(product.product_id for product in ordered)


def _depth(content: Content, category: Category) -> int:
    return len(content.category_line([category.category_id]))


def _groups(content: Content, products: Iterable[BoardProduct]) -> tuple[ModifierGroup, ...]:
    """Return the groups in use that products, parts of combos and choices lead to."""
    asked: dict[str, ModifierGroup] = {}
    waiting = [group_id for entry in products for group_id in _asked_by(content, entry.product)]
    while waiting:
        group_id = waiting.pop(0)
        group = content.group_in_use(group_id)
        if group is None or group_id in asked:
            continue
        asked[group_id] = group
        waiting += [nested for choice in group.modifiers for nested in choice.group_ids]
    return tuple(asked.values())


def _asked_by(content: Content, product: Product) -> Iterable[str]:
    yield from product.group_ids
    for slot in product.combo_slots:
        for option in slot.options:
            found = content.skus.get(option.sku_id)
            if found is not None:
                yield from found[0].group_ids
