"""Protobuf ⇄ model: carts, and what they get."""

from __future__ import annotations

from datetime import UTC, date, datetime

from zhongtai.promotion.v1 import evaluation_pb2

from centers.promotion.evaluation.model import (
    Allocation,
    CouponChoice,
    Discount,
    Evaluation,
    Explanation,
)
from centers.promotion.evaluation.wording import sentence
from centers.promotion.model import Cart, CartLine, ServiceType
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import moment
from mesh.pure.zones import zone_of

_OFFER = {"promotion_id": "key.promotion_id", "coupon_id": "key.coupon_id"}

_line_of = ToModel(
    evaluation_pb2.CartLine,
    CartLine,
    names={"line_ref": "ref", "unit_amount": "unit"},
    left=["line_amount", "base_amount"],
)
choice_of = ToModel(
    evaluation_pb2.EvaluateRequest,
    CouponChoice,
    only=["coupon_ids", "pick_coupons", "without_unusable_coupons"],
)
_discount = ToMessage(
    Discount,
    evaluation_pb2.Discount,
    names=_OFFER,
    uses=[ToMessage(Allocation, evaluation_pb2.Allocation, names={"line_ref": "ref"})],
)
_explanation = ToMessage(
    Explanation,
    evaluation_pb2.Explanation,
    names=_OFFER,
    left=["text"],
    unless_zero=["missing"],
)
_evaluation = ToMessage(
    Evaluation,
    evaluation_pb2.EvaluateResponse,
    names={"total_discount": "total"},
    uses=[_discount],
    left=["explanations"],
)


def cart_of(request: evaluation_pb2.EvaluateRequest, now: datetime) -> Cart:
    """Return the cart of a request that was checked."""
    at = moment(request, "at") or now
    zone = zone_of(request.time_zone) if request.time_zone else UTC
    day = request.business_date
    return Cart(
        store_id=request.store_id,
        channel=request.channel,
        service_type=ServiceType(request.service_type),
        at=at,
        zone=zone,
        day=date.fromisoformat(day) if day else at.astimezone(zone).date(),
        currency=request.lines[0].line_amount.currency_code,
        lines=tuple(map(_line, request.lines)),
        delivery_fee=request.delivery_fee.minor_units,
        person_id=request.person_id,
        member_tier=request.member_tier,
        benefit_codes=frozenset(request.benefit_codes),
        new_customer=request.new_customer,
        campaign_ids=frozenset(request.campaign_ids),
        campaign_pieces=dict(request.campaign_pieces),
        language=request.language,
    )


def evaluation_message(
    evaluation: Evaluation, currency: str, language: str
) -> evaluation_pb2.EvaluateResponse:
    """Return what a cart gets, explained in a language."""
    explanations = [
        _explanation(each, currency, text=sentence(each, currency, language))
        for each in evaluation.explanations
    ]
    return _evaluation(evaluation, currency, explanations=explanations)


def _line(line: evaluation_pb2.CartLine) -> CartLine:
    unit = line.unit_amount.minor_units
    base = min(unit, line.base_amount.minor_units) if line.HasField("base_amount") else unit
    return _line_of(line, base=base)
