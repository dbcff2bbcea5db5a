"""The calls around points."""

from __future__ import annotations

from zhongtai.member.v1 import member_pb2
from zhongtai.member.v1 import points_requests_pb2 as points_pb
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceServicer

from centers.member import checks, messages
from centers.member.points.operations import Points
from centers.member.sweeper import Sweeper
from mesh.call.batch_answers import answer_each
from mesh.call.context import merchant_id
from mesh.data.change import Changes
from mesh.data.paging import page_of
from mesh.pure.validation import Check

DEFAULT_EXPIRE_MEMBERS = 500


class PointsServicer(MemberServiceServicer):
    """The part of MemberService about points."""

    changes: Changes
    points: Points
    sweeper: Sweeper

    async def EarnPoints(
        self, request: points_pb.EarnPointsRequest, _: object
    ) -> points_pb.EarnPointsResponse:
        results = await answer_each(
            "items",
            request.items,
            check=checks.check_earn,
            do=self._earn,
            refuse=messages.earn_refused,
        )
        return points_pb.EarnPointsResponse(results=results)

    async def _earn(self, given: list[points_pb.EarnItem]) -> list[points_pb.EarnResult]:
        items = [messages.earn_item_of(message) for message in given]
        results, work = await self.changes.run(lambda unit: self.points.earn(unit, items))
        return [
            messages.earn_result_message(each, balance=work.members[each.person_id].balance)
            for each in results
        ]

    async def ReversePoints(
        self, request: points_pb.ReversePointsRequest, _: object
    ) -> points_pb.ReversePointsResponse:
        results = await answer_each(
            "items",
            request.items,
            check=checks.check_reverse,
            do=self._reverse,
            refuse=messages.reverse_refused,
        )
        return points_pb.ReversePointsResponse(results=results)

    async def _reverse(self, given: list[points_pb.ReverseItem]) -> list[points_pb.ReverseResult]:
        items = [messages.reverse_item_of(message) for message in given]
        results, work = await self.changes.run(lambda unit: self.points.reverse(unit, items))
        balances = {person: member.balance for person, member in work.members.items()}
        return [
            messages.reverse_result_message(each, balance=balances.get(each.person_id, 0))
            for each in results
        ]

    async def PreviewEarn(
        self, request: points_pb.PreviewEarnRequest, _: object
    ) -> points_pb.PreviewEarnResponse:
        amount, currency = request.amount.minor_units, request.amount.currency_code
        checks.check_preview(amount, currency)
        points, growth = await self.points.preview_earn(request.person_id, amount, currency)
        preview = member_pb2.EarnPreview(amount=request.amount, points=points, growth=growth)
        return points_pb.PreviewEarnResponse(preview=preview)

    async def RedeemPoints(
        self, request: points_pb.RedeemPointsRequest, _: object
    ) -> points_pb.RedeemPointsResponse:
        wanted = (request.points, request.order_id, request.reason)
        checks.check_redeem(request.request_id, *wanted)
        return await self.changes.once(
            request,
            points_pb.RedeemPointsResponse,
            lambda unit: self.points.redeem(unit, request.person_id, *wanted),
            lambda done: points_pb.RedeemPointsResponse(
                redemption=messages.redemption_message(done[0], member_id=done[1].member_id),
                balance=done[1].balance,
            ),
        )

    async def UnredeemPoints(
        self, request: points_pb.UnredeemPointsRequest, _: object
    ) -> points_pb.UnredeemPointsResponse:
        redemption, member = await self.changes.run(
            lambda unit: self.points.unredeem(unit, request.redemption_id)
        )
        return points_pb.UnredeemPointsResponse(
            redemption=messages.redemption_message(redemption, member_id=member.member_id),
            balance=member.balance,
        )

    async def AdjustPoints(
        self, request: points_pb.AdjustPointsRequest, _: object
    ) -> points_pb.AdjustPointsResponse:
        checks.check_adjust(request.request_id, request.points, request.reason)
        return await self.changes.once(
            request,
            points_pb.AdjustPointsResponse,
            lambda unit: self.points.adjust(
                unit, request.person_id, request.points, request.reason
            ),
            lambda done: messages.adjusted(*done),
        )

    async def BringBalances(
        self, request: points_pb.BringBalancesRequest, _: object
    ) -> points_pb.BringBalancesResponse:
        checks.check_source(request.source, dry=request.dry_run)
        seen: set[str] = set()

        def check(check: Check, item: points_pb.BroughtBalance) -> None:
            checks.check_brought(check, item, dry=request.dry_run)
            check.that(item.account not in seen, "account", "stands in this request before")
            if not check.violations:
                seen.add(item.account)

        async def bring(given: list[points_pb.BroughtBalance]) -> list[points_pb.BroughtResult]:
            items = [messages.brought_of(message) for message in given]
            if request.dry_run:
                results = await self.points.brought(items)
            else:
                results = await self.changes.run(
                    lambda unit: self.points.bring(unit, items, request.source)
                )
            return messages.brought_message.each(results)

        results = await answer_each(
            "items", request.items, check=check, do=bring, refuse=messages.brought_refused
        )
        return points_pb.BringBalancesResponse(results=results)

    async def ExpirePoints(
        self, request: points_pb.ExpirePointsRequest, _: object
    ) -> points_pb.ExpirePointsResponse:
        checks.check_expire(request.max_members)
        limit = request.max_members or DEFAULT_EXPIRE_MEMBERS
        expired = await self.sweeper.expire_due(limit, merchant_id())
        return points_pb.ExpirePointsResponse(
            member_count=expired.members, points=expired.points, more=expired.more
        )

    async def ListLedger(
        self, request: points_pb.ListLedgerRequest, _: object
    ) -> points_pb.ListLedgerResponse:
        page = page_of(request)
        member, rows = await self.points.list_ledger(request.person_id, request.order_id, page)
        shown, token = page.cut(rows, key=lambda entry: (entry.position,))
        return points_pb.ListLedgerResponse(
            entries=[messages.entry_message(entry, member_id=member.member_id) for entry in shown],
            next_page_token=token,
        )
