"""Protobuf → model: what promotions, coupons and carts are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from zhongtai.promotion.v1 import coupon_pb2, evaluation_pb2, hold_pb2, promotion_pb2, rule_pb2

from centers.promotion.holds import (
    HoldDemand,
    HoldItem,
    HoldTerms,
    OrderKey,
    digest_of,
    gathered,
)
from centers.promotion.model import (
    EVERYTHING,
    AmountOff,
    Bundle,
    Cart,
    CartLine,
    CashOff,
    Conditions,
    DeliveryReduction,
    FullReduction,
    ItemDiscount,
    Limits,
    NthItem,
    Offer,
    OfferKey,
    PercentOff,
    PieceCut,
    PriceEach,
    Rule,
    Scope,
    ServiceType,
    ShareOff,
    Slot,
    SpecialPrice,
    Tier,
    WeeklyWindow,
)
from mesh.call.wire import moment

COUPON_GROUP = "coupon"
"""The group of coupons that may not be used beside each other; no chain's own has that name."""


def offer_of(promotion_id: str, spec: promotion_pb2.PromotionSpec) -> Offer:
    """A promotion, checked when it was created, as the engine sees it."""
    return _offer(OfferKey(promotion_id), spec, _promotion_rule(spec.rule), limits_of(spec))


def coupon_offer_of(template_id: str, coupon_id: str, spec: coupon_pb2.CouponTemplateSpec) -> Offer:
    """One coupon of a template as the engine sees it."""
    group = () if spec.combines_with_coupons else (COUPON_GROUP,)
    key = OfferKey(template_id, coupon_id)
    return _offer(key, spec, _benefit_rule(spec.benefit), Limits(), group)


def limits_of(spec: promotion_pb2.PromotionSpec) -> Limits:
    """What a promotion may cost."""
    limits = spec.limits
    has_amount = limits.HasField("total_amount")
    return Limits(
        limits.total_amount.minor_units if has_amount else None,
        limits.total_uses or None,
        limits.uses_per_person or None,
        limits.uses_per_person_and_day or None,
    )


def cart_of(request: evaluation_pb2.EvaluateRequest, now: datetime) -> Cart:
    """The cart of a request that was checked."""
    at = moment(request, "at") or now
    zone = ZoneInfo(request.time_zone) if request.time_zone else UTC
    day = request.business_date
    return Cart(
        store_id=request.store_id,
        channel=request.channel,
        service_type=ServiceType(request.service_type),
        at=at,
        zone=zone,
        day=date.fromisoformat(day) if day else at.astimezone(zone).date(),
        currency=request.lines[0].line_amount.currency_code,
        lines=tuple(_cart_line(line) for line in request.lines),
        delivery_fee=request.delivery_fee.minor_units,
        person_id=request.person_id,
        member_tier=request.member_tier,
        new_customer=request.new_customer,
        campaign_ids=frozenset(request.campaign_ids),
    )


def demand_of(
    request: hold_pb2.HoldPromotionsRequest, merchant_id: str, terms: HoldTerms
) -> HoldDemand:
    """What a request that was checked asks to hold."""
    currency = request.discounts[0].amount.currency_code if request.discounts else ""
    items = gathered(
        HoldItem(
            OfferKey(each.promotion_id, each.coupon_id),
            each.amount.minor_units,
            each.first_order,
        )
        for each in request.discounts
    )
    return HoldDemand(
        OrderKey(merchant_id, terms.store_id, request.order_id),
        request.person_id,
        currency,
        items,
        digest_of(request.person_id, currency, items),
        terms.day,
        terms.expires_at,
    )


def _offer(
    key: OfferKey,
    spec: promotion_pb2.PromotionSpec | coupon_pb2.CouponTemplateSpec,
    rule: Rule,
    limits: Limits,
    groups: Iterable[str] = (),
) -> Offer:
    # A chain's own groups are told apart from ours by their prefix.
    stacking = spec.stacking
    own = [f"own:{stacking.exclusion_group}"] if stacking.exclusion_group else []
    return Offer(
        key,
        spec.name,
        rule,
        conditions=_conditions(spec.conditions),
        groups=frozenset([*own, *groups]),
        names=frozenset({stacking.group, stacking.exclusion_group} - {""}),
        excludes=frozenset(stacking.excluded_groups),
        priority=stacking.priority,
        alone=stacking.alone,
        excludes_discounted=stacking.excludes_discounted_items,
        platform_basis_points=spec.cost_share.platform_basis_points,
        limits=limits,
    )


def _conditions(message: promotion_pb2.Conditions) -> Conditions:
    return Conditions(
        store_ids=frozenset(message.store_ids),
        channels=frozenset(message.channels),
        service_types=frozenset(ServiceType(each) for each in message.service_types),
        member_tiers=frozenset(message.member_tiers),
        new_customers_only=message.new_customers_only,
        campaign_id=message.campaign_id,
        starts_at=moment(message, "start_time"),
        ends_at=moment(message, "end_time"),
        windows=tuple(
            WeeklyWindow(frozenset(each.weekdays), each.from_minute, each.until_minute)
            for each in message.weekly_windows
        ),
    )


def _promotion_rule(message: rule_pb2.PromotionRule) -> Rule:
    match message.WhichOneof("rule"):
        case "full_reduction":
            reduction = message.full_reduction
            tiers = (
                Tier(t.threshold.minor_units, t.reduction.minor_units) for t in reduction.tiers
            )
            return FullReduction(tuple(tiers), _scope(reduction.scope), reduction.repeats)
        case "item_discount":
            item = message.item_discount
            return ItemDiscount(
                _scope(item.scope), _piece_cut(item), item.max_pieces, item.max_pieces_per_dish
            )
        case "special_price":
            special = message.special_price
            prices = {each.sku_id: each.price.minor_units for each in special.prices}
            return SpecialPrice(prices, special.max_pieces, special.max_pieces_per_dish)
        case "nth_item_discount":
            nth = message.nth_item_discount
            facts = (nth.nth, nth.basis_points, nth.same_sku, nth.max_pieces)
            return NthItem(_scope(nth.scope), *facts)
        case "bundle":
            bundle = message.bundle
            slots = tuple(Slot(_scope(slot.scope), slot.quantity) for slot in bundle.slots)
            return Bundle(slots, bundle.price.minor_units, bundle.max_sets)
        case _:
            return _delivery(message.delivery_reduction)


def _benefit_rule(message: coupon_pb2.CouponBenefit) -> Rule:
    kind = message.WhichOneof("benefit")
    if kind == "delivery":
        return _delivery(message.delivery)
    threshold, scope = message.threshold.minor_units, _scope(message.scope)
    if kind == "cash":
        return CashOff(message.cash.amount.minor_units, threshold, scope)
    percent = message.percent
    cap = percent.cap.minor_units if percent.HasField("cap") else None
    return ShareOff(percent.basis_points, cap, threshold, scope)


def _delivery(message: rule_pb2.DeliveryReduction) -> DeliveryReduction:
    amount = message.amount.minor_units if message.HasField("amount") else None
    return DeliveryReduction(amount, message.threshold.minor_units)


def _piece_cut(message: rule_pb2.ItemDiscount) -> PieceCut:
    match message.WhichOneof("discount"):
        case "basis_points":
            return PercentOff(message.basis_points)
        case "amount_per_piece":
            return AmountOff(message.amount_per_piece.minor_units)
        case _:
            return PriceEach(message.price_per_piece.minor_units)


def _scope(message: rule_pb2.ItemScope) -> Scope:
    if not message.ByteSize():
        return EVERYTHING
    return Scope(
        frozenset(message.sku_ids),
        frozenset(message.product_ids),
        frozenset(message.category_ids),
        frozenset(message.excluded_sku_ids),
    )


def _cart_line(line: evaluation_pb2.CartLine) -> CartLine:
    unit = line.unit_amount.minor_units
    return CartLine(
        line.line_ref,
        line.sku_id,
        line.quantity,
        unit,
        base=min(unit, line.base_amount.minor_units) if line.HasField("base_amount") else unit,
        product_id=line.product_id,
        category_ids=frozenset(line.category_ids),
    )
