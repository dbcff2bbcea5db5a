"""Meituan's numbers for states, reasons and errors, as its documents list them; pure."""

from __future__ import annotations

from simulators.core.entry import Entry, RefundState, Rider, Stage, Why
from simulators.core.life import Kind
from simulators.core.world import Way

STATUS = {Stage.SOLD: 2, Stage.CONFIRMED: 4, Stage.DONE: 8, Stage.CANCELLED: 9}
RIDER = {
    Rider.NONE: 0,
    Rider.ACCEPTED: 10,
    Rider.AT_STORE: 15,
    Rider.PICKED_UP: 20,
    Rider.DELIVERED: 40,
}
LOGISTICS = {Way.PLATFORM_RIDER: "1001", Way.STORE_RIDER: "0000", Way.PICK_UP: "0000"}
CANCELLED = {
    Why.TIMEOUT: "1001",
    Why.CUSTOMER: "1101",
    Why.DESK: "1201",
    Why.STORE: "1301",
    Why.NOBODY: "1301",
}
RES_TYPE = {
    RefundState.ASKED: "0",
    RefundState.APPEALED: "0",
    RefundState.REFUSED: "1",
    RefundState.DESK_REFUSED: "3",
    RefundState.WITHDRAWN: "7",
}
APPLIED_BY = {Why.CUSTOMER: 1, Why.STORE: 7}
AGREED_BY = {Why.STORE: "2", Why.DESK: "4", Why.TIMEOUT: "5"}
NOTIFY_TYPE = {
    RefundState.ASKED: "apply",
    RefundState.APPEALED: "apply",
    RefundState.AGREED: "agree",
    RefundState.REFUSED: "reject",
    RefundState.DESK_REFUSED: "reject",
    RefundState.WITHDRAWN: "cancelRefund",
}
PUSHES = {
    Kind.SOLD: "order",
    Kind.CONFIRMED: "confirmed",
    Kind.CANCELLED: "cancelled",
    Kind.RIDER: "logistics",
    Kind.DONE: "completed",
    Kind.REFUND: "refund",
    Kind.ODD: "logistics",
}
"""Which of the registered addresses is told; a refund of some pieces has one of its own."""
PART_REFUND = "part-refund"
BY_GET = frozenset({"cancelled", "refund", PART_REFUND})
"""What Meituan sends in the query of a GET."""

INCOMPLETE = -1
DETAIL, DISCOUNTS, ADDRESS, LOGISTICS_MODE = 0, 1, 6, 7
"""Parts of an order (incmp_modules) that may be missing in a push."""
UNKNOWN_LOGISTICS, UNKNOWN_RIDER, UNKNOWN_REASON, UNKNOWN_OFFER = "9876", 77, "1999", 98765

SYSTEM_FAULT = 700
PARAMETER_MISSING = 701
NO_SUCH_APP = 702
WRONG_SIGNATURE = 703
BAD_FORMAT = 705
TOO_MANY = 711
NO_SUCH_STORE = 803
NO_SUCH_ORDER = 806
STATE_CHANGED = 808
NOT_CONFIRMED_YET = 1001
CANNOT_CANCEL = 1002
FINISHED = 1022
WORDS = {
    SYSTEM_FAULT: "系统错误",
    PARAMETER_MISSING: "缺少参数,数据不完整",
    NO_SUCH_APP: "app_id 不存在",
    WRONG_SIGNATURE: "签名验证错误",
    BAD_FORMAT: "参数格式错误",
    TOO_MANY: "请求过于频繁",
    NO_SUCH_STORE: "不存在此门店",
    NO_SUCH_ORDER: "不存在此订单",
    STATE_CHANGED: "订单状态已变更",
    NOT_CONFIRMED_YET: "订单尚未确认",
    CANNOT_CANCEL: "取消订单失败",
    FINISHED: "订单已完成,不能取消",
}


def logistics_of(entry: Entry, *, odd: bool) -> str:
    """Return how an order is brought; a mode that nobody knows is brought by Meituan's riders."""
    way = entry.order.way
    return UNKNOWN_LOGISTICS if odd and way is Way.PLATFORM_RIDER else LOGISTICS[way]
