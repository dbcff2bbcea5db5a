"""The app's RPCs about coupons."""

from __future__ import annotations

from zhongtai.mall.v1 import coupon_messages_pb2 as pb
from zhongtai.promotion.v1 import coupon_pb2, coupon_requests_pb2

from gateways.mall.adapt import CHANNEL
from gateways.mall.peers import Peers


class CouponMethods:
    """The customer's coupons, and those that are given away."""

    _peers: Peers

    async def ListCoupons(
        self, request: pb.ListCouponsRequest, _: object
    ) -> pb.ListCouponsResponse:
        reply = await self._peers.promotion.ListCoupons(
            coupon_requests_pb2.ListCouponsRequest(
                states=[coupon_pb2.COUPON_STATE_ISSUED] if request.only_good else [],
                page_size=request.page_size,
                page_token=request.page_token,
                channel=CHANNEL,
                language=request.language,
            )
        )
        return pb.ListCouponsResponse(coupons=reply.coupons, next_page_token=reply.next_page_token)

    async def ListCouponOffers(
        self, request: pb.ListCouponOffersRequest, _: object
    ) -> pb.ListCouponOffersResponse:
        reply = await self._peers.promotion.ListCouponOffers(
            coupon_requests_pb2.ListCouponOffersRequest(
                page_size=request.page_size,
                page_token=request.page_token,
                channel=CHANNEL,
                language=request.language,
            )
        )
        return pb.ListCouponOffersResponse(
            offers=reply.offers, next_page_token=reply.next_page_token
        )

    async def ClaimCoupon(
        self, request: pb.ClaimCouponRequest, _: object
    ) -> pb.ClaimCouponResponse:
        reply = await self._peers.promotion.ClaimCoupon(
            coupon_requests_pb2.ClaimCouponRequest(
                request_id=request.request_id,
                template_id=request.template_id,
                channel=CHANNEL,
                language=request.language,
            )
        )
        return pb.ClaimCouponResponse(coupon=reply.coupon)
