"""Whether a request to the delivery center has the form and the limits of the contract."""

from __future__ import annotations

from centers.delivery.model import Delivery, DeliveryStatus, Place, Rider, Trip
from mesh.pure import limits
from mesh.pure.validation import Check

MAX_CALLBACK_BYTES = 65_536
MAX_QUERY = 2_048
MAX_REASON = 120
MAX_NOTE = 200

REPORTED = frozenset(
    {
        DeliveryStatus.AT_STORE,
        DeliveryStatus.PICKED_UP,
        DeliveryStatus.DELIVERED,
        DeliveryStatus.FAILED,
    }
)
"""What an own rider may report."""


def check_delivery(delivery: Delivery, carrier: str) -> None:
    """Raise InvalidRequest unless a delivery may be created; `carrier` is the one named, or ""."""
    check = Check()
    check.text("order_id", delivery.order_id, max=120)
    check.integer("attempt", delivery.attempt, min=1, max=20)
    check.text("person_id", delivery.person_id, min=0, max=80)
    check.text("carrier", carrier, min=0, max=40)
    note_trip(check, delivery.trip)
    check.raise_if_any()


def note_trip(check: Check, trip: Trip) -> None:
    """Note what is wrong with what is to be brought from where to where."""
    check.identifier("store_id", trip.store_id)
    _note_place(check.at("pickup"), trip.pickup)
    _note_place(check.at("dropoff"), trip.dropoff)
    parcel, inner = trip.parcel, check.at("parcel")
    inner.amount("goods_value.minor_units", parcel.goods_value)
    inner.currency("goods_value.currency_code", parcel.currency)
    inner.text("pickup_reference", parcel.pickup_reference, min=0, max=40)
    inner.integer("preparation_minutes", parcel.preparation_minutes, min=0, max=2880)
    if parcel.weight_grams is not None:
        inner.integer("weight_grams", parcel.weight_grams, min=1, max=100_000)


def check_cancel(request_id: str, delivery_id: str, reason: str) -> None:
    """Raise InvalidRequest unless a delivery may be called off so."""
    check = _action(request_id, delivery_id)
    check.text("reason", reason, max=MAX_REASON)
    check.raise_if_any()


def check_assignment(request_id: str, delivery_id: str, rider: Rider) -> None:
    """Raise InvalidRequest unless a delivery may be given to a rider so."""
    check = _action(request_id, delivery_id)
    check.text("rider.name", rider.name, max=limits.MAX_PERSON_NAME)
    check.text("rider.phone", rider.phone, min=0, max=limits.MAX_PHONE)
    check.raise_if_any()


def check_progress(request_id: str, delivery_id: str, status: int, note: str) -> None:
    """Raise InvalidRequest unless an own rider may report so; a failure needs a note."""
    check = _action(request_id, delivery_id)
    check.text("note", note, min=1 if status == DeliveryStatus.FAILED else 0, max=MAX_NOTE)
    check.that(status in REPORTED, "status", "is not what a rider reports")
    check.raise_if_any()


def check_callback(carrier: str, query: str, body: bytes) -> None:
    """Raise InvalidRequest unless a carrier's callback has the form of the contract."""
    check = Check()
    check.text("carrier", carrier, max=40)
    check.text("query", query, min=0, max=MAX_QUERY)
    fits = len(body) <= MAX_CALLBACK_BYTES
    check.that(fits, "body", f"must have at most {MAX_CALLBACK_BYTES} bytes")
    check.raise_if_any()


def _action(request_id: str, delivery_id: str) -> Check:
    check = Check()
    check.request_id(request_id)
    check.identifier("delivery_id", delivery_id)
    return check


def _note_place(check: Check, place: Place) -> None:
    check.at("address").postal(place.address)
    check.text("note", place.note, min=0, max=limits.MAX_REMARK)
