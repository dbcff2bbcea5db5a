"""A delivery in Dada's words: what an order, or the question for its price, says; pure.

Dada fetches at the address that it has of the shop: where the goods are is not told. Points are
in GCJ-02, the system of its maps.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from zhongtai.common.v1.geo_pb2 import Address
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin import BadRequest, Rejected
from zhongtai_plugin.gcj02 import to_gcj02

from plugins.carrier_dada import model
from plugins.carrier_dada.accounts import Account

BEIJING = timezone(timedelta(hours=8))
"""Dada's clock."""
NO_CALLBACK = "https://price.invalid/"
"""Dada wants an address with a question for a price, too, and calls nobody about it."""
_SOMEBODY, _SOME_PHONE, _SOMEWHERE = "顾客", "13000000000", "地图上的位置"
"""Who receives, and where, in a question for a price that does not say so yet."""
_MOBILE = re.compile(r"1[0-9]{10}")
_MAX_INFO = 200
_MARK = re.compile(r"[0-9]{1,14}")
_DEGREES = 6
_CALLED, _READY = "取餐号", "出餐"

Body = dict[str, Any]


def price_body(request: pb.QuoteRequest, account: Account, number: str, grams: int) -> Body:
    """Return the question for a price under a number; `grams` where the weight is not known."""
    address = Address()
    address.CopyFrom(request.dropoff.address)
    address.contact_name = address.contact_name or _SOMEBODY
    address.contact_phone = address.contact_phone or _SOME_PHONE
    address.street = address.street or _SOMEWHERE
    return _common(request, account, address, grams) | {
        "origin_id": number,
        "callback": NO_CALLBACK,
    }


def order_body(request: pb.CreateDeliveryRequest, account: Account, grams: int) -> Body:
    """Return an order. Raise BadRequest when it lacks what Dada must know."""
    address = request.dropoff.address
    if not (address.contact_name and address.contact_phone and address.street):
        raise BadRequest("RECEIVER_MISSING", "dropoff.address needs a name, a phone and a street.")
    if not request.callback_url.startswith(("http://", "https://")):
        raise BadRequest("CALLBACK_URL_MISSING", "callback_url must be an absolute address.")
    body = _common(request, account, address, grams) | {
        "origin_id": request.delivery_id,
        "callback": request.callback_url,
        "info": _info(request),
    }
    if _MARK.fullmatch(request.pickup_reference):
        # Longer ones, and letters, are refused by Dada's older documents: these are in `info` only.
        body["origin_mark_no"] = request.pickup_reference
    return body


def personal(body: Body) -> list[str]:
    """Return what of an order no log may have."""
    names = ("receiver_name", "receiver_phone", "receiver_tel", "receiver_address", "info")
    return [str(body[name]) for name in names if body.get(name)]


def _common(
    request: pb.QuoteRequest | pb.CreateDeliveryRequest,
    account: Account,
    address: Address,
    grams: int,
) -> Body:
    if not address.HasField("point"):
        raise BadRequest("POINT_MISSING", "dropoff.address.point is required.")
    if request.goods_value.currency_code != model.CURRENCY:
        raise Rejected("CURRENCY_NOT_TAKEN", "Dada takes CNY.")
    latitude, longitude = to_gcj02(address.point)
    weight = request.weight_grams if request.weight_grams > 0 else grams
    body: Body = {
        "shop_no": account.shop_no(request.store_id),
        "cargo_price": Decimal(request.goods_value.minor_units) / 100,
        "cargo_weight": Decimal(weight) / 1000,
        "is_prepay": 0,
        "receiver_name": address.contact_name,
        "receiver_address": " ".join(filter(None, (address.street, address.detail))),
        "receiver_lat": round(latitude, _DEGREES),
        "receiver_lng": round(longitude, _DEGREES),
        **_phone(address.contact_phone),
    }
    if account.cargo_type is not None:
        body["cargo_type"] = account.cargo_type
    if account.city_code:
        body["city_code"] = account.city_code
    return body


def _phone(told: str) -> Body:
    """Return a mobile phone as Dada writes it, without +86; else a telephone, as it was told."""
    plain = re.sub(r"[\s-]", "", told).removeprefix("+86").removeprefix("0086")
    if _MOBILE.match(plain):
        # What follows is the extension of a relay number.
        return {"receiver_phone": plain}
    return {"receiver_tel": told}


def _info(request: pb.CreateDeliveryRequest) -> str:
    """Return words for the rider: what to say, when the goods are ready, what both ends note."""
    words = []
    if request.pickup_reference:
        words.append(f"{_CALLED} {request.pickup_reference}")
    if request.HasField("ready_time"):
        ready = request.ready_time.ToDatetime(UTC).astimezone(BEIJING)
        words.append(f"{ready:%H:%M} {_READY}")
    words += filter(None, (request.pickup.note, request.dropoff.note))
    return "; ".join(words)[:_MAX_INFO]


def moment_of(told: str | None) -> datetime | None:
    """Return a time as Dada writes it; None for none, and for what is no time."""
    try:
        return datetime.strptime(told or "", "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        return None
