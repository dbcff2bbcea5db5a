"""Protobuf ⇄ model: promotions, and what the engine makes of their specifications."""

from __future__ import annotations

from collections.abc import Iterable

from zhongtai.promotion.v1 import promotion_pb2, rule_pb2

from centers.promotion.model import (
    EVERYTHING,
    AmountOff,
    Bundle,
    Conditions,
    DeliveryReduction,
    FullReduction,
    ItemDiscount,
    ItemScope,
    Limits,
    NthItem,
    Offer,
    OfferKey,
    PercentOff,
    PieceCut,
    PriceEach,
    Promotion,
    Rule,
    Slot,
    SpecialPrice,
    Tier,
    WeeklyWindow,
)
from centers.promotion.records import Spec, StoredPromotion, limits_of, names_of
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel

# Whether a scope is everything is asked for every cart: it is one object then.
scope_of = ToModel(
    rule_pb2.ItemScope,
    ItemScope,
    then=lambda scope: EVERYTHING if scope == EVERYTHING else scope,
)
delivery_of = ToModel(rule_pb2.DeliveryReduction, DeliveryReduction, left=["free"])
_full_reduction = ToModel(
    rule_pb2.FullReduction, FullReduction, uses=[scope_of, ToModel(rule_pb2.ReductionTier, Tier)]
)
_item_discount = ToModel(
    rule_pb2.ItemDiscount,
    ItemDiscount,
    uses=[scope_of],
    left=["basis_points", "amount_per_piece", "price_per_piece"],
)
_special_price = ToModel(rule_pb2.SpecialPrice, SpecialPrice, left=["prices"])
_nth_item = ToModel(rule_pb2.NthItemDiscount, NthItem, uses=[scope_of])
_bundle = ToModel(
    rule_pb2.Bundle, Bundle, uses=[ToModel(rule_pb2.BundleSlot, Slot, uses=[scope_of])]
)
_conditions = ToModel(
    promotion_pb2.Conditions,
    Conditions,
    names={"start_time": "starts_at", "end_time": "ends_at"},
    uses=[ToModel(promotion_pb2.WeeklyWindow, WeeklyWindow)],
)
_promotion = ToMessage(
    Promotion,
    promotion_pb2.Promotion,
    names={"create_time": "created_at", "update_time": "updated_at"},
    parts={"usage": ToMessage(Promotion, promotion_pb2.PromotionUsage)},
    left=["spec"],
)


def promotion_message(stored: StoredPromotion) -> promotion_pb2.Promotion:
    """Return a promotion with what has been given of it."""
    return _promotion(stored.promotion, stored.spec.currency_code, spec=stored.spec)


def offer_of(promotion_id: str, spec: promotion_pb2.PromotionSpec) -> Offer:
    """Return a promotion, checked when it was created, as the engine sees it."""
    return offer_of_spec(OfferKey(promotion_id), spec, _rule_of(spec.rule), limits_of(spec.limits))


def offer_of_spec(
    key: OfferKey,
    spec: Spec,
    rule: Rule,
    limits: Limits,
    groups: Iterable[str] = (),
) -> Offer:
    """Return the offer that a specification describes; `groups` are beside the chain's own."""
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
        other_names=names_of(spec),
    )


def _rule_of(rule: rule_pb2.PromotionRule) -> Rule:
    match rule.WhichOneof("rule"):
        case "full_reduction":
            return _full_reduction(rule.full_reduction)
        case "item_discount":
            return _item_discount(rule.item_discount, cut=_cut_of(rule.item_discount))
        case "special_price":
            special = rule.special_price
            prices = {each.sku_id: each.price.minor_units for each in special.prices}
            return _special_price(special, prices=prices)
        case "nth_item_discount":
            return _nth_item(rule.nth_item_discount)
        case "bundle":
            return _bundle(rule.bundle)
        case _:
            return delivery_of(rule.delivery_reduction)


def _cut_of(discount: rule_pb2.ItemDiscount) -> PieceCut:
    match discount.WhichOneof("discount"):
        case "basis_points":
            return PercentOff(discount.basis_points)
        case "amount_per_piece":
            return AmountOff(discount.amount_per_piece.minor_units)
        case _:
            return PriceEach(discount.price_per_piece.minor_units)
