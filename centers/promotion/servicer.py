"""The servicer of the promotion center: message in, one operation, message out.

Coupons, holds and evaluations have parts of their own, in their folders.
"""

from __future__ import annotations

from zhongtai.common.v1 import person_merge_pb2
from zhongtai.promotion.v1 import promotion_requests_pb2 as pb
from zhongtai.promotion.v1 import promotion_service_pb2
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceServicer

from centers.promotion import checks, messages
from centers.promotion.coupons.operations import Coupons
from centers.promotion.coupons.servicer import CouponServicer
from centers.promotion.evaluation.operations import Evaluations
from centers.promotion.evaluation.servicer import EvaluationServicer
from centers.promotion.holds.operations import Holds
from centers.promotion.holds.servicer import HoldServicer
from centers.promotion.model import PromotionState
from centers.promotion.operations import Promotions
from mesh.call.wire import known_or_none
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.paging import page_of
from mesh.data.person_merges import PersonMerges
from mesh.feed.center_methods import AuditMethods
from mesh.pure.clock import Clock

SERVICE = promotion_service_pb2.DESCRIPTOR.services_by_name["PromotionService"]


class PromotionServicer(
    EvaluationServicer, HoldServicer, CouponServicer, AuditMethods, PromotionServiceServicer
):
    """PromotionService of zhongtai.promotion.v1."""

    def __init__(
        self,
        promotions: Promotions,
        coupons: Coupons,
        holds: Holds,
        evaluations: Evaluations,
        *,
        changes: Changes,
        persons: PersonMerges,
        audit: Audit,
        clock: Clock,
    ) -> None:
        EvaluationServicer.__init__(self, evaluations, clock)
        HoldServicer.__init__(self, holds, clock)
        CouponServicer.__init__(self, coupons, changes, clock)
        AuditMethods.__init__(self, SERVICE, audit)
        self._promotions = promotions
        self._changes = changes
        self._persons = persons

    async def CreatePromotion(
        self, request: pb.CreatePromotionRequest, _: object
    ) -> pb.CreatePromotionResponse:
        checks.check_new_promotion(request.request_id, request.spec)
        return await self._changes.once(
            request,
            pb.CreatePromotionResponse,
            lambda unit: self._promotions.create(unit, request.spec, activate=request.activate),
            lambda made: pb.CreatePromotionResponse(promotion=messages.promotion_message(made)),
        )

    async def UpdatePromotion(
        self, request: pb.UpdatePromotionRequest, _: object
    ) -> pb.UpdatePromotionResponse:
        checks.check_update(request.request_id, request.promotion_id, request.version, request.spec)
        return await self._changes.once(
            request,
            pb.UpdatePromotionResponse,
            lambda unit: self._promotions.update(
                unit, request.promotion_id, request.spec, request.version
            ),
            lambda after: pb.UpdatePromotionResponse(promotion=messages.promotion_message(after)),
        )

    async def ActivatePromotion(
        self, request: pb.ActivatePromotionRequest, _: object
    ) -> pb.ActivatePromotionResponse:
        checks.check_named(request.request_id, "promotion_id", request.promotion_id)
        return await self._changes.once(
            request,
            pb.ActivatePromotionResponse,
            lambda unit: self._promotions.move(unit, request.promotion_id, PromotionState.ACTIVE),
            lambda after: pb.ActivatePromotionResponse(promotion=messages.promotion_message(after)),
        )

    async def PausePromotion(
        self, request: pb.PausePromotionRequest, _: object
    ) -> pb.PausePromotionResponse:
        checks.check_named(request.request_id, "promotion_id", request.promotion_id)
        return await self._changes.once(
            request,
            pb.PausePromotionResponse,
            lambda unit: self._promotions.move(unit, request.promotion_id, PromotionState.PAUSED),
            lambda after: pb.PausePromotionResponse(promotion=messages.promotion_message(after)),
        )

    async def EndPromotion(
        self, request: pb.EndPromotionRequest, _: object
    ) -> pb.EndPromotionResponse:
        checks.check_named(request.request_id, "promotion_id", request.promotion_id)
        return await self._changes.once(
            request,
            pb.EndPromotionResponse,
            lambda unit: self._promotions.move(unit, request.promotion_id, PromotionState.ENDED),
            lambda after: pb.EndPromotionResponse(promotion=messages.promotion_message(after)),
        )

    async def GetPromotion(
        self, request: pb.GetPromotionRequest, _: object
    ) -> pb.GetPromotionResponse:
        found = await self._promotions.get(request.promotion_id)
        return pb.GetPromotionResponse(promotion=messages.promotion_message(found))

    async def ListPromotions(
        self, request: pb.ListPromotionsRequest, _: object
    ) -> pb.ListPromotionsResponse:
        state = known_or_none(PromotionState, request.state, "state")
        page = page_of(request, key_types=(str,))
        rows = await self._promotions.list_promotions(state, request.code, page)
        shown, token = page.cut(rows, key=lambda row: (row.promotion.promotion_id,))
        return pb.ListPromotionsResponse(
            promotions=map(messages.promotion_message, shown), next_page_token=token
        )

    async def MovePerson(
        self, request: person_merge_pb2.MovePersonRequest, _: object
    ) -> person_merge_pb2.MovePersonResponse:
        return await self._persons.handle(request)
