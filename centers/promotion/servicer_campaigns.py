"""The methods of the promotion center for promotions, templates and coupons."""

from __future__ import annotations

from typing import Any

from zhongtai.promotion.v1 import coupon_requests_pb2 as coupon_pb
from zhongtai.promotion.v1 import promotion_requests_pb2 as promotion_pb
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceServicer

from centers.promotion import answers, checks
from centers.promotion.campaign_operations import Campaigns, position_of
from centers.promotion.catalog_store import CouponFilter
from centers.promotion.holds import CouponState
from centers.promotion.model import PromotionState, TemplateState
from centers.promotion.spec_checks import check_promotion_spec, check_template_spec
from mesh.call.context import current, merchant_id
from mesh.call.identity import person_meant
from mesh.call.wire import known_or_none
from mesh.data.database import Connection, Database
from mesh.data.idempotency import once
from mesh.data.paging import read_page
from mesh.pure.validation import Check


class CampaignMethods(PromotionServiceServicer):
    """Methods that a chain's own people, and persons with coupons, call."""

    campaigns: Campaigns
    db: Database

    async def CreatePromotion(
        self, request: promotion_pb.CreatePromotionRequest, _: object
    ) -> promotion_pb.CreatePromotionResponse:
        check = Check()
        check.request_id(request.request_id)
        check_promotion_spec(check.at("spec"), request.spec)
        check.raise_if_any()

        async def effect(connection: Connection) -> promotion_pb.CreatePromotionResponse:
            made = await self.campaigns.create(connection, request.spec, activate=request.activate)
            shown = answers.promotion_message(made)
            return promotion_pb.CreatePromotionResponse(promotion=shown)

        return await self._once(request, promotion_pb.CreatePromotionResponse, effect)

    async def UpdatePromotion(
        self, request: promotion_pb.UpdatePromotionRequest, _: object
    ) -> promotion_pb.UpdatePromotionResponse:
        check = Check()
        check.request_id(request.request_id)
        check.identifier("promotion_id", request.promotion_id)
        check.that(request.version > 0, "version", "must be that of the promotion you saw")
        check_promotion_spec(check.at("spec"), request.spec)
        check.raise_if_any()

        async def effect(connection: Connection) -> promotion_pb.UpdatePromotionResponse:
            after = await self.campaigns.update(
                connection, request.promotion_id, request.spec, request.version
            )
            shown = answers.promotion_message(after)
            return promotion_pb.UpdatePromotionResponse(promotion=shown)

        return await self._once(request, promotion_pb.UpdatePromotionResponse, effect)

    async def ActivatePromotion(
        self, request: promotion_pb.ActivatePromotionRequest, _: object
    ) -> promotion_pb.ActivatePromotionResponse:
        reply = promotion_pb.ActivatePromotionResponse
        return await self._move(request, reply, PromotionState.ACTIVE)

    async def PausePromotion(
        self, request: promotion_pb.PausePromotionRequest, _: object
    ) -> promotion_pb.PausePromotionResponse:
        reply = promotion_pb.PausePromotionResponse
        return await self._move(request, reply, PromotionState.PAUSED)

    async def EndPromotion(
        self, request: promotion_pb.EndPromotionRequest, _: object
    ) -> promotion_pb.EndPromotionResponse:
        return await self._move(request, promotion_pb.EndPromotionResponse, PromotionState.ENDED)

    async def GetPromotion(
        self, request: promotion_pb.GetPromotionRequest, _: object
    ) -> promotion_pb.GetPromotionResponse:
        found = await self.campaigns.get(request.promotion_id)
        return promotion_pb.GetPromotionResponse(promotion=answers.promotion_message(found))

    async def ListPromotions(
        self, request: promotion_pb.ListPromotionsRequest, _: object
    ) -> promotion_pb.ListPromotionsResponse:
        state = known_or_none(PromotionState, request.state, "state")
        page = _page("promotions", request, request.state, request.code)
        rows = await self.campaigns.list_promotions(state, request.code, page)
        shown, token = page.cut(rows, key=lambda row: (row.promotion_id,))
        return promotion_pb.ListPromotionsResponse(
            promotions=map(answers.promotion_message, shown), next_page_token=token
        )

    async def CreateCouponTemplate(
        self, request: coupon_pb.CreateCouponTemplateRequest, _: object
    ) -> coupon_pb.CreateCouponTemplateResponse:
        check = Check()
        check.request_id(request.request_id)
        check_template_spec(check.at("spec"), request.spec)
        check.raise_if_any()

        async def effect(connection: Connection) -> coupon_pb.CreateCouponTemplateResponse:
            made = await self.campaigns.create_template(connection, request.spec)
            shown = answers.template_message(made)
            return coupon_pb.CreateCouponTemplateResponse(template=shown)

        return await self._once(request, coupon_pb.CreateCouponTemplateResponse, effect)

    async def CloseCouponTemplate(
        self, request: coupon_pb.CloseCouponTemplateRequest, _: object
    ) -> coupon_pb.CloseCouponTemplateResponse:
        checks.check_named(request.request_id, "template_id", request.template_id)

        async def effect(connection: Connection) -> coupon_pb.CloseCouponTemplateResponse:
            after = await self.campaigns.close_template(connection, request.template_id)
            shown = answers.template_message(after)
            return coupon_pb.CloseCouponTemplateResponse(template=shown)

        return await self._once(request, coupon_pb.CloseCouponTemplateResponse, effect)

    async def GetCouponTemplate(
        self, request: coupon_pb.GetCouponTemplateRequest, _: object
    ) -> coupon_pb.GetCouponTemplateResponse:
        found = await self.campaigns.get_template(request.template_id)
        shown = answers.template_message(found)
        return coupon_pb.GetCouponTemplateResponse(template=shown)

    async def ListCouponTemplates(
        self, request: coupon_pb.ListCouponTemplatesRequest, _: object
    ) -> coupon_pb.ListCouponTemplatesResponse:
        state = known_or_none(TemplateState, request.state, "state")
        page = _page("coupon_templates", request, request.state, request.code)
        rows = await self.campaigns.list_templates(state, request.code, page)
        shown, token = page.cut(rows, key=lambda row: (row.template_id,))
        return coupon_pb.ListCouponTemplatesResponse(
            templates=map(answers.template_message, shown), next_page_token=token
        )

    async def IssueCoupons(
        self, request: coupon_pb.IssueCouponsRequest, _: object
    ) -> coupon_pb.IssueCouponsResponse:
        persons = list(request.person_ids)
        checks.check_issue(request.request_id, request.template_id, persons)

        async def effect(connection: Connection) -> coupon_pb.IssueCouponsResponse:
            made = await self.campaigns.issue(
                connection, request.template_id, persons, claimed=False
            )
            return coupon_pb.IssueCouponsResponse(coupons=map(answers.coupon_message, made))

        return await self._once(request, coupon_pb.IssueCouponsResponse, effect)

    async def ClaimCoupon(
        self, request: coupon_pb.ClaimCouponRequest, _: object
    ) -> coupon_pb.ClaimCouponResponse:
        person_id = person_meant(current().identity, request.person_id)
        checks.check_issue(request.request_id, request.template_id, [person_id])

        async def effect(connection: Connection) -> coupon_pb.ClaimCouponResponse:
            (made,) = await self.campaigns.issue(
                connection, request.template_id, [person_id], claimed=True
            )
            return coupon_pb.ClaimCouponResponse(coupon=answers.coupon_message(made))

        return await self._once(request, coupon_pb.ClaimCouponResponse, effect)

    async def RevokeCoupons(
        self, request: coupon_pb.RevokeCouponsRequest, _: object
    ) -> coupon_pb.RevokeCouponsResponse:
        check = Check()
        check.request_id(request.request_id)
        check.count("coupon_ids", request.coupon_ids, max=checks.MAX_ISSUED)
        check.raise_if_any()

        async def effect(connection: Connection) -> coupon_pb.RevokeCouponsResponse:
            revoked = await self.campaigns.revoke(connection, request.coupon_ids)
            return coupon_pb.RevokeCouponsResponse(revoked_coupon_ids=revoked)

        return await self._once(request, coupon_pb.RevokeCouponsResponse, effect)

    async def GetCoupon(
        self, request: coupon_pb.GetCouponRequest, _: object
    ) -> coupon_pb.GetCouponResponse:
        found = await self.campaigns.get_coupon(request.coupon_id)
        return coupon_pb.GetCouponResponse(coupon=answers.coupon_message(found))

    async def ListCoupons(
        self, request: coupon_pb.ListCouponsRequest, _: object
    ) -> coupon_pb.ListCouponsResponse:
        person_id = person_meant(current().identity, request.person_id)
        words = [known_or_none(CouponState, each, "states") for each in request.states]
        states = [state for state in words if state is not None] or None
        page = read_page(
            "coupons",
            request.page_size,
            request.page_token,
            merchant_id(),
            person_id,
            *sorted(request.states),
            key_types=(int, str),
        )
        rows = await self.campaigns.list_coupons(CouponFilter(person_id, states), page)
        shown, token = page.cut(rows, key=lambda row: position_of(row.coupon))
        return coupon_pb.ListCouponsResponse(
            coupons=map(answers.coupon_message, shown), next_page_token=token
        )

    async def _move(self, request: Any, reply_type: Any, to: PromotionState) -> Any:
        checks.check_named(request.request_id, "promotion_id", request.promotion_id)

        async def effect(connection: Connection) -> Any:
            after = await self.campaigns.move(connection, request.promotion_id, to)
            return reply_type(promotion=answers.promotion_message(after))

        return await self._once(request, reply_type, effect)

    async def _once(self, request: Any, reply_type: Any, effect: Any) -> Any:
        reply = await once(self.db, request, reply_type, effect)
        self.campaigns.changed()
        return reply


def _page(name: str, request: Any, *filters: str | int) -> Any:
    return read_page(
        name,
        request.page_size,
        request.page_token,
        current().identity.merchant_id,
        *filters,
        key_types=(str,),
    )
