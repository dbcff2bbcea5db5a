"""The servicer part of vouchers."""

from __future__ import annotations

from zhongtai.order.v1 import voucher_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceServicer

from centers.order.vouchers.messages import redeemed_message
from centers.order.vouchers.operations import Redemptions


class VoucherMethods(OrderServiceServicer):
    """The methods about vouchers that are shown at stores."""

    redemptions: Redemptions

    async def RedeemVoucher(
        self, request: voucher_pb2.RedeemVoucherRequest, _: object
    ) -> voucher_pb2.RedeemVoucherResponse:
        voucher, order = await self.redemptions.redeem(
            request.request_id, request.code, request.store_id
        )
        return redeemed_message(voucher, order)
