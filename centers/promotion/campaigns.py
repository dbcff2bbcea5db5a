"""Decisions about promotions and templates themselves: what may change, what may be issued."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from zhongtai.promotion.v1 import promotion_pb2

from centers.promotion.errors import (
    CouponsSpent,
    IllegalMove,
    PersonLimitReached,
    PromotionFixed,
    TemplateClosed,
    VersionChanged,
)
from centers.promotion.holds import Coupon, CouponKey, CouponState
from centers.promotion.model import Limits, PromotionState, TemplateState
from centers.promotion.records import StoredPromotion, StoredTemplate
from centers.promotion.states import PROMOTION
from mesh.pure.ids import new_id


def moved(promotion: StoredPromotion, to: PromotionState, now: datetime) -> StoredPromotion:
    """The promotion after a move. Raises IllegalMove."""
    if not PROMOTION.allows(promotion.state, to):
        raise IllegalMove(from_state=promotion.state.name, to_state=to.name)
    return replace(promotion, state=to, version=promotion.version + 1, updated_at=now)


def updated(
    promotion: StoredPromotion, spec: promotion_pb2.PromotionSpec, version: int, now: datetime
) -> StoredPromotion:
    """The promotion with another specification. Raises VersionChanged and PromotionFixed."""
    if promotion.version != version:
        raise VersionChanged(version=promotion.version)
    if promotion.state is PromotionState.ENDED:
        raise PromotionFixed(field="specification")
    if promotion.spec.rule.WhichOneof("rule") != spec.rule.WhichOneof("rule"):
        raise PromotionFixed(field="rule")
    if promotion.spec.currency_code != spec.currency_code:
        raise PromotionFixed(field="currency_code")
    return replace(promotion, spec=spec, version=version + 1, updated_at=now)


def check_limits(promotion: StoredPromotion, limits: Limits, most_uses: tuple[int, int]) -> None:
    """Raise PromotionFixed when a limit would lie below what was given already.

    `most_uses` are those of the person who has it most often, in all and on one day.
    """
    amount = promotion.held_amount + promotion.redeemed_amount
    uses = promotion.held_uses + promotion.redeemed_uses
    given = {
        "limits.total_amount": (amount, limits.total_amount),
        "limits.total_uses": (uses, limits.total_uses),
        "limits.uses_per_person": (most_uses[0], limits.per_person),
        "limits.uses_per_person_and_day": (most_uses[1], limits.per_person_and_day),
    }
    for field, (already, limit) in given.items():
        if limit is not None and already > limit:
            raise PromotionFixed(field=field)


def issue(
    template: StoredTemplate,
    merchant_id: str,
    person_ids: Sequence[str],
    issued_to: Mapping[str, int],
    now: datetime,
) -> list[Coupon]:
    """New coupons for persons, one each time they are named.

    Raises TemplateClosed, CouponsSpent and PersonLimitReached.
    """
    spec = template.spec
    if template.state is TemplateState.CLOSED:
        raise TemplateClosed(template_id=template.template_id)
    left = spec.total_count - template.issued_count
    if spec.total_count and len(person_ids) > left:
        raise CouponsSpent(left=left)
    if spec.count_per_person:
        for person_id, more in Counter(person_ids).items():
            if issued_to.get(person_id, 0) + more > spec.count_per_person:
                raise PersonLimitReached(template_id=template.template_id)
    expires_at = now + timedelta(seconds=spec.validity.seconds)
    return [
        Coupon(
            CouponKey(merchant_id, new_id("cpn")),
            template.template_id,
            person_id,
            CouponState.ISSUED,
            issued_at=now,
            expires_at=expires_at,
            updated_at=now,
            returns_on_refund=spec.returns_on_refund,
        )
        for person_id in person_ids
    ]
