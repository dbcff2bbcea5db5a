"""Protobuf ⇄ model: what comes in, checked for its form."""

from __future__ import annotations

import hashlib

from zhongtai.delivery.v1 import delivery_pb2
from zhongtai.delivery.v1 import messages_pb2 as pb

from centers.delivery.model import (
    DeliveryStatus,
    Parcel,
    Place,
    Rider,
    Rule,
    Strategy,
)
from mesh.call.wire import address_of, moment
from mesh.pure import limits
from mesh.pure.validation import Check

MAX_CALLBACK_BYTES = 65_536
DEFAULT_ASSIGN_SECONDS = 600

REPORTED = frozenset(
    {
        DeliveryStatus.AT_STORE,
        DeliveryStatus.PICKED_UP,
        DeliveryStatus.DELIVERED,
        DeliveryStatus.FAILED,
    }
)
"""What an own rider may report."""


def body_hash(request: pb.CreateDeliveryRequest) -> bytes:
    """Tells a repetition from another delivery under the same attempt.

    A repetition may know more than the first request: the pick-up code of the kitchen, or
    where the store's counter is now.
    """
    lasting = pb.CreateDeliveryRequest()
    lasting.CopyFrom(request)
    lasting.ClearField("pickup")
    lasting.parcel.ClearField("pickup_reference")
    lasting.parcel.ClearField("ready_time")
    lasting.parcel.ClearField("preparation_minutes")
    return hashlib.sha256(lasting.SerializeToString(deterministic=True)).digest()


def check_create(request: pb.CreateDeliveryRequest) -> None:
    """Raise InvalidRequest unless the request has the form of the contract."""
    check = Check()
    check.text("order_id", request.order_id, max=120)
    check.integer("attempt", request.attempt, min=1, max=20)
    check.text("person_id", request.person_id, min=0, max=80)
    check.text("carrier", request.carrier, min=0, max=40)
    _check_way(check, request)
    check.raise_if_any()


def check_quote(request: pb.QuoteDeliveryRequest) -> None:
    """Raise InvalidRequest unless the request has the form of the contract."""
    check = Check()
    _check_way(check, request)
    check.raise_if_any()


def check_callback(request: pb.HandleCallbackRequest) -> None:
    """Raise InvalidRequest unless the request has the form of the contract."""
    check = Check()
    check.text("carrier", request.carrier, max=40)
    fits = len(request.body) <= MAX_CALLBACK_BYTES
    check.that(fits, "body", f"must have at most {MAX_CALLBACK_BYTES} bytes")
    check.raise_if_any()


def check_verb(request_id: str, delivery_id: str, **texts: tuple[str, int, int]) -> None:
    """Raise InvalidRequest unless ids and texts (text, at least, at most) have their form."""
    check = Check()
    check.request_id(request_id)
    check.identifier("delivery_id", delivery_id)
    for field, (text, least, most) in texts.items():
        check.text(field, text, min=least, max=most)
    check.raise_if_any()


def rule_of(message: delivery_pb2.DispatchRule, merchant_id: str) -> Rule:
    """A rule as it was handed in. Raises InvalidRequest."""
    seconds = message.assign_timeout_seconds or DEFAULT_ASSIGN_SECONDS
    check = Check().at("rule")
    check.identifier("store_id", message.store_id, required=False)
    check.that(message.strategy in set(Strategy), "strategy", "is required")
    check.count("carriers", message.carriers, min=0, max=10)
    check.distinct("carriers", message.carriers)
    check.integer("assign_timeout_seconds", seconds, min=30, max=7200)
    check.raise_if_any()
    return Rule(
        merchant_id=merchant_id,
        store_id=message.store_id,
        strategy=Strategy(message.strategy),
        carriers=tuple(message.carriers),
        own_riders_first=message.own_riders_first,
        assign_timeout_seconds=seconds,
    )


def place_of(message: delivery_pb2.Place) -> Place:
    """One end of a delivery."""
    return Place(address_of(message.address), message.note)


def parcel_of(message: delivery_pb2.Parcel) -> Parcel:
    """What is carried."""
    return Parcel(
        goods_value=message.goods_value.minor_units,
        currency=message.goods_value.currency_code,
        weight_grams=message.weight_grams if message.HasField("weight_grams") else None,
        ready_at=moment(message, "ready_time"),
        pickup_reference=message.pickup_reference,
        wanted_at=moment(message, "wanted_time"),
        preparation_minutes=message.preparation_minutes,
    )


def rider_of(message: delivery_pb2.Rider) -> Rider:
    """A rider as named. Raises InvalidRequest."""
    check = Check()
    check.text("rider.name", message.name, max=limits.MAX_PERSON_NAME)
    check.text("rider.phone", message.phone, min=0, max=limits.MAX_PHONE)
    check.raise_if_any()
    point = message.position if message.HasField("position") else None
    return Rider(
        message.name,
        message.phone,
        point.latitude if point else None,
        point.longitude if point else None,
    )


def _check_way(check: Check, request: pb.CreateDeliveryRequest | pb.QuoteDeliveryRequest) -> None:
    check.identifier("store_id", request.store_id)
    for name in ("pickup", "dropoff"):
        _check_place(check.at(name), getattr(request, name))
    parcel, inner = request.parcel, check.at("parcel")
    value = parcel.goods_value
    inner.amount("goods_value.minor_units", value.minor_units)
    inner.currency("goods_value.currency_code", value.currency_code)
    inner.text("pickup_reference", parcel.pickup_reference, min=0, max=40)
    inner.integer("preparation_minutes", parcel.preparation_minutes, min=0, max=2880)
    if parcel.HasField("weight_grams"):
        inner.integer("weight_grams", parcel.weight_grams, min=1, max=100_000)


def _check_place(check: Check, place: delivery_pb2.Place) -> None:
    check.at("address").postal(address_of(place.address))
    check.text("note", place.note, min=0, max=limits.MAX_REMARK)
