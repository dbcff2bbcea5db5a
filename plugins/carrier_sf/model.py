"""SF's words: what it answers and calls back. Amounts in fen, lengths in metres, times in seconds.

Numbers come as numbers or as texts. Only what is used here is read.
"""

from __future__ import annotations

import msgspec
from zhongtai_plugin.carrier.words import Told


class Envelope(msgspec.Struct):
    """What every answer is wrapped in."""

    error_code: int
    error_msg: str | None = ""
    result: msgspec.Raw = msgspec.Raw(b"null")


class Charged(msgspec.Struct):
    """Part of a price: what a shop pays."""

    shop_pay_price: Told = None


class Priced(msgspec.Struct):
    """What an order costs and how far it goes: of a price query, or of an order just made."""

    sf_order_id: Told = ""
    real_pay_money: Told = None
    total_pay_money: Told = None
    total_price: Told = None
    charge_price_list: Charged | None = None
    delivery_distance_meter: Told = None
    expect_time: Told = None


class Order(msgspec.Struct):
    """An order as it stands. `order_id` is SF's, `out_order_id` the merchant's."""

    order_id: Told = ""
    out_order_id: str = ""
    order_status: int = -1
    status_desc: str | None = ""
    rider_name: str | None = ""
    rider_phone: Told = ""


class Position(msgspec.Struct):
    """Where a rider was seen last, in GCJ-02."""

    rider_lng: Told = ""
    rider_lat: Told = ""


class Deduction(msgspec.Struct):
    """What calling off costs."""

    deduction_fee: Told = None


class CalledOff(msgspec.Struct):
    """An order that was called off."""

    sf_order_id: Told = ""
    deduction_detail: Deduction | None = None


class Callback(msgspec.Struct):
    """The body of a callback, whichever of SF's five kinds it is."""

    shop_order_id: str
    push_time: int
    sf_order_id: Told = ""
    order_status: int | None = None
    status_desc: str | None = ""
    cancel_reason: str | None = ""
    operator_name: str | None = ""
    operator_phone: Told = ""
    rider_lng: Told = ""
    rider_lat: Told = ""
    receipt_type: int | None = None
