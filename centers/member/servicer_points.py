"""The gRPC face of points."""

from __future__ import annotations

import asyncpg
from zhongtai.member.v1 import member_pb2
from zhongtai.member.v1 import points_requests_pb2 as points_pb

from centers.member import checks, operations
from centers.member.expiry import expire_due
from centers.member.messages import (
    earn_item_of,
    earn_refused,
    earn_result_message,
    entry_message,
    member_message,
    redemption_message,
    reverse_item_of,
    reverse_refused,
    reverse_result_message,
)
from centers.member.scope import Scope
from centers.member.servicer_base import Faces
from mesh.call.batch_answers import answer_each
from mesh.call.context import merchant_id
from mesh.data.paging import read_page
from mesh.pure.errors import InProgress

DEFAULT_EXPIRE_MEMBERS = 500
_ATTEMPTS = 3


class PointsMethods(Faces):
    """The RPCs around points."""

    async def EarnPoints(
        self, request: points_pb.EarnPointsRequest, _: object
    ) -> points_pb.EarnPointsResponse:
        results = await answer_each(
            "items", request.items, check=checks.check_earn, do=self._earn, refuse=earn_refused
        )
        return points_pb.EarnPointsResponse(results=results)

    async def _earn(self, messages: list[points_pb.EarnItem]) -> list[points_pb.EarnResult]:
        items = [earn_item_of(message) for message in messages]
        for _attempt in range(_ATTEMPTS):
            try:
                results, book = await self.change(lambda scope: operations.earn(scope, items))
            except asyncpg.UniqueViolationError:
                # Another call has just let one of the orders earn for somebody else, under
                # another lock than ours; now its credit can be seen.
                continue
            return [
                earn_result_message(each, book.members[each.person_id].balance) for each in results
            ]
        raise InProgress

    async def ReversePoints(
        self, request: points_pb.ReversePointsRequest, _: object
    ) -> points_pb.ReversePointsResponse:
        results = await answer_each(
            "items",
            request.items,
            check=checks.check_reverse,
            do=self._reverse,
            refuse=reverse_refused,
        )
        return points_pb.ReversePointsResponse(results=results)

    async def _reverse(
        self, messages: list[points_pb.ReverseItem]
    ) -> list[points_pb.ReverseResult]:
        items = [reverse_item_of(message) for message in messages]
        results, book = await self.change(lambda scope: operations.reverse(scope, items))
        balances = {person: member.balance for person, member in book.members.items()}
        return [reverse_result_message(each, balances.get(each.person_id, 0)) for each in results]

    async def PreviewEarn(
        self, request: points_pb.PreviewEarnRequest, _: object
    ) -> points_pb.PreviewEarnResponse:
        amount, currency = request.amount.minor_units, request.amount.currency_code
        checks.check_preview(amount, currency)
        points, growth = await operations.preview_earn(
            self.scope(), request.person_id, amount, currency
        )
        preview = member_pb2.EarnPreview(amount=request.amount, points=points, growth=growth)
        return points_pb.PreviewEarnResponse(preview=preview)

    async def RedeemPoints(
        self, request: points_pb.RedeemPointsRequest, _: object
    ) -> points_pb.RedeemPointsResponse:
        wanted = (request.points, request.order_id, request.reason)
        checks.check_redeem(request.request_id, *wanted)

        async def effect(scope: Scope) -> points_pb.RedeemPointsResponse:
            redemption, member = await operations.redeem(scope, request.person_id, *wanted)
            return points_pb.RedeemPointsResponse(
                redemption=redemption_message(redemption, member.member_id),
                balance=member.balance,
            )

        return await self.once(request, points_pb.RedeemPointsResponse, effect)

    async def UnredeemPoints(
        self, request: points_pb.UnredeemPointsRequest, _: object
    ) -> points_pb.UnredeemPointsResponse:
        redemption, member = await self.change(
            lambda scope: operations.unredeem(scope, request.redemption_id)
        )
        return points_pb.UnredeemPointsResponse(
            redemption=redemption_message(redemption, member.member_id), balance=member.balance
        )

    async def AdjustPoints(
        self, request: points_pb.AdjustPointsRequest, _: object
    ) -> points_pb.AdjustPointsResponse:
        checks.check_adjust(request.request_id, request.points, request.reason)

        async def effect(scope: Scope) -> points_pb.AdjustPointsResponse:
            entry, book = await operations.adjust(
                scope, request.person_id, request.points, request.reason
            )
            member = book.members[entry.person_id]
            return points_pb.AdjustPointsResponse(
                entry=entry_message(entry, member.member_id),
                member=member_message(member, book.ladder),
            )

        return await self.once(request, points_pb.AdjustPointsResponse, effect)

    async def ExpirePoints(
        self, request: points_pb.ExpirePointsRequest, _: object
    ) -> points_pb.ExpirePointsResponse:
        checks.check_expire(request.max_members)
        limit = request.max_members or DEFAULT_EXPIRE_MEMBERS
        expired = await expire_due(self.db, self.clock, limit, merchant_id())
        self.feed.wake()
        return points_pb.ExpirePointsResponse(
            member_count=expired.members, points=expired.points, more=expired.more
        )

    async def ListLedger(
        self, request: points_pb.ListLedgerRequest, _: object
    ) -> points_pb.ListLedgerResponse:
        scope = self.scope()
        whose = scope.whose(request.person_id)
        page = read_page("ledger", request.page_size, request.page_token, whose, request.order_id)
        member, rows = await operations.list_ledger(scope, whose, request.order_id, page)
        shown, token = page.cut(rows, key=lambda entry: (entry.position,))
        return points_pb.ListLedgerResponse(
            entries=[entry_message(entry, member.member_id) for entry in shown],
            next_page_token=token,
        )
