"""Protobuf ⇄ model: deliveries and their events."""

from __future__ import annotations

from zhongtai.common.v1 import geo_pb2, money_pb2
from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2
from zhongtai.delivery.v1 import messages_pb2 as pb

from centers.delivery.model import (
    Booking,
    Delivery,
    DeliveryFilter,
    Event,
    Fee,
    Parcel,
    Place,
    Point,
    Rider,
)
from centers.delivery.states import OPEN_BOOKINGS
from mesh.call.digest import digest_of, without
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.data.paging import PAGE
from mesh.feed.events import NewEvent
from mesh.pure.ids import new_id

_TIMES = {"ready_time": "ready_at", "wanted_time": "wanted_at"}
_VALUE = {"goods_value": "currency"}

# What comes in.

point_of = ToModel(geo_pb2.GeoPoint, Point)
rider_of = ToModel(delivery_pb2.Rider, Rider, uses=[point_of])
place_of = ToModel(delivery_pb2.Place, Place)
parcel_of = ToModel(delivery_pb2.Parcel, Parcel, names=_TIMES, currencies=_VALUE)
new_delivery = ToModel(
    pb.CreateDeliveryRequest, Delivery, uses=[place_of, parcel_of], left=["carrier"]
)
"""Reads a delivery that has no plan yet; its id, its merchant and the times are given."""

delivery_filter = ToModel(pb.ListDeliveriesRequest, DeliveryFilter, left=PAGE)


def body_hash(request: pb.CreateDeliveryRequest) -> bytes:
    """Return the hash by which a repetition differs from another delivery under the same attempt.

    A repetition may know more than the first request: the pick-up code of the kitchen, or
    where the store's counter is now.
    """
    lasting = without(request, ["pickup"])
    for field in ("pickup_reference", "ready_time", "preparation_minutes"):
        lasting.parcel.ClearField(field)
    return digest_of(lasting)


# What goes out.

fee_message = ToMessage(
    Fee, money_pb2.Money, names={"minor_units": "amount", "currency_code": "currency"}
)
_NAMES = {
    "failure_reason": "reason",
    "create_time": "created_at",
    "status_time": "status_at",
}
_PERSONAL = ("pickup", "dropoff", "rider")
_MESSAGES = (
    fee_message,
    ToMessage(Parcel, delivery_pb2.Parcel, names=_TIMES, currencies=_VALUE),
    ToMessage(Place, delivery_pb2.Place),
    ToMessage(Rider, delivery_pb2.Rider, uses=[ToMessage(Point, geo_pb2.GeoPoint)]),
    ToMessage(
        Booking, delivery_pb2.Booking, names={"create_time": "created_at"}, uses=[fee_message]
    ),
)
_delivery = ToMessage(
    Delivery, delivery_pb2.Delivery, names=_NAMES, uses=_MESSAGES, left=["carrier"]
)
_delivery_without_persons = ToMessage(
    Delivery, delivery_pb2.Delivery, names=_NAMES, uses=_MESSAGES, left=["carrier", *_PERSONAL]
)
_event = ToMessage(
    Event,
    delivery_event_pb2.DeliveryEvent,
    names={"merchant_id": "delivery.merchant_id", "occur_time": "occurred_at"},
    left=["delivery", "event_id", "trace_id"],
)


def delivery_message(delivery: Delivery) -> delivery_pb2.Delivery:
    """Return a whole delivery."""
    return _delivery(delivery, carrier=_carrier(delivery))


def new_event(event: Event, trace_id: str) -> NewEvent:
    """Return an event as it is written into the feed, without personal data."""
    delivery = event.delivery
    shown = _delivery_without_persons(delivery, carrier=_carrier(delivery))
    message = _event(event, delivery=shown, event_id=new_id("evt"), trace_id=trace_id)
    return NewEvent(
        delivery.merchant_id,
        delivery.store_id,
        delivery.delivery_id,
        event.kind.name,
        message.SerializeToString(),
        trace_id,
    )


def _carrier(delivery: Delivery) -> str:
    """Return who brings it, or the only one that may; empty while several may."""
    open_ones = [each for each in delivery.bookings if each.status in OPEN_BOOKINGS]
    winner = delivery.winner or (open_ones[0] if len(open_ones) == 1 else None)
    return winner.carrier if winner else ""
