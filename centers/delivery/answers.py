"""Model ⇄ protobuf: what goes out, to callers and into the feed."""

from __future__ import annotations

from zhongtai.common.v1 import money_pb2
from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2

from centers.delivery.model import (
    Booking,
    Delivery,
    Event,
    Fee,
    Parcel,
    Place,
    Quote,
    Rider,
    Rule,
)
from centers.delivery.records import EventRow
from centers.delivery.states import OPEN_BOOKINGS
from mesh.call.wire import address_message, number, stamp
from mesh.pure.ids import new_id


def money(fee: Fee | None) -> money_pb2.Money | None:
    """What somebody charges; None stays None."""
    return money_pb2.Money(minor_units=fee.amount, currency_code=fee.currency) if fee else None


def delivery_message(delivery: Delivery) -> delivery_pb2.Delivery:
    """A whole delivery."""
    message = bare_delivery_message(delivery)
    message.pickup.CopyFrom(_place(delivery.pickup))
    message.dropoff.CopyFrom(_place(delivery.dropoff))
    if delivery.rider is not None:
        message.rider.CopyFrom(_rider(delivery.rider))
    return message


def bare_delivery_message(delivery: Delivery) -> delivery_pb2.Delivery:
    """A delivery without personal data: for the feed."""
    open_ones = [each for each in delivery.bookings if each.status in OPEN_BOOKINGS]
    winner = delivery.winner or (open_ones[0] if len(open_ones) == 1 else None)
    return delivery_pb2.Delivery(
        delivery_id=delivery.delivery_id,
        order_id=delivery.order_id,
        attempt=delivery.attempt,
        store_id=delivery.store_id,
        status=number(delivery.status),
        route=number(delivery.route),
        carrier=winner.carrier if winner else "",
        parcel=_parcel(delivery.parcel),
        fee=money(delivery.fee),
        cancel_fee=money(_all_cancel_fees(delivery)),
        bookings=[_booking(each) for each in delivery.bookings],
        failure_reason=delivery.reason,
        create_time=stamp(delivery.created_at),
        status_time=stamp(delivery.status_at),
        cancelling=delivery.cancelling,
    )


def quote_message(quote: Quote) -> delivery_pb2.Quote:
    """What one way of bringing it would cost."""
    return delivery_pb2.Quote(
        route=number(quote.route),
        carrier=quote.carrier,
        fee=money(quote.fee),
        distance_metres=quote.distance_metres,
        dropoff_time=stamp(quote.dropoff_at),
        expire_time=stamp(quote.expires_at),
        unavailable_reason=quote.unavailable,
    )


def rule_message(rule: Rule) -> delivery_pb2.DispatchRule:
    """How deliveries of a store are sent out."""
    return delivery_pb2.DispatchRule(
        store_id=rule.store_id,
        strategy=number(rule.strategy),
        carriers=rule.carriers,
        own_riders_first=rule.own_riders_first,
        assign_timeout_seconds=rule.assign_timeout_seconds,
    )


def event_row(event: Event, trace_id: str) -> EventRow:
    """An event as a row of the feed; gives it its id."""
    delivery = event.delivery
    message = delivery_event_pb2.DeliveryEvent(
        event_id=new_id("evt"),
        kind=number(event.kind),
        merchant_id=delivery.merchant_id,
        delivery=bare_delivery_message(delivery),
        from_status=number(event.from_status),
        occur_time=stamp(event.occurred_at),
        note=event.note,
        trace_id=trace_id,
    )
    return EventRow(
        delivery.merchant_id,
        delivery.store_id,
        delivery.delivery_id,
        event.kind.name,
        message.SerializeToString(),
        trace_id,
        event.occurred_at,
    )


def _all_cancel_fees(delivery: Delivery) -> Fee | None:
    fees = [each.cancel_fee for each in delivery.bookings if each.cancel_fee]
    if not fees:
        return None
    currency = fees[0].currency
    return Fee(sum(fee.amount for fee in fees if fee.currency == currency), currency)


def _booking(booking: Booking) -> delivery_pb2.Booking:
    return delivery_pb2.Booking(
        booking_id=booking.booking_id,
        carrier=booking.carrier,
        status=number(booking.status),
        carrier_delivery_no=booking.carrier_delivery_no,
        fee=money(booking.fee),
        cancel_fee=money(booking.cancel_fee),
        reason=booking.reason,
        create_time=stamp(booking.created_at),
    )


def _place(place: Place) -> delivery_pb2.Place:
    return delivery_pb2.Place(address=address_message(place.address), note=place.note)


def _rider(rider: Rider) -> delivery_pb2.Rider:
    message = delivery_pb2.Rider(name=rider.name, phone=rider.phone)
    if rider.latitude is not None and rider.longitude is not None:
        message.position.latitude, message.position.longitude = rider.latitude, rider.longitude
    return message


def _parcel(parcel: Parcel) -> delivery_pb2.Parcel:
    value = money_pb2.Money(minor_units=parcel.goods_value, currency_code=parcel.currency)
    return delivery_pb2.Parcel(
        goods_value=value,
        weight_grams=parcel.weight_grams,
        ready_time=stamp(parcel.ready_at),
        pickup_reference=parcel.pickup_reference,
        wanted_time=stamp(parcel.wanted_at),
        preparation_minutes=parcel.preparation_minutes,
    )
