"""The part of the gRPC face about refunds and the books."""

from __future__ import annotations

from zhongtai.payment.v1 import book_messages_pb2 as book_pb
from zhongtai.payment.v1 import payment_messages_pb2 as payment_pb
from zhongtai.payment.v1 import refund_messages_pb2 as refund_pb
from zhongtai.payment.v1.payment_service_pb2_grpc import PaymentServiceServicer

from centers.payment.answers import (
    balance_message,
    difference_message,
    entry_message,
    notice_message,
    refund_message,
)
from centers.payment.book_operations import Books
from centers.payment.commands import DifferenceFilter, NoticeFilter, RefundFilter
from centers.payment.model_kinds import (
    DifferenceKind,
    DifferenceStatus,
    NoticeOutcome,
    RefundStatus,
)
from centers.payment.refunding import Refunds
from centers.payment.scope import scope_of_caller
from mesh.call.context import merchant_id
from mesh.call.wire import known_or_none
from mesh.data.paging import read_page


class BookMethods(PaymentServiceServicer):
    """Refunds, notices, ledger and differences."""

    refunds: Refunds
    books: Books

    async def CreateRefund(
        self, request: refund_pb.CreateRefundRequest, _: object
    ) -> refund_pb.CreateRefundResponse:
        refund = await self.refunds.create(request)
        return refund_pb.CreateRefundResponse(refund=refund_message(refund))

    async def GetRefund(
        self, request: refund_pb.GetRefundRequest, _: object
    ) -> refund_pb.GetRefundResponse:
        refund = await self.refunds.get(request.refund_id)
        return refund_pb.GetRefundResponse(refund=refund_message(refund))

    async def ListRefunds(
        self, request: refund_pb.ListRefundsRequest, _: object
    ) -> refund_pb.ListRefundsResponse:
        scope = scope_of_caller()
        status = known_or_none(RefundStatus, request.status, "status")
        wanted = RefundFilter(
            scope.merchant_id,
            request.order_id,
            request.payment_id,
            status,
            scope.person_id,
            request.after_sale_id,
        )
        page = read_page("refunds", request.page_size, request.page_token, repr(wanted))
        rows = await self.refunds.list_refunds(wanted, page)
        shown, token = page.cut(rows, key=lambda refund: (refund.refund_id,))
        return refund_pb.ListRefundsResponse(
            refunds=map(refund_message, shown), next_page_token=token
        )

    async def ListNotices(
        self, request: payment_pb.ListNoticesRequest, _: object
    ) -> payment_pb.ListNoticesResponse:
        outcome = known_or_none(NoticeOutcome, request.outcome, "outcome")
        wanted = NoticeFilter(merchant_id(), request.payment_id, outcome)
        page = read_page("notices", request.page_size, request.page_token, repr(wanted))
        rows = await self.books.list_notices(wanted, page)
        shown, token = page.cut(rows, key=lambda row: (row[0],))
        notices = [notice_message(notice) for _, notice in shown]
        return payment_pb.ListNoticesResponse(notices=notices, next_page_token=token)

    async def ListLedgerEntries(
        self, request: book_pb.ListLedgerEntriesRequest, _: object
    ) -> book_pb.ListLedgerEntriesResponse:
        filters = (merchant_id(), request.order_id, request.payment_id)
        page = read_page("ledger", request.page_size, request.page_token, *filters)
        rows = await self.books.list_entries(request.order_id, request.payment_id, page)
        shown, token = page.cut(rows, key=lambda entry: (entry.entry_id,))
        return book_pb.ListLedgerEntriesResponse(
            entries=map(entry_message, shown), next_page_token=token
        )

    async def ListAccountBalances(
        self, request: book_pb.ListAccountBalancesRequest, _: object
    ) -> book_pb.ListAccountBalancesResponse:
        filters = (merchant_id(), request.provider)
        page = read_page("balances", request.page_size, request.page_token, *filters)
        rows = await self.books.list_balances(request.provider, page)
        shown, token = page.cut(rows, key=lambda each: (each.provider, each.account, each.currency))
        return book_pb.ListAccountBalancesResponse(
            balances=map(balance_message, shown), next_page_token=token
        )

    async def ListDifferences(
        self, request: book_pb.ListDifferencesRequest, _: object
    ) -> book_pb.ListDifferencesResponse:
        status = known_or_none(DifferenceStatus, request.status, "status")
        kind = known_or_none(DifferenceKind, request.kind, "kind")
        wanted = DifferenceFilter(merchant_id(), status, kind, request.reconciliation_id)
        page = read_page("differences", request.page_size, request.page_token, repr(wanted))
        rows = await self.books.list_differences(wanted, page)
        shown, token = page.cut(rows, key=lambda each: (each.difference_id,))
        return book_pb.ListDifferencesResponse(
            differences=map(difference_message, shown), next_page_token=token
        )

    async def ResolveDifference(
        self, request: book_pb.ResolveDifferenceRequest, _: object
    ) -> book_pb.ResolveDifferenceResponse:
        return await self.books.resolve(request)
