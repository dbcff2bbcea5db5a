"""The servicer part of after-sale."""

from __future__ import annotations

from zhongtai.order.v1 import after_sale_messages_pb2 as pb
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceServicer

from centers.order.after_sale.messages import (
    account_message,
    channel_refund_of,
    lines_of,
    shown,
    wish_of,
)
from centers.order.after_sale.model import AfterSaleStatus
from centers.order.after_sale.operations import AfterSales
from centers.order.messages import asked, order_message, told
from centers.order.operations import Orders
from mesh.call.context import current
from mesh.call.wire import known_or_none
from mesh.data.paging import page_of


class AfterSaleMethods(OrderServiceServicer):
    """The methods about money that goes back to customers."""

    orders: Orders
    after_sales: AfterSales

    async def ApplyAfterSale(
        self, request: pb.ApplyAfterSaleRequest, _: object
    ) -> pb.ApplyAfterSaleResponse:
        wish = wish_of(request)
        kept = await self.after_sales.apply(asked(request), wish)
        return pb.ApplyAfterSaleResponse(after_sale=shown(kept))

    async def AgreeAfterSale(
        self, request: pb.AgreeAfterSaleRequest, _: object
    ) -> pb.AgreeAfterSaleResponse:
        kept = await self.after_sales.agree(
            asked(request),
            request.after_sale_id,
            request.answer,
            although_used=request.although_used,
        )
        return pb.AgreeAfterSaleResponse(after_sale=shown(kept))

    async def RefuseAfterSale(
        self, request: pb.RefuseAfterSaleRequest, _: object
    ) -> pb.RefuseAfterSaleResponse:
        kept = await self.after_sales.refuse(asked(request), request.after_sale_id, request.answer)
        return pb.RefuseAfterSaleResponse(after_sale=shown(kept))

    async def EscalateAfterSale(
        self, request: pb.EscalateAfterSaleRequest, _: object
    ) -> pb.EscalateAfterSaleResponse:
        kept = await self.after_sales.escalate(
            asked(request), request.after_sale_id, request.answer
        )
        return pb.EscalateAfterSaleResponse(after_sale=shown(kept))

    async def WithdrawAfterSale(
        self, request: pb.WithdrawAfterSaleRequest, _: object
    ) -> pb.WithdrawAfterSaleResponse:
        kept = await self.after_sales.withdraw(asked(request), request.after_sale_id)
        return pb.WithdrawAfterSaleResponse(after_sale=shown(kept))

    async def FailAfterSale(
        self, request: pb.FailAfterSaleRequest, _: object
    ) -> pb.FailAfterSaleResponse:
        kept = await self.after_sales.fail(
            told(request), request.after_sale_id, request.attempt, request.reason
        )
        return pb.FailAfterSaleResponse(after_sale=shown(kept))

    async def CancelOrderLines(
        self, request: pb.CancelOrderLinesRequest, _: object
    ) -> pb.CancelOrderLinesResponse:
        lines = lines_of(request.lines, "lines")
        kept = await self.after_sales.cancel_lines(asked(request), lines, request.reason)
        order = await self.orders.get(request.order_id)
        masked = current().identity.kind == "till"
        return pb.CancelOrderLinesResponse(
            after_sale=shown(kept), order=order_message(order, masked=masked)
        )

    async def RecordChannelRefund(
        self, request: pb.RecordChannelRefundRequest, _: object
    ) -> pb.RecordChannelRefundResponse:
        refund = channel_refund_of(request)
        kept = await self.after_sales.record_channel_refund(told(request), refund)
        return pb.RecordChannelRefundResponse(after_sale=shown(kept))

    async def GetAfterSale(
        self, request: pb.GetAfterSaleRequest, _: object
    ) -> pb.GetAfterSaleResponse:
        found = await self.after_sales.get(request.order_id, request.after_sale_id)
        return pb.GetAfterSaleResponse(after_sale=shown(found))

    async def GetAfterSaleAccount(
        self, request: pb.GetAfterSaleAccountRequest, _: object
    ) -> pb.GetAfterSaleAccountResponse:
        head = await self.after_sales.account(request.order_id)
        return pb.GetAfterSaleAccountResponse(account=account_message(head))

    async def ListAfterSales(
        self, request: pb.ListAfterSalesRequest, _: object
    ) -> pb.ListAfterSalesResponse:
        page = page_of(request)
        status = known_or_none(AfterSaleStatus, request.status, "status")
        rows = await self.after_sales.list_requests(
            request.order_id, request.store_id, status, page
        )
        found, token = page.cut(rows, key=lambda row: (row.after_sale_id,))
        return pb.ListAfterSalesResponse(after_sales=map(shown, found), next_page_token=token)
