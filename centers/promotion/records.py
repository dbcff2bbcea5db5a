"""Rows of the tables ⇄ model: the shape in which promotions lie in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from zhongtai.promotion.v1 import coupon_pb2, promotion_pb2

from centers.promotion.model import Limits, Promotion, PromotionTerms
from mesh.call.to_model import ToModel
from mesh.call.wire import other_name_of
from mesh.data.database import Record
from mesh.data.rows import RowReader
from mesh.pure.naming import OtherName, Reader

limits_of = ToModel(
    promotion_pb2.Limits,
    Limits,
    names={"uses_per_person": "per_person", "uses_per_person_and_day": "per_person_and_day"},
)
_promotion_of = RowReader(Promotion)

Spec: TypeAlias = promotion_pb2.PromotionSpec | coupon_pb2.CouponTemplateSpec


@dataclass(frozen=True, slots=True)
class StoredPromotion:
    """A promotion with the contract's own message, which is stored as it came."""

    promotion: Promotion
    spec: promotion_pb2.PromotionSpec


def names_of(spec: Spec) -> tuple[OtherName, ...]:
    """Return what a promotion, or a coupon, is called on channels and in languages."""
    return tuple(map(other_name_of, spec.names))


def name_for(spec: Spec, reader: Reader) -> str:
    """Return the name of a promotion, or of a coupon, that a reader is told."""
    return reader.choose(spec.name, names_of(spec))


def terms_of(spec: promotion_pb2.PromotionSpec) -> PromotionTerms:
    """Return what may not change, or not freely, of a promotion that has begun."""
    kind = spec.rule.WhichOneof("rule") or ""
    return PromotionTerms(spec.code, spec.currency_code, kind, limits_of(spec.limits))


def stored_promotion_of(row: Record) -> StoredPromotion:
    """Return the promotion in a row of the statements that read promotions with budgets."""
    spec = promotion_pb2.PromotionSpec.FromString(row["spec"])
    return StoredPromotion(_promotion_of(row, terms=terms_of(spec)), spec)
