"""Which coupons and limited promotions a person may be offered, and why not the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from centers.promotion.explaining import Explanation, Outcome
from centers.promotion.holds import Coupon, CouponState, Hold, PersonUse, Uses
from centers.promotion.model import Offer, OfferKey


def coupon_fault(coupon: Coupon, person_id: str, order_id: str, at: datetime) -> str:
    """Why the person cannot use the coupon then, as a sentence; empty when they can.

    `order_id` is the order it is for, if that has an id already: it may hold the coupon.
    """
    if coupon.person_id != person_id or not person_id:
        return "The person has no such coupon."
    if coupon.state is CouponState.HELD:
        return "" if coupon.order_id == order_id else "Another order holds it."
    if coupon.state is CouponState.REDEEMED:
        return "It is used."
    if coupon.state is CouponState.REVOKED:
        return "It was taken back."
    if coupon.state is CouponState.EXPIRED or coupon.is_over(at):
        return "Its time is over."
    return ""


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


def unusable(key: OfferKey, name: str, fault: str) -> Explanation:
    """What is said of a coupon that cannot be used."""
    return Explanation(key, name, Outcome.COUPON_NOT_USABLE, fault)


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
        text = ""
        if not person_id:
            text = "It is only for customers who are known."
        elif _is_used_up(
            offer, uses.get(PersonUse(merchant_id, offer.key.promotion_id, person_id)), day
        ):
            text = "The customer has had it as often as allowed."
        if text:
            barred[offer.key] = Explanation(offer.key, offer.name, Outcome.PERSON_LIMIT, text)
    return barred


def barred_by_first_order(offers: Iterable[Offer]) -> dict[OfferKey, Explanation]:
    """Offers for first orders, when another order is the person's first."""
    text = "Another order is the customer's first."
    return {
        offer.key: Explanation(offer.key, offer.name, Outcome.PERSON_LIMIT, text)
        for offer in offers
    }


def _is_used_up(offer: Offer, uses: Uses | None, day: date) -> bool:
    if uses is None:
        return False
    in_all, a_day = offer.limits.per_person, offer.limits.per_person_and_day
    return (in_all is not None and uses.total >= in_all) or (
        a_day is not None and uses.on(day) >= a_day
    )
