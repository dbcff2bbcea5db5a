"""Which menus apply at a place and moment, and what is on them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from centers.product.arranging import order_within, product_order
from centers.product.catalog import Catalog, Content, PreparedMenu
from centers.product.model import (
    Category,
    Daypart,
    ModifierGroup,
    Place,
    Price,
    Product,
    ServiceType,
    Sku,
)
from centers.product.naming import OWN_NAMES, Voice

DAY = 1440


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as exc:
        raise ValueError(f"{name!r} is not an IANA time zone") from exc


@dataclass(frozen=True, slots=True)
class Board:
    """What applies at one place and moment: the menus in order, and what is sold out.

    `charges_packaging` says whether packaging fees apply.
    """

    content: Content
    menus: tuple[PreparedMenu, ...]
    missing: frozenset[str]
    voice: Voice = OWN_NAMES
    charges_packaging: bool = False

    def lists(self, sku_id: str) -> bool:
        """Whether any of the menus has the SKU; its being archived is another question."""
        return any(menu.lists(sku_id) for menu in self.menus)

    def price_of(self, sku: Sku) -> Price:
        """The SKU's price here: that of the first menu that names one, else its own."""
        for menu in self.menus:
            price = menu.prices.get(sku.sku_id)
            if price is not None:
                return price
        return sku.price

    def modifier_price(self, modifier_id: str, own: Price) -> Price:
        """A modifier's price here: that of the first menu that names one, else its own."""
        for menu in self.menus:
            price = menu.modifier_prices.get(modifier_id)
            if price is not None:
                return price
        return own

    def packaging_fee_of(self, sku: Sku) -> Price | None:
        """What packing one piece costs here; None for nothing."""
        if not self.charges_packaging:
            return None
        for menu in self.menus:
            fee = menu.packaging_fees.get(sku.sku_id)
            if fee is not None:
                return fee
        return sku.packaging_fee

    def order_packaging_fee(self) -> Price | None:
        """What packing a whole order costs here, beside its lines; None for nothing."""
        if not self.charges_packaging:
            return None
        fees = (menu.menu.order_packaging_fee for menu in self.menus)
        return next((fee for fee in fees if fee is not None), None)

    def version(self) -> str:
        """Names everything that an answer from this board depends on."""
        parts = [*(menu.menu.menu_id for menu in self.menus), "-", *sorted(self.missing)]
        if self.voice != OWN_NAMES:
            parts += ["~", self.voice.channel, *self.voice.languages]
        if self.charges_packaging:
            parts.append("packed")
        digest = hashlib.blake2s("|".join(parts).encode(), digest_size=6).hexdigest()
        return f"{self.content.revision}-{digest}"


@dataclass(frozen=True, slots=True)
class BoardProduct:
    """A product on the board, with the sizes that are on it."""

    product: Product
    skus: tuple[Sku, ...]


@dataclass(frozen=True, slots=True)
class MenuView:
    """A board laid out to be shown: everything in order."""

    board: Board
    categories: tuple[tuple[Category, tuple[str, ...]], ...]
    products: tuple[BoardProduct, ...]
    groups: tuple[ModifierGroup, ...]


def without_stock(board: Board, catalog: Catalog, place: Place) -> Board:
    """The board with what only the stock has none of as if it were there."""
    said = catalog.missing_at(place.store_id, place.at, said_only=True)
    return replace(board, missing=board.content.with_dependents(said))


def board_at(catalog: Catalog, place: Place) -> Board:
    """What applies at a place. Raises ValueError when its zone does not exist."""
    content = catalog.content
    wall = place.at.astimezone(zone_of(place.zone)).replace(tzinfo=None)
    menus = tuple(
        menu
        for menu in content.menus_of(place.store_id)
        if _serves(menu, place.channel, place.service_type) and applies(menu, wall)
    )
    missing = catalog.missing_at(place.store_id, place.at)
    voice = content.voices.of(place.channel, place.language)
    out = content.with_dependents(missing)
    return Board(content, menus, out, voice=voice, charges_packaging=place.charges_packaging)


def applies(prepared: PreparedMenu, wall: datetime) -> bool:
    """Whether a menu applies when the store's wall clock and calendar show `wall`.

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
        or (_hits(part, yesterday, minute + DAY) and _in_season(prepared, yesterday))
        for part in menu.dayparts
    )


def lay_out(board: Board) -> MenuView:
    """Everything on a board, in the order in which it is shown."""
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
    if product.archived:
        return ()
    return tuple(sku for sku in product.skus if not sku.archived and board.lists(sku.sku_id))


def _categories(
    content: Content, products: Iterable[BoardProduct]
) -> tuple[tuple[Category, tuple[str, ...]], ...]:
    """Categories that hold something, parents before children, with their own products."""
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
    """Every group in use that a product here, a part of it, or a choice leads to."""
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
