"""Ele.me's states and types of messages, and what they mean for an order; pure.

Other types and states are kept as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from zhongtai.order.v1 import order_pb2

from gateways.takeaway.commands import Command
from gateways.takeaway.refund_news import Became

UNPAID = "pending"
ORDER: Mapping[str, order_pb2.OrderStatus] = {
    UNPAID: order_pb2.ORDER_STATUS_PENDING_PAYMENT,
    "unprocessed": order_pb2.ORDER_STATUS_PLACED,
    "valid": order_pb2.ORDER_STATUS_ACCEPTED,
    # Only what the store has accepted is asked to be given back.
    "refunding": order_pb2.ORDER_STATUS_ACCEPTED,
    "settled": order_pb2.ORDER_STATUS_COMPLETED,
    "invalid": order_pb2.ORDER_STATUS_CANCELLED,
}

SOLD, SOLD_BRIEFLY = 10, 217
"""A new order; under the newer type only what is needed to make it."""

REACHED: Mapping[int, order_pb2.OrderStatus] = {
    12: order_pb2.ORDER_STATUS_ACCEPTED,
    14: order_pb2.ORDER_STATUS_CANCELLED,
    15: order_pb2.ORDER_STATUS_CANCELLED,
    17: order_pb2.ORDER_STATUS_CANCELLED,
    18: order_pb2.ORDER_STATUS_COMPLETED,
}

MONEY: Mapping[int, Became] = {
    20: Became.WISHED,
    21: Became.WITHDRAWN,
    22: Became.REFUSED,
    23: Became.GIVEN_BACK,
    24: Became.APPEALED,
    25: Became.GIVEN_BACK,
    26: Became.DESK_REFUSED,
    30: Became.WISHED,
    31: Became.WITHDRAWN,
    32: Became.REFUSED,
    33: Became.GIVEN_BACK,
    34: Became.APPEALED,
    35: Became.GIVEN_BACK,
    36: Became.DESK_REFUSED,
    39: Became.GIVEN_BACK,
}
"""Wishes to cancel (20 to 26) and for money back (30 to 36); 39 are pieces that the store cut."""
CANCEL_WISHES = range(20, 27)
CANCELS = frozenset({23, 25})
"""What ends the order besides giving all of its money back."""

REMINDER = 45

RIDER: Mapping[int, order_pb2.DeliveryStep] = {
    51: order_pb2.DELIVERY_STEP_LOOKING,
    52: order_pb2.DELIVERY_STEP_LOOKING,
    53: order_pb2.DELIVERY_STEP_ASSIGNED,
    54: order_pb2.DELIVERY_STEP_AT_STORE,
    55: order_pb2.DELIVERY_STEP_PICKED_UP,
    56: order_pb2.DELIVERY_STEP_DELIVERED,
    **dict.fromkeys(range(57, 71), order_pb2.DELIVERY_STEP_CANCELLED),
    **dict.fromkeys(range(73, 77), order_pb2.DELIVERY_STEP_CANCELLED),
}
SHOWN = range(57, 77)
"""Why no rider of Ele.me's brings it, or who does instead: shown with the order."""

NOTED = frozenset({91, 93, 105})
"""Of the shop itself and of the service market: they change nothing here."""
WITHDRAWN = 100
"""The chain has taken back what it let our app do."""

_CUSTOMER = "1"
_WHY_WE_CANCEL: Mapping[order_pb2.CancelReason, str] = {
    order_pb2.CANCEL_REASON_OUT_OF_STOCK: "foodSoldOut",
    order_pb2.CANCEL_REASON_NO_RIDER: "deliveryFault",
    order_pb2.CANCEL_REASON_STORE_REJECTED: "restaurantTooBusy",
}
_OTHER = "others"

METHODS: Mapping[Command, str] = {
    Command.CONFIRM: "confirmOrderLite",
    Command.READY: "setOrderPrepared",
    Command.DISPATCH: "startDeliveryBySelf",
    Command.DELIVER: "completeDeliveryBySelf",
    Command.CANCEL: "cancelOrderLite",
    Command.AGREE: "agreeRefundLite",
    Command.REFUSE: "disagreeRefundLite",
}

OVER = (order_pb2.ORDER_STATUS_COMPLETED, order_pb2.ORDER_STATUS_CANCELLED)
HEARD: Mapping[Command, tuple[order_pb2.OrderStatus, ...]] = {
    Command.CONFIRM: (order_pb2.ORDER_STATUS_ACCEPTED, *OVER),
    Command.CANCEL: (order_pb2.ORDER_STATUS_CANCELLED,),
}
"""Where an order stands when a command that must not come twice was heard, or is too late."""

WISHED = "applied"
"""State of the money of an order (refundStatus) while a wish waits for the store."""
GIVEN_BACK = "successful"
"""The same when what was asked back last, by whomever, is given."""


def cancel_reason(role: str) -> order_pb2.CancelReason:
    """Return why an order was cancelled, by who did it."""
    by_customer = role == _CUSTOMER
    return order_pb2.CANCEL_REASON_CUSTOMER if by_customer else order_pb2.CANCEL_REASON_CHANNEL


def cancel_type(reason: order_pb2.CancelReason) -> str:
    """Return Ele.me's word for why we cancel."""
    return _WHY_WE_CANCEL.get(reason, _OTHER)


def type_of(text: str) -> int:
    """Return the type of a message, which comes as a number or as a text; 0 where it is none."""
    return int(text) if text.isdecimal() and len(text) <= 6 else 0
