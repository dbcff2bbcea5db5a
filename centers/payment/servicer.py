"""The gRPC face of the payment center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from zhongtai.payment.v1 import feed_messages_pb2 as feed_pb
from zhongtai.payment.v1 import payment_event_pb2
from zhongtai.payment.v1 import payment_messages_pb2 as pb

from centers.payment.answers import payment_message, refund_message
from centers.payment.book_operations import Books
from centers.payment.closing import CancelledOrder, Closing
from centers.payment.commands import PaymentFilter
from centers.payment.messages import check_cancel_orders, check_order_id
from centers.payment.model_kinds import PaymentStatus
from centers.payment.operations import Payments
from centers.payment.refunding import Refunds
from centers.payment.scope import scope_of_caller
from centers.payment.servicer_books import BookMethods
from mesh.call.batch_answers import answer_each, refused_order
from mesh.call.wire import known_or_none, number
from mesh.data.auditing import Audit
from mesh.data.paging import read_page
from mesh.feed.calls import ack_events, remove_reader, watch_events
from mesh.feed.feed import Feed
from mesh.feed.letter_calls import LetterMethods


@dataclass(frozen=True, slots=True)
class Parts:
    """What the servicer hands its messages to."""

    payments: Payments
    refunds: Refunds
    closing: Closing
    books: Books
    feed: Feed
    audit: Audit


class PaymentServicer(LetterMethods, BookMethods):
    """PaymentService of zhongtai.payment.v1."""

    def __init__(self, parts: Parts) -> None:
        self.payments = parts.payments
        self.refunds = parts.refunds
        self.closing = parts.closing
        self.books = parts.books
        self._feed = parts.feed
        self.letters = parts.feed.letters
        self._audit = parts.audit

    async def CreatePayment(
        self, request: pb.CreatePaymentRequest, _: object
    ) -> pb.CreatePaymentResponse:
        payment = await self.payments.create(request)
        return pb.CreatePaymentResponse(payment=payment_message(payment))

    async def GetPayment(self, request: pb.GetPaymentRequest, _: object) -> pb.GetPaymentResponse:
        payment = await self.payments.get(request.payment_id)
        return pb.GetPaymentResponse(payment=payment_message(payment))

    async def ListPayments(
        self, request: pb.ListPaymentsRequest, _: object
    ) -> pb.ListPaymentsResponse:
        scope = scope_of_caller()
        status = known_or_none(PaymentStatus, request.status, "status")
        wanted = PaymentFilter(
            scope.merchant_id, request.order_id, status, request.provider, scope.person_id
        )
        page = read_page("payments", request.page_size, request.page_token, repr(wanted))
        rows = await self.payments.list_payments(wanted, page)
        shown, token = page.cut(rows, key=lambda payment: (payment.payment_id,))
        return pb.ListPaymentsResponse(payments=map(payment_message, shown), next_page_token=token)

    async def RefreshPayment(
        self, request: pb.RefreshPaymentRequest, _: object
    ) -> pb.RefreshPaymentResponse:
        payment = await self.payments.refresh(request.payment_id)
        return pb.RefreshPaymentResponse(payment=payment_message(payment))

    async def ClosePayment(
        self, request: pb.ClosePaymentRequest, _: object
    ) -> pb.ClosePaymentResponse:
        payment = await self.payments.close(request)
        return pb.ClosePaymentResponse(payment=payment_message(payment))

    async def CancelOrderPayments(
        self, request: pb.CancelOrderPaymentsRequest, _: object
    ) -> pb.CancelOrderPaymentsResponse:
        check_cancel_orders(request)
        reason = request.reason or "Order cancelled"

        async def cancel(order_ids: list[str]) -> Iterable[pb.CancelOrderPaymentsResponse.Result]:
            return map(_result, await self.closing.cancel_orders(order_ids, reason))

        results = await answer_each(
            "order_ids",
            request.order_ids,
            check=check_order_id,
            do=cancel,
            refuse=refused_order(pb.CancelOrderPaymentsResponse.Result),
        )
        return pb.CancelOrderPaymentsResponse(results=results)

    async def DeclinePayment(
        self, request: pb.DeclinePaymentRequest, _: object
    ) -> pb.DeclinePaymentResponse:
        payment = await self.closing.decline(request)
        return pb.DeclinePaymentResponse(payment=payment_message(payment))

    async def HandleNotice(
        self, request: pb.HandleNoticeRequest, _: object
    ) -> pb.HandleNoticeResponse:
        handled = await self.payments.handle_notice(request)
        change = handled.change
        payment = change.payment if change else None
        refund = change.refund if change else None
        return pb.HandleNoticeResponse(
            outcome=number(handled.outcome),
            payment=payment_message(payment) if payment else None,
            merchant_id=payment.merchant_id if payment else "",
            reply_status=handled.reply.status,
            reply_headers=handled.reply.headers,
            reply_body=handled.reply.body,
            refund=refund_message(refund) if refund else None,
        )

    def WatchEvents(
        self, request: feed_pb.WatchEventsRequest, _: object
    ) -> AsyncIterator[feed_pb.WatchEventsResponse]:
        return watch_events(
            self._feed, request, payment_event_pb2.PaymentEvent, feed_pb.WatchEventsResponse
        )

    async def AckEvents(
        self, request: feed_pb.AckEventsRequest, _: object
    ) -> feed_pb.AckEventsResponse:
        return await ack_events(self._feed, request, feed_pb.AckEventsResponse)

    async def RemoveReader(
        self, request: feed_pb.RemoveReaderRequest, _: object
    ) -> feed_pb.RemoveReaderResponse:
        return await remove_reader(self._feed, request, feed_pb.RemoveReaderResponse)

    async def Audit(self, _request: feed_pb.AuditRequest, _: object) -> feed_pb.AuditResponse:
        return await self._audit.answer(feed_pb.AuditResponse)

    async def ListMerchants(
        self, _request: feed_pb.ListMerchantsRequest, _: object
    ) -> feed_pb.ListMerchantsResponse:
        return await self._audit.merchants(feed_pb.ListMerchantsResponse)

    def AuditOrders(
        self, _request: feed_pb.AuditOrdersRequest, _: object
    ) -> AsyncIterator[feed_pb.AuditOrdersResponse]:
        return self._audit.orders(feed_pb.AuditOrdersResponse)


def _result(order: CancelledOrder) -> pb.CancelOrderPaymentsResponse.Result:
    return pb.CancelOrderPaymentsResponse.Result(
        order_id=order.order_id,
        closing_payment_ids=order.closing_payment_ids,
        refunds=map(refund_message, order.refunds),
    )
