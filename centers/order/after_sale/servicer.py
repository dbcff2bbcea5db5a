"""The after-sale methods of the order center."""

from __future__ import annotations

from zhongtai.order.v1 import after_sale_messages_pb2 as pb
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceServicer

from centers.order.after_sale.messages import account_message, after_sale_message
from centers.order.after_sale.model import AfterSaleStatus
from centers.order.after_sale.operations import AfterSales
from centers.order.answers import order_message
from centers.order.operations import Orders
from mesh.call.context import current
from mesh.call.wire import known
from mesh.data.paging import read_page


class AfterSaleMethods(OrderServiceServicer):
    """Methods about money that goes back to customers."""

    orders: Orders
    after_sales: AfterSales

    async def ApplyAfterSale(
        self, request: pb.ApplyAfterSaleRequest, _: object
    ) -> pb.ApplyAfterSaleResponse:
        kept = await self.after_sales.apply(request)
        return pb.ApplyAfterSaleResponse(after_sale=after_sale_message(kept))

    async def AgreeAfterSale(
        self, request: pb.AgreeAfterSaleRequest, _: object
    ) -> pb.AgreeAfterSaleResponse:
        kept = await self.after_sales.agree(request, request.answer)
        return pb.AgreeAfterSaleResponse(after_sale=after_sale_message(kept))

    async def RefuseAfterSale(
        self, request: pb.RefuseAfterSaleRequest, _: object
    ) -> pb.RefuseAfterSaleResponse:
        kept = await self.after_sales.refuse(request, request.answer)
        return pb.RefuseAfterSaleResponse(after_sale=after_sale_message(kept))

    async def EscalateAfterSale(
        self, request: pb.EscalateAfterSaleRequest, _: object
    ) -> pb.EscalateAfterSaleResponse:
        kept = await self.after_sales.escalate(request, request.answer)
        return pb.EscalateAfterSaleResponse(after_sale=after_sale_message(kept))

    async def WithdrawAfterSale(
        self, request: pb.WithdrawAfterSaleRequest, _: object
    ) -> pb.WithdrawAfterSaleResponse:
        kept = await self.after_sales.withdraw(request)
        return pb.WithdrawAfterSaleResponse(after_sale=after_sale_message(kept))

    async def FailAfterSale(
        self, request: pb.FailAfterSaleRequest, _: object
    ) -> pb.FailAfterSaleResponse:
        kept = await self.after_sales.fail(request)
        return pb.FailAfterSaleResponse(after_sale=after_sale_message(kept))

    async def CancelOrderLines(
        self, request: pb.CancelOrderLinesRequest, _: object
    ) -> pb.CancelOrderLinesResponse:
        kept = await self.after_sales.cancel_lines(request)
        order = await self.orders.get(request.order_id)
        masked = current().identity.kind == "till"
        return pb.CancelOrderLinesResponse(
            after_sale=after_sale_message(kept), order=order_message(order, masked=masked)
        )

    async def RecordChannelRefund(
        self, request: pb.RecordChannelRefundRequest, _: object
    ) -> pb.RecordChannelRefundResponse:
        kept = await self.after_sales.record_channel_refund(request)
        return pb.RecordChannelRefundResponse(after_sale=after_sale_message(kept))

    async def GetAfterSale(
        self, request: pb.GetAfterSaleRequest, _: object
    ) -> pb.GetAfterSaleResponse:
        found = await self.after_sales.get(request.order_id, request.after_sale_id)
        return pb.GetAfterSaleResponse(after_sale=after_sale_message(found))

    async def GetAfterSaleAccount(
        self, request: pb.GetAfterSaleAccountRequest, _: object
    ) -> pb.GetAfterSaleAccountResponse:
        head = await self.after_sales.account(request.order_id)
        return pb.GetAfterSaleAccountResponse(account=account_message(head))

    async def ListAfterSales(
        self, request: pb.ListAfterSalesRequest, _: object
    ) -> pb.ListAfterSalesResponse:
        filters = (request.order_id, request.store_id, request.status)
        page = read_page("after_sales", request.page_size, request.page_token, *filters)
        status = known(AfterSaleStatus, request.status, "status") if request.status else None
        rows = await self.after_sales.list_requests(
            page, request.order_id, request.store_id, status
        )
        shown, token = page.cut(rows, key=lambda row: (row.after_sale_id,))
        return pb.ListAfterSalesResponse(
            after_sales=map(after_sale_message, shown), next_page_token=token
        )
