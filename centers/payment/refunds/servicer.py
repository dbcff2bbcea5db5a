"""The part of the servicer about refunds."""

from __future__ import annotations

from dataclasses import replace

from zhongtai.payment.v1 import refund_messages_pb2 as pb

from centers.payment.refunds.checks import check_refund
from centers.payment.refunds.messages import refund_filter, refund_message, refund_order
from centers.payment.refunds.operations import Refunds
from mesh.data.change import Changes
from mesh.data.paging import page_of


class RefundMethods:
    """CreateRefund, GetRefund, ListRefunds."""

    _refunds: Refunds
    _changes: Changes

    async def CreateRefund(
        self, request: pb.CreateRefundRequest, _: object
    ) -> pb.CreateRefundResponse:
        wanted = refund_order(request)
        check_refund(wanted, request.order_id)
        if not wanted.payment_id:
            payment_id = await self._refunds.payment_of_order(request.order_id)
            wanted = replace(wanted, payment_id=payment_id)
        kept = await self._changes.once(
            request,
            pb.CreateRefundResponse,
            lambda unit: self._refunds.request(unit, wanted),
            lambda refund: pb.CreateRefundResponse(refund=refund_message(refund)),
        )
        refund = await self._refunds.carry_out(kept.refund.refund_id)
        return pb.CreateRefundResponse(refund=refund_message(refund))

    async def GetRefund(self, request: pb.GetRefundRequest, _: object) -> pb.GetRefundResponse:
        refund = await self._refunds.get(request.refund_id)
        return pb.GetRefundResponse(refund=refund_message(refund))

    async def ListRefunds(
        self, request: pb.ListRefundsRequest, _: object
    ) -> pb.ListRefundsResponse:
        wanted, page = refund_filter(request), page_of(request, key_types=(str,))
        rows = await self._refunds.list_refunds(wanted, page)
        shown, token = page.cut(rows, key=lambda refund: (refund.refund_id,))
        return pb.ListRefundsResponse(refunds=refund_message.each(shown), next_page_token=token)
