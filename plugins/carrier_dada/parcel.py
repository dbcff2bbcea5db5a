"""A delivery in Dada's words: what an order, or the question for its price, says; pure.

Dada fetches at the address that it has of the shop: where the goods are is not told.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin import BadRequest
from zhongtai_plugin.carrier.parcel import (
    BEIJING,
    Body,
    Parcel,
    door_of,
    fen_of_goods,
    grams_of,
    mobile_of,
    point_of,
    receiver_of,
    texts_in,
    words_for_rider,
)

from plugins.carrier_dada.accounts import Account

NO_CALLBACK = "https://price.invalid/"
"""Dada wants an address with a question for a price, too, and calls nobody about it."""
_MAX_INFO = 200
_MARK = re.compile(r"[0-9]{1,14}")
_PERSONAL = frozenset(
    {"receiver_name", "receiver_phone", "receiver_tel", "receiver_address", "info"}
)


def price_body(request: pb.QuoteRequest, account: Account, number: str, grams: int) -> Body:
    """Return the question for a price under a number; `grams` where the weight is not known."""
    return _common(request, account, grams) | {"origin_id": number, "callback": NO_CALLBACK}


def order_body(request: pb.CreateDeliveryRequest, account: Account, grams: int) -> Body:
    """Return an order. Raise BadRequest when it lacks what Dada must know."""
    body = _common(request, account, grams)
    if not request.callback_url.startswith(("http://", "https://")):
        raise BadRequest("CALLBACK_URL_MISSING", "callback_url must be an absolute address.")
    body |= {
        "origin_id": request.delivery_id,
        "callback": request.callback_url,
        "info": words_for_rider(request)[:_MAX_INFO],
    }
    if _MARK.fullmatch(request.pickup_reference):
        # Longer ones, and letters, are refused by Dada's older documents: these are in `info` only.
        body["origin_mark_no"] = request.pickup_reference
    return body


def personal(body: Body) -> list[str]:
    """Return what of an order no log may have."""
    return texts_in(body, _PERSONAL)


def moment_of(told: str | None) -> float | None:
    """Return a time as Dada writes it, in seconds since 1970; None for what is none."""
    try:
        return (
            datetime.strptime(told or "", "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING).timestamp()
        )
    except ValueError:
        return None


def _common(parcel: Parcel, account: Account, grams: int) -> Body:
    address = receiver_of(parcel)
    latitude, longitude = point_of(address)
    phone = mobile_of(address.contact_phone)
    body: Body = {
        "shop_no": account.shop_no(parcel.store_id),
        "cargo_price": Decimal(fen_of_goods(parcel, "Dada")) / 100,
        "cargo_weight": Decimal(grams_of(parcel, grams)) / 1000,
        "is_prepay": 0,
        "receiver_name": address.contact_name,
        "receiver_address": door_of(address),
        "receiver_lat": latitude,
        "receiver_lng": longitude,
        **({"receiver_phone": phone} if phone else {"receiver_tel": address.contact_phone}),
    }
    if account.cargo_type is not None:
        body["cargo_type"] = account.cargo_type
    if account.city_code:
        body["city_code"] = account.city_code
    return body
