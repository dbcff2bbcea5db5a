"""What a chain may promote: read as it was meant, or refused by field."""

import pytest
from google.protobuf import duration_pb2, timestamp_pb2
from zhongtai.promotion.v1 import coupon_pb2, promotion_pb2, rule_pb2

from centers.promotion import model
from centers.promotion.checks import check_promotion_spec
from centers.promotion.coupons import messages as coupons
from centers.promotion.coupons.checks import check_template_spec
from centers.promotion.coupons.messages import COUPON_GROUP
from centers.promotion.messages import offer_of
from mesh.pure.validation import Check
from tests.unit.promotion.specs import cash, cny, full, percent, promotion, rules, scope, template


def per_dish(kind):
    """A good rule of a kind, for one piece of each dish."""
    rule = rule_pb2.PromotionRule()
    rule.CopyFrom(rules()[kind])
    if kind == "item_discount":
        rule.item_discount.ClearField("scope")
    getattr(rule, kind).max_pieces_per_dish = 1
    return rule


def faults(spec):
    check = Check()
    of_template = isinstance(spec, coupon_pb2.CouponTemplateSpec)
    (check_template_spec if of_template else check_promotion_spec)(check, spec)
    return [violation.field for violation in check.violations]


@pytest.mark.parametrize("kind", rules())
def test_every_kind_of_rule_is_offered_and_read_as_it_was_meant(kind):
    spec = promotion(rules()[kind])
    assert faults(spec) == []
    read = {
        "full_reduction": model.FullReduction((model.Tier(3000, 500), model.Tier(5000, 1000))),
        "item_discount": model.ItemDiscount(_only("cake"), model.PercentOff(5000)),
        "special_price": model.SpecialPrice({"cake": 800}),
        "nth_item_discount": model.NthItem(_only("cake"), 2, 5000),
        "bundle": model.Bundle((model.Slot(_only("cake"), 2),), 1500),
        "delivery_reduction": model.DeliveryReduction(None, 3000),
    }
    assert offer_of("p1", spec).rule == read[kind]


@pytest.mark.parametrize(
    ("rule", "read"),
    [
        (full((0, 500)), model.FullReduction((model.Tier(0, 500),))),
        (
            full((0, 500), (600, 550)),
            model.FullReduction((model.Tier(0, 500), model.Tier(600, 550))),
        ),
        (
            per_dish("item_discount"),
            model.ItemDiscount(model.EVERYTHING, model.PercentOff(5000), 0, 1),
        ),
        (per_dish("special_price"), model.SpecialPrice({"cake": 800}, 0, 1)),
    ],
)
def test_no_threshold_and_pieces_of_each_dish_are_read_as_they_were_meant(rule, read):
    spec = promotion(rule)
    assert faults(spec) == []
    assert offer_of("p1", spec).rule == read


def test_groups_that_exclude_others_are_read_as_they_were_meant():
    stacking = promotion_pb2.Stacking(
        exclusion_group="one", group="member", excluded_groups=["flash"]
    )
    offer = offer_of("p1", promotion(stacking=stacking))
    assert (offer.names, offer.excludes) == ({"one", "member"}, {"flash"})


@pytest.mark.parametrize(
    ("benefit", "rule"),
    [
        (cash(500, threshold=cny(3000)), model.CashOff(500, 3000)),
        (percent(1500, cap=cny(2000)), model.ShareOff(1500, 2000)),
        (percent(1500), model.ShareOff(1500, None)),
        (
            coupon_pb2.CouponBenefit(delivery=rule_pb2.DeliveryReduction(amount=cny(300))),
            model.DeliveryReduction(300),
        ),
    ],
)
def test_a_coupon_gives_cash_a_part_or_delivery(benefit, rule):
    spec = template(benefit)
    assert faults(spec) == []
    assert coupons.offer_of(model.OfferKey("t1", "c1"), spec).rule == rule


def test_coupons_exclude_each_other_unless_their_template_combines():
    assert coupons.offer_of(model.OfferKey("t1", "c1"), template()).groups == {COUPON_GROUP}
    assert (
        coupons.offer_of(model.OfferKey("t1", "c1"), template(combines_with_coupons=True)).groups
        == set()
    )


def test_a_chains_group_is_never_mistaken_for_ours():
    spec = promotion(stacking=promotion_pb2.Stacking(exclusion_group=COUPON_GROUP))
    assert COUPON_GROUP not in offer_of("p1", spec).groups


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (promotion(name=""), "name"),
        (promotion(currency_code="yuan"), "currency_code"),
        (promotion_pb2.PromotionSpec(name="Sale", currency_code="CNY"), "rule"),
        (promotion(full()), "rule.full_reduction.tiers"),
        (promotion(full((3000, 500), (5000, 500))), "rule.full_reduction.tiers[1].threshold"),
        (promotion(full((3000, 3001))), "rule.full_reduction.tiers[0].reduction"),
        (promotion(full((1, 1), (2, 2), repeats=True)), "rule.full_reduction.tiers"),
        (promotion(full((0, 1), repeats=True)), "rule.full_reduction.tiers[0].threshold"),
        (promotion(full((1, 1), (0, 2))), "rule.full_reduction.tiers[1].threshold"),
        (
            promotion(stacking=promotion_pb2.Stacking(excluded_groups=["a", "a"])),
            "stacking.excluded_groups",
        ),
        (promotion(stacking=promotion_pb2.Stacking(priority=1001)), "stacking.priority"),
        (promotion(limits=promotion_pb2.Limits(total_uses=-1)), "limits.total_uses"),
        (
            promotion(limits=promotion_pb2.Limits(total_amount=cny(5, "USD"))),
            "limits.total_amount",
        ),
        (
            promotion(cost_share=promotion_pb2.CostShare(platform_basis_points=10_001)),
            "cost_share.platform_basis_points",
        ),
        (
            promotion(conditions=promotion_pb2.Conditions(benefit_codes=["a", "a"])),
            "conditions.benefit_codes",
        ),
        (
            template(conditions=promotion_pb2.Conditions(benefit_codes=["x" * 65])),
            "conditions.benefit_codes[0]",
        ),
        (template(coupon_pb2.CouponBenefit()), "benefit"),
        (template(percent(0)), "benefit.percent.basis_points"),
        (template(validity=duration_pb2.Duration()), "validity"),
    ],
)
def test_a_specification_that_breaks_a_limit_is_refused_by_field(spec, field):
    assert field in faults(spec)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (rule_pb2.PromotionRule(item_discount=rule_pb2.ItemDiscount()), "discount"),
        (rule_pb2.PromotionRule(special_price=rule_pb2.SpecialPrice()), "prices"),
        (rule_pb2.PromotionRule(nth_item_discount=rule_pb2.NthItemDiscount(nth=1)), "nth"),
        (rule_pb2.PromotionRule(bundle=rule_pb2.Bundle(price=cny(1))), "slots"),
        (
            rule_pb2.PromotionRule(delivery_reduction=rule_pb2.DeliveryReduction()),
            "reduction",
        ),
        (
            rule_pb2.PromotionRule(
                item_discount=rule_pb2.ItemDiscount(scope=scope("bad sku"), basis_points=1)
            ),
            "scope.sku_ids[0]",
        ),
    ],
)
def test_a_rule_that_breaks_a_limit_is_refused_by_field(rule, field):
    assert f"rule.{rule.WhichOneof('rule')}.{field}" in faults(promotion(rule))


@pytest.mark.parametrize(
    ("conditions", "field"),
    [
        ({"store_ids": [""]}, "store_ids[0]"),
        ({"service_types": [99]}, "service_types[0]"),
        (
            {
                "start_time": timestamp_pb2.Timestamp(seconds=9),
                "end_time": timestamp_pb2.Timestamp(seconds=9),
            },
            "end_time",
        ),
        (
            {"weekly_windows": [{"weekdays": [8], "until_minute": 60}]},
            "weekly_windows[0].weekdays[0]",
        ),
        ({"weekly_windows": [{"weekdays": [1]}]}, "weekly_windows[0].until_minute"),
    ],
)
def test_a_condition_that_breaks_a_limit_is_refused_by_field(conditions, field):
    spec = promotion(conditions=promotion_pb2.Conditions(**conditions))
    assert f"conditions.{field}" in faults(spec)


def _only(*skus):
    return model.ItemScope(frozenset(skus))
