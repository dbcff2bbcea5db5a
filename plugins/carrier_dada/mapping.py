"""Between Dada's words and the contract's messages; pure.

A state that no document has never ends a delivery: how far it went is read from its times, the
state itself is told as the reason, and `is_unknown_state` names it for the log and Probe.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import msgspec
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai.plugin.v1.http_answer_pb2 import HttpAnswer
from zhongtai_plugin.gcj02 import from_gcj02
from zhongtai_plugin.text import cleaned

from plugins.carrier_dada import model
from plugins.carrier_dada.book import Booked
from plugins.carrier_dada.parcel import moment_of

_STATES = {
    0: pb.CARRIER_DELIVERY_STATUS_CREATED,  # placed, not offered to riders yet
    1: pb.CARRIER_DELIVERY_STATUS_CREATED,  # offered to riders
    2: pb.CARRIER_DELIVERY_STATUS_ASSIGNED,
    3: pb.CARRIER_DELIVERY_STATUS_PICKED_UP,
    4: pb.CARRIER_DELIVERY_STATUS_DELIVERED,
    5: pb.CARRIER_DELIVERY_STATUS_CANCELLED,
    7: pb.CARRIER_DELIVERY_STATUS_CANCELLED,  # expired
    8: pb.CARRIER_DELIVERY_STATUS_CREATED,  # offered to one rider, or offered again
    9: pb.CARRIER_DELIVERY_STATUS_FAILED,  # on its way back
    10: pb.CARRIER_DELIVERY_STATUS_FAILED,  # back in the store
    100: pb.CARRIER_DELIVERY_STATUS_AT_STORE,
    1000: pb.CARRIER_DELIVERY_STATUS_CANCELLED,  # not made
}
_REASONS = {
    7: "EXPIRED: no rider took it in time.",
    9: "RETURNING: it could not be handed over; the rider brings it back.",
    10: "RETURNED: it could not be handed over, and is back in the store.",
    1000: "NOT_MADE: Dada took the order, and then could not make it.",
}
_CANCELLED_BY = {1: "the rider", 2: "the merchant", 3: "Dada"}
_CANCELLED = pb.CARRIER_DELIVERY_STATUS_CANCELLED
_WITHOUT_RIDER = frozenset({pb.CARRIER_DELIVERY_STATUS_CREATED, _CANCELLED})
_MILLISECONDS_FROM = 100_000_000_000
"""Beyond it a time counts milliseconds: in seconds it would be in the year 5138."""
_MOST = 1_000_000
"""No price in yuan and no way in metres is more."""
_MOST_WORDS = 100


def is_unknown_state(state: int) -> bool:
    """Return whether a state stands in no document."""
    return state not in _STATES


def unknown_delivery(delivery_id: str) -> pb.CarrierDelivery:
    """Return a delivery that Dada never saw."""
    return pb.CarrierDelivery(delivery_id=delivery_id, status=pb.CARRIER_DELIVERY_STATUS_UNKNOWN)


def new_delivery(delivery_id: str, made: model.Priced, now: float) -> pb.CarrierDelivery:
    """Return a delivery that Dada has just taken.

    Its number is ours: Dada tells its own in callbacks only, and is asked by ours everywhere.
    """
    message = _delivery(delivery_id, pb.CARRIER_DELIVERY_STATUS_CREATED)
    _fill_money(message.fee, made.fee)
    message.status_time.FromDatetime(datetime.fromtimestamp(now, UTC))
    return message


def cancelled_delivery(delivery_id: str, cost: Money | None, now: float) -> pb.CarrierDelivery:
    """Return a delivery that has just been called off, for what that costs."""
    message = _delivery(delivery_id, _CANCELLED)
    if cost is not None:
        message.fee.CopyFrom(cost)
    message.status_time.FromDatetime(datetime.fromtimestamp(now, UTC))
    return message


def delivery(order: model.Order) -> pb.CarrierDelivery:
    """Return an order as the platform sees it."""
    status = _STATES.get(order.status_code, _as_far_as(order))
    message = _delivery(order.order_id, status)
    message.reason = _reason(order)
    charged = order.deduct_fee if status == _CANCELLED else order.actual_fee
    if charged is None and status != _CANCELLED:
        charged = order.delivery_fee
    if fen_of(charged) is not None:
        _fill_money(message.fee, charged)
    reached = moment_of(_time_of(order, status))
    if reached is not None:
        message.status_time.FromDatetime(reached)
    if status not in _WITHOUT_RIDER:
        _fill_rider(message, order.transporter_name, order.transporter_phone)
        _fill_position(message, order)
    return message


def update(said: model.Callback, update_id: str, booked: Booked) -> pb.DeliveryUpdate:
    """Return a callback as news. Nothing in it is proved: who gets it asks Dada first."""
    known = _STATES.get(said.order_status)
    met = pb.CARRIER_DELIVERY_STATUS_ASSIGNED if said.dm_name else None
    status = known or met or pb.CARRIER_DELIVERY_STATUS_CREATED
    message = _delivery(said.order_id, status)
    message.reason = _REASONS.get(said.order_status, "")
    if known is None:
        message.reason = f"STATE {said.order_status} is not known."
    elif said.cancel_reason or said.cancel_from:
        who = _CANCELLED_BY.get(said.cancel_from or 0, "somebody")
        message.reason = f"Called off by {who}: {_words(said.cancel_reason)}"
    message.status_time.FromDatetime(datetime.fromtimestamp(seconds_of(said), UTC))
    if status not in _WITHOUT_RIDER:
        _fill_rider(message, said.dm_name, said.dm_mobile)
    return pb.DeliveryUpdate(
        update_id=update_id,
        merchant_id=booked.merchant_id,
        store_id=booked.store_id,
        delivery=message,
    )


def seconds_of(said: model.Callback) -> float:
    """Return when a callback's state was reached. Raise ValueError when it says no time."""
    count = said.update_time
    seconds = count / 1000 if count >= _MILLISECONDS_FROM else count
    if not 0 <= seconds < _MILLISECONDS_FROM:
        raise ValueError(count)
    return seconds


def callback_answers() -> pb.VerifyCallbackResponse:
    """Return an answer with nothing but what to say to the sender.

    Dada takes 200 for taken; to who cannot show that he is Dada, it is a problem (RFC 9457)
    whose fault is not ours.
    """
    refused = {"type": "about:blank", "status": 401, "title": "CALLBACK_REFUSED"}
    return pb.VerifyCallbackResponse(
        query_first=True,
        success_answer=HttpAnswer(
            status=200, headers={"content-type": "application/json"}, body=b'{"status":"ok"}'
        ),
        failure_answer=HttpAnswer(
            status=401,
            headers={"content-type": "application/problem+json"},
            body=msgspec.json.encode(refused),
        ),
    )


def fen_of(told: model.Told) -> int | None:
    """Return yuan in fen, parts of one rounded; None for none, and for what is no amount."""
    yuan = _number(told)
    return None if yuan is None else _whole(yuan * 100)


def metres_of(told: model.Told) -> int | None:
    """Return whole metres, rounded; None for none, and for what is no length."""
    metres = _number(told)
    return None if metres is None else _whole(metres)


def money(told: model.Told) -> Money | None:
    """Return yuan as money; None for none, and for what is no amount."""
    fen = fen_of(told)
    return None if fen is None else Money(minor_units=fen, currency_code=model.CURRENCY)


def _number(told: model.Told) -> Decimal | None:
    try:
        number = Decimal(str(told))
        return number if 0 <= number <= _MOST else None
    except InvalidOperation:
        return None


def _words(told: model.Told) -> str:
    return cleaned(str(told or ""))[:_MOST_WORDS]


def _whole(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_HALF_UP))


def _delivery(delivery_id: str, status: pb.CarrierDeliveryStatus) -> pb.CarrierDelivery:
    return pb.CarrierDelivery(
        delivery_id=delivery_id, status=status, carrier_delivery_no=delivery_id
    )


def _as_far_as(order: model.Order) -> pb.CarrierDeliveryStatus:
    """Return how far an order went by its times, whatever its state means."""
    if order.fetch_time:
        return pb.CARRIER_DELIVERY_STATUS_PICKED_UP
    if order.accept_time:
        return pb.CARRIER_DELIVERY_STATUS_ASSIGNED
    return pb.CARRIER_DELIVERY_STATUS_CREATED


def _reason(order: model.Order) -> str:
    if is_unknown_state(order.status_code):
        return f"STATE {order.status_code} is not known: {_words(order.status_msg)}"
    return _REASONS.get(order.status_code, "")


def _time_of(order: model.Order, status: pb.CarrierDeliveryStatus) -> str | None:
    times = {
        pb.CARRIER_DELIVERY_STATUS_CREATED: order.create_time,
        pb.CARRIER_DELIVERY_STATUS_ASSIGNED: order.accept_time,
        pb.CARRIER_DELIVERY_STATUS_PICKED_UP: order.fetch_time,
        pb.CARRIER_DELIVERY_STATUS_DELIVERED: order.finish_time,
        _CANCELLED: order.cancel_time,
    }
    return times.get(status)


def _fill_money(field: Money, told: model.Told) -> None:
    if (found := money(told)) is not None:
        field.CopyFrom(found)


def _fill_rider(message: pb.CarrierDelivery, name: str | None, phone: model.Told) -> None:
    called, reached = _words(name), _words(phone)
    if called or reached:
        message.rider.name = called or "Rider"
        message.rider.phone = reached


def _fill_position(message: pb.CarrierDelivery, order: model.Order) -> None:
    if not message.HasField("rider"):
        return
    try:
        place = float(order.transporter_lat or 0), float(order.transporter_lng or 0)
    except ValueError:
        return
    if (point := from_gcj02(*place)) is not None:
        message.rider.position.CopyFrom(point)
