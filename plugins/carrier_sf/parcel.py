"""A delivery in SF's words: what an order, or the question for its price, says; pure.

SF fetches at the address that it has of the shop: where the goods are is not told.
"""

from __future__ import annotations

from datetime import UTC

from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin.carrier.parcel import (
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

from plugins.carrier_sf.accounts import Account

VERSION = 17
"""Of SF's documents, 1.7: which form an order has."""
IN_CHINAS_MAPS, PAID = 2, 1
ALL_THAT_CAN_BE_TOLD = 511
APPOINTED_FROM_SECONDS = 3600
"""An order that is wanted so much later is an appointment for SF, any other one for at once."""
GOODS = "餐品"
"""What a parcel holds: the platform tells carriers no dishes, and SF wants at least one."""
_MAX_SEQUENCE, _MAX_REMARK, _MAX_NAME, _MAX_DOOR = 12, 512, 64, 255
_PERSONAL = frozenset({"user_name", "user_phone", "user_address", "remark"})


def price_body(request: pb.QuoteRequest, account: Account, now: float, grams: int) -> Body:
    """Return the question for a price; `grams` where the weight is not known."""
    address = receiver_of(request)
    latitude, longitude = point_of(address)
    return {
        **_common(request, account, now),
        "user_address": door_of(address)[:_MAX_DOOR],
        "user_lat": str(latitude),
        "user_lng": str(longitude),
        **_city(account),
        "weight": grams_of(request, grams),
        "product_type": account.product_type,
        "total_price": fen_of_goods(request, "SF"),
    }


def order_body(request: pb.CreateDeliveryRequest, account: Account, now: float, grams: int) -> Body:
    """Return an order. Raise BadRequest when it lacks what SF must know."""
    body = {
        **_common(request, account, now),
        "shop_order_id": request.delivery_id,
        "order_source": account.order_source,
        "order_sequence": request.pickup_reference[:_MAX_SEQUENCE],
        "order_time": int(now),
        "remark": words_for_rider(request)[:_MAX_REMARK],
        "version": VERSION,
        "receive": _receiver(request, account),
        "order_detail": {
            "total_price": fen_of_goods(request, "SF"),
            "product_type": account.product_type,
            "weight_gram": grams_of(request, grams),
            "product_num": 1,
            "product_type_num": 1,
            "product_detail": [{"product_name": GOODS, "product_num": 1}],
        },
    }
    if request.preparation_minutes > 0:
        body["shop_preparation_time"] = request.preparation_minutes
    return body


def personal(body: Body) -> list[str]:
    """Return what of an order no log may have."""
    return texts_in(body, _PERSONAL)


def _receiver(request: pb.CreateDeliveryRequest, account: Account) -> Body:
    address = receiver_of(request)
    latitude, longitude = point_of(address)
    return {
        "user_name": address.contact_name[:_MAX_NAME],
        "user_phone": mobile_of(address.contact_phone) or address.contact_phone,
        "user_address": door_of(address)[:_MAX_DOOR],
        "user_lat": str(latitude),
        "user_lng": str(longitude),
        **_city(account),
    }


def _common(parcel: Parcel, account: Account, now: float) -> Body:
    return {
        **account.shop_of(parcel.store_id),
        "lbs_type": IN_CHINAS_MAPS,
        "pay_type": PAID,
        "is_insured": 0,
        "is_person_direct": 0,
        "rider_pick_method": 1,
        "return_flag": ALL_THAT_CAN_BE_TOLD,
        **_wanted(parcel, now),
    }


def _wanted(parcel: Parcel, now: float) -> Body:
    """Return when it is wanted. A time that is sooner than SF can be is for at once to it."""
    if not parcel.HasField("wanted_time"):
        return {"is_appoint": 0}
    at = int(parcel.wanted_time.ToDatetime(UTC).timestamp())
    if at - now < APPOINTED_FROM_SECONDS:
        return {"is_appoint": 0, "expect_time": at}
    return {"is_appoint": 1, "appoint_type": 1, "expect_time": at}


def _city(account: Account) -> Body:
    return {"city_name": account.city_name} if account.city_name else {}
