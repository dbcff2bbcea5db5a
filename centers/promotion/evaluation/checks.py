"""Whether a cart has the form and the limits of the contract."""

from __future__ import annotations

from zhongtai.promotion.v1 import evaluation_pb2

from centers.promotion.checks import check_benefit_codes, check_money
from centers.promotion.evaluation.model import DELIVERY_REF
from centers.promotion.model import ServiceType
from mesh.pure.limits import MAX_BENEFITS, MAX_COUPONS, MAX_LANGUAGE, MAX_LINES, MAX_QUANTITY
from mesh.pure.validation import Check


def check_evaluation(request: evaluation_pb2.EvaluateRequest) -> None:
    """A cart to be evaluated. Raise InvalidRequest."""
    check = Check()
    check.identifier("store_id", request.store_id)
    check.text("channel", request.channel, max=40)
    check.one_of("service_type", request.service_type, list(ServiceType))
    check.identifier("person_id", request.person_id, required=False)
    if request.order_id:
        check.order_id(request.order_id)
    check.identifier("member_tier", request.member_tier, required=False)
    check_benefit_codes(check, request.benefit_codes, MAX_BENEFITS)
    if request.time_zone:
        check.zone("time_zone", request.time_zone)
    if request.business_date:
        check.day("business_date", request.business_date)
    check.count("coupon_ids", request.coupon_ids, min=0, max=MAX_COUPONS)
    check.distinct("coupon_ids", request.coupon_ids)
    check.count("campaign_ids", request.campaign_ids, min=0, max=10)
    for campaign_id, pieces in request.campaign_pieces.items():
        known = campaign_id in request.campaign_ids
        check.that(known, "campaign_pieces", "must name campaigns of campaign_ids")
        check.integer("campaign_pieces", pieces, min=1, max=MAX_QUANTITY)
    check.text("language", request.language, min=0, max=MAX_LANGUAGE)
    check.count("lines", request.lines, max=MAX_LINES)
    check.distinct("lines", (line.line_ref for line in request.lines))
    currency = request.lines[0].line_amount.currency_code if request.lines else ""
    for index, line in enumerate(request.lines):
        _check_line(check.at(f"lines[{index}]"), line, currency)
    if request.HasField("delivery_fee"):
        check_money(check, "delivery_fee", request.delivery_fee, currency)
    check.raise_if_any()


def _check_line(check: Check, line: evaluation_pb2.CartLine, currency: str) -> None:
    check.text("line_ref", line.line_ref, max=64)
    check.that(line.line_ref != DELIVERY_REF, "line_ref", "must not be the word for the fee")
    check.identifier("sku_id", line.sku_id)
    check.integer("quantity", line.quantity, min=1, max=MAX_QUANTITY)
    check_money(check, "unit_amount", line.unit_amount, currency)
    check_money(check, "line_amount", line.line_amount, currency)
    adds_up = line.unit_amount.minor_units * line.quantity == line.line_amount.minor_units
    check.that(adds_up, "line_amount", "must be quantity times unit_amount")
    if line.HasField("base_amount"):
        check_money(check, "base_amount", line.base_amount, currency)
