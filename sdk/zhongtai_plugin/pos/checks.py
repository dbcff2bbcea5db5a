"""What the contract demands of orders and changes for tills; pure."""

from __future__ import annotations

from zhongtai.common.v1 import trade_pb2
from zhongtai.plugin.v1 import pos_pb2
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder

MOST_LINES, MAX_CODE = 200, 16
ABOUT_AFTER_SALE = (
    pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_OPENED,
    pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_CLOSED,
)
_NEEDED = ("order_id", "merchant_id", "store_id", "business_date", "channel")


def order_problem(order: PosOrder) -> str:
    """Return what the contract requires and an order lacks; empty means nothing."""
    for name in _NEEDED:
        if not getattr(order, name):
            return f"{name} is missing"
    if order.daily_number < 1:
        return "daily_number must be 1 or more"
    if not order.service_type or order.service_type not in trade_pb2.ServiceType.values():
        return "service_type is missing"
    if not 1 <= len(order.lines) <= MOST_LINES or any(line.quantity < 1 for line in order.lines):
        return f"lines must be 1 to {MOST_LINES}, of 1 piece or more"
    if not order.HasField("total") or not order.HasField("placed_time"):
        return "total and placed_time are required"
    return ""


def sum_problem(order: PosOrder) -> str:
    """Return what keeps a till from being given an order that adds up; empty means nothing.

    It is what the contract requires, that there is something to make, and that what it costs is
    what its parts cost.
    """
    if problem := order_problem(order):
        return problem
    if order.service_type == trade_pb2.SERVICE_TYPE_VOUCHER:
        return "service_type must be pick-up, dine-in or delivery"
    goods = sum(line.line_total.minor_units for line in order.lines)
    fees = order.delivery_fee.minor_units + order.packaging_fee.minor_units
    if order.total.minor_units != goods + fees - order.discount_total.minor_units:
        return "total must be lines and fees less discount_total"
    return ""


def change_problem(change: pos_pb2.OrderChange) -> str:
    """Return what the contract requires and a change lacks; empty means nothing."""
    if not change.change_id:
        return "change_id is missing"
    if change.kind not in pos_pb2.OrderChangeKind.values() or change.kind == 0:
        return "kind is missing or unknown"
    if change.kind == pos_pb2.ORDER_CHANGE_KIND_CHANGED:
        if change.order.order_id != change.order_id:
            return "order is required with CHANGED and must be the same order"
        return order_problem(change.order)
    if change.kind in ABOUT_AFTER_SALE and not change.after_sale.after_sale_id:
        return "after_sale is required"
    return ""


def shown_number(order: PosOrder) -> str:
    """Return what customer and store call an order by: its pick-up code, else its number."""
    return (order.pickup_code or str(order.daily_number))[:MAX_CODE]


def handed_over(order: PosOrder) -> pos_pb2.TillUpdateKind:
    """Return what it means that a store has handed an order over: to its customer, or a rider."""
    by_rider = (
        order.service_type == trade_pb2.SERVICE_TYPE_DELIVERY
        and order.delivered_by != trade_pb2.DELIVERED_BY_STORE
    )
    return pos_pb2.TILL_UPDATE_KIND_DELIVERING if by_rider else pos_pb2.TILL_UPDATE_KIND_FULFILLED
