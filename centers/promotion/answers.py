"""Model → protobuf: what the promotion center answers."""

from __future__ import annotations

from zhongtai.promotion.v1 import coupon_pb2, evaluation_pb2, hold_pb2, promotion_pb2

from centers.promotion.explaining import Discount, Evaluation, Explanation
from centers.promotion.holding import RedeemOutcome, ReleaseOutcome
from centers.promotion.holds import Hold, HoldItem, HoldState, OrderKey
from centers.promotion.records import StoredCoupon, StoredPromotion, StoredTemplate
from centers.promotion.wording import sentence
from mesh.call.batch_answers import refused_order
from mesh.call.wire import money, number, stamp


def promotion_message(promotion: StoredPromotion) -> promotion_pb2.Promotion:
    """A promotion with what has been given of it."""
    currency = promotion.spec.currency_code
    return promotion_pb2.Promotion(
        promotion_id=promotion.promotion_id,
        state=number(promotion.state),
        spec=promotion.spec,
        usage=promotion_pb2.PromotionUsage(
            held_uses=promotion.held_uses,
            redeemed_uses=promotion.redeemed_uses,
            held_amount=money(promotion.held_amount, currency),
            redeemed_amount=money(promotion.redeemed_amount, currency),
        ),
        version=promotion.version,
        create_time=stamp(promotion.created_at),
        update_time=stamp(promotion.updated_at),
    )


def template_message(template: StoredTemplate) -> coupon_pb2.CouponTemplate:
    """A coupon template."""
    return coupon_pb2.CouponTemplate(
        template_id=template.template_id,
        state=number(template.state),
        spec=template.spec,
        issued_count=template.issued_count,
        create_time=stamp(template.created_at),
        update_time=stamp(template.updated_at),
    )


def redeem_result(order_id: str, outcome: RedeemOutcome) -> hold_pb2.RedeemResult:
    """The answer for one order of a redemption."""
    return hold_pb2.RedeemResult(order_id=order_id, outcome=number(outcome))


def release_result(order_id: str, outcome: ReleaseOutcome) -> hold_pb2.ReleaseResult:
    """The answer for one order of a release."""
    return hold_pb2.ReleaseResult(order_id=order_id, outcome=number(outcome))


redeem_refused = refused_order(hold_pb2.RedeemResult, outcome=hold_pb2.REDEEM_OUTCOME_REFUSED)
release_refused = refused_order(hold_pb2.ReleaseResult, outcome=hold_pb2.RELEASE_OUTCOME_REFUSED)
"""The answers for what is no order."""


def coupon_message(stored: StoredCoupon) -> coupon_pb2.Coupon:
    """A coupon with what it gives."""
    coupon = stored.coupon
    return coupon_pb2.Coupon(
        coupon_id=coupon.key.coupon_id,
        template_id=coupon.template_id,
        name=stored.spec.name,
        person_id=coupon.person_id,
        state=number(coupon.state),
        benefit=stored.spec.benefit,
        order_id=coupon.order_id,
        issue_time=stamp(coupon.issued_at),
        expire_time=stamp(coupon.expires_at),
        update_time=stamp(coupon.updated_at),
    )


def hold_message(hold: Hold) -> hold_pb2.Hold:
    """A hold as it stands."""
    held = hold.state is HoldState.HELD
    return hold_pb2.Hold(
        order_id=hold.key.order_id,
        person_id=hold.person_id,
        state=number(hold.state),
        promotions=[_held(item, hold.currency) for item in hold.items],
        expire_time=stamp(hold.expires_at) if held else None,
        create_time=stamp(hold.created_at),
        update_time=stamp(hold.updated_at),
    )


def nothing_needed(key: OrderKey, person_id: str) -> hold_pb2.Hold:
    """The answer to an order in which nothing is limited."""
    return hold_pb2.Hold(
        order_id=key.order_id, person_id=person_id, state=hold_pb2.HOLD_STATE_NOT_NEEDED
    )


def evaluation_message(
    evaluation: Evaluation, currency: str, language: str
) -> evaluation_pb2.EvaluateResponse:
    """What a cart gets, explained in a language."""
    return evaluation_pb2.EvaluateResponse(
        discounts=[_discount(each, currency) for each in evaluation.discounts],
        explanations=[_explanation(each, currency, language) for each in evaluation.explanations],
        total_discount=money(evaluation.total, currency),
        payable=money(evaluation.payable, currency),
    )


def _held(item: HoldItem, currency: str) -> hold_pb2.HeldPromotion:
    return hold_pb2.HeldPromotion(
        promotion_id=item.key.promotion_id,
        coupon_id=item.key.coupon_id,
        amount=money(item.amount, currency),
    )


def _discount(discount: Discount, currency: str) -> evaluation_pb2.Discount:
    return evaluation_pb2.Discount(
        promotion_id=discount.key.promotion_id,
        coupon_id=discount.key.coupon_id,
        name=discount.name,
        amount=money(discount.amount, currency),
        paid_by=number(discount.paid_by),
        allocations=[
            evaluation_pb2.Allocation(line_ref=part.ref, amount=money(part.amount, currency))
            for part in discount.allocations
        ],
        first_order=discount.first_order,
    )


def _explanation(
    explanation: Explanation, currency: str, language: str
) -> evaluation_pb2.Explanation:
    missing = explanation.missing
    return evaluation_pb2.Explanation(
        promotion_id=explanation.key.promotion_id,
        coupon_id=explanation.key.coupon_id,
        name=explanation.name,
        outcome=number(explanation.outcome),
        cause=number(explanation.cause or 0),
        text=sentence(explanation, currency, language),
        amount=money(explanation.amount, currency),
        missing=money(missing, currency) if missing else None,
    )
