"""The RPCs of templates and coupons: message in, one operation, message out."""

from __future__ import annotations

from zhongtai.promotion.v1 import coupon_requests_pb2 as pb

from centers.promotion.checks import check_named
from centers.promotion.coupons import checks, messages
from centers.promotion.coupons.model import CouponFilter, CouponState, TemplateState
from centers.promotion.coupons.operations import Coupons, key_of
from mesh.call.context import current
from mesh.call.identity import person_meant
from mesh.call.readers import reader_of
from mesh.call.wire import known_or_none
from mesh.data.change import Changes
from mesh.data.paging import page_of
from mesh.pure.clock import Clock


class CouponServicer:
    """A part of PromotionService of zhongtai.promotion.v1."""

    def __init__(self, coupons: Coupons, changes: Changes, clock: Clock) -> None:
        self._coupons = coupons
        self._changes = changes
        self._clock = clock

    async def CreateCouponTemplate(
        self, request: pb.CreateCouponTemplateRequest, _: object
    ) -> pb.CreateCouponTemplateResponse:
        checks.check_new_template(request.request_id, request.spec)
        return await self._changes.once(
            request,
            pb.CreateCouponTemplateResponse,
            lambda unit: self._coupons.create_template(unit, request.spec),
            lambda made: pb.CreateCouponTemplateResponse(template=messages.template_message(made)),
        )

    async def CloseCouponTemplate(
        self, request: pb.CloseCouponTemplateRequest, _: object
    ) -> pb.CloseCouponTemplateResponse:
        check_named(request.request_id, "template_id", request.template_id)
        return await self._changes.once(
            request,
            pb.CloseCouponTemplateResponse,
            lambda unit: self._coupons.close_template(unit, request.template_id),
            lambda after: pb.CloseCouponTemplateResponse(template=messages.template_message(after)),
        )

    async def GetCouponTemplate(
        self, request: pb.GetCouponTemplateRequest, _: object
    ) -> pb.GetCouponTemplateResponse:
        found = await self._coupons.get_template(request.template_id)
        return pb.GetCouponTemplateResponse(template=messages.template_message(found))

    async def ListCouponTemplates(
        self, request: pb.ListCouponTemplatesRequest, _: object
    ) -> pb.ListCouponTemplatesResponse:
        state = known_or_none(TemplateState, request.state, "state")
        page = page_of(request, key_types=(str,))
        rows = await self._coupons.list_templates(state, request.code, page)
        shown, token = page.cut(rows, key=lambda row: (row.template.template_id,))
        return pb.ListCouponTemplatesResponse(
            templates=map(messages.template_message, shown), next_page_token=token
        )

    async def ListCouponOffers(
        self, request: pb.ListCouponOffersRequest, _: object
    ) -> pb.ListCouponOffersResponse:
        person_id = person_meant(current().identity, request.person_id)
        reader = reader_of(request)
        page = page_of(request, key_types=(str,))
        now = self._clock.now()
        rows = await self._coupons.list_offers(person_id, now, page)
        shown, token = page.cut(rows, key=lambda row: (row[0].template.template_id,))
        offers = [messages.offer_message(stored, issued, reader, now) for stored, issued in shown]
        return pb.ListCouponOffersResponse(offers=offers, next_page_token=token)

    async def IssueCoupons(
        self, request: pb.IssueCouponsRequest, _: object
    ) -> pb.IssueCouponsResponse:
        persons = list(request.person_ids)
        checks.check_issue(request.request_id, request.template_id, persons)
        return await self._changes.once(
            request,
            pb.IssueCouponsResponse,
            lambda unit: self._coupons.issue(unit, request.template_id, persons, claimed=False),
            lambda made: pb.IssueCouponsResponse(coupons=map(messages.coupon_message, made)),
        )

    async def ClaimCoupon(
        self, request: pb.ClaimCouponRequest, _: object
    ) -> pb.ClaimCouponResponse:
        person_id = person_meant(current().identity, request.person_id)
        checks.check_issue(request.request_id, request.template_id, [person_id])
        reader = reader_of(request)
        return await self._changes.once(
            request,
            pb.ClaimCouponResponse,
            lambda unit: self._coupons.issue(unit, request.template_id, [person_id], claimed=True),
            lambda made: pb.ClaimCouponResponse(coupon=messages.coupon_message(made[0], reader)),
        )

    async def RevokeCoupons(
        self, request: pb.RevokeCouponsRequest, _: object
    ) -> pb.RevokeCouponsResponse:
        checks.check_revocation(request.request_id, request.coupon_ids)
        return await self._changes.once(
            request,
            pb.RevokeCouponsResponse,
            lambda unit: self._coupons.revoke(unit, request.coupon_ids),
            lambda revoked: pb.RevokeCouponsResponse(revoked_coupon_ids=revoked),
        )

    async def GetCoupon(self, request: pb.GetCouponRequest, _: object) -> pb.GetCouponResponse:
        reader = reader_of(request)
        found = await self._coupons.get_coupon(request.coupon_id)
        return pb.GetCouponResponse(coupon=messages.coupon_message(found, reader))

    async def ListCoupons(
        self, request: pb.ListCouponsRequest, _: object
    ) -> pb.ListCouponsResponse:
        person_id = person_meant(current().identity, request.person_id)
        reader = reader_of(request)
        asked = [known_or_none(CouponState, each, "states") for each in request.states]
        states = tuple(state for state in asked if state is not None) or None
        page = page_of(request, key_types=(int, str))
        rows = await self._coupons.list_coupons(CouponFilter(person_id, states), page)
        shown, token = page.cut(rows, key=lambda row: key_of(row.coupon))
        coupons = [messages.coupon_message(each, reader) for each in shown]
        return pb.ListCouponsResponse(coupons=coupons, next_page_token=token)
