"""Vouchers as callers are shown them."""

from __future__ import annotations

from zhongtai.order.v1 import voucher_pb2

from centers.order.model import Order
from centers.order.vouchers.model import Voucher
from mesh.call.to_message import ToMessage

VOUCHER_TIMES = {"expire_time": "expires_at", "redeem_time": "redeemed_at"}
"""Attributes of a voucher by their fields."""

voucher_message = ToMessage(Voucher, voucher_pb2.Voucher, names=VOUCHER_TIMES)
_without_code = ToMessage(Voucher, voucher_pb2.Voucher, names=VOUCHER_TIMES, left=["code"])
voucher_change = ToMessage(Voucher, voucher_pb2.VoucherChange)


def voucher_messages(order: Order) -> list[voucher_pb2.Voucher]:
    """Return the vouchers of an order with their codes."""
    return voucher_message.each(order.head.oms.vouchers) if order.head.oms else []


def redeemed_message(voucher: Voucher, order: Order | None) -> voucher_pb2.RedeemVoucherResponse:
    """Return the answer about a voucher that is used now; no order for one sold elsewhere."""
    answer = voucher_pb2.RedeemVoucherResponse(voucher=_without_code(voucher))
    for line in order.lines if order else ():
        if line.line_id == voucher.line_id:
            answer.name, answer.variant = line.name, line.sku_name
    if order is not None:
        answer.order_id = order.head.order_id
    return answer
