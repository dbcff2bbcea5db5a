"""A carrier's words ⇄ model: what the plug-in's messages mean here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from zhongtai.common.v1 import money_pb2
from zhongtai.plugin.v1 import carrier_pb2 as pb

from centers.delivery.answers import address_message
from centers.delivery.model import Booking, DeliveryStatus, Fee, Parcel, Place, Rider, Update
from mesh.plugins.callbacks import HttpReply
from mesh.pure.errors import Refusal

_STATUSES = {
    pb.CARRIER_DELIVERY_STATUS_CREATED: DeliveryStatus.CREATED,
    pb.CARRIER_DELIVERY_STATUS_ASSIGNED: DeliveryStatus.ASSIGNED,
    pb.CARRIER_DELIVERY_STATUS_AT_STORE: DeliveryStatus.AT_STORE,
    pb.CARRIER_DELIVERY_STATUS_PICKED_UP: DeliveryStatus.PICKED_UP,
    pb.CARRIER_DELIVERY_STATUS_DELIVERED: DeliveryStatus.DELIVERED,
    pb.CARRIER_DELIVERY_STATUS_CANCELLED: DeliveryStatus.CANCELLED,
    pb.CARRIER_DELIVERY_STATUS_FAILED: DeliveryStatus.FAILED,
}


@dataclass(frozen=True, slots=True)
class Verified:
    """A callback, or None when it is not genuine, and the answers to it.

    `query_first` says that the carrier's signature is too weak to believe the content.
    """

    update: Update | None
    query_first: bool
    success: HttpReply
    failure: HttpReply
    why_not: str = ""


def refusal_update(booking: Booking, refusal: Refusal) -> Update:
    """The word of a carrier that does not take a booking."""
    status = DeliveryStatus.CANCELLED
    return Update(booking.carrier, booking.booking_id, status, reason=refusal.message)


def place_message(place: Place) -> pb.DeliveryPlace:
    """One end of a delivery."""
    return pb.DeliveryPlace(address=address_message(place.address), note=place.note)


def value_message(parcel: Parcel) -> money_pb2.Money:
    """What the goods are worth."""
    return money_pb2.Money(minor_units=parcel.goods_value, currency_code=parcel.currency)


def fee_of(message: Any, field: str) -> Fee | None:
    """An amount in a field; None when it is not there."""
    if not message.HasField(field):
        return None
    fee = getattr(message, field)
    return Fee(fee.minor_units, fee.currency_code)


def time_of(message: Any, field: str) -> datetime | None:
    """A time in a field; None when it is not there."""
    return getattr(message, field).ToDatetime(tzinfo=UTC) if message.HasField(field) else None


def rider_of(delivery: pb.CarrierDelivery) -> Rider | None:
    """Who brings it; None until somebody does."""
    if not delivery.HasField("rider"):
        return None
    rider = delivery.rider
    point = rider.position if rider.HasField("position") else None
    return Rider(
        rider.name[:60],
        rider.phone[:32],
        point.latitude if point else None,
        point.longitude if point else None,
    )


def update_of(
    carrier: str, booking_id: str, delivery: pb.CarrierDelivery, update_id: str = ""
) -> Update:
    """What the carrier has for a booking."""
    return Update(
        carrier,
        booking_id,
        _STATUSES.get(delivery.status),
        update_id,
        delivery.carrier_delivery_no,
        fee_of(delivery, "fee"),
        None,
        rider_of(delivery),
        delivery.reason[:200],
        time_of(delivery, "status_time"),
    )


def update_of_message(carrier: str, update: pb.DeliveryUpdate) -> Update:
    """One change that the carrier tells."""
    delivery = update.delivery
    return update_of(carrier, delivery.delivery_id, delivery, update.update_id)


def with_cancel_fee(update: Update, fee: Fee | None) -> Update:
    """The same word, with what calling off costs."""
    return replace(update, cancel_fee=fee)
