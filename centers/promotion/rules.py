"""The evaluation of a cart: which offers apply, what each takes off, and why the others do not.

Pure: the same cart, offers and limits give the same answer, in whatever order offers come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from centers.promotion.applying import Application, Applied, stage_of, worth_of
from centers.promotion.basket import Basket
from centers.promotion.conditions import is_for_others, unmet
from centers.promotion.explaining import (
    Allocation,
    Cause,
    Discount,
    Evaluation,
    Explanation,
)
from centers.promotion.model import WHOLE, Cart, Offer, OfferKey, Payer
from centers.promotion.planning import Useful, best_combination, exclude_each_other
from mesh.pure.money import allocate

NO_LIMITS: Mapping[str, int] = MappingProxyType({})
NOBODY_BARRED: Mapping[OfferKey, Explanation] = MappingProxyType({})


def evaluate(
    cart: Cart,
    offers: Iterable[Offer],
    *,
    remaining: Mapping[str, int] = NO_LIMITS,
    barred: Mapping[OfferKey, Explanation] = NOBODY_BARRED,
) -> Evaluation:
    """The discounts of a cart with an explanation of every offer looked at.

    `remaining` is what is left of promotions' budgets, by promotion id. `barred` are offers
    that may not apply for a reason known already, and coupons that are no offers at all.
    """
    verdicts = dict(barred)
    basket = Basket.of(cart)
    useful: list[Useful] = []
    idle: list[Offer] = []
    for offer in sorted(offers, key=lambda each: each.key):
        if offer.key in verdicts or _is_silent(offer, cart):
            continue
        cause = unmet(offer.conditions, cart)
        if cause is not None:
            verdicts[offer.key] = _verdict(offer, cause)
            continue
        alone = worth_of(basket, offer).amount
        if alone > remaining.get(offer.key.promotion_id, alone):
            verdicts[offer.key] = _verdict(offer, Cause.BUDGET_SPENT)
        elif alone:
            useful.append(Useful(offer, alone))
        else:
            idle.append(offer)
    applied = best_combination(basket, useful)
    verdicts |= _explain_others(basket, applied, useful, idle)
    shown = [_applied_verdict(each) for each in applied.applications]
    shown += [verdicts[key] for key in sorted(verdicts)]
    discounts = tuple(each for one in applied.applications for each in _discounts(one))
    return Evaluation(discounts, tuple(shown), applied.payable)


def _is_silent(offer: Offer, cart: Cart) -> bool:
    """A promotion for somebody else is not spoken of; a coupon the person holds is."""
    return not offer.key.coupon_id and is_for_others(offer.conditions, cart)


def _discounts(application: Application) -> Iterator[Discount]:
    """The discount of each payer; both together are what the offer takes off."""
    offer, whole = application.offer, application.allocations
    of_platform = application.amount * offer.platform_basis_points // WHOLE
    first = offer.first_order
    if of_platform == 0:
        yield Discount(offer.key, offer.name, application.amount, Payer.MERCHANT, whole, first)
        return
    shares = allocate(of_platform, [part.amount for part in whole])
    platform = tuple(
        Allocation(part.ref, share) for part, share in zip(whole, shares, strict=True) if share
    )
    merchant = tuple(
        Allocation(part.ref, part.amount - share)
        for part, share in zip(whole, shares, strict=True)
        if part.amount > share
    )
    if merchant:
        rest = application.amount - of_platform
        yield Discount(offer.key, offer.name, rest, Payer.MERCHANT, merchant, first)
    yield Discount(offer.key, offer.name, of_platform, Payer.PLATFORM, platform, first)


def _explain_others(
    basket: Basket, applied: Applied, useful: Iterable[Useful], idle: Iterable[Offer]
) -> dict[OfferKey, Explanation]:
    winners = [application.offer for application in applied.applications]
    chosen = {offer.key for offer in winners}
    verdicts = {}
    for offer in (*(each.offer for each in useful), *idle):
        if offer.key in chosen:
            continue
        found = worth_of(applied.entries.get(stage_of(offer.rule), basket), offer)
        if found.amount:
            verdicts[offer.key] = _beaten(offer, winners)
        elif found.missing:
            cause = Cause.THRESHOLD_NOT_REACHED
            verdicts[offer.key] = Explanation(offer.key, offer.name, cause, missing=found.missing)
        else:
            verdicts[offer.key] = _verdict(offer, Cause.NOTHING_TO_DISCOUNT)
    return verdicts


def _beaten(offer: Offer, winners: Iterable[Offer]) -> Explanation:
    rivals = [winner.name for winner in winners if exclude_each_other(offer, winner)]
    if not rivals:
        return _verdict(offer, Cause.DEARER_WITH_IT)
    return Explanation(offer.key, offer.name, Cause.NOT_COMBINABLE, rival=rivals[0])


def _applied_verdict(application: Application) -> Explanation:
    offer = application.offer
    amount, missing = application.amount, application.missing
    return Explanation(offer.key, offer.name, amount=amount, missing=missing)


def _verdict(offer: Offer, cause: Cause) -> Explanation:
    return Explanation(offer.key, offer.name, cause)
