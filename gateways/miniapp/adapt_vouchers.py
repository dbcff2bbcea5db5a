"""E-vouchers between the contract's messages and the channel's JSON: translation only."""

from __future__ import annotations

from zhongtai.order.v1 import voucher_pb2

from gateways.miniapp import views
from mesh.call.wire import moment


def voucher_view(voucher: voucher_pb2.Voucher) -> views.VoucherView:
    """Return the voucher of one piece, its code with it."""
    return views.VoucherView(
        voucher_id=voucher.voucher_id,
        line_id=voucher.line_id,
        code=voucher.code,
        state=voucher_pb2.VoucherState.Name(voucher.state).removeprefix("VOUCHER_STATE_"),
        expires_at=moment(voucher, "expire_time"),
        redeemed_at=moment(voucher, "redeem_time"),
        redeem_store_id=voucher.redeem_store_id,
    )
