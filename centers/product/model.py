"""What a chain sells, in the words of the trade.

Times of day are minutes of the store's wall clock, dates are "yyyy-mm-dd" in its zone,
money is whole minor units with its currency.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple

from mesh.pure.naming import OtherName

MINUTES_OF_DAY = 1440


class ProductKind(IntEnum):
    """What kind of thing a product is; the numbers are those of the contract."""

    SIMPLE = 1
    COMBO = 2
    VOUCHER = 3


class ServiceType(IntEnum):
    """How the customer gets what was ordered."""

    PICK_UP = 1
    DINE_IN = 2
    DELIVERY = 3
    VOUCHER = 4


class ItemKind(IntEnum):
    """The kinds of things an import brings."""

    CATEGORY = 1
    MODIFIER_GROUP = 2
    PRODUCT = 3
    MENU = 4


class EventKind(IntEnum):
    """What happened to the catalog; the numbers are those of the contract."""

    CATALOG_CHANGED = 1
    AVAILABILITY_CHANGED = 2


class Price(NamedTuple):
    """An amount in minor units. Zero fits any currency."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something was kept, and the catalog's revision at which it last changed."""

    revision: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Component:
    """Something that is counted in stock and used up, so many pieces."""

    sku_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ItemCode:
    """The code of a SKU or modifier on one channel."""

    channel: str
    code: str


@dataclass(frozen=True, slots=True)
class PastCode:
    """A code that a SKU or modifier had on a channel, up to a moment."""

    channel: str
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class CategoryPlace:
    """Where a product stands within a category; smaller comes first."""

    category_id: str
    position: int


@dataclass(frozen=True, slots=True)
class Category:
    """A group of products on the board; may lie within another."""

    category_id: str
    external_code: str
    name: str
    parent_id: str = ""
    sort_order: int = 0
    archived: bool = False
    names: tuple[OtherName, ...] = ()
    stamp: Stamp | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Sku:
    """One size of a product: what is priced, sold and counted.

    `packaging_fee` is what packing one piece costs; None for nothing.
    """

    sku_id: str
    external_code: str
    name: str
    price: Price
    components: tuple[Component, ...] = ()
    channel_codes: tuple[ItemCode, ...] = ()
    archived: bool = False
    names: tuple[OtherName, ...] = ()
    packaging_fee: Price | None = None
    past_codes: tuple[PastCode, ...] = ()


@dataclass(frozen=True, slots=True)
class ComboOption:
    """A SKU that may fill a slot, and what it costs on top."""

    sku_id: str
    extra_price: Price
    default: bool = False


@dataclass(frozen=True, slots=True)
class ComboSlot:
    """One place of a combo to fill with `min_select` to `max_select` parts."""

    slot_id: str
    external_code: str
    name: str
    min_select: int
    max_select: int
    options: tuple[ComboOption, ...]
    names: tuple[OtherName, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """Something customers order, in one or several sizes.

    An order holds `min_per_order` to `max_per_order` pieces of it, or none; zero is no bound.
    What is `not_sold_alone` needs something else beside it that is.
    """

    product_id: str
    external_code: str
    name: str
    skus: tuple[Sku, ...]
    description: str = ""
    kind: ProductKind = ProductKind.SIMPLE
    category_ids: tuple[str, ...] = ()
    group_ids: tuple[str, ...] = ()
    combo_slots: tuple[ComboSlot, ...] = ()
    image_url: str = ""
    tags: tuple[str, ...] = ()
    sort_order: int = 0
    archived: bool = False
    min_per_order: int = 0
    max_per_order: int = 0
    not_sold_alone: bool = False
    names: tuple[OtherName, ...] = ()
    description_names: tuple[OtherName, ...] = ()
    category_places: tuple[CategoryPlace, ...] = ()
    stamp: Stamp | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Modifier:
    """One choice of a group; may be taken up to `max_quantity` times."""

    modifier_id: str
    external_code: str
    name: str
    price: Price
    max_quantity: int = 1
    default_quantity: int = 0
    group_ids: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    channel_codes: tuple[ItemCode, ...] = ()
    archived: bool = False
    names: tuple[OtherName, ...] = ()
    past_codes: tuple[PastCode, ...] = ()


@dataclass(frozen=True, slots=True)
class ModifierGroup:
    """Choices under one question; the dearest `free_quantity` of them cost nothing."""

    group_id: str
    external_code: str
    name: str
    min_select: int
    max_select: int
    modifiers: tuple[Modifier, ...]
    free_quantity: int = 0
    archived: bool = False
    names: tuple[OtherName, ...] = ()
    stamp: Stamp | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Daypart:
    """A stretch of the week; it belongs to the days (1 Monday to 7) it begins on."""

    weekdays: tuple[int, ...]
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One SKU on a menu; without a price, or a packaging fee, it has its own."""

    sku_id: str
    price: Price | None = None
    packaging_fee: Price | None = None


@dataclass(frozen=True, slots=True)
class ModifierPrice:
    """The price of a modifier under one menu."""

    modifier_id: str
    price: Price


@dataclass(frozen=True, slots=True)
class Menu:
    """What is sold where, when and for how much. An empty list means all, or always.

    `order_packaging_fee` is what packing a whole order costs, beside its lines; None where the
    menu does not say.
    """

    menu_id: str
    external_code: str
    name: str
    priority: int = 0
    store_ids: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    service_types: tuple[ServiceType, ...] = ()
    dayparts: tuple[Daypart, ...] = ()
    first_date: str = ""
    last_date: str = ""
    all_products: bool = False
    entries: tuple[MenuEntry, ...] = ()
    modifier_prices: tuple[ModifierPrice, ...] = ()
    archived: bool = False
    order_packaging_fee: Price | None = None
    stamp: Stamp | None = field(default=None, compare=False)


Item = Category | ModifierGroup | Product | Menu
"""What is kept, changed and imported as a whole."""


@dataclass(frozen=True, slots=True)
class SoldOut:
    """A SKU or modifier that a store has none of, and why: `said` by a person, or `by_stock`.

    `until` is when what was said ends; None for until it is said otherwise.
    """

    store_id: str
    item_id: str
    is_modifier: bool
    until: datetime | None
    updated_at: datetime
    said: bool = True
    by_stock: bool = False

    @property
    def is_out(self) -> bool:
        """Whether there is a cause; what was said may have ended meanwhile."""
        return self.said or self.by_stock

    def missing_at(self, moment: datetime, *, said_only: bool = False) -> bool:
        """Return whether the store will have none of it at a moment, as far as is known."""
        said = self.said and (self.until is None or self.until > moment)
        return said or (self.by_stock and not said_only)


Part = Sku | Modifier
"""What of an item is sold or chosen by itself, and has codes on channels."""


def kind_of(item: Item) -> ItemKind:
    """Return the kind of an item."""
    return KINDS[type(item)]


def id_of(item: Item) -> str:
    """Return the id of an item."""
    match item:
        case Category():
            return item.category_id
        case ModifierGroup():
            return item.group_id
        case Product():
            return item.product_id
        case Menu():
            return item.menu_id


def parts_of(item: Item) -> Iterator[tuple[str, Part, bool]]:
    """Yield each SKU or modifier of an item: its id, itself, and whether it is in use."""
    match item:
        case Product():
            for sku in item.skus:
                yield sku.sku_id, sku, not (item.archived or sku.archived)
        case ModifierGroup():
            for modifier in item.modifiers:
                yield modifier.modifier_id, modifier, not (item.archived or modifier.archived)


def names_in(item: Item) -> Iterator[tuple[OtherName, ...]]:
    """Yield the names of an item and its parts, and descriptions, on channels and in languages."""
    match item:
        case Category():
            yield item.names
        case ModifierGroup():
            yield item.names
            yield from (each.names for each in item.modifiers)
        case Product():
            yield item.names
            yield item.description_names
            yield from (each.names for each in item.skus)
            yield from (each.names for each in item.combo_slots)


KINDS: dict[type, ItemKind] = {
    Category: ItemKind.CATEGORY,
    ModifierGroup: ItemKind.MODIFIER_GROUP,
    Product: ItemKind.PRODUCT,
    Menu: ItemKind.MENU,
}
