"""The after-sale methods of order control: the order center decides, its feed does the rest."""

from __future__ import annotations

from zhongtai.order.v1 import after_sale_messages_pb2 as order_pb
from zhongtai.order.v1 import read_messages_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2 as pb
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceServicer

from apps.order_control import errors
from apps.order_control.peers import Peers
from mesh.pure import limits
from mesh.pure.validation import Check


class AfterSaleMethods(OrderControlServiceServicer):
    """Methods about money that goes back to customers."""

    _peers: Peers

    async def ApplyAfterSale(
        self, request: pb.ApplyAfterSaleRequest, _: object
    ) -> pb.ApplyAfterSaleResponse:
        apply = order_pb.ApplyAfterSaleRequest(
            request_id=request.request_id,
            order_id=request.order_id,
            lines=request.lines,
            amount=request.amount if request.HasField("amount") else None,
            reason=request.reason,
        )
        reply = await self._peers.order.ApplyAfterSale(apply)
        return pb.ApplyAfterSaleResponse(after_sale=reply.after_sale)

    async def AgreeAfterSale(
        self, request: pb.AgreeAfterSaleRequest, _: object
    ) -> pb.AgreeAfterSaleResponse:
        agree = order_pb.AgreeAfterSaleRequest(
            request_id=request.request_id,
            order_id=request.order_id,
            after_sale_id=request.after_sale_id,
            answer=request.answer,
            although_used=request.although_used,
        )
        reply = await self._peers.order.AgreeAfterSale(agree)
        return pb.AgreeAfterSaleResponse(after_sale=reply.after_sale)

    async def RefuseAfterSale(
        self, request: pb.RefuseAfterSaleRequest, _: object
    ) -> pb.RefuseAfterSaleResponse:
        refuse = order_pb.RefuseAfterSaleRequest(
            request_id=request.request_id,
            order_id=request.order_id,
            after_sale_id=request.after_sale_id,
            answer=request.answer,
        )
        reply = await self._peers.order.RefuseAfterSale(refuse)
        return pb.RefuseAfterSaleResponse(after_sale=reply.after_sale)

    async def EscalateAfterSale(
        self, request: pb.EscalateAfterSaleRequest, _: object
    ) -> pb.EscalateAfterSaleResponse:
        escalate = order_pb.EscalateAfterSaleRequest(
            request_id=request.request_id,
            order_id=request.order_id,
            after_sale_id=request.after_sale_id,
            answer=request.answer,
        )
        reply = await self._peers.order.EscalateAfterSale(escalate)
        return pb.EscalateAfterSaleResponse(after_sale=reply.after_sale)

    async def WithdrawAfterSale(
        self, request: pb.WithdrawAfterSaleRequest, _: object
    ) -> pb.WithdrawAfterSaleResponse:
        withdraw = order_pb.WithdrawAfterSaleRequest(
            request_id=request.request_id,
            order_id=request.order_id,
            after_sale_id=request.after_sale_id,
        )
        reply = await self._peers.order.WithdrawAfterSale(withdraw)
        return pb.WithdrawAfterSaleResponse(after_sale=reply.after_sale)

    async def CancelOrderLines(
        self, request: pb.CancelOrderLinesRequest, _: object
    ) -> pb.CancelOrderLinesResponse:
        cancel = order_pb.CancelOrderLinesRequest(
            request_id=request.request_id,
            order_id=request.order_id,
            lines=request.lines,
            reason=request.reason,
        )
        reply = await self._peers.order.CancelOrderLines(cancel)
        return pb.CancelOrderLinesResponse(after_sale=reply.after_sale, order=reply.order)

    async def RecordChannelRefund(
        self, request: pb.RecordChannelRefundRequest, _: object
    ) -> pb.RecordChannelRefundResponse:
        record = order_pb.RecordChannelRefundRequest(
            order_id=request.order_id or await self._find(request),
            channel_refund_number=request.channel_refund_number,
            amount=request.amount if request.HasField("amount") else None,
            after_sale_id=request.after_sale_id,
            lines=request.lines,
            reason=request.reason,
            requested_by=request.requested_by,
        )
        reply = await self._peers.order.RecordChannelRefund(record)
        return pb.RecordChannelRefundResponse(after_sale=reply.after_sale)

    async def _find(self, request: pb.RecordChannelRefundRequest) -> str:
        """Return the order that the platform means. Raise ChannelOrderNotFound."""
        check = Check()
        check.identifier("store_id", request.store_id)
        check.text("channel", request.channel, max=limits.MAX_CHANNEL)
        number = request.channel_order_number
        check.text("channel_order_number", number, max=limits.MAX_CHANNEL_NUMBER)
        check.raise_if_any()
        wanted = read_messages_pb2.ListOrdersRequest(
            store_id=request.store_id,
            channel=request.channel,
            channel_order_number=request.channel_order_number,
            page_size=1,
        )
        for order in (await self._peers.order.ListOrders(wanted)).orders:
            return str(order.order_id)
        raise errors.ChannelOrderNotFound(channel_order_number=request.channel_order_number)
