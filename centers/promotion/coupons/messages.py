"""Protobuf ⇄ model: templates and coupons."""

from __future__ import annotations

from datetime import datetime

from zhongtai.promotion.v1 import coupon_pb2

from centers.promotion.coupons.model import Coupon, Template
from centers.promotion.coupons.records import StoredCoupon, StoredTemplate
from centers.promotion.coupons.rules import end_of, left_for
from centers.promotion.messages import delivery_of, offer_of_spec, scope_of
from centers.promotion.model import CashOff, Limits, Offer, OfferKey, Rule, ShareOff
from centers.promotion.records import name_for
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.pure.naming import OWN, Reader

COUPON_GROUP = "coupon"
"""The group of coupons that may not be used beside each other; no chain's own has that name."""

_cash = ToModel(coupon_pb2.CashBenefit, CashOff)
_share = ToModel(coupon_pb2.PercentBenefit, ShareOff)
_template = ToMessage(
    Template,
    coupon_pb2.CouponTemplate,
    names={"create_time": "created_at", "update_time": "updated_at"},
    left=["spec"],
)
_coupon = ToMessage(
    Coupon,
    coupon_pb2.Coupon,
    names={
        "coupon_id": "key.coupon_id",
        "issue_time": "issued_at",
        "expire_time": "expires_at",
        "update_time": "updated_at",
    },
    left=["name", "benefit"],
)


def offer_of(key: OfferKey, spec: coupon_pb2.CouponTemplateSpec) -> Offer:
    """Return one coupon of a template as the engine sees it."""
    group = () if spec.combines_with_coupons else (COUPON_GROUP,)
    return offer_of_spec(key, spec, _rule_of(spec.benefit), Limits(), group)


def template_message(stored: StoredTemplate) -> coupon_pb2.CouponTemplate:
    """Return a coupon template."""
    return _template(stored.template, spec=stored.spec)


def offer_message(
    stored: StoredTemplate, issued: int, reader: Reader, now: datetime
) -> coupon_pb2.CouponOffer:
    """Return a coupon to take now, for a person who has been issued so many."""
    offer = coupon_pb2.CouponOffer(
        template_id=stored.template.template_id,
        name=name_for(stored.spec, reader),
        benefit=stored.spec.benefit,
        left_count=left_for(stored.template, issued),
    )
    offer.validity.FromTimedelta(end_of(stored.template.terms, now) - now)
    return offer


def coupon_message(stored: StoredCoupon, reader: Reader = OWN) -> coupon_pb2.Coupon:
    """Return a coupon with what it gives, by its own name or that of a reader."""
    name = name_for(stored.spec, reader)
    return _coupon(stored.coupon, name=name, benefit=stored.spec.benefit)


def _rule_of(benefit: coupon_pb2.CouponBenefit) -> Rule:
    kind = benefit.WhichOneof("benefit")
    if kind == "delivery":
        return delivery_of(benefit.delivery)
    threshold, scope = benefit.threshold.minor_units, scope_of(benefit.scope)
    if kind == "cash":
        return _cash(benefit.cash, threshold=threshold, scope=scope)
    return _share(benefit.percent, threshold=threshold, scope=scope)
