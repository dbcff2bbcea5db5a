"""Rows of the tables ⇄ model: the shape in which templates and coupons lie in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from zhongtai.promotion.v1 import coupon_pb2

from centers.promotion.coupons.model import Coupon, Template, TemplateTerms
from mesh.call.to_model import ToModel
from mesh.call.wire import moment
from mesh.data.database import Record
from mesh.data.rows import RowReader

coupon_of = RowReader(Coupon, nested=["key"])
_template_of = RowReader(Template)
_terms = ToModel(
    coupon_pb2.CouponTemplateSpec,
    TemplateTerms,
    left=[
        *("name", "names", "currency_code", "benefit", "conditions", "stacking", "cost_share"),
        *("combines_with_coupons", "validity"),
    ],
)


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """A template with the contract's own message, which is stored as it came."""

    template: Template
    spec: coupon_pb2.CouponTemplateSpec


@dataclass(frozen=True, slots=True)
class StoredCoupon:
    """A coupon with what its template gives."""

    coupon: Coupon
    spec: coupon_pb2.CouponTemplateSpec


def terms_of(spec: coupon_pb2.CouponTemplateSpec) -> TemplateTerms:
    """Return how coupons of a template are issued."""
    validity = timedelta(seconds=spec.validity.seconds)
    return _terms(spec, validity=validity, ends_at=moment(spec.conditions, "end_time"))


def stored_template_of(row: Record) -> StoredTemplate:
    """Return the template in a row of `coupon_templates`."""
    spec = coupon_pb2.CouponTemplateSpec.FromString(row["spec"])
    return StoredTemplate(_template_of(row, terms=terms_of(spec)), spec)


def stored_coupons_of(rows: Iterable[Record]) -> list[StoredCoupon]:
    """Return the coupons in rows of the statements find_coupons and list_coupons."""
    parse = coupon_pb2.CouponTemplateSpec.FromString
    return [StoredCoupon(coupon_of(row), parse(row["spec"])) for row in rows]
