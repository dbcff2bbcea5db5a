"""The gRPC face of the payment center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from zhongtai.payment.v1 import feed_messages_pb2 as feed_pb
from zhongtai.payment.v1 import payment_event_pb2
from zhongtai.payment.v1 import payment_messages_pb2 as pb

from centers.payment.answers import number, payment_message, refund_message
from centers.payment.audit import audit
from centers.payment.book_operations import Books
from centers.payment.closing import CancelledOrder, Closing
from centers.payment.commands import PaymentFilter
from centers.payment.messages import wanted_kind
from centers.payment.model_kinds import PaymentStatus
from centers.payment.operations import Payments
from centers.payment.refunding import Refunds
from centers.payment.scope import scope_of_caller
from centers.payment.servicer_books import BookMethods
from mesh.context import merchant_id
from mesh.database import Database
from mesh.feed import Feed
from mesh.paging import read_page
from mesh.validation import Check


@dataclass(frozen=True, slots=True)
class Parts:
    """What the servicer hands its messages to."""

    payments: Payments
    refunds: Refunds
    closing: Closing
    books: Books
    feed: Feed
    db: Database


class PaymentServicer(BookMethods):
    """PaymentService of zhongtai.payment.v1."""

    def __init__(self, parts: Parts) -> None:
        self.payments = parts.payments
        self.refunds = parts.refunds
        self.closing = parts.closing
        self.books = parts.books
        self._feed = parts.feed
        self._db = parts.db

    async def CreatePayment(self, request: Any, _: Any) -> pb.CreatePaymentResponse:
        payment = await self.payments.create(request)
        return pb.CreatePaymentResponse(payment=payment_message(payment))

    async def GetPayment(self, request: Any, _: Any) -> pb.GetPaymentResponse:
        payment = await self.payments.get(request.payment_id)
        return pb.GetPaymentResponse(payment=payment_message(payment))

    async def ListPayments(self, request: Any, _: Any) -> pb.ListPaymentsResponse:
        scope = scope_of_caller()
        status = wanted_kind(PaymentStatus, request.status, "status")
        wanted = PaymentFilter(
            scope.merchant_id, request.order_id, status, request.provider, scope.person_id
        )
        page = read_page("payments", request.page_size, request.page_token, repr(wanted))
        rows = await self.payments.list_payments(wanted, page)
        shown, token = page.cut(rows, key=lambda payment: (payment.payment_id,))
        return pb.ListPaymentsResponse(payments=map(payment_message, shown), next_page_token=token)

    async def RefreshPayment(self, request: Any, _: Any) -> pb.RefreshPaymentResponse:
        payment = await self.payments.refresh(request.payment_id)
        return pb.RefreshPaymentResponse(payment=payment_message(payment))

    async def ClosePayment(self, request: Any, _: Any) -> pb.ClosePaymentResponse:
        payment = await self.payments.close(request)
        return pb.ClosePaymentResponse(payment=payment_message(payment))

    async def CancelOrderPayments(self, request: Any, _: Any) -> pb.CancelOrderPaymentsResponse:
        cancelled = await self.closing.cancel_orders(request)
        return pb.CancelOrderPaymentsResponse(results=map(_result, cancelled))

    async def HandleNotice(self, request: Any, _: Any) -> pb.HandleNoticeResponse:
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

    async def WatchEvents(self, request: Any, _: Any) -> AsyncIterator[feed_pb.WatchEventsResponse]:
        _check_reader(request.reader)
        batches = self._feed.watch(
            request.reader, request.after_cursor, request.max_batch, merchant_id=merchant_id()
        )
        async for events, cursor in batches:
            told = [payment_event_pb2.PaymentEvent.FromString(event.payload) for event in events]
            yield feed_pb.WatchEventsResponse(events=told, cursor=cursor)

    async def AckEvents(self, request: Any, _: Any) -> feed_pb.AckEventsResponse:
        _check_reader(request.reader)
        await self._feed.ack(request.reader, request.cursor, merchant_id=merchant_id())
        return feed_pb.AckEventsResponse()

    async def Audit(self, _request: Any, _: Any) -> feed_pb.AuditResponse:
        checks, totals = await audit(self._db, merchant_id())
        return feed_pb.AuditResponse(checks=checks, totals=totals)


def _result(order: CancelledOrder) -> pb.CancelOrderPaymentsResponse.Result:
    return pb.CancelOrderPaymentsResponse.Result(
        order_id=order.order_id,
        closing_payment_ids=order.closing_payment_ids,
        refunds=map(refund_message, order.refunds),
    )


def _check_reader(reader: str) -> None:
    check = Check()
    check.identifier("reader", reader)
    check.raise_if_any()
