"""What Ele.me sends, by the names of its fields; what it says is read by `reading.py`.

Amounts are yuan. Fields that are not named here are left out.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class Push(Struct, rename="camel"):
    """A message; `message` is JSON in a text, of a shape that its type says."""

    type: str = ""
    message: str = ""
    shop_id: str = ""


class Named(Struct, rename="camel"):
    """A size or an attribute of an item: "size" and "large"."""

    name: str = ""
    value: str = ""


class Item(Struct, rename="camel"):
    """Something ordered; `extendCode` is our own code of it, the others are Ele.me's."""

    sku_id: str = ""
    vfood_id: str = ""
    extend_code: str = ""
    name: str = ""
    price: Decimal = Decimal(0)
    quantity: Decimal = Decimal(1)
    new_specs: list[Named] = []
    attributes: list[Named] = []

    @property
    def code(self) -> str:
        """Our own code of it where Ele.me knows one, else its own."""
        return self.extend_code or self.sku_id or self.vfood_id


class Group(Struct, rename="camel"):
    """A basket of an order, or (`extra`) fees, or (`discount`) what is taken off."""

    name: str = ""
    type: str = "normal"
    items: list[Item] = []


class Activity(Struct, rename="camel"):
    """An offer that an order has; its amounts are below zero."""

    id: str = ""
    name: str = ""
    category_id: str = ""
    amount: Decimal = Decimal(0)
    eleme_part: Decimal | None = None
    restaurant_part: Decimal | None = None


class Order(Struct, rename="camel"):
    """An order as it is pushed, and as getOrder answers it."""

    id: str = ""
    order_id: str = ""
    open_id: str = ""
    shop_id: str = ""
    day_sn: str = ""
    status: str = "unprocessed"
    refund_status: str = ""
    created_at: str = ""
    active_at: str = ""
    deliver_time: str = ""
    pick_up_time: str = ""
    order_business_type: str = ""
    description: str = ""
    consignee: str = ""
    phone_list: list[str] = []
    address: str = ""
    delivery_poi_address: str = ""
    delivery_geo: str = ""
    number_of_people: str = ""
    total_price: Decimal | None = None
    deliver_fee: Decimal = Decimal(0)
    package_fee: Decimal = Decimal(0)
    vip_delivery_fee_discount: Decimal = Decimal(0)
    hongbao: Decimal = Decimal(0)
    shop_part: Decimal = Decimal(0)
    eleme_part: Decimal = Decimal(0)
    income: Decimal | None = None
    invoice: str = ""
    taxpayer_id: str = ""
    secret_phone_expire_time: str = ""
    downgraded: bool = False
    groups: list[Group] = []
    order_activities: list[Activity] = []
    logistics_activity: Activity | None = None

    @property
    def number(self) -> str:
        """Its number on the platform."""
        return self.id or self.order_id

    @property
    def shop(self) -> str:
        """The code of its shop: our own where the shop has one there, else Ele.me's."""
        return self.open_id or self.shop_id

    @property
    def items(self) -> list[Item]:
        """What was ordered, of all baskets."""
        return [item for group in self.groups if group.type == "normal" for item in group.items]

    @property
    def is_made(self) -> bool:
        """Whether there is something to make, and it is said what it costs and where."""
        return bool(self.items and self.shop) and self.total_price is not None


class Change(Struct, rename="camel"):
    """An order came to another state; `role` is who did that."""

    order_id: str = ""
    state: str = ""
    role: str = ""


class Refund(Struct, rename="camel"):
    """A wish for money back, or to cancel, or what became of it; it has no number of its own."""

    order_id: str = ""
    refund_status: str = ""
    refund_type: str = ""
    reason: str = ""
    total_price: Decimal | None = None
    goods_list: list[Item] = []


class Waybill(Struct, rename="camel"):
    """How far Ele.me's rider has come."""

    order_id: str = ""
    state: str = ""
    sub_state: str = ""
    name: str = ""
    phone: str = ""
    update_at: str = ""


class About(Struct, rename="camel"):
    """What any message may say: the order that it is about."""

    order_id: str = ""
    id: str = ""


class Taken(Struct, rename="camel"):
    """The answer that Ele.me wants to what it need not send again."""

    message: str = "ok"
