"""The after-sale methods of the order center."""

from __future__ import annotations

from typing import Any

from zhongtai.order.v1 import after_sale_messages_pb2 as pb
from zhongtai.order.v1 import after_sale_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceServicer

from centers.order.after_sale_operations import AfterSales, Wanted
from centers.order.answers import after_sale_message
from centers.order.model import AfterSaleLine, AfterSaleStatus
from mesh.paging import read_page
from mesh.wire import known


class AfterSaleMethods(OrderServiceServicer):
    """Methods about a customer's wish for money back."""

    after_sales: AfterSales

    async def ApplyAfterSale(self, request: Any, _: Any) -> pb.ApplyAfterSaleResponse:
        lines = [AfterSaleLine(line.line_id, line.quantity) for line in request.lines]
        wanted = Wanted(request.order_id, lines, request.amount.minor_units, request.reason)
        kept = await self.after_sales.apply(request, wanted)
        return pb.ApplyAfterSaleResponse(after_sale=kept)

    async def AgreeAfterSale(self, request: Any, _: Any) -> pb.AgreeAfterSaleResponse:
        kept = await self._answer(request, AfterSaleStatus.AGREED, request.answer)
        return pb.AgreeAfterSaleResponse(after_sale=kept)

    async def RefuseAfterSale(self, request: Any, _: Any) -> pb.RefuseAfterSaleResponse:
        kept = await self._answer(request, AfterSaleStatus.REFUSED, request.answer)
        return pb.RefuseAfterSaleResponse(after_sale=kept)

    async def EscalateAfterSale(self, request: Any, _: Any) -> pb.EscalateAfterSaleResponse:
        kept = await self._answer(request, AfterSaleStatus.ARBITRATING, request.answer)
        return pb.EscalateAfterSaleResponse(after_sale=kept)

    async def WithdrawAfterSale(self, request: Any, _: Any) -> pb.WithdrawAfterSaleResponse:
        kept = await self._answer(request, AfterSaleStatus.WITHDRAWN)
        return pb.WithdrawAfterSaleResponse(after_sale=kept)

    async def SettleAfterSale(self, request: Any, _: Any) -> pb.SettleAfterSaleResponse:
        outcome = AfterSaleStatus.REFUNDED if request.succeeded else AfterSaleStatus.FAILED
        kept = await self.after_sales.settle(
            request.order_id, request.after_sale_id, outcome, request.note
        )
        return pb.SettleAfterSaleResponse(after_sale=kept)

    async def ListAfterSales(self, request: Any, _: Any) -> pb.ListAfterSalesResponse:
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

    async def _answer(
        self, request: Any, to: AfterSaleStatus, answer: str = ""
    ) -> after_sale_pb2.AfterSale:
        return await self.after_sales.answer(
            request, request.order_id, request.after_sale_id, to, answer
        )
