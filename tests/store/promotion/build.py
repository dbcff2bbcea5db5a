"""Short ways to call a promotion center."""

import itertools

from zhongtai.common.v1 import trade_pb2
from zhongtai.promotion.v1 import coupon_pb2, coupon_requests_pb2, evaluation_pb2, hold_pb2
from zhongtai.promotion.v1 import promotion_requests_pb2 as promotion_pb

from mesh.pure.errors import Refusal
from mesh.pure.ids import new_order_id
from tests.unit.promotion.specs import cny, promotion, template

STORE = "sto_1"
_numbers = itertools.count(1)


def order_id() -> str:
    return new_order_id(STORE)


def request_id() -> str:
    return f"r{next(_numbers)}"


async def created(center, spec=None, **fields):
    """An active promotion."""
    request = promotion_pb.CreatePromotionRequest(
        request_id=request_id(), spec=spec or promotion(**fields), activate=True
    )
    return (await center.servicer.CreatePromotion(request, None)).promotion


async def issued(center, *persons, spec=None):
    """Coupons of a new template for persons."""
    made = coupon_requests_pb2.CreateCouponTemplateRequest(
        request_id=request_id(), spec=spec or template()
    )
    of = (await center.servicer.CreateCouponTemplate(made, None)).template
    request = coupon_requests_pb2.IssueCouponsRequest(
        request_id=request_id(), template_id=of.template_id, person_ids=persons
    )
    return list((await center.servicer.IssueCoupons(request, None)).coupons)


def cart(amount=5000, **fields):
    line = evaluation_pb2.CartLine(
        line_ref="1", sku_id="cake", quantity=1, unit_amount=cny(amount), line_amount=cny(amount)
    )
    given = {
        "store_id": STORE,
        "channel": "miniapp",
        "service_type": trade_pb2.SERVICE_TYPE_PICK_UP,
        "lines": [line],
        **fields,
    }
    return evaluation_pb2.EvaluateRequest(**given)


async def evaluate(center, **fields):
    return await center.servicer.Evaluate(cart(**fields), None)


async def outcomes(center, **fields):
    """What became of each offer, by name."""
    word = evaluation_pb2.ExplanationOutcome.Name
    answer = await evaluate(center, **fields)
    prefix = "EXPLANATION_OUTCOME_"
    return {each.name: word(each.outcome).removeprefix(prefix) for each in answer.explanations}


def discount(promotion_id, amount=500, coupon_id="", *, first_order=False):
    return evaluation_pb2.Discount(
        promotion_id=promotion_id,
        coupon_id=coupon_id,
        amount=cny(amount),
        first_order=first_order,
    )


def of_coupon(coupon, amount=500):
    return discount(coupon.template_id, amount, coupon.coupon_id)


async def hold(center, order, *discounts, person="ann", day="2026-05-01"):
    request = hold_pb2.HoldPromotionsRequest(
        order_id=order, person_id=person, discounts=discounts, business_date=day
    )
    return (await center.servicer.HoldPromotions(request, None)).hold


async def tried(center, order, *discounts, **who_and_when):
    """The state of a hold, or the reason of its refusal."""
    try:
        held = await hold(center, order, *discounts, **who_and_when)
    except Refusal as refusal:
        return refusal.reason
    return hold_pb2.HoldState.Name(held.state).removeprefix("HOLD_STATE_")


async def redeem(center, *orders):
    request = hold_pb2.RedeemHoldsRequest(order_ids=orders)
    results = (await center.servicer.RedeemHolds(request, None)).results
    names = (hold_pb2.RedeemOutcome.Name(result.outcome) for result in results)
    return [name.removeprefix("REDEEM_OUTCOME_") for name in names]


async def release(center, *orders, cause="UNSPECIFIED"):
    request = hold_pb2.ReleaseHoldsRequest(order_ids=orders, cause=f"RELEASE_CAUSE_{cause}")
    results = (await center.servicer.ReleaseHolds(request, None)).results
    names = (hold_pb2.ReleaseOutcome.Name(result.outcome) for result in results)
    return [name.removeprefix("RELEASE_OUTCOME_") for name in names]


async def usage(center, promotion_id):
    """Held and redeemed uses, held and redeemed amounts."""
    request = promotion_pb.GetPromotionRequest(promotion_id=promotion_id)
    found = (await center.servicer.GetPromotion(request, None)).promotion.usage
    amounts = (found.held_amount.minor_units, found.redeemed_amount.minor_units)
    return (found.held_uses, found.redeemed_uses, *amounts)


async def state_of(center, coupon_id):
    request = coupon_requests_pb2.GetCouponRequest(coupon_id=coupon_id)
    found = (await center.servicer.GetCoupon(request, None)).coupon
    return coupon_pb2.CouponState.Name(found.state).removeprefix("COUPON_STATE_")


async def breaches(center):
    """What the audit finds wrong."""
    answer = await center.servicer.Audit(promotion_pb.AuditRequest(), None)
    return [f"{check.name}: {breach}" for check in answer.checks for breach in check.breaches]
