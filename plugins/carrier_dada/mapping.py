"""Between Dada's words and the contract's messages; pure.

A state that no document has never ends a delivery: how far it went is read from its times, the
state itself is told as the reason, and `is_unknown_state` names it for the log and Probe.
"""

from __future__ import annotations

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin.carrier import words
from zhongtai_plugin.carrier.words import Told, money, whole, words_of

from plugins.carrier_dada import model
from plugins.carrier_dada.parcel import moment_of

TAKEN = b'{"status":"ok"}'
"""What a callback is answered that was taken."""
_CANCELLED = pb.CARRIER_DELIVERY_STATUS_CANCELLED
_STATES = {
    0: pb.CARRIER_DELIVERY_STATUS_CREATED,  # placed, not offered to riders yet
    1: pb.CARRIER_DELIVERY_STATUS_CREATED,  # offered to riders
    2: pb.CARRIER_DELIVERY_STATUS_ASSIGNED,
    3: pb.CARRIER_DELIVERY_STATUS_PICKED_UP,
    4: pb.CARRIER_DELIVERY_STATUS_DELIVERED,
    5: _CANCELLED,
    7: _CANCELLED,  # expired
    8: pb.CARRIER_DELIVERY_STATUS_CREATED,  # offered to one rider, or offered again
    9: pb.CARRIER_DELIVERY_STATUS_FAILED,  # on its way back
    10: pb.CARRIER_DELIVERY_STATUS_FAILED,  # back in the store
    100: pb.CARRIER_DELIVERY_STATUS_AT_STORE,
    1000: _CANCELLED,  # not made
}
_REASONS = {
    7: "EXPIRED: no rider took it in time.",
    9: "RETURNING: it could not be handed over; the rider brings it back.",
    10: "RETURNED: it could not be handed over, and is back in the store.",
    1000: "NOT_MADE: Dada took the order, and then could not make it.",
}
_CANCELLED_BY = {1: "the rider", 2: "the merchant", 3: "Dada"}
_MILLISECONDS_FROM = 100_000_000_000
"""Beyond it a time counts milliseconds: in seconds it would be in the year 5138."""


def is_unknown_state(state: int) -> bool:
    """Return whether a state stands in no document."""
    return state not in _STATES


def new_delivery(delivery_id: str, made: model.Priced, now: float) -> pb.CarrierDelivery:
    """Return a delivery that Dada has just taken.

    Its number is ours: Dada tells its own in callbacks only, and is asked by ours everywhere.
    """
    created, fee = pb.CARRIER_DELIVERY_STATUS_CREATED, money(fen_of(made.fee))
    return words.delivery(delivery_id, delivery_id, created, fee=fee, at=now)


def cancelled_delivery(delivery_id: str, cost: Money | None, now: float) -> pb.CarrierDelivery:
    """Return a delivery that has just been called off, for what that costs."""
    return words.delivery(delivery_id, delivery_id, _CANCELLED, fee=cost, at=now)


def delivery(order: model.Order) -> pb.CarrierDelivery:
    """Return an order as the platform sees it."""
    status = _STATES.get(order.status_code, _as_far_as(order))
    message = words.delivery(
        order.order_id,
        order.order_id,
        status,
        fee=money(fen_of(_charged(order, status))),
        at=moment_of(_time_of(order, status)),
        reason=_reason(order),
    )
    words.fill_rider(message, order.transporter_name, order.transporter_phone)
    words.fill_position(message, order.transporter_lat, order.transporter_lng)
    return message


def news(said: model.Callback) -> pb.CarrierDelivery:
    """Return what a callback says. Nothing in it is proved: who gets it asks Dada first."""
    known = _STATES.get(said.order_status)
    met = pb.CARRIER_DELIVERY_STATUS_ASSIGNED if said.dm_name else None
    status = known or met or pb.CARRIER_DELIVERY_STATUS_CREATED
    reason = _REASONS.get(said.order_status, "")
    if known is None:
        reason = words.unknown_state(said.order_status)
    elif said.cancel_reason or said.cancel_from:
        who = _CANCELLED_BY.get(said.cancel_from or 0, "somebody")
        reason = f"Called off by {who}: {words_of(said.cancel_reason)}"
    message = words.delivery(
        said.order_id, said.order_id, status, at=seconds_of(said), reason=reason
    )
    words.fill_rider(message, said.dm_name, said.dm_mobile)
    return message


def seconds_of(said: model.Callback) -> float:
    """Return when a callback's state was reached. Raise ValueError when it says no time."""
    count = said.update_time
    seconds = count / 1000 if count >= _MILLISECONDS_FROM else count
    if not 0 <= seconds < _MILLISECONDS_FROM:
        raise ValueError(count)
    return seconds


def fen_of(told: Told) -> int | None:
    """Return yuan in fen, parts of one rounded; None for none, and for what is no amount."""
    return whole(told, 100)


def _charged(order: model.Order, status: pb.CarrierDeliveryStatus) -> Told:
    if status == _CANCELLED:
        return order.deduct_fee
    return order.delivery_fee if order.actual_fee is None else order.actual_fee


def _as_far_as(order: model.Order) -> pb.CarrierDeliveryStatus:
    """Return how far an order went by its times, whatever its state means."""
    if order.fetch_time:
        return pb.CARRIER_DELIVERY_STATUS_PICKED_UP
    if order.accept_time:
        return pb.CARRIER_DELIVERY_STATUS_ASSIGNED
    return pb.CARRIER_DELIVERY_STATUS_CREATED


def _reason(order: model.Order) -> str:
    if is_unknown_state(order.status_code):
        return words.unknown_state(order.status_code, order.status_msg)
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
