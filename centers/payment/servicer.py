"""The servicer of the payment center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import Iterable

from zhongtai.payment.v1 import payment_messages_pb2 as pb
from zhongtai.payment.v1 import payment_service_pb2
from zhongtai.payment.v1.payment_service_pb2_grpc import PaymentServiceServicer

from centers.payment import checks, messages
from centers.payment.ledger.operations import Ledger
from centers.payment.ledger.servicer import LedgerMethods
from centers.payment.operations import Payments
from centers.payment.reconciliation.operations import Reconciliations
from centers.payment.reconciliation.servicer import ReconciliationMethods
from centers.payment.reconciliation.sweeper import ReconciliationSweeper
from centers.payment.refunds.messages import refund_message
from centers.payment.refunds.operations import Refunds
from centers.payment.refunds.servicer import RefundMethods
from mesh.call.batch_answers import answer_each, refused_order
from mesh.call.wire import number
from mesh.data.auditing import Audit
from mesh.data.change import Changes, Unit
from mesh.data.paging import page_of
from mesh.feed.center_methods import CenterMethods
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock

SERVICE = payment_service_pb2.DESCRIPTOR.services_by_name["PaymentService"]


class PaymentServicer(
    CenterMethods, RefundMethods, LedgerMethods, ReconciliationMethods, PaymentServiceServicer
):
    """PaymentService of zhongtai.payment.v1."""

    def __init__(
        self,
        *,
        payments: Payments,
        refunds: Refunds,
        ledger: Ledger,
        reconciliations: Reconciliations,
        reconciler: ReconciliationSweeper,
        changes: Changes,
        feed: Feed,
        audit: Audit,
        clock: Clock,
    ) -> None:
        super().__init__(SERVICE, feed, audit)
        self._payments = payments
        self._refunds = refunds
        self._ledger = ledger
        self._reconciliations = reconciliations
        self._reconciler = reconciler
        self._changes = changes
        self._clock = clock

    async def CreatePayment(
        self, request: pb.CreatePaymentRequest, _: object
    ) -> pb.CreatePaymentResponse:
        now = self._clock.now()
        wanted = messages.new_payment(
            request, payment_id="", merchant_id="", store_id="", created_at=now
        )
        checks.check_new_payment(request.request_id, wanted, now)
        payment = await self._payments.create(
            wanted, request.request_id, messages.body_hash(request)
        )
        return pb.CreatePaymentResponse(payment=messages.payment_message(payment))

    async def GetPayment(self, request: pb.GetPaymentRequest, _: object) -> pb.GetPaymentResponse:
        payment = await self._payments.get(request.payment_id)
        return pb.GetPaymentResponse(payment=messages.payment_message(payment))

    async def ListPayments(
        self, request: pb.ListPaymentsRequest, _: object
    ) -> pb.ListPaymentsResponse:
        wanted, page = messages.payment_filter(request), page_of(request, key_types=(str,))
        rows = await self._payments.list_payments(wanted, page)
        shown, token = page.cut(rows, key=lambda payment: (payment.payment_id,))
        return pb.ListPaymentsResponse(
            payments=map(messages.payment_message, shown), next_page_token=token
        )

    async def RefreshPayment(
        self, request: pb.RefreshPaymentRequest, _: object
    ) -> pb.RefreshPaymentResponse:
        payment = await self._payments.refresh(request.payment_id)
        return pb.RefreshPaymentResponse(payment=messages.payment_message(payment))

    async def ClosePayment(
        self, request: pb.ClosePaymentRequest, _: object
    ) -> pb.ClosePaymentResponse:
        checks.check_close(request.request_id, request.payment_id, request.reason)
        payment = await self._payments.get(request.payment_id)
        # Keeps the request_id; closing again is harmless, so that a repetition asks anew.
        await self._changes.once(
            request, pb.ClosePaymentResponse, _nothing, lambda _: pb.ClosePaymentResponse()
        )
        closed = await self._payments.close(payment, request.reason)
        return pb.ClosePaymentResponse(payment=messages.payment_message(closed))

    async def CancelOrderPayments(
        self, request: pb.CancelOrderPaymentsRequest, _: object
    ) -> pb.CancelOrderPaymentsResponse:
        checks.check_reason(request.reason)
        reason = request.reason or "Order cancelled"

        async def cancel(order_ids: list[str]) -> Iterable[pb.CancelOrderPaymentsResponse.Result]:
            cancelled = await self._payments.cancel_orders(order_ids, reason)
            return messages.cancelled_order.each(cancelled)

        results = await answer_each(
            "order_ids",
            request.order_ids,
            check=checks.check_order_id,
            do=cancel,
            refuse=refused_order(pb.CancelOrderPaymentsResponse.Result),
        )
        return pb.CancelOrderPaymentsResponse(results=results)

    async def DeclinePayment(
        self, request: pb.DeclinePaymentRequest, _: object
    ) -> pb.DeclinePaymentResponse:
        checks.check_decline(request.payment_id, request.reason)
        payment = await self._payments.decline(request.payment_id, request.reason)
        return pb.DeclinePaymentResponse(payment=messages.payment_message(payment))

    async def HandleNotice(
        self, request: pb.HandleNoticeRequest, _: object
    ) -> pb.HandleNoticeResponse:
        checks.check_notice(request.provider, request.body)
        handled = await self._payments.handle_notice(
            request.provider, dict(request.headers), request.body
        )
        change = handled.change
        payment = change.payment if change else None
        refund = change.refund if change else None
        return pb.HandleNoticeResponse(
            outcome=number(handled.outcome),
            payment=messages.payment_message(payment) if payment else None,
            merchant_id=payment.merchant_id if payment else "",
            reply_status=handled.reply.status,
            reply_headers=handled.reply.headers,
            reply_body=handled.reply.body,
            refund=refund_message(refund) if refund else None,
        )

    async def ListNotices(
        self, request: pb.ListNoticesRequest, _: object
    ) -> pb.ListNoticesResponse:
        wanted, page = messages.notice_filter(request), page_of(request, key_types=(int,))
        rows = await self._payments.list_notices(wanted, page)
        shown, token = page.cut(rows, key=lambda row: (row[0],))
        return pb.ListNoticesResponse(
            notices=[messages.notice_message(notice) for _, notice in shown],
            next_page_token=token,
        )


async def _nothing(_: Unit) -> None:
    return None
