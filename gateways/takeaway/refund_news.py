"""What platforms say of money that goes back; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from zhongtai.order.v1 import after_sale_pb2, line_pb2, order_pb2

Kept = Sequence[after_sale_pb2.AfterSale]
"""All requests of an order, the newest first."""


class Became(Enum):
    """What a platform says of a wish for money back."""

    WISHED = auto()
    APPEALED = auto()
    GIVEN_BACK = auto()
    REFUSED = auto()
    """By the store; a late message of this says nothing once the customer has appealed."""
    DESK_REFUSED = auto()
    WITHDRAWN = auto()
    FAILED = auto()
    DENIED = auto()
    """What the chain itself asked for is not done; nothing is said of a customer's wish."""


@dataclass(frozen=True, slots=True)
class News:
    """A platform's message about a refund.

    `number` is its own number of it, empty where it has none; `amount` in minor units and
    `lines` as far as it says, without either it is about all of the order. `part` says that it is
    not, also where none of its pieces is known here.
    """

    number: str
    became: Became
    amount: int | None = None
    lines: tuple[after_sale_pb2.AfterSaleLine, ...] = ()
    reason: str = ""
    part: bool = False


def left_of(order: order_pb2.Order) -> int:
    """Return what of an order's money is not given back yet."""
    return order.amounts.paid.minor_units - order.amounts.refunded.minor_units


def pieces_of(
    order: order_pb2.Order, dishes: Iterable[tuple[Callable[[line_pb2.OrderLine], bool], int]]
) -> tuple[after_sale_pb2.AfterSaleLine, ...]:
    """Return pieces per line for pieces per dish, given by whether a line is of the dish.

    A dish may stand in several lines.
    """
    found = dict[str, int]()
    for is_of, wanted in dishes:
        count = wanted
        for line in order.lines:
            free = line.quantity - found.get(line.line_id, 0)
            if is_of(line) and free > 0 and count > 0:
                taken = min(count, free)
                found[line.line_id] = found.get(line.line_id, 0) + taken
                count -= taken
    return tuple(
        after_sale_pb2.AfterSaleLine(line_id=line_id, quantity=count)
        for line_id, count in found.items()
    )


def asked_by_chain(
    kept: Iterable[after_sale_pb2.AfterSale],
    amount: int,
    lines: Sequence[after_sale_pb2.AfterSaleLine],
) -> after_sale_pb2.AfterSale | None:
    """Return the request that we asked the platform to carry out, by its pieces or its amount."""
    wanted = {(line.line_id, line.quantity) for line in lines}
    for request in kept:
        if waits_for_platform(request):
            pieces = {(line.line_id, line.quantity) for line in request.lines}
            if request.amount.minor_units == amount or (wanted and pieces == wanted):
                return request
    return None


def waits_for_platform(request: after_sale_pb2.AfterSale) -> bool:
    """Return whether the chain asked for it, and the platform has not answered."""
    agreed = request.status == after_sale_pb2.AFTER_SALE_STATUS_AGREED
    return agreed and not request.channel_refund_number
