"""What clients of the mini-program get of a cart. Amounts are whole minor units of a currency."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from gateways.miniapp.views import (
    AmountsView,
    DiscountView,
    ExplanationView,
    ModifierView,
    MoneyView,
)


class CartLineView(Struct):
    """A line of a cart, and what changed of it since its customer saw it.

    `changes` are PRICE, NAME, SOLD_OUT, GONE, NOT_SOLD_NOW, OPTION_GONE, OUT_OF_STOCK, TOO_FEW or
    NOT_ALLOWED_SO. Of a line that cannot be ordered, name and price are those of before, and
    `reason` and `item_name` say why; `available` is how many pieces could be had of TOO_FEW.
    """

    line_id: str
    sku_id: str
    name: str
    sku_name: str
    quantity: int
    unit_price: MoneyView | None
    can_be_ordered: bool
    changes: list[str]
    previous_unit_price: MoneyView | None
    previous_name: str
    available: int
    reason: str
    item_name: str
    remark: str
    modifiers: list[ModifierView]


class ObstacleView(Struct):
    """Why nothing of a cart could be ordered now."""

    reason: str
    message: str
    metadata: dict[str, str]


class CartView(Struct):
    """A cart, priced now; `amounts` is null where nothing could be priced."""

    store_id: str
    version: int
    lines: list[CartLineView]
    amounts: AmountsView | None
    discounts: list[DiscountView]
    explanation: list[ExplanationView]
    obstacles: list[ObstacleView]
    updated_at: datetime | None


class CartSummaryView(Struct):
    """A cart in a list."""

    store_id: str
    version: int
    line_count: int
    piece_count: int
    updated_at: datetime | None


class CartsView(Struct):
    """The customer's carts, the latest changed first."""

    carts: list[CartSummaryView]
    next_page_token: str
