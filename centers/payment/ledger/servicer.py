"""The part of the servicer about the books."""

from __future__ import annotations

from zhongtai.payment.v1 import book_messages_pb2 as pb

from centers.payment.ledger import messages
from centers.payment.ledger.checks import check_resolution
from centers.payment.ledger.operations import Ledger
from mesh.data.change import Changes
from mesh.data.paging import page_of


class LedgerMethods:
    """ListLedgerEntries, ListAccountBalances, ListDifferences, ResolveDifference."""

    _ledger: Ledger
    _changes: Changes

    async def ListLedgerEntries(
        self, request: pb.ListLedgerEntriesRequest, _: object
    ) -> pb.ListLedgerEntriesResponse:
        page = page_of(request, key_types=(str,))
        rows = await self._ledger.list_entries(request.order_id, request.payment_id, page)
        shown, token = page.cut(rows, key=lambda entry: (entry.entry_id,))
        return pb.ListLedgerEntriesResponse(
            entries=messages.entry_message.each(shown), next_page_token=token
        )

    async def ListAccountBalances(
        self, request: pb.ListAccountBalancesRequest, _: object
    ) -> pb.ListAccountBalancesResponse:
        page = page_of(request, key_types=(str, int, str))
        rows = await self._ledger.list_balances(request.provider, page)
        shown, token = page.cut(rows, key=lambda each: (each.provider, each.account, each.currency))
        return pb.ListAccountBalancesResponse(
            balances=messages.balance_message.each(shown), next_page_token=token
        )

    async def ListDifferences(
        self, request: pb.ListDifferencesRequest, _: object
    ) -> pb.ListDifferencesResponse:
        wanted = messages.difference_filter(request)
        page = page_of(request, key_types=(str,))
        rows = await self._ledger.list_differences(wanted, page)
        shown, token = page.cut(rows, key=lambda each: (each.difference_id,))
        return pb.ListDifferencesResponse(
            differences=messages.difference_message.each(shown), next_page_token=token
        )

    async def ResolveDifference(
        self, request: pb.ResolveDifferenceRequest, _: object
    ) -> pb.ResolveDifferenceResponse:
        check_resolution(request.request_id, request.difference_id, request.note)
        return await self._changes.once(
            request,
            pb.ResolveDifferenceResponse,
            lambda unit: self._ledger.resolve(unit, request.difference_id, request.note),
            lambda settled: pb.ResolveDifferenceResponse(
                difference=messages.difference_message(settled)
            ),
        )
