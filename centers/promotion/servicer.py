"""The gRPC face of the promotion center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

from zhongtai.common.v1 import person_merge_pb2
from zhongtai.promotion.v1 import evaluation_pb2, hold_pb2
from zhongtai.promotion.v1 import promotion_requests_pb2 as requests_pb

from centers.promotion import answers, checks
from centers.promotion.campaign_operations import Campaigns
from centers.promotion.holds import HoldState, OrderKey
from centers.promotion.operations import Promotions
from centers.promotion.persons import promotions_of_merged
from centers.promotion.servicer_campaigns import CampaignMethods
from mesh.call.batch_answers import answer_each
from mesh.call.context import merchant_id
from mesh.call.wire import known_or_none, moment
from mesh.data.auditing import Audit
from mesh.data.database import Database
from mesh.data.paging import read_page
from mesh.pure.clock import Clock


class PromotionServicer(CampaignMethods):
    """PromotionService of zhongtai.promotion.v1."""

    def __init__(
        self, promotions: Promotions, campaigns: Campaigns, db: Database, audit: Audit, clock: Clock
    ) -> None:
        self.promotions = promotions
        self.campaigns = campaigns
        self.db = db
        self.audit = audit
        self._clock = clock
        self._persons = promotions_of_merged(db)

    async def Evaluate(
        self, request: evaluation_pb2.EvaluateRequest, _: object
    ) -> evaluation_pb2.EvaluateResponse:
        evaluation = await self.promotions.evaluate(request)
        currency = request.lines[0].line_amount.currency_code
        return answers.evaluation_message(evaluation, currency, request.language)

    async def HoldPromotions(
        self, request: hold_pb2.HoldPromotionsRequest, _: object
    ) -> hold_pb2.HoldPromotionsResponse:
        expires_at = moment(request, "expire_time")
        terms = checks.check_hold(request, expires_at, self._clock.now())
        held = await self.promotions.hold(request, terms)
        if held is not None:
            return hold_pb2.HoldPromotionsResponse(hold=answers.hold_message(held))
        key = OrderKey(merchant_id(), terms.store_id, request.order_id)
        shown = answers.nothing_needed(key, request.person_id)
        return hold_pb2.HoldPromotionsResponse(hold=shown)

    async def RedeemHolds(
        self, request: hold_pb2.RedeemHoldsRequest, _: object
    ) -> hold_pb2.RedeemHoldsResponse:
        async def redeem(order_ids: list[str]) -> Iterable[hold_pb2.RedeemResult]:
            outcomes = await self.promotions.redeem(order_ids)
            return map(answers.redeem_result, order_ids, outcomes)

        results = await answer_each(
            "order_ids",
            request.order_ids,
            check=checks.check_order_id,
            do=redeem,
            refuse=answers.redeem_refused,
        )
        return hold_pb2.RedeemHoldsResponse(results=results)

    async def ReleaseHolds(
        self, request: hold_pb2.ReleaseHoldsRequest, _: object
    ) -> hold_pb2.ReleaseHoldsResponse:
        cause = checks.check_cause(request.cause)

        async def release(order_ids: list[str]) -> Iterable[hold_pb2.ReleaseResult]:
            outcomes = await self.promotions.release(order_ids, cause)
            return map(answers.release_result, order_ids, outcomes)

        results = await answer_each(
            "order_ids",
            request.order_ids,
            check=checks.check_order_id,
            do=release,
            refuse=answers.release_refused,
        )
        return hold_pb2.ReleaseHoldsResponse(results=results)

    async def GetHold(
        self, request: hold_pb2.GetHoldRequest, _: object
    ) -> hold_pb2.GetHoldResponse:
        found = await self.promotions.get_hold(request.order_id)
        return hold_pb2.GetHoldResponse(hold=answers.hold_message(found))

    async def ListHolds(
        self, request: hold_pb2.ListHoldsRequest, _: object
    ) -> hold_pb2.ListHoldsResponse:
        state = known_or_none(HoldState, request.state, "state")
        page = read_page(
            "holds",
            request.page_size,
            request.page_token,
            merchant_id(),
            request.state,
            key_types=(str,),
        )
        rows = await self.promotions.list_holds(state, page)
        shown, token = page.cut(rows, key=lambda row: (row.key.order_id,))
        return hold_pb2.ListHoldsResponse(
            holds=map(answers.hold_message, shown), next_page_token=token
        )

    async def MovePerson(
        self, request: person_merge_pb2.MovePersonRequest, _: object
    ) -> person_merge_pb2.MovePersonResponse:
        return await self._persons.handle(request)

    async def Audit(
        self, _request: requests_pb.AuditRequest, _: object
    ) -> requests_pb.AuditResponse:
        return await self.audit.answer(requests_pb.AuditResponse)

    async def ListMerchants(
        self, _request: requests_pb.ListMerchantsRequest, _: object
    ) -> requests_pb.ListMerchantsResponse:
        return await self.audit.merchants(requests_pb.ListMerchantsResponse)

    def AuditOrders(
        self, _request: requests_pb.AuditOrdersRequest, _: object
    ) -> AsyncIterator[requests_pb.AuditOrdersResponse]:
        return self.audit.orders(requests_pb.AuditOrdersResponse)
