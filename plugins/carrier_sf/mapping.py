"""Between SF's words and the contract's messages; pure.

A state that no document has never ends a delivery: it is told as the reason, and
`is_unknown_state` names it for the log and Probe.
"""

from __future__ import annotations

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin import RetryLater
from zhongtai_plugin.carrier import words
from zhongtai_plugin.carrier.words import Told, money, whole, words_of

from plugins.carrier_sf import model

TAKEN = b'{"error_code":0,"error_msg":"success"}'
"""What a callback is answered that was taken."""
DONE, BY_THE_CUSTOMER = 17, 1
"""A state, and how goods were signed for; another one says that they went back to the store."""
_CREATED, _ASSIGNED = pb.CARRIER_DELIVERY_STATUS_CREATED, pb.CARRIER_DELIVERY_STATUS_ASSIGNED
_STATES = {
    1: _CREATED,
    2: pb.CARRIER_DELIVERY_STATUS_CANCELLED,
    10: _ASSIGNED,
    12: pb.CARRIER_DELIVERY_STATUS_AT_STORE,
    14: pb.CARRIER_DELIVERY_STATUS_PICKED_UP,
    15: pb.CARRIER_DELIVERY_STATUS_PICKED_UP,
    DONE: pb.CARRIER_DELIVERY_STATUS_DELIVERED,
}
RIDING = frozenset(
    {
        _ASSIGNED,
        pb.CARRIER_DELIVERY_STATUS_AT_STORE,
        pb.CARRIER_DELIVERY_STATUS_PICKED_UP,
    }
)
"""A rider is on the way, and SF says where."""
_RETURNED = "RETURNED: it could not be handed over, and is back in the store."


def is_unknown_state(state: int | None) -> bool:
    """Return whether a state stands in no document; none at all is not one."""
    return state is not None and state not in _STATES


def quote(priced: model.Priced) -> pb.QuoteResponse:
    """Return a price. Raise RetryLater when SF says none, or no way."""
    fee, metres = fee_of(priced), whole(priced.delivery_distance_meter)
    if fee is None or metres is None:
        raise RetryLater("ANSWER_ODD", "SF says neither a price nor a way.")
    return pb.QuoteResponse(
        fee=fee, distance_metres=metres, dropoff_time=moment(priced.expect_time)
    )


def fee_of(priced: model.Priced) -> Money | None:
    """Return what is paid: after discounts where they are told, else the price of the list."""
    listed = priced.charge_price_list.shop_pay_price if priced.charge_price_list else None
    told = (priced.real_pay_money, priced.total_pay_money, priced.total_price, listed)
    return next((found for each in told if (found := money(whole(each))) is not None), None)


def new_delivery(delivery_id: str, made: model.Priced, now: float) -> pb.CarrierDelivery:
    """Return a delivery that SF has just taken."""
    number = _number(delivery_id, made.sf_order_id)
    return words.delivery(delivery_id, number, _CREATED, fee=fee_of(made), at=now)


def cancelled_delivery(
    delivery_id: str, told: model.CalledOff, cost: Money | None, now: float
) -> pb.CarrierDelivery:
    """Return a delivery that has just been called off, for what that costs."""
    number = _number(delivery_id, told.sf_order_id)
    cancelled = pb.CARRIER_DELIVERY_STATUS_CANCELLED
    return words.delivery(delivery_id, number, cancelled, fee=cost, at=now)


def delivery(delivery_id: str, order: model.Order, cost: Money | None) -> pb.CarrierDelivery:
    """Return an order as it stands, with what calling it off cost. SF says no time and no price."""
    state = order.order_status
    seen = _ASSIGNED if order.rider_name else _CREATED
    status = _STATES.get(state, seen)
    message = words.delivery(
        delivery_id,
        _number(delivery_id, order.order_id),
        status,
        fee=cost if status == pb.CARRIER_DELIVERY_STATUS_CANCELLED else None,
        reason=words.unknown_state(state, order.status_desc) if is_unknown_state(state) else "",
    )
    words.fill_rider(message, order.rider_name, order.rider_phone)
    return message


def is_returned(said: model.Callback) -> bool:
    """Return whether a callback says that the goods are back in the store.

    Its state is the same as that of goods which the customer has, in a look-up, too.
    """
    return said.order_status == DONE and said.receipt_type not in (None, BY_THE_CUSTOMER)


def news(said: model.Callback) -> pb.CarrierDelivery:
    """Return what a callback says."""
    state = said.order_status
    seen = _ASSIGNED if said.operator_name else _CREATED
    status = seen if state is None else _STATES.get(state, seen)
    reason = words_of(said.cancel_reason)
    if is_returned(said):
        status, reason = pb.CARRIER_DELIVERY_STATUS_FAILED, _RETURNED
    elif state is not None and is_unknown_state(state):
        reason = words.unknown_state(state, said.status_desc)
    number = _number(said.shop_order_id, said.sf_order_id)
    at = float(said.push_time)
    message = words.delivery(said.shop_order_id, number, status, at=at, reason=reason)
    words.fill_rider(message, said.operator_name, said.operator_phone)
    words.fill_position(message, said.rider_lat, said.rider_lng)
    return message


def moment(told: Told) -> Timestamp | None:
    """Return seconds since 1970 as a time; None for none, and for what is no time."""
    try:
        seconds = float(told or 0)
        if seconds <= 0:
            return None
        at = Timestamp()
        at.FromDatetime(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None
    return at


def _number(delivery_id: str, told: Told) -> str:
    """Return SF's number; ours, by which SF is asked as well, where it tells none."""
    return words_of(told) or delivery_id
