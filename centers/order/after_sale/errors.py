"""What the order center refuses about after-sale: one class per reason of the contract."""

from __future__ import annotations

from centers.order.errors import OrderRefusal
from mesh.pure.errors import Kind


class AfterSaleNotFound(OrderRefusal):
    """There is no after-sale request {after_sale_id}."""

    kind = Kind.NOT_FOUND
    reason = "AFTER_SALE_NOT_FOUND"


class AfterSaleClosed(OrderRefusal):
    """An order that is {status} takes no after-sale request from this caller."""

    kind = Kind.FAILED_PRECONDITION
    reason = "AFTER_SALE_CLOSED"


class RefundExceedsPaid(OrderRefusal):
    """Only {left_minor_units} minor units are left to give back."""

    kind = Kind.FAILED_PRECONDITION
    reason = "REFUND_EXCEEDS_PAID"


class PiecesExceedBought(OrderRefusal):
    """Only {left_quantity} pieces of the line {line_id} are left to give back."""

    kind = Kind.FAILED_PRECONDITION
    reason = "PIECES_EXCEED_BOUGHT"


class NotHeldByChannel(OrderRefusal):
    """No platform holds the money of the order {order_id}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "NOT_HELD_BY_CHANNEL"
