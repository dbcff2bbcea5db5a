"""The form of what an OMS says."""

from __future__ import annotations

import re

from zhongtai.plugin.v1 import oms_order_pb2, oms_pb2

from centers.order.vouchers.model import OmsDecision, VoucherState
from mesh.call.message_rule import check_message
from mesh.pure import limits
from mesh.pure.ids import is_order_id
from mesh.pure.validation import Check

_CODE = re.compile(r"[!-~]{6,64}", re.ASCII)


def check_standing(state: oms_order_pb2.OmsOrderState) -> None:
    """Raise InvalidRequest unless what an OMS says of an order can be taken."""
    check_message(state)
    check = Check()
    check.that(is_order_id(state.order_id), "order_id", "is not the id of an order")
    check.identifier("merchant_id", state.merchant_id)
    check.one_of("decision", state.decision, list(OmsDecision))
    check.text("reason", state.reason, min=0, max=300)
    check.that(state.revision >= 0, "revision", "must not be negative")
    check.count("vouchers", state.vouchers, min=0, max=limits.MAX_VOUCHERS)
    check.distinct("vouchers", (each.voucher_id for each in state.vouchers))
    check.distinct("vouchers", (each.code for each in state.vouchers if each.code))
    for index, voucher in enumerate(state.vouchers):
        check_voucher(check.at(f"vouchers[{index}]"), voucher)
    check.raise_if_any()


def check_shown(reply: oms_pb2.RedeemVoucherResponse) -> None:
    """Raise InvalidRequest unless an OMS's answer to a code can be taken."""
    check_message(reply)
    check = Check()
    if reply.HasField("voucher"):
        check_voucher(check.at("voucher"), reply.voucher)
    unknown = reply.outcome == oms_pb2.OMS_REDEEM_OUTCOME_UNKNOWN
    check.that(unknown or reply.HasField("voucher"), "voucher", "is required")
    check.raise_if_any()
    if reply.HasField("state"):
        check_standing(reply.state)


def check_voucher(check: Check, voucher: oms_order_pb2.OmsVoucher) -> None:
    """Note what is wrong with a voucher, without its code."""
    check.identifier("voucher_id", voucher.voucher_id)
    check.one_of("state", voucher.state, list(VoucherState))
    never = voucher.state == VoucherState.VOIDED and not voucher.code
    fits = never or bool(_CODE.fullmatch(voucher.code))
    check.that(fits, "code", "must be 6 to 64 characters of printable ASCII without spaces")
    used = voucher.state == VoucherState.REDEEMED
    check.that(not used or voucher.HasField("redeem_time"), "redeem_time", "is required")
    check.identifier("redeem_store_id", voucher.redeem_store_id, required=False)
