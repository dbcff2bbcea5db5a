"""Lines of an order, as a customer put them together and as they are priced; availability.

Amounts are whole minor units of the line's currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from centers.product.errors import ProductRefusal
from centers.product.model import (
    ComboSlot,
    Component,
    Modifier,
    ModifierGroup,
    Price,
    Product,
    Sku,
)


@dataclass(frozen=True, slots=True)
class ChosenModifier:
    """A choice as the customer made it, per piece of what it belongs to."""

    modifier_id: str
    quantity: int
    modifiers: tuple[ChosenModifier, ...] = ()


@dataclass(frozen=True, slots=True)
class ChosenPart:
    """What fills a slot of a combo."""

    slot_id: str
    sku_id: str
    quantity: int
    modifiers: tuple[ChosenModifier, ...] = ()


@dataclass(frozen=True, slots=True)
class LineToPrice:
    """One line as the customer put it together."""

    line_ref: str
    sku_id: str
    quantity: int
    modifiers: tuple[ChosenModifier, ...] = ()
    parts: tuple[ChosenPart, ...] = ()


@dataclass(frozen=True, slots=True)
class PricedModifier:
    """A priced choice: amount = quantity × (unit_price + amounts below)."""

    modifier: Modifier
    group: ModifierGroup
    quantity: int
    unit_price: int
    free: bool
    modifiers: tuple[PricedModifier, ...]
    amount: int


@dataclass(frozen=True, slots=True)
class PricedPart:
    """A priced part of a combo: amount = quantity × (extra_price + amounts of its choices)."""

    slot: ComboSlot
    product: Product
    sku: Sku
    quantity: int
    extra_price: int
    modifiers: tuple[PricedModifier, ...]
    amount: int


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A priced line: amount = quantity × (unit_price + modifiers_amount).

    `packaging_fee` is what packing all its pieces costs, beside the amount.
    """

    line_ref: str
    product: Product
    sku: Sku
    quantity: int
    currency: str
    unit_price: int
    modifiers_amount: int
    amount: int
    modifiers: tuple[PricedModifier, ...]
    parts: tuple[PricedPart, ...]
    components: tuple[Component, ...]
    category_ids: tuple[str, ...]
    packaging_fee: int = 0


@dataclass(frozen=True, slots=True)
class Priced:
    """The priced lines, and the refusals of the others by line_ref.

    `order_packaging_fee` is what packing the order costs beside its lines; None for nothing.
    """

    lines: tuple[PricedLine, ...]
    refused: dict[str, ProductRefusal]
    order_packaging_fee: Price | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """What a person, or the stock, says about one item of a store.

    `until` None means until it is said otherwise.
    """

    item_id: str
    is_modifier: bool
    available: bool
    until: datetime | None
    by_stock: bool = False
