"""The RPCs of holds: message in, one operation, message out."""

from __future__ import annotations

from zhongtai.promotion.v1 import hold_pb2 as pb

from centers.promotion.holds import checks, messages
from centers.promotion.holds.model import HoldState
from centers.promotion.holds.operations import Holds
from mesh.call.batch_answers import answer_orders
from mesh.call.context import current, merchant_id
from mesh.call.identity import not_another
from mesh.call.wire import known_or_none, moment
from mesh.data.paging import page_of
from mesh.pure.clock import Clock


class HoldServicer:
    """A part of PromotionService of zhongtai.promotion.v1."""

    def __init__(self, holds: Holds, clock: Clock) -> None:
        self._holds = holds
        self._clock = clock

    async def HoldPromotions(
        self, request: pb.HoldPromotionsRequest, _: object
    ) -> pb.HoldPromotionsResponse:
        expires_at = moment(request, "expire_time")
        terms = checks.check_hold(request, expires_at, self._clock.now())
        not_another(current().identity, request.person_id)
        held = await self._holds.hold(messages.demand_of(request, merchant_id(), terms))
        if held is not None:
            return pb.HoldPromotionsResponse(hold=messages.hold_message(held))
        shown = messages.nothing_needed(request.order_id, request.person_id)
        return pb.HoldPromotionsResponse(hold=shown)

    async def RedeemHolds(
        self, request: pb.RedeemHoldsRequest, _: object
    ) -> pb.RedeemHoldsResponse:
        results = await answer_orders(
            request.order_ids, self._holds.redeem, pb.RedeemResult, pb.REDEEM_OUTCOME_REFUSED
        )
        return pb.RedeemHoldsResponse(results=results)

    async def ReleaseHolds(
        self, request: pb.ReleaseHoldsRequest, _: object
    ) -> pb.ReleaseHoldsResponse:
        cause = checks.check_cause(request.cause)
        results = await answer_orders(
            request.order_ids,
            lambda order_ids: self._holds.release(order_ids, cause),
            pb.ReleaseResult,
            pb.RELEASE_OUTCOME_REFUSED,
        )
        return pb.ReleaseHoldsResponse(results=results)

    async def GetHold(self, request: pb.GetHoldRequest, _: object) -> pb.GetHoldResponse:
        found = await self._holds.get_hold(request.order_id)
        return pb.GetHoldResponse(hold=messages.hold_message(found))

    async def ListHolds(self, request: pb.ListHoldsRequest, _: object) -> pb.ListHoldsResponse:
        state = known_or_none(HoldState, request.state, "state")
        page = page_of(request, key_types=(str,))
        rows = await self._holds.list_holds(state, page)
        shown, token = page.cut(rows, key=lambda row: (row.key.order_id,))
        return pb.ListHoldsResponse(holds=map(messages.hold_message, shown), next_page_token=token)
