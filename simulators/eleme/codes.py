"""Ele.me's words for states, reasons, types of messages and errors, as its documents list them."""

from __future__ import annotations

from simulators.core.entry import Entry, Refund, RefundState, Rider, Stage, Why
from simulators.core.stories import Step

STATUS = {
    Stage.SOLD: "unprocessed",
    Stage.CONFIRMED: "valid",
    Stage.DONE: "settled",
    Stage.CANCELLED: "invalid",
}
ROLE = {Why.CUSTOMER: 1, Why.TIMEOUT: 2, Why.STORE: 3, Why.DESK: 4, Why.NOBODY: 2}

SOLD, SOLD_BRIEFLY = 10, 217
CONFIRMED, DONE = 12, 18
CANCELLED_BEFORE, CANCELLED_AFTER, FORCED = 14, 15, 17
RIDER = {
    Rider.NONE: 51,
    Rider.ACCEPTED: 53,
    Rider.AT_STORE: 54,
    Rider.PICKED_UP: 55,
    Rider.DELIVERED: 56,
}
WAYBILL = {
    Rider.NONE: "tobeAssignedCourier",
    Rider.ACCEPTED: "tobeFetched",
    Rider.AT_STORE: "arrived",
    Rider.PICKED_UP: "delivering",
    Rider.DELIVERED: "completed",
}
CANCEL_WISH, REFUND_WISH = 20, 30
_STEP = {
    RefundState.ASKED: 0,
    RefundState.WITHDRAWN: 1,
    RefundState.REFUSED: 2,
    RefundState.AGREED: 3,
    RefundState.APPEALED: 4,
    RefundState.DESK_REFUSED: 6,
}
_GRANTED_BY_DESK = 5
STORE_CUT = 39
UNKNOWN_TYPE, UNKNOWN_OFFER, UNKNOWN_ROLE = 199, 98765, 77

REFUND_STATUS = {
    RefundState.ASKED: "applied",
    RefundState.WITHDRAWN: "noRefund",
    RefundState.REFUSED: "rejected",
    RefundState.AGREED: "successful",
    RefundState.APPEALED: "arbitrating",
    RefundState.DESK_REFUSED: "failed",
}

PULLED = frozenset({10, 12, 14, 15, 17, 217, 218})
"""Messages that can be pulled when they could not be pushed."""

BAD_SIGNATURE = "INVALID_SIGNATURE"
BAD_TIME = "INVALID_TIMESTAMP"
NO_TOKEN = "UNAUTHORIZED"  # noqa: S105 - the platform's word for it
NOT_YOURS = "ACCESS_DENIED"
BAD_FORM = "VALIDATION_FAILED"
NO_METHOD = "METHOD_NOT_ALLOWED"
TOO_MANY = "EXCEED_LIMIT"
NO_SUCH = "BIZ_NOT_FOUND"
NOT_NOW = "BIZ_STATE_CHANGED"
WORDS = {
    BAD_SIGNATURE: "签名错误",
    BAD_TIME: "时间戳错误",
    NO_TOKEN: "token 无效",
    NOT_YOURS: "没有权限",
    BAD_FORM: "参数错误",
    NO_METHOD: "没有此接口",
    TOO_MANY: "超出接口访问的频次限制",
    NO_SUCH: "不存在",
    NOT_NOW: "订单状态已变更",
}


def cancel_type(entry: Entry) -> int:
    """Return which message tells of a cancellation."""
    if entry.refunds:
        return CANCELLED_AFTER
    if entry.cancelled_by is Why.STORE:
        return FORCED
    before = entry.cancelled_by in (Why.CUSTOMER, Why.TIMEOUT)
    return CANCELLED_BEFORE if before else CANCELLED_AFTER


def refund_type(entry: Entry, refund: Refund, *, asked: bool) -> int:
    """Return which message tells of a wish for money back, or what became of it.

    What nobody `asked` for is what the store gives back by itself.
    """
    if not asked:
        return STORE_CUT
    flow = CANCEL_WISH if asks_to_cancel(entry, refund) else REFUND_WISH
    if refund.state is RefundState.AGREED and refund.by is Why.DESK:
        return flow + _GRANTED_BY_DESK
    return flow + _STEP[refund.state]


def asks_to_cancel(entry: Entry, refund: Refund) -> bool:
    """Return whether the customer wants the order not to be brought at all."""
    wish = entry.order.story.wish
    return refund.whole and wish is not None and wish.at < Step.DELIVERED


def refund_status(entry: Entry) -> str:
    """Return where the money of an order stands: what was asked back last."""
    return REFUND_STATUS[entry.refunds[-1].state] if entry.refunds else "noRefund"
