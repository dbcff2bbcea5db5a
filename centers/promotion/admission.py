"""Which coupons and limited promotions a person may be offered, and why not the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from centers.promotion.errors import CouponNotUsable
from centers.promotion.explaining import Cause, Explanation
from centers.promotion.holds import Coupon, CouponState, Hold, PersonUse, Uses
from centers.promotion.model import Offer, OfferKey

FAULTS = {
    CouponState.HELD: Cause.COUPON_HELD,
    CouponState.REDEEMED: Cause.COUPON_USED,
    CouponState.EXPIRED: Cause.COUPON_EXPIRED,
    CouponState.REVOKED: Cause.COUPON_REVOKED,
}
"""Why a coupon in these states cannot be used."""


def coupon_fault(coupon: Coupon, person_id: str, order_id: str, now: datetime) -> Cause | None:
    """Why the person cannot use the coupon now; None when they can.

    `order_id` is the order it is for, if that has an id already: it may hold the coupon.
    """
    if coupon.person_id != person_id or not person_id:
        return Cause.COUPON_UNKNOWN
    if coupon.state is CouponState.HELD and coupon.order_id == order_id:
        return None
    if coupon.state is CouponState.ISSUED:
        return Cause.COUPON_EXPIRED if coupon.is_over(now) else None
    return FAULTS[coupon.state]


def without_own(uses: Mapping[PersonUse, Uses], own: Hold) -> dict[PersonUse, Uses]:
    """The uses of a person, those by the order's own hold left out."""
    others = dict(uses)
    for item in own.items:
        key = PersonUse(own.key.merchant_id, item.key.promotion_id, own.person_id)
        if key in others:
            others[key] = others[key].changed(own.day, -1)
    return others


def with_own(remaining: Mapping[str, int], own: Hold) -> dict[str, int]:
    """What is left of budgets for an order that holds some of them itself."""
    left = dict(remaining)
    for item in own.items:
        if item.key.promotion_id in left:
            left[item.key.promotion_id] += item.amount
    return left


def demand_usable(coupon_ids: Iterable[str], explanations: Iterable[Explanation]) -> None:
    """Raise CouponNotUsable for the first of the coupons that does not apply."""
    by_coupon = {each.key.coupon_id: each for each in explanations}
    for coupon_id in coupon_ids:
        found = by_coupon[coupon_id]
        if found.cause is not None:
            missing = found.missing
            raise CouponNotUsable(
                coupon_id=coupon_id, cause=found.cause.name, missing_minor_units=missing
            )


def barred_by_person(
    offers: Iterable[Offer],
    person_id: str,
    uses: Mapping[PersonUse, Uses],
    merchant_id: str,
    day: date,
) -> dict[OfferKey, Explanation]:
    """The offers that the person has had as often as allowed; a guest gets none of them."""
    barred = {}
    for offer in offers:
        used = uses.get(PersonUse(merchant_id, offer.key.promotion_id, person_id))
        if not person_id:
            barred[offer.key] = Explanation(offer.key, offer.name, Cause.GUEST)
        elif _is_used_up(offer, used, day):
            barred[offer.key] = Explanation(offer.key, offer.name, Cause.PERSON_LIMIT)
    return barred


def barred_by_first_order(offers: Iterable[Offer], cause: Cause) -> dict[OfferKey, Explanation]:
    """Offers for first orders, to a guest or while another order is the person's first."""
    return {offer.key: Explanation(offer.key, offer.name, cause) for offer in offers}


def _is_used_up(offer: Offer, uses: Uses | None, day: date) -> bool:
    if uses is None:
        return False
    in_all, a_day = offer.limits.per_person, offer.limits.per_person_and_day
    return (in_all is not None and uses.total >= in_all) or (
        a_day is not None and uses.on(day) >= a_day
    )
