"""What an order is, in the words of the trade. Amounts are whole minor units of one currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from centers.order.after_sale.model import Account, AfterSale
from centers.order.deals.model import Deal
from centers.order.vouchers.model import AtOms, Voucher
from mesh.pure.address import Address
from mesh.pure.passage import Passage

DELIVERY_SHARE = "delivery"
PACKAGING_SHARE = "packaging"
"""Stand for those fees where a discount names what it is on."""


class OrderStatus(IntEnum):
    """Where an order stands; the numbers are those of the contract and of the table."""

    PENDING_PAYMENT = 1
    PLACED = 2
    ACCEPTED = 3
    PREPARING = 4
    READY = 5
    DELIVERING = 6
    FULFILLED = 7
    COMPLETED = 8
    CANCELLED = 9


class CancelReason(IntEnum):
    """Why an order ended without being fulfilled; NONE while it has not."""

    NONE = 0
    CUSTOMER = 1
    PAYMENT_TIMEOUT = 2
    STORE_REJECTED = 3
    OUT_OF_STOCK = 4
    OPERATOR = 5
    CHANNEL = 6
    NO_RIDER = 7
    GROUP_NOT_FULL = 8


class ServiceType(IntEnum):
    """How the customer gets what was ordered."""

    PICK_UP = 1
    DINE_IN = 2
    DELIVERY = 3
    VOUCHER = 4


class Route(IntEnum):
    """Which back office carries the order out."""

    TILL = 1
    OMS = 2
    NONE = 3


class DeliveredBy(IntEnum):
    """Who brings an order; NOBODY where the customer fetches it."""

    NOBODY = 0
    CARRIER = 1
    STORE = 2
    PLATFORM = 3


class DeliveryStep(IntEnum):
    """How the delivery of an order stands, as its customer is told."""

    LOOKING = 1
    ASSIGNED = 2
    AT_STORE = 3
    PICKED_UP = 4
    DELIVERED = 5
    CANCELLED = 6
    FAILED = 7


class Payer(IntEnum):
    """Who bears a discount."""

    MERCHANT = 1
    PLATFORM = 2


class EventKind(IntEnum):
    """What happened to an order; the numbers are those of the contract."""

    CREATED = 1
    MOVED = 2
    PICKUP_CODE_GIVEN = 3
    HANDED_TO_TILL = 4
    AFTER_SALE = 5
    REFUND_RECORDED = 6
    SHORTFALL = 7
    LATE_MESSAGE = 8
    SUB_STATUS = 9
    PAYMENT_UNWANTED = 10
    DUE = 14
    DELIVERY = 15
    TILL_SALE = 16
    TILL_CHANGED = 20
    RELEASED = 21
    HANDED_TO_OMS = 22
    VOUCHERS = 23


@dataclass(frozen=True, slots=True)
class Modifier:
    """A choice within a line; may have choices of its own. Names are those of a line."""

    modifier_id: str
    name: str
    quantity: int
    unit_price: int
    modifiers: tuple[Modifier, ...] = ()
    code: str = ""
    is_part: bool = False
    kitchen_name: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """What one line takes from stock, all its pieces together."""

    sku_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line; names and prices are frozen as they were when it was ordered.

    `name` is what the customer saw; the kitchen may have a name of its own. An unmapped one is of a
    dish that only its channel knows: its SKU is the channel's code. `packaging_fee` is what packing
    all its pieces costs, beside `amount`; it is part of the order's.
    """

    line_id: str
    sku_id: str
    name: str
    quantity: int
    unit_price: int
    amount: int
    product_id: str = ""
    sku_name: str = ""
    discount: int = 0
    modifiers: tuple[Modifier, ...] = ()
    components: tuple[Component, ...] = ()
    remark: str = ""
    kitchen_name: str = ""
    kitchen_sku_name: str = ""
    channel_item_code: str = ""
    unmapped: bool = False
    packaging_fee: int = 0
    sku_code: str = ""


@dataclass(frozen=True, slots=True)
class Allocation:
    """The share of a discount on one line, or on "delivery" or "packaging"."""

    line_id: str
    amount: int


@dataclass(frozen=True, slots=True)
class Discount:
    """One discount, its share per line, and who pays it."""

    promotion_id: str
    coupon_id: str
    name: str
    amount: int
    paid_by: Payer
    allocations: tuple[Allocation, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """Who ordered. Personal data."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class OrderDetails:
    """What was said about the order when it was placed, and what only its channel knows."""

    customer: Contact = field(default_factory=Contact)
    address: Address | None = None
    expected_at: datetime | None = None
    remark: str = ""
    diner_count: int = 0
    table_number: str = ""
    extension: dict[str, str] = field(default_factory=dict)
    tableware_count: int | None = None
    deal: Deal | None = None
    store_time_zone: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """How an order's delivery stands; `fee` is what it costs the chain, in minor units."""

    delivery_id: str
    attempt: int
    step: DeliveryStep
    carrier: str = ""
    rider_name: str = ""
    rider_phone: str = ""
    fee: int = 0
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """How an order went that was over before it was imported; `refunded` is None where unknown."""

    status: OrderStatus
    ended_at: datetime | None
    accepted_at: datetime | None = None
    prepared_at: datetime | None = None
    ready_at: datetime | None = None
    delivered_at: datetime | None = None
    fulfilled_at: datetime | None = None
    cancel_reason: CancelReason = CancelReason.NONE
    cancel_note: str = ""
    refunded: int | None = None
    takes_stock: bool = False
    earns_points: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """When the order reached each step; None while it has not."""

    created_at: datetime
    updated_at: datetime
    placed_at: datetime | None = None
    accepted_at: datetime | None = None
    prepared_at: datetime | None = None
    ready_at: datetime | None = None
    delivered_at: datetime | None = None
    fulfilled_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The order without its lines: who, where, how much, and all that can change.

    `account` is what has been asked back of it; None where not looked up. `goods_left` is what the
    goods cost after discounts, without fees, less what was given back of that. `oms` is what an OMS
    has of it; None while none shall have it. `accept_by` is the node that accepts it at once.
    """

    order_id: str
    merchant_id: str
    store_id: str
    channel: str
    channel_order_number: str
    service_type: ServiceType
    route: Route
    person_id: str
    business_date: date
    currency: str
    lines_amount: int
    packaging_fee: int
    delivery_fee: int
    discount_amount: int
    total: int
    paid_by_channel: int
    payment_deadline: datetime | None
    content_hash: bytes
    times: Times
    status: OrderStatus
    daily_number: int = 0
    pickup_code: str = ""
    sub_status: str = ""
    payment_id: str = ""
    paid: int = 0
    refunded: int = 0
    cancel_reason: CancelReason = CancelReason.NONE
    cancel_note: str = ""
    shortfall: bool = False
    version: int = 1
    account: Account | None = None
    delivered_by: DeliveredBy = DeliveredBy.NOBODY
    prepare_from: datetime | None = None
    waits: bool = False
    delivery: DeliveryState | None = None
    came_finished: bool = False
    earns_points: bool = True
    pos_plugin: str = ""
    pos_store_code: str = ""
    goods_left: int = 0
    nothing_reserved: bool = False
    nothing_held: bool = False
    wait_for: str = ""
    oms: AtOms | None = None
    pos_plugin_chosen: bool = False
    accept_by: str = ""

    @property
    def owner(self) -> tuple[str, str]:
        """Merchant id and person id."""
        return (self.merchant_id, self.person_id)


@dataclass(frozen=True, slots=True)
class Order:
    """One whole order."""

    head: Head
    details: OrderDetails
    lines: tuple[Line, ...]
    discounts: tuple[Discount, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, before it is written: the store adds ids and clock.

    `wholly_refunded`: nothing is left, all that was paid is back. `goods`: of a refund, no fees.
    """

    kind: EventKind
    head: Head
    from_status: OrderStatus | None
    node: str
    amount: int = 0
    goods: int = 0
    after_sale_id: str = ""
    refund_id: str = ""
    payment_id: str = ""
    note: str = ""
    after_sale: AfterSale | None = None
    wholly_refunded: bool = False
    finished: Finished | None = None
    former_pos_plugin: str = ""
    passages: tuple[Passage, ...] = ()
    vouchers: tuple[Voucher, ...] = ()


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as it is handed in, before it is checked and gets its head."""

    order_id: str
    store_id: str
    channel: str
    channel_order_number: str
    service_type: ServiceType
    route: Route
    person_id: str
    business_date: str
    lines: tuple[Line, ...]
    discounts: tuple[Discount, ...]
    packaging_fee: int
    delivery_fee: int
    total: int
    currencies: frozenset[str]
    details: OrderDetails
    payment_deadline: datetime | None
    channel_placed_at: datetime | None
    content_hash: bytes
    delivered_by: DeliveredBy = DeliveredBy.NOBODY
    prepare_from: datetime | None = None
    finished: Finished | None = None
    pos_plugin: str = ""
    pos_store_code: str = ""
    taken_by_till: str = ""
    nothing_reserved: bool = False
    nothing_held: bool = False
    wait_for: str = ""
    pos_plugin_chosen: bool = False
    accept_by: str = ""
