"""What events of payments cause in the order center, in batches."""

from __future__ import annotations

from collections.abc import Sequence

import grpc
import structlog
from zhongtai.order.v1 import after_sale_messages_pb2, change_messages_pb2
from zhongtai.payment.v1 import payment_event_pb2 as pb
from zhongtai.payment.v1 import payment_pb2

from apps.order_control.paying import Payer
from apps.order_control.peers import Peers, is_final, reason_of
from mesh.context import merchant_id

log = structlog.get_logger()


class PaymentEffects:
    """Handles a batch of one merchant's payment events."""

    def __init__(self, peers: Peers, payer: Payer) -> None:
        self._peers = peers
        self._payer = payer

    async def handle(self, events: Sequence[pb.PaymentEvent]) -> None:
        """The safety net for captured money, and the end of refunds."""
        captured = [e.payment for e in events if e.kind == pb.PAYMENT_EVENT_KIND_PAYMENT_CAPTURED]
        if captured:
            await self._payer.mark_paid(captured, merchant_id())
        returned = [e for e in events if e.kind == pb.PAYMENT_EVENT_KIND_REFUND_SUCCEEDED]
        await self._record(returned)
        for event in events:
            if event.kind == pb.PAYMENT_EVENT_KIND_REFUND_FAILED:
                log.error("refund_failed", refund_id=event.refund.refund_id)
                await self._fail(event.refund)

    async def _record(self, returned: Sequence[pb.PaymentEvent]) -> None:
        items = [
            change_messages_pb2.RefundItem(
                order_id=event.refund.order_id,
                refund_id=event.refund.refund_id,
                amount=event.refund.amount,
                payment_id=event.refund.payment_id,
                after_sale_id=event.refund.after_sale_id,
            )
            for event in returned
        ]
        if not items:
            return
        request = change_messages_pb2.RecordRefundsRequest(items=items)
        reply = await self._peers.order.RecordRefunds(request)
        for result in reply.results:
            if result.refusal_reason:
                log.error("refund_not_recorded", order_id=result.order_id)

    async def _fail(self, refund: payment_pb2.Refund) -> None:
        """Tell the order that an attempt of its after-sale request failed."""
        if not refund.after_sale_id:
            return
        request = after_sale_messages_pb2.FailAfterSaleRequest(
            order_id=refund.order_id,
            after_sale_id=refund.after_sale_id,
            attempt=refund.after_sale_attempt,
            reason=refund.failure_reason,
        )
        try:
            await self._peers.order.FailAfterSale(request)
        except grpc.aio.AioRpcError as exc:
            if not is_final(exc):
                raise
            log.warning("after_sale_not_settled", reason=reason_of(exc))
