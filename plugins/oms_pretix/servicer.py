"""OmsService: thin, from message to the accounts and back."""

from __future__ import annotations

import asyncio
from typing import Any

from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai.plugin.v1 import oms_pb2_grpc
from zhongtai_plugin import BadRequest, page_limit

from plugins.oms_pretix.batches import answers_of, demand_number
from plugins.oms_pretix.orders import State
from plugins.oms_pretix.pretix import Pretix
from plugins.oms_pretix.redeeming import Shown


class OmsServicer(oms_pb2_grpc.OmsServiceServicer):
    """Answers the platform."""

    def __init__(self, pretix: Pretix) -> None:
        self._pretix = pretix

    async def SubmitVoucherOrders(
        self, request: pb.SubmitVoucherOrdersRequest, context: Any
    ) -> pb.SubmitVoucherOrdersResponse:
        """Make orders in pretix."""

        async def submit(order: order_pb.OmsOrder, _until: float) -> tuple[State, bool]:
            return await self._pretix.of(order.merchant_id).orders.submit(order)

        answers = await answers_of(request.orders, lambda order: order.order_id, submit)
        return pb.SubmitVoucherOrdersResponse(answers=answers)

    async def LookUpVoucherOrders(
        self, request: pb.LookUpVoucherOrdersRequest, context: Any
    ) -> pb.LookUpVoucherOrdersResponse:
        """Say how orders stand."""
        demand_number(request.order_ids)
        orders = self._pretix.of(request.merchant_id).orders
        states = await asyncio.gather(*map(orders.look_up, request.order_ids))
        return pb.LookUpVoucherOrdersResponse(states=states)

    async def PullVoucherChanges(
        self, request: pb.PullVoucherChangesRequest, context: Any
    ) -> pb.PullVoucherChangesResponse:
        """Say which orders have changed."""
        limit = page_limit(request.page_size)
        found, cursor = self._pretix.books().changes(request.after_cursor, limit)
        changes = [pb.OmsChange(merchant_id=chain, order_id=order) for chain, order in found]
        return pb.PullVoucherChangesResponse(changes=changes, cursor=cursor)

    async def RedeemVoucher(
        self, request: pb.RedeemVoucherRequest, context: Any
    ) -> pb.RedeemVoucherResponse:
        """Use a voucher up."""
        code = "".join(request.code.split())
        if not (request.redemption_id and code and request.store_id):
            raise BadRequest("FIELDS_MISSING", "redemption_id, code and store_id are required.")
        shown = Shown(request.redemption_id, code, request.store_id)
        return await self._pretix.of(request.merchant_id).redeeming.redeem(shown)

    async def VoidVouchers(
        self, request: pb.VoidVouchersRequest, context: Any
    ) -> pb.VoidVouchersResponse:
        """Make vouchers void."""

        async def void(wish: pb.OmsVoid, until: float) -> tuple[State, bool]:
            return await self._pretix.of(wish.merchant_id).voiding.void(wish, until)

        answers = await answers_of(request.voids, lambda wish: wish.void_id, void)
        return pb.VoidVouchersResponse(answers=answers)
