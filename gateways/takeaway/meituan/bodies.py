"""What Meituan sends, by the names of its fields; what it says is read by `reading.py`.

Amounts are yuan unless their name says fen. Fields that are not named here are left out.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class Dish(Struct):
    """A dish of an order; `box_num` boxes at `box_price` are for all its pieces together."""

    food_name: str = ""
    app_food_code: str = ""
    sku_id: str = ""
    quantity: Decimal = Decimal(1)
    price: Decimal = Decimal(0)
    box_num: Decimal = Decimal(0)
    box_price: Decimal = Decimal(0)
    unit: str = ""
    spec: str = ""
    food_property: str = ""

    @property
    def code(self) -> str:
        """Our own code of it, as Meituan was told: that of the size, else of the dish."""
        return self.sku_id or self.app_food_code


class Extra(Struct):
    """A discount of an order; who bears which part is not always said."""

    reduce_fee: Decimal = Decimal(0)
    remark: str = ""
    type: str = "0"
    act_detail_id: str = "0"
    mt_charge: Decimal | None = None
    poi_charge: Decimal | None = None


class Charge(Struct):
    """What one side bears of one discount, in fen."""

    moneyCent: int = 0  # noqa: N815 - the platform's name


class PoiReceiveDetail(Struct):
    """How the money is divided, in fen."""

    actOrderChargeByMt: list[Charge] = []  # noqa: N815
    actOrderChargeByPoi: list[Charge] = []  # noqa: N815
    foodShareFeeChargeByPoi: int = 0  # noqa: N815
    logisticsFee: int = 0  # noqa: N815
    onlinePayment: int = 0  # noqa: N815
    wmPoiReceiveCent: int = 0  # noqa: N815


class Order(Struct):
    """An order as it is pushed, and as getOrderDetail answers it."""

    order_id: str
    app_poi_code: str = ""
    app_id: str = ""
    wm_order_id_view: str = ""
    day_seq: str = ""
    status: str = "2"
    ctime: int = 0
    utime: int = 0
    delivery_time: int = 0
    pick_type: int = 0
    caution: str = ""
    recipient_name: str = ""
    recipient_phone: str = ""
    recipient_address: str = ""
    latitude: float = 0
    longitude: float = 0
    total: Decimal = Decimal(0)
    original_price: Decimal = Decimal(0)
    shipping_fee: Decimal = Decimal(0)
    package_bag_money: int = 0
    has_invoiced: int = 0
    invoice_title: str = ""
    taxpayer_id: str = ""
    dinners_number: int = 0
    logistics_code: str = ""
    logistics_status: str = ""
    backup_recipient_phone: str = ""
    incmp_code: str = "0"
    incmp_modules: str = ""
    detail: list[Dish] = []
    extras: list[Extra] = []
    poi_receive_detail: PoiReceiveDetail | None = None

    @property
    def is_whole(self) -> bool:
        """Whether Meituan has said all of it, and there is something to make."""
        complete = self.incmp_code == "0" and self.incmp_modules in ("", "[]")
        return complete and bool(self.detail) and bool(self.app_poi_code)


class RefundedDish(Struct):
    """A dish that a part refund is about."""

    app_food_code: str = ""
    sku_id: str = ""
    food_name: str = ""
    count: Decimal = Decimal(1)

    @property
    def code(self) -> str:
        """Our own code of it."""
        return self.sku_id or self.app_food_code


class Refund(Struct):
    """A push about a refund, whole or in part."""

    order_id: str
    app_poi_code: str = ""
    notify_type: str = ""
    reason: str = ""
    res_type: str = ""
    is_appeal: str = "0"
    refund_id: str = ""
    refund_status: str = ""
    money: Decimal | None = None
    food: list[RefundedDish] = []


class RefundRecord(Struct):
    """One of the refunds of an order, as getOrderRefundDetail answers them."""

    ctime: int = 0
    apply_type: str = ""
    res_type: str = ""
    wmAppRetailForOrderPartRefundList: list[RefundedDish] = []  # noqa: N815

    @property
    def food(self) -> list[RefundedDish]:
        """The pieces that it is about."""
        return self.wmAppRetailForOrderPartRefundList


class FoodSku(Struct):
    """A size of a dish as it is listed."""

    sku_id: str = ""


class Food(Struct):
    """A dish of a store as `food/list` answers it."""

    app_food_code: str = ""
    skus: list[FoodSku] = []


class Taken(Struct):
    """The answer that Meituan wants to what it need not send again."""

    data: str = "ok"
