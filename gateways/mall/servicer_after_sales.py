"""The app's RPCs about money that goes back to the customer."""

from __future__ import annotations

from zhongtai.mall.v1 import after_sale_messages_pb2 as pb
from zhongtai.order.v1 import after_sale_messages_pb2 as order_pb
from zhongtai.ordercontrol.v1 import payment_messages_pb2 as control_pb

from gateways.mall import adapt
from gateways.mall.peers import Peers


class AfterSaleMethods:
    """Ask for money back, see what came of it, take it back, go to the service desk."""

    _peers: Peers

    async def ApplyAfterSale(
        self, request: pb.ApplyAfterSaleRequest, _: object
    ) -> pb.ApplyAfterSaleResponse:
        reply = await self._peers.order_control.ApplyAfterSale(
            control_pb.ApplyAfterSaleRequest(
                request_id=request.request_id,
                order_id=request.order_id,
                lines=request.lines,
                reason=request.reason,
            )
        )
        return pb.ApplyAfterSaleResponse(after_sale=adapt.after_sale(reply.after_sale))

    async def GetAfterSale(
        self, request: pb.GetAfterSaleRequest, _: object
    ) -> pb.GetAfterSaleResponse:
        reply = await self._peers.order.GetAfterSale(
            order_pb.GetAfterSaleRequest(
                order_id=request.order_id, after_sale_id=request.after_sale_id
            )
        )
        return pb.GetAfterSaleResponse(after_sale=adapt.after_sale(reply.after_sale))

    async def ListAfterSales(
        self, request: pb.ListAfterSalesRequest, _: object
    ) -> pb.ListAfterSalesResponse:
        reply = await self._peers.order.ListAfterSales(
            order_pb.ListAfterSalesRequest(
                order_id=request.order_id,
                page_size=request.page_size,
                page_token=request.page_token,
            )
        )
        return pb.ListAfterSalesResponse(
            after_sales=map(adapt.after_sale, reply.after_sales),
            next_page_token=reply.next_page_token,
        )

    async def GetAfterSaleAccount(
        self, request: pb.GetAfterSaleAccountRequest, _: object
    ) -> pb.GetAfterSaleAccountResponse:
        asked = order_pb.GetAfterSaleAccountRequest(order_id=request.order_id)
        reply = await self._peers.order.GetAfterSaleAccount(asked)
        return pb.GetAfterSaleAccountResponse(account=reply.account)

    async def WithdrawAfterSale(
        self, request: pb.WithdrawAfterSaleRequest, _: object
    ) -> pb.WithdrawAfterSaleResponse:
        reply = await self._peers.order_control.WithdrawAfterSale(
            control_pb.WithdrawAfterSaleRequest(
                request_id=request.request_id,
                order_id=request.order_id,
                after_sale_id=request.after_sale_id,
            )
        )
        return pb.WithdrawAfterSaleResponse(after_sale=adapt.after_sale(reply.after_sale))

    async def EscalateAfterSale(
        self, request: pb.EscalateAfterSaleRequest, _: object
    ) -> pb.EscalateAfterSaleResponse:
        reply = await self._peers.order_control.EscalateAfterSale(
            control_pb.EscalateAfterSaleRequest(
                request_id=request.request_id,
                order_id=request.order_id,
                after_sale_id=request.after_sale_id,
                answer=request.words,
            )
        )
        return pb.EscalateAfterSaleResponse(after_sale=adapt.after_sale(reply.after_sale))
