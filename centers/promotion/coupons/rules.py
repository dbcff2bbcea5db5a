"""Decisions about coupons: how many may be issued, and who may use one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from centers.promotion.coupons.model import (
    Coupon,
    CouponKey,
    CouponState,
    Template,
    TemplateState,
    TemplateTerms,
)
from centers.promotion.errors import CouponsSpent, NotClaimable, PersonLimitReached, TemplateClosed
from centers.promotion.evaluation.model import Cause
from mesh.pure.ids import new_id

FAULTS = {
    CouponState.HELD: Cause.COUPON_HELD,
    CouponState.REDEEMED: Cause.COUPON_USED,
    CouponState.EXPIRED: Cause.COUPON_EXPIRED,
    CouponState.REVOKED: Cause.COUPON_REVOKED,
}
"""Why a coupon in these states cannot be used."""


def check_claimable(template: Template, now: datetime) -> None:
    """Raise NotClaimable when persons cannot take a coupon themselves.

    Raise TemplateClosed when they could use none any more.
    """
    if not template.terms.claimable:
        raise NotClaimable(template_id=template.template_id)
    if is_over(template.terms, now):
        raise TemplateClosed(template_id=template.template_id)


def is_over(terms: TemplateTerms, now: datetime) -> bool:
    """Return whether no coupon of a template can be used any more."""
    return terms.ends_at is not None and terms.ends_at <= now


def left_for(template: Template, issued: int) -> int | None:
    """Return how many more a person who had `issued` may take; None where nothing limits it."""
    terms = template.terms
    limits = [(terms.total_count, template.issued_count), (terms.count_per_person, issued)]
    return min((max(0, most - had) for most, had in limits if most), default=None)


def issue(
    template: Template,
    merchant_id: str,
    person_ids: Sequence[str],
    issued_to: Mapping[str, int],
    now: datetime,
) -> list[Coupon]:
    """Return new coupons for persons, one each time they are named.

    `issued_to` is how many each person has been issued before. Raise TemplateClosed,
    CouponsSpent and PersonLimitReached.
    """
    terms = template.terms
    if template.state is TemplateState.CLOSED:
        raise TemplateClosed(template_id=template.template_id)
    left = terms.total_count - template.issued_count
    if terms.total_count and len(person_ids) > left:
        raise CouponsSpent(left=left)
    if terms.count_per_person:
        for person_id, more in Counter(person_ids).items():
            if issued_to.get(person_id, 0) + more > terms.count_per_person:
                raise PersonLimitReached(template_id=template.template_id)
    return [
        Coupon(
            CouponKey(merchant_id, new_id("cpn")),
            template.template_id,
            person_id,
            CouponState.ISSUED,
            issued_at=now,
            expires_at=end_of(terms, now),
            updated_at=now,
            returns_on_refund=terms.returns_on_refund,
        )
        for person_id in person_ids
    ]


def end_of(terms: TemplateTerms, now: datetime) -> datetime:
    """Return until when a coupon can be used that is issued now.

    One of a template that is over already, which nobody can use, is told apart by that.
    """
    end = now + terms.validity
    if terms.ends_at is None or is_over(terms, now):
        return end
    return min(end, terms.ends_at)


def fault_of(coupon: Coupon, person_id: str, order_id: str, now: datetime) -> Cause | None:
    """Return why the person cannot use the coupon now; None when they can.

    `order_id` is the order it is for, if that has an id already: it may hold the coupon.
    """
    if coupon.person_id != person_id or not person_id:
        return Cause.COUPON_UNKNOWN
    if coupon.state is CouponState.HELD and coupon.order_id == order_id:
        return None
    if coupon.state is CouponState.ISSUED:
        return Cause.COUPON_EXPIRED if coupon.is_over(now) else None
    return FAULTS[coupon.state]
