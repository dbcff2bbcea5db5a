"""OpenDelivery's events and what they mean for an order; pure. Others are kept as they are."""

from __future__ import annotations

from collections.abc import Mapping

from zhongtai.order.v1 import order_pb2

from gateways.takeaway.commands import Command
from gateways.takeaway.refund_news import Became

REACHED: Mapping[str, order_pb2.OrderStatus] = {
    "CREATED": order_pb2.ORDER_STATUS_PLACED,
    "CONFIRMED": order_pb2.ORDER_STATUS_ACCEPTED,
    "READY_FOR_PICKUP": order_pb2.ORDER_STATUS_READY,
    "DISPATCHED": order_pb2.ORDER_STATUS_DELIVERING,
    "DELIVERED": order_pb2.ORDER_STATUS_FULFILLED,
    "CONCLUDED": order_pb2.ORDER_STATUS_COMPLETED,
    "CANCELLED": order_pb2.ORDER_STATUS_CANCELLED,
}

MONEY: Mapping[str, Became] = {
    "ORDER_CANCELLATION_REQUEST": Became.WISHED,
    "CANCELLED_DENIED": Became.REFUSED,
    "CANCELLATION_REQUEST_DENIED": Became.DENIED,
    "USER_REFUND_REQUEST": Became.WISHED,
    "REFUNDED": Became.GIVEN_BACK,
    "REFUND_FAILED": Became.FAILED,
}
"""The customer, or we, want it cancelled, or money back; the last three are Keeta's."""

NOTED = frozenset({"CANCELLATION_REQUESTED", "PICKUP_AREA_ASSIGNED"})
"""What we asked for ourselves, or what changes nothing here."""

VERBS: Mapping[Command, str] = {
    Command.CONFIRM: "confirm",
    Command.READY: "readyForPickup",
    Command.DISPATCH: "dispatch",
    Command.DELIVER: "delivered",
    Command.CANCEL: "requestCancellation",
    Command.REFUND: "requestCancellation",
    Command.AGREE: "acceptCancellation",
    Command.REFUSE: "denyCancellation",
}

HEARD: Mapping[Command, order_pb2.OrderStatus] = {
    Command.CONFIRM: order_pb2.ORDER_STATUS_ACCEPTED,
    Command.READY: order_pb2.ORDER_STATUS_READY,
    Command.DISPATCH: order_pb2.ORDER_STATUS_DELIVERING,
    Command.DELIVER: order_pb2.ORDER_STATUS_FULFILLED,
    Command.CANCEL: order_pb2.ORDER_STATUS_CANCELLED,
    Command.REFUND: order_pb2.ORDER_STATUS_CANCELLED,
}
"""Where an order stands, or beyond, when a command has been heard."""

_WHY: Mapping[order_pb2.CancelReason, str] = {
    order_pb2.CANCEL_REASON_OUT_OF_STOCK: "UNAVAILABLE_ITEM",
    order_pb2.CANCEL_REASON_NO_RIDER: "RESTAURANT_WITHOUT_DELIVERY_PERSON",
}


def cancel_code(reason: order_pb2.CancelReason) -> str:
    """Return the standard's code for why we cancel."""
    return _WHY.get(reason, "INTERNAL_DIFFICULTIES_OF_THE_RESTAURANT")


def deny_code(status: order_pb2.OrderStatus) -> str:
    """Return the standard's code for why we do not agree to a cancellation."""
    gone = status >= order_pb2.ORDER_STATUS_DELIVERING
    return "OUT_FOR_DELIVERY" if gone else "DISH_ALREADY_DONE"
