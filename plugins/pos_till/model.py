"""The words of the till's REST interface, as they stand in its JSON.

Amounts are whole minor units of the order's `currency`. Times are RFC 3339.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec

ReportKind = Literal[
    "accepted",
    "preparing",
    "ready",
    "pickup_code",
    "delivering",
    "fulfilled",
    "completed",
    "rejected",
    "after_sale_agreed",
    "after_sale_refused",
    "lines_cancelled",
]

# How far an order has come at the till; a late report never moves it back.
PROGRESS = ("new", "accepted", "preparing", "ready", "delivering", "fulfilled", "completed")
CLOSED = frozenset({"completed", "rejected", "cancelled"})


class Modifier(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A choice of the customer, with choices of its own."""

    modifier_id: str
    name: str
    quantity: int
    unit_price: int = 0
    modifier_code: str = ""
    modifiers: list[Modifier] = []


class Component(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A part of a combo, per one combo."""

    sku_id: str
    name: str
    quantity: int
    extra_price: int = 0
    sku_code: str = ""
    modifiers: list[Modifier] = []


class Line(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What to make, how often."""

    line_id: str
    sku_id: str
    name: str
    quantity: int
    unit_price: int
    line_total: int
    packaging_fee: int = 0
    sku_code: str = ""
    variant: str = ""
    modifiers: list[Modifier] = []
    components: list[Component] = []
    remark: str = ""


class Delivery(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Where the store's own rider takes it."""

    contact_name: str = ""
    contact_phone: str = ""
    street: str = ""
    detail: str = ""
    city: str = ""


class Rider(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How far a rider has come: the step is one of PosDelivery's, for example "at_store"."""

    step: str
    carrier: str = ""
    name: str = ""
    updated_at: datetime | None = None


class Deal(msgspec.Struct, kw_only=True):
    """The "group" or "flash_sale" an order was bought in; all orders of a group have its id."""

    kind: str
    deal_id: str
    name: str


class Order(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An order as the till sees it."""

    order_id: str
    merchant_id: str
    store_id: str
    daily_number: int
    business_date: str
    channel: str
    service_type: str
    currency: str
    total: int
    discount_total: int
    paid: bool
    placed_at: datetime
    lines: list[Line]
    store_code: str = ""
    channel_order_number: str = ""
    delivery_fee: int = 0
    packaging_fee: int = 0
    remark: str = ""
    expected_at: datetime | None = None
    customer_name: str = ""
    customer_phone_tail: str = ""
    delivery: Delivery | None = None
    prepare_from: datetime | None = None
    time_zone: str = ""
    waits: bool = False
    delivered_by: str = ""
    rider: Rider | None = None
    table: str = ""
    tableware: int | None = None
    deal: Deal | None = None
    accepted: bool = False


class Pieces(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Some pieces of a line."""

    line_id: str
    quantity: int


class AfterSale(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A wish for money back: the store answers one that is "applied" or "failed"."""

    after_sale_id: str
    state: str
    amount: int
    currency: str
    reason: str
    lines: list[Pieces] = []


class Entry(msgspec.Struct, kw_only=True):
    """An order and how far it has come."""

    order: msgspec.Raw
    state: str
    pickup_code: str
    note: str
    after_sales: list[msgspec.Raw] = []


class Page(msgspec.Struct, kw_only=True):
    """Orders that changed, oldest change first, and where to go on."""

    orders: list[Entry]
    cursor: str
    more: bool


class Report(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a till reports about one order; `update_id` is the till's own, for ever unique."""

    update_id: str
    order_id: str
    kind: ReportKind
    pickup_code: str = ""
    reason: str = ""
    occurred_at: datetime | None = None
    after_sale_id: str = ""
    lines: list[Pieces] = []

    def problem(self) -> str:
        """Return what is wrong with it; empty means nothing."""
        if not 1 <= len(self.update_id) <= 64:
            return "update_id must have 1 to 64 characters"
        if len(self.pickup_code) > 16:
            return "pickup_code may have at most 16 characters"
        if len(self.reason) > 300:
            return "reason may have at most 300 characters"
        if self.kind == "pickup_code" and not self.pickup_code:
            return "pickup_code is required with pickup_code"
        return self._after_sale_problem()

    def _after_sale_problem(self) -> str:
        if self.kind in ("rejected", "lines_cancelled") and not self.reason:
            return f"reason is required with {self.kind}"
        answers = self.kind in ("after_sale_agreed", "after_sale_refused")
        if answers and not 1 <= len(self.after_sale_id) <= 80:
            return f"after_sale_id is required with {self.kind}"
        if self.kind == "lines_cancelled" and not _are_pieces(self.lines):
            return "lines must name 1 to 200 lines, each once, with at least 1 piece"
        return ""


def _are_pieces(lines: list[Pieces]) -> bool:
    ids = {line.line_id for line in lines}
    return (
        1 <= len(lines) <= 200
        and len(ids) == len(lines)
        and all(line.quantity > 0 for line in lines)
    )


class Outcome(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What became of one report: taken, repeated (known already) or refused."""

    update_id: str
    outcome: Literal["taken", "repeated", "refused"]
    state: str = ""
    pickup_code: str = ""
    code: str = ""
    message: str = ""


MAX_SALE_LINES = 200
MAX_SALE_PIECES = 9_999
FIRST_YEAR, LAST_YEAR = 1970, 2199
EARLIEST, LATEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
"""What the platform takes of a sale; see PosService.PullTillSales."""


class SaleLine(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What was sold at the counter; a negative quantity is a return."""

    quantity: int
    sku_id: str = ""
    sku_code: str = ""

    def problem(self) -> str:
        """Return what is wrong with it; empty means nothing."""
        code = self.sku_id or self.sku_code
        if not (1 <= len(code) <= 64 and code.isprintable()):
            return "sku_id or sku_code must have 1 to 64 characters that can be printed"
        if not self.quantity or abs(self.quantity) > MAX_SALE_PIECES:
            return f"quantity must be -{MAX_SALE_PIECES} to {MAX_SALE_PIECES} and not 0"
        return ""


class Sale(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A sale at the counter; `till_sale_id` is the till's own, for ever unique."""

    till_sale_id: str
    store_id: str
    lines: list[SaleLine]
    occurred_at: datetime
    total: int | None = None
    currency: str = ""

    def problem(self) -> str:
        """Return what is wrong with it; empty means nothing."""
        if not (1 <= len(self.till_sale_id) <= 64 and self.till_sale_id.isprintable()):
            return "till_sale_id must have 1 to 64 characters that can be printed"
        if not 1 <= len(self.lines) <= MAX_SALE_LINES:
            return f"lines must be 1 to {MAX_SALE_LINES}"
        for line in self.lines:
            if wrong := line.problem():
                return f"lines: {wrong}"
        has_zone = self.occurred_at.tzinfo is not None
        if not (has_zone and EARLIEST <= self.occurred_at < LATEST):
            return f"occurred_at must be a time from {FIRST_YEAR} to {LAST_YEAR} with its zone"
        if self.total is not None and len(self.currency) != 3:
            return "currency is required with total"
        return ""


class BasketChoice(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A choice of the customer, with choices of its own."""

    modifier_id: str
    quantity: Annotated[int, msgspec.Meta(ge=1, le=99)] = 1
    modifiers: list[BasketChoice] = []


class BasketPart(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What was chosen for a slot of a combo."""

    slot_id: str
    sku_id: str
    modifiers: list[BasketChoice] = []


class CounterLine(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One line of a basket: the SKU by its id, or by the chain's code of it."""

    quantity: Annotated[int, msgspec.Meta(ge=1, le=999)]
    sku_id: str = ""
    sku_code: str = ""
    modifiers: list[BasketChoice] = []
    combo_choices: list[BasketPart] = []
    remark: str = ""


class Basket(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What somebody wants at the counter; `coupons` are codes that they show."""

    store_id: str
    lines: list[CounterLine]
    service_type: Literal["pick_up", "dine_in"] = "pick_up"
    coupons: list[str] = []
    without_unusable_coupons: bool = False
    remark: str = ""
    diners: Annotated[int, msgspec.Meta(ge=0, le=999)] = 0
    table: str = ""
    language: str = ""


class CounterOrder(Basket, kw_only=True, forbid_unknown_fields=True):
    """A basket that is paid; `till_order_number` is the till's own, for ever unique."""

    till_order_number: str
    taken: Annotated[int, msgspec.Meta(ge=0, le=10**12)]
    currency: str
    tender: str = ""


class PricedLine(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A line with its price and its share of the discounts."""

    sku_id: str
    name: str
    quantity: int
    line_total: int
    discount: int
    packaging_fee: int = 0
    variant: str = ""


class PricedDiscount(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A discount, with the coupon that gives it."""

    name: str
    amount: int
    coupon_id: str = ""


class Priced(msgspec.Struct, kw_only=True):
    """What a basket costs now: goods and packaging_fee less discount_total."""

    currency: str
    lines: list[PricedLine]
    discounts: list[PricedDiscount]
    goods: int
    packaging_fee: int
    discount_total: int
    total: int
    explanations: list[str]


class Shown(msgspec.Struct, kw_only=True):
    """A voucher's code that a customer shows; `request_id` is the till's own for this attempt."""

    request_id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.:-]{1,24}$")]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    store_id: Annotated[str, msgspec.Meta(max_length=64)] = ""


class Redeemed(msgspec.Struct, kw_only=True):
    """A voucher that is used now, and what it is for; empty where it was sold elsewhere."""

    voucher_id: str
    order_id: str
    name: str
    variant: str


class Placed(msgspec.Struct, kw_only=True):
    """An order that was placed at the counter."""

    order_id: str
    daily_number: int
    pickup_code: str
    currency: str
    total: int
    discount_total: int
