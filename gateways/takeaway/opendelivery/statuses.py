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

NOTED = frozenset({"CANCELLATION_REQUESTED", "RECOMMENDED_PREPARATION_START"})
"""What we asked for ourselves, or what changes nothing here."""
PICKUP_AREA = "PICKUP_AREA_ASSIGNED"
ASKED_BY_US = frozenset({"CANCELLATION_REQUESTED", "CANCELLATION_REQUEST_DENIED"})
NEGOTIATION = frozenset({*MONEY, *ASKED_BY_US, PICKUP_AREA, *NOTED})
"""Events that do not say how far their order has come."""
BY_CUSTOMER = "CONSUMER_CANCELLATION_REQUESTED"
"""Code of a cancellation that the customer wanted; others are the platform's, or our own."""

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


def became_of(command: Command, last_event: str) -> bool | None:
    """Return what became of a command that may have been heard, by the order's last event.

    True where the order stands where the command takes it, or beyond; False where the platform
    was asked and decides; None where nothing says that it was heard.
    """
    now = REACHED.get(last_event)
    if command in HEARD and now is not None and now >= HEARD[command]:
        return True
    asks = command in (Command.CANCEL, Command.REFUND)
    return False if asks and last_event in ASKED_BY_US else None


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
