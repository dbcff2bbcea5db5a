"""Builders of specifications as a chain sends them."""

from google.protobuf import duration_pb2
from zhongtai.common.v1 import money_pb2
from zhongtai.promotion.v1 import coupon_pb2, promotion_pb2, rule_pb2


def cny(amount, currency="CNY"):
    return money_pb2.Money(minor_units=amount, currency_code=currency)


def scope(*skus):
    return rule_pb2.ItemScope(sku_ids=skus)


def full(*tiers, repeats=False):
    steps = [rule_pb2.ReductionTier(threshold=cny(at), reduction=cny(off)) for at, off in tiers]
    return rule_pb2.PromotionRule(
        full_reduction=rule_pb2.FullReduction(tiers=steps, repeats=repeats)
    )


def rules():
    """One good rule of every kind."""
    item = rule_pb2.ItemDiscount(scope=scope("cake"), basis_points=5000)
    special = rule_pb2.SpecialPrice(prices=[rule_pb2.SkuPrice(sku_id="cake", price=cny(800))])
    nth = rule_pb2.NthItemDiscount(scope=scope("cake"), nth=2, basis_points=5000)
    slots = [rule_pb2.BundleSlot(scope=scope("cake"), quantity=2)]
    delivery = rule_pb2.DeliveryReduction(free=True, threshold=cny(3000))
    return {
        "full_reduction": full((3000, 500), (5000, 1000)),
        "item_discount": rule_pb2.PromotionRule(item_discount=item),
        "special_price": rule_pb2.PromotionRule(special_price=special),
        "nth_item_discount": rule_pb2.PromotionRule(nth_item_discount=nth),
        "bundle": rule_pb2.PromotionRule(bundle=rule_pb2.Bundle(slots=slots, price=cny(1500))),
        "delivery_reduction": rule_pb2.PromotionRule(delivery_reduction=delivery),
    }


def promotion(rule=None, **fields):
    return promotion_pb2.PromotionSpec(
        **{"name": "Sale", "currency_code": "CNY", "rule": rule or full((3000, 500)), **fields}
    )


def cash(amount, **fields):
    return coupon_pb2.CouponBenefit(cash=coupon_pb2.CashBenefit(amount=cny(amount)), **fields)


def percent(basis_points, **fields):
    part = coupon_pb2.PercentBenefit(basis_points=basis_points, **fields)
    return coupon_pb2.CouponBenefit(percent=part)


def template(benefit=None, **fields):
    given = {
        "name": "Coupon",
        "currency_code": "CNY",
        "benefit": benefit or cash(500),
        "validity": duration_pb2.Duration(seconds=86_400),
        **fields,
    }
    return coupon_pb2.CouponTemplateSpec(**given)
