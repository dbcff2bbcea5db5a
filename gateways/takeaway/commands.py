"""What a platform is told of an event of one of its orders; pure, the same for all platforms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import after_sale_pb2, event_pb2, order_pb2

from gateways.takeaway.refund_news import left_of


class Command(Enum):
    """What a platform can be told, or asked to do."""

    ACCEPT = auto()
    """It is new; where the store's data say so it is accepted, and confirmed, at once."""
    CONFIRM = auto()
    """The store makes it."""
    READY = auto()
    """It is made."""
    DISPATCH = auto()
    """It is on its way with a rider who is not the platform's."""
    DELIVER = auto()
    """Such a rider has brought it."""
    CANCEL = auto()
    """It will not be made; the platform gives all money back."""
    AGREE = auto()
    """The store agrees to a refund that the customer asked the platform for."""
    REFUSE = auto()
    """It does not."""
    REFUND = auto()
    """The chain wants the platform to give money back."""


@dataclass(frozen=True, slots=True)
class Task:
    """A command about an order.

    `again` says that it may have been carried out before, with the answer lost: whoever cannot
    bear a repetition asks first how the order stands.
    """

    command: Command
    order: order_pb2.Order
    event: event_pb2.OrderEvent
    again: bool = False

    @property
    def after_sale(self) -> after_sale_pb2.AfterSale:
        """The request that it is about, where it is about one."""
        return self.event.after_sale

    @property
    def is_of_all(self) -> bool:
        """Whether it gives back all that is left of the order's money."""
        return self.after_sale.amount.minor_units == left_of(self.order)


_STEPS = {
    order_pb2.ORDER_STATUS_ACCEPTED: Command.CONFIRM,
    order_pb2.ORDER_STATUS_READY: Command.READY,
    order_pb2.ORDER_STATUS_DELIVERING: Command.DISPATCH,
    order_pb2.ORDER_STATUS_FULFILLED: Command.DELIVER,
}
_BY_OUR_RIDER = frozenset({Command.DISPATCH, Command.DELIVER})
_OURS = frozenset({trade_pb2.DELIVERED_BY_STORE, trade_pb2.DELIVERED_BY_CARRIER})


def commands_of(event: event_pb2.OrderEvent, gateway: str) -> tuple[Command, ...]:
    """Return what the platform is told of an event, in order.

    Nothing of what the `gateway` reported itself: the platform said it. Steps that a till skips
    are told on the way.
    """
    if event.node == gateway:
        return ()
    if event.kind == event_pb2.ORDER_EVENT_KIND_MOVED:
        if event.to_status == order_pb2.ORDER_STATUS_CANCELLED:
            return (Command.CANCEL,)
        return tuple(_steps(event))
    if event.kind == event_pb2.ORDER_EVENT_KIND_CREATED and not event.HasField("finished"):
        return (Command.ACCEPT,) if event.to_status == order_pb2.ORDER_STATUS_PLACED else ()
    if event.kind == event_pb2.ORDER_EVENT_KIND_AFTER_SALE and event.after_sale.held_by_channel:
        return _of_after_sale(event.after_sale)
    return ()


def _steps(event: event_pb2.OrderEvent) -> Iterator[Command]:
    for status, command in _STEPS.items():
        if event.from_status < status <= event.to_status and (
            command not in _BY_OUR_RIDER or event.delivered_by in _OURS
        ):
            yield command


def _of_after_sale(request: after_sale_pb2.AfterSale) -> tuple[Command, ...]:
    asked_there = bool(request.channel_refund_number)
    if request.status == after_sale_pb2.AFTER_SALE_STATUS_AGREED:
        return (Command.AGREE if asked_there else Command.REFUND,)
    if request.status == after_sale_pb2.AFTER_SALE_STATUS_REFUSED and asked_there:
        return (Command.REFUSE,)
    return ()
