"""Coupons of customers, as a chain issues them and looks at them."""

import asyncio
import secrets

from google.protobuf import duration_pb2
from zhongtai.common.v1 import money_pb2
from zhongtai.promotion.v1 import coupon_pb2, coupon_requests_pb2
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub

from tests.acceptance.shop import Shop


async def template_for(
    shop: Shop, amount: int = 600, *, returns_on_refund: bool = True, claimable: bool = False
) -> str:
    """What coupons of a fixed amount are made of; one a person where they take it themselves."""
    spec = coupon_pb2.CouponTemplateSpec(
        name="Welcome",
        currency_code="CNY",
        benefit=coupon_pb2.CouponBenefit(
            cash=coupon_pb2.CashBenefit(
                amount=money_pb2.Money(minor_units=amount, currency_code="CNY")
            )
        ),
        validity=duration_pb2.Duration(seconds=86_400),
        returns_on_refund=returns_on_refund,
        claimable=claimable,
        count_per_person=int(claimable),
    )
    create = coupon_requests_pb2.CreateCouponTemplateRequest(
        request_id=f"template-{secrets.token_hex(8)}", spec=spec
    )
    promotions = PromotionServiceStub(shop.channel)
    return (await promotions.CreateCouponTemplate(create, **shop.operator)).template.template_id


async def coupon_for(
    shop: Shop, person_id: str, amount: int = 600, *, returns_on_refund: bool = True
) -> str:
    """A cash coupon that comes back with a refund, or does not."""
    issue = coupon_requests_pb2.IssueCouponsRequest(
        request_id=f"issue-{secrets.token_hex(8)}",
        template_id=await template_for(shop, amount, returns_on_refund=returns_on_refund),
        person_ids=[person_id],
    )
    promotions = PromotionServiceStub(shop.channel)
    return (await promotions.IssueCoupons(issue, **shop.operator)).coupons[0].coupon_id


async def coupon_becomes(shop: Shop, coupon_id: str, state: str) -> None:
    """Look until the coupon is in the state; effects between centers follow feeds."""
    wanted = coupon_pb2.CouponState.Value(f"COUPON_STATE_{state}")
    async with asyncio.timeout(60):
        while await state_of(shop, coupon_id) != wanted:
            pass


async def state_of(shop: Shop, coupon_id: str) -> int:
    request = coupon_requests_pb2.GetCouponRequest(coupon_id=coupon_id)
    reply = await PromotionServiceStub(shop.channel).GetCoupon(request, **shop.operator)
    return reply.coupon.state
