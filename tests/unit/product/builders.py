"""A small catalog, and short words for the long constructors of the product center's model."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count

from centers.product.catalog.model import EMPTY, Catalog
from centers.product.menus.model import Board, Place
from centers.product.menus.rules import board_at
from centers.product.model import (
    Category,
    ComboOption,
    ComboSlot,
    Component,
    Item,
    Menu,
    Modifier,
    ModifierGroup,
    Price,
    Product,
    ProductKind,
    ServiceType,
    Sku,
    SoldOut,
)
from centers.product.selling.model import ChosenModifier, ChosenPart, LineToPrice

MONDAY_NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def usd(amount: int) -> Price:
    return Price(amount, "USD")


def minter():
    """Ids that count up: sku_1, sku_2, …"""
    numbers = count(1)
    return lambda prefix: f"{prefix}_{next(numbers)}"


def modifier(name: str, price: int = 0, **more) -> Modifier:
    return Modifier(f"mod_{name}", name, name, usd(price), **more)


def group(name: str, *modifiers: Modifier, least: int = 0, most: int = 5, **more) -> ModifierGroup:
    return ModifierGroup(f"mgr_{name}", name, name, least, most, modifiers, **more)


def sku(name: str, price: int = 1000, **more) -> Sku:
    return Sku(f"sku_{name}", name, name, usd(price), **more)


def product(name: str, *skus: Sku, groups: Iterable[str] = (), **more) -> Product:
    return Product(
        f"prd_{name}",
        name,
        name,
        skus or (sku(name),),
        group_ids=tuple(f"mgr_{group}" for group in groups),
        **more,
    )


def combo(name: str, price: int, *slots: ComboSlot) -> Product:
    return product(name, sku(name, price), kind=ProductKind.COMBO, combo_slots=slots)


def slot(name: str, *options: tuple[str, int], least: int = 1, most: int = 1) -> ComboSlot:
    return ComboSlot(
        f"slt_{name}",
        name,
        name,
        least,
        most,
        tuple(ComboOption(f"sku_{sku_name}", usd(extra)) for sku_name, extra in options),
    )


def everything(**more) -> Menu:
    return Menu("mnu_all", "all", "Everything", all_products=True, **more)


def place(**changes) -> Place:
    plain = {
        "store_id": "sto_1",
        "channel": "miniapp",
        "service_type": ServiceType.PICK_UP,
        "at": MONDAY_NOON,
    }
    return Place(**{**plain, **changes})


def catalog(*items: Item, sold_out: Iterable[SoldOut] = ()) -> Catalog:
    """A catalog of these items; a menu of everything is added when there is none."""
    menus = any(isinstance(item, Menu) for item in items)
    return EMPTY.with_changes(1, [*items, *([] if menus else [everything()])], sold_out)


def board(*items: Item, sold_out: Iterable[SoldOut] = (), **where) -> Board:
    return board_at(catalog(*items, sold_out=sold_out), place(**where))


def out_of(item_id: str, *, until: datetime | None = None, store_id: str = "sto_1") -> SoldOut:
    return SoldOut(store_id, item_id, item_id.startswith("mod_"), until, MONDAY_NOON)


def choose(name: str, quantity: int = 1, *below: ChosenModifier) -> ChosenModifier:
    return ChosenModifier(f"mod_{name}", quantity, below)


def part(slot_name: str, sku_name: str, quantity: int = 1, *chosen: ChosenModifier) -> ChosenPart:
    return ChosenPart(f"slt_{slot_name}", f"sku_{sku_name}", quantity, chosen)


def line(
    name: str,
    *chosen: ChosenModifier,
    quantity: int = 1,
    parts: tuple[ChosenPart, ...] = (),
) -> LineToPrice:
    return LineToPrice("L1", f"sku_{name}", quantity, chosen, parts)


def uses(**quantities: int) -> tuple[Component, ...]:
    return tuple(Component(f"sku_{name}", quantity) for name, quantity in quantities.items())


def category(name: str, parent: str = "", **more) -> Category:
    return Category(f"cat_{name}", name, name, f"cat_{parent}" if parent else "", **more)
