"""What a delivery says, in the words that carriers of China take; pure.

Points are in GCJ-02, the system of China's maps.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, timedelta, timezone
from typing import Any

from zhongtai.common.v1.geo_pb2 import Address
from zhongtai.plugin.v1 import carrier_pb2 as pb

from zhongtai_plugin.errors import BadRequest, Rejected
from zhongtai_plugin.gcj02 import to_gcj02

CURRENCY = "CNY"
BEIJING = timezone(timedelta(hours=8))
"""The carriers' clock."""
_SOMEBODY, _SOME_PHONE, _SOMEWHERE = "顾客", "13000000000", "地图上的位置"
"""Who receives, and where, in a question for a price that does not say so yet."""
_MOBILE = re.compile(r"1[0-9]{10}")
_DEGREES = 6
_CALLED, _READY = "取餐号", "出餐"

Body = dict[str, Any]
Parcel = pb.QuoteRequest | pb.CreateDeliveryRequest


def receiver_of(parcel: Parcel) -> Address:
    """Return who receives a parcel. Raise BadRequest when an order does not say it whole.

    A question for a price need not say it: somebody is put in.
    """
    address = Address()
    address.CopyFrom(parcel.dropoff.address)
    if isinstance(parcel, pb.QuoteRequest):
        address.contact_name = address.contact_name or _SOMEBODY
        address.contact_phone = address.contact_phone or _SOME_PHONE
        address.street = address.street or _SOMEWHERE
    elif not (address.contact_name and address.contact_phone and address.street):
        raise BadRequest("RECEIVER_MISSING", "dropoff.address needs a name, a phone and a street.")
    if not address.HasField("point"):
        raise BadRequest("POINT_MISSING", "dropoff.address.point is required.")
    return address


def fen_of_goods(parcel: Parcel, system: str) -> int:
    """Return what the goods are worth. Raise Rejected for another currency."""
    if parcel.goods_value.currency_code != CURRENCY:
        raise Rejected("CURRENCY_NOT_TAKEN", f"{system} takes {CURRENCY}.")
    return parcel.goods_value.minor_units


def grams_of(parcel: Parcel, unknown: int) -> int:
    """Return a parcel's weight; `unknown` where nobody knows it."""
    return parcel.weight_grams if parcel.weight_grams > 0 else unknown


def door_of(address: Address) -> str:
    """Return street and door in one line."""
    return " ".join(filter(None, (address.street, address.detail)))


def point_of(address: Address) -> tuple[float, float]:
    """Return latitude and longitude as China's maps have them."""
    latitude, longitude = to_gcj02(address.point)
    return round(latitude, _DEGREES), round(longitude, _DEGREES)


def mobile_of(told: str) -> str:
    """Return a mobile phone as carriers write it, without +86; empty for any other phone.

    What follows it is the extension of a relay number.
    """
    plain = re.sub(r"[\s-]", "", told).removeprefix("+86").removeprefix("0086")
    return plain if _MOBILE.match(plain) else ""


def words_for_rider(request: pb.CreateDeliveryRequest) -> str:
    """Return what to say at the counter, when the goods are ready, what both ends note."""
    words = []
    if request.pickup_reference:
        words.append(f"{_CALLED} {request.pickup_reference}")
    if request.HasField("ready_time"):
        ready = request.ready_time.ToDatetime(UTC).astimezone(BEIJING)
        words.append(f"{ready:%H:%M} {_READY}")
    words += filter(None, (request.pickup.note, request.dropoff.note))
    return "; ".join(words)


def texts_in(body: Mapping[str, Any], names: frozenset[str]) -> list[str]:
    """Return what stands under names in a body and below it: what no log may have."""
    found: list[str] = []
    for name, value in body.items():
        if isinstance(value, Mapping):
            found += texts_in(value, names)
        elif name in names and value:
            found.append(str(value))
    return found
