"""Meituan's codes and what they mean for an order; pure. Other codes are kept as they are."""

from __future__ import annotations

from collections.abc import Mapping

from zhongtai.order.v1 import order_pb2

from gateways.takeaway.refund_news import Became

ORDER: Mapping[int, order_pb2.OrderStatus] = {
    1: order_pb2.ORDER_STATUS_PENDING_PAYMENT,
    2: order_pb2.ORDER_STATUS_PLACED,
    3: order_pb2.ORDER_STATUS_PLACED,
    4: order_pb2.ORDER_STATUS_ACCEPTED,
    6: order_pb2.ORDER_STATUS_DELIVERING,
    8: order_pb2.ORDER_STATUS_COMPLETED,
    9: order_pb2.ORDER_STATUS_CANCELLED,
}

RIDER: Mapping[int, order_pb2.DeliveryStep] = {
    0: order_pb2.DELIVERY_STEP_LOOKING,
    5: order_pb2.DELIVERY_STEP_LOOKING,
    10: order_pb2.DELIVERY_STEP_ASSIGNED,
    15: order_pb2.DELIVERY_STEP_AT_STORE,
    20: order_pb2.DELIVERY_STEP_PICKED_UP,
    40: order_pb2.DELIVERY_STEP_DELIVERED,
    100: order_pb2.DELIVERY_STEP_CANCELLED,
}

NEVER_PAID = "1002"
"""Reason code of a cancellation: the customer did not pay in time."""
CANCELLED_BY_CUSTOMER = range(1101, 1200)
"""Reason codes of cancellations that Meituan tells; others are its own."""

_WHY_WE_CANCEL: Mapping[order_pb2.CancelReason, int] = {
    order_pb2.CANCEL_REASON_OUT_OF_STOCK: 2009,
    order_pb2.CANCEL_REASON_NO_RIDER: 2010,
}
_OTHER = 2007

SELF_DELIVERY = frozenset({"0000", ""})
"""Delivery modes (`logistics_code`) without Meituan's riders; all others have them."""


def status_of(code: str) -> order_pb2.OrderStatus | None:
    """Return what Meituan's code of an order means; None for one that we do not know."""
    return ORDER.get(int(code)) if code.isdecimal() else None


def is_unpaid(code: str) -> bool:
    """Return whether an order is submitted and not paid yet, by Meituan's code of it."""
    return status_of(code) == order_pb2.ORDER_STATUS_PENDING_PAYMENT


def cancel_reason(code: str) -> order_pb2.CancelReason:
    """Return why Meituan cancelled, by its code."""
    by_customer = code.isdecimal() and int(code) in CANCELLED_BY_CUSTOMER
    return order_pb2.CANCEL_REASON_CUSTOMER if by_customer else order_pb2.CANCEL_REASON_CHANNEL


def cancel_code(reason: order_pb2.CancelReason) -> int:
    """Return Meituan's code for why we cancel."""
    return _WHY_WE_CANCEL.get(reason, _OTHER)


_RESULTS: Mapping[tuple[str, str], Became] = {
    ("apply", "0"): Became.WISHED,
    ("apply", "1"): Became.APPEALED,
    ("agree", ""): Became.GIVEN_BACK,
    ("reject", "0"): Became.REFUSED,
    ("reject", "1"): Became.DESK_REFUSED,
    ("cancelRefund", ""): Became.WITHDRAWN,
    ("cancelRefundComplaint", ""): Became.WITHDRAWN,
}
"""By notify_type and, for a wish and a refusal, is_appeal: once appealed, the desk decides."""
_BY_STATUS: Mapping[str, Became] = {
    "3": Became.GIVEN_BACK,
    "4": Became.FAILED,
    "13": Became.GIVEN_BACK,
    "14": Became.FAILED,
}
"""By refund_status, where a push says only what came of a refund."""


def became(notify_type: str, is_appeal: str, refund_status: str) -> Became | None:
    """Return what a push says of a refund; None for codes that we do not know."""
    if refund_status:
        return _BY_STATUS.get(refund_status)
    detail = is_appeal if notify_type in ("apply", "reject") else ""
    return _RESULTS.get((notify_type, detail))
