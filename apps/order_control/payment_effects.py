"""What events of payments cause in the order center, in batches."""

from __future__ import annotations

from collections.abc import Sequence

import grpc
import structlog
from zhongtai.order.v1 import after_sale_messages_pb2, change_messages_pb2
from zhongtai.payment.v1 import payment_event_pb2 as pb
from zhongtai.payment.v1 import payment_pb2

from apps.order_control.paying import Payer
from apps.order_control.peers import Peers, reason_of
from mesh.call.context import merchant_id
from mesh.call.errors_wire import is_last_word
from mesh.feed.follower_items import Batch, Item

log = structlog.get_logger()


Events = Batch[pb.PaymentEvent]


class PaymentEffects:
    """Handles batches of one merchant's payment events."""

    def __init__(self, peers: Peers, payer: Payer) -> None:
        self._peers = peers
        self._payer = payer

    async def captured(self, batch: Events) -> None:
        """The safety net for captured money: its order is told, unless its notice has done so."""
        items = [
            item
            for item in _of_kind(batch, pb.PAYMENT_EVENT_KIND_PAYMENT_CAPTURED)
            if not await self._payer.was_carried(item.message.payment.payment_id)
        ]
        if not items:
            return
        payments = [item.message.payment for item in items]
        results = await self._payer.mark_paid(payments, merchant_id())
        batch.answers(
            items,
            results,
            asked=lambda event: event.payment.order_id,
            answered=lambda result: result.order_id,
        )

    async def returned(self, batch: Events) -> None:
        """The end of refunds: the order, and the after-sale request it is for, are told."""
        succeeded = _of_kind(batch, pb.PAYMENT_EVENT_KIND_REFUND_SUCCEEDED)
        await self._record(batch, succeeded)
        await batch.each(_of_kind(batch, pb.PAYMENT_EVENT_KIND_REFUND_FAILED), self._failed)

    async def _failed(self, event: pb.PaymentEvent) -> None:
        log.error("refund_failed", refund_id=event.refund.refund_id)
        await self._fail(event.refund)

    async def _record(self, batch: Events, returned: Sequence[Item[pb.PaymentEvent]]) -> None:
        if not returned:
            return
        await self._paid_before(returned)
        request = change_messages_pb2.RecordRefundsRequest(
            items=[
                change_messages_pb2.RefundItem(
                    order_id=item.message.refund.order_id,
                    refund_id=item.message.refund.refund_id,
                    amount=item.message.refund.amount,
                    payment_id=item.message.refund.payment_id,
                    after_sale_id=item.message.refund.after_sale_id,
                )
                for item in returned
            ]
        )
        reply = await self._peers.order.RecordRefunds(request)
        for item, result in batch.answers(
            returned,
            reply.results,
            asked=lambda event: event.refund.order_id,
            answered=lambda result: result.order_id,
        ):
            if result.refusal_reason:
                refund_id = item.message.refund.refund_id
                log.error("refund_not_recorded", refund_id=refund_id, reason=result.refusal_reason)

    async def _paid_before(self, returned: Sequence[Item[pb.PaymentEvent]]) -> None:
        """Tell orders of money that goes back already and that they may not know of yet.

        Captures have a reader of their own, which may be behind: what an order was never paid it
        would not note as given back, and so it would stay.
        """
        paid = {item.message.payment.payment_id: item.message.payment for item in returned}
        payments = [
            each
            for each in paid.values()
            if each.use == payment_pb2.PAYMENT_USE_ORDER
            and not await self._payer.was_carried(each.payment_id)
        ]
        if payments:
            await self._payer.mark_paid(payments, merchant_id())

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
            if not is_last_word(exc):
                raise
            log.warning("after_sale_not_settled", reason=reason_of(exc))


def is_capture(event: pb.PaymentEvent) -> bool:
    """Return whether an event tells of captured money."""
    return event.kind == pb.PAYMENT_EVENT_KIND_PAYMENT_CAPTURED


def is_refund(event: pb.PaymentEvent) -> bool:
    """Return whether an event tells of the end of a refund."""
    return event.kind in (
        pb.PAYMENT_EVENT_KIND_REFUND_SUCCEEDED,
        pb.PAYMENT_EVENT_KIND_REFUND_FAILED,
    )


def _of_kind(batch: Events, kind: pb.PaymentEventKind) -> list[Item[pb.PaymentEvent]]:
    return batch.standing(item for item in batch.items if item.message.kind == kind)
