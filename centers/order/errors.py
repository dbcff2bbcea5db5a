"""What the order center refuses: one class per reason of the contract."""

from __future__ import annotations

from mesh.pure.errors import Kind, Refusal


class OrderRefusal(Refusal):
    """The order center refused."""

    domain = "zhongtai.order"


class OrderNotFound(OrderRefusal):
    """There is no order {order_id}."""

    kind = Kind.NOT_FOUND
    reason = "ORDER_NOT_FOUND"


class IllegalMove(OrderRefusal):
    """It cannot go from {from_state} to {to_state}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ILLEGAL_MOVE"


class StatusDiffers(OrderRefusal):
    """The order is {status} by now."""

    kind = Kind.FAILED_PRECONDITION
    reason = "STATUS_DIFFERS"


class AmountsDisagree(OrderRefusal):
    """Lines, fees and discounts make {expected_minor_units}, the order says {given_minor_units}."""

    kind = Kind.INVALID_ARGUMENT
    reason = "AMOUNTS_DISAGREE"


class ChannelNumberTaken(OrderRefusal):
    """The channel number {channel_order_number} belongs to an order with another content."""

    kind = Kind.ALREADY_EXISTS
    reason = "CHANNEL_NUMBER_TAKEN"


class CancelNeedsAfterSale(OrderRefusal):
    """The store works on the order already: apply for after-sale instead."""

    kind = Kind.FAILED_PRECONDITION
    reason = "CANCEL_NEEDS_AFTER_SALE"


class PaymentMismatch(OrderRefusal):
    """The order costs {expected_minor_units}, the payment is {given_minor_units}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "PAYMENT_MISMATCH"


class AlreadyPaid(OrderRefusal):
    """The order has its money from another payment: refund this one."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ALREADY_PAID"


class PaidTooLate(OrderRefusal):
    """The order was cancelled before the money came: refund it."""

    kind = Kind.FAILED_PRECONDITION
    reason = "PAID_TOO_LATE"


_PASSING = frozenset(
    {Kind.UNAVAILABLE, Kind.DEADLINE_EXCEEDED, Kind.RESOURCE_EXHAUSTED, Kind.ABORTED}
)


def demand_final(refusal: Refusal) -> None:
    """Raise a refusal that says nothing about the order: that of an item is taken as final.

    The batch is repeated then; what it did change has a natural key.
    """
    if refusal.kind in _PASSING:
        raise refusal
