"""Dada's words: what it answers and calls back. Amounts in yuan, lengths in metres.

Numbers come as numbers or as texts, and empty ones as null or "".
"""

from __future__ import annotations

import msgspec
from zhongtai_plugin.carrier.words import Told


class Envelope(msgspec.Struct):
    """What every answer is wrapped in."""

    status: str = ""
    code: int = 0
    msg: str | None = ""
    result: msgspec.Raw = msgspec.Raw(b"null")


class Priced(msgspec.Struct):
    """What an order costs and how far it goes: of a price query, or of an order just made."""

    distance: Told = None
    fee: Told = None


class Order(msgspec.Struct, rename="camel"):
    """An order as it stands. Times are of Beijing, empty as long as it did not come to that."""

    order_id: str = ""
    status_code: int = -1
    status_msg: str | None = ""
    transporter_name: str | None = ""
    transporter_phone: Told = ""
    transporter_lat: Told = ""
    transporter_lng: Told = ""
    delivery_fee: Told = None
    actual_fee: Told = None
    deduct_fee: Told = None
    create_time: str | None = ""
    accept_time: str | None = ""
    fetch_time: str | None = ""
    finish_time: str | None = ""
    cancel_time: str | None = ""


class CalledOff(msgspec.Struct):
    """What calling an order off costs."""

    deduct_fee: Told = None


class Callback(msgspec.Struct):
    """The body of a callback. `update_time` in seconds, or in milliseconds where none was made."""

    order_id: str
    order_status: int
    update_time: int
    signature: str
    client_id: str | int | None = ""
    cancel_reason: str | None = ""
    cancel_from: int | None = 0
    dm_name: str | None = ""
    dm_mobile: Told = ""
