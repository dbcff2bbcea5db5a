"""The evaluation of a cart: which offers apply, what each takes off, and why the others do not.

Pure: the same cart, offers and limits give the same answer, in whatever order offers come.

Of the offers that apply, those are combined with which the customer pays least. Offers of one
group exclude each other, some stand alone, and sometimes one makes another worthless (a cheaper
item keeps the order below a threshold). An offer never takes off more beside others than alone,
so the sum of what offers take off alone limits what they can take off together: the search drops
whole families of combinations by that limit, and mostly ends with the first it tries. However many
offers exclude each other, and however large the cart, it ends after so much work: the first
combination, of those that take off most alone, is always among what is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from centers.promotion.errors import CouponNotUsable
from centers.promotion.evaluation.basket.model import Basket
from centers.promotion.evaluation.basket.rules import (
    Application,
    Applied,
    apply_all,
    looks_of,
    stage_of,
    worth_of,
)
from centers.promotion.evaluation.model import (
    Allocation,
    Cause,
    Discount,
    Evaluation,
    Explanation,
)
from centers.promotion.holds.model import Hold, PersonUse, Uses
from centers.promotion.model import (
    WHOLE,
    Cart,
    Conditions,
    ItemDiscount,
    Offer,
    OfferKey,
    Payer,
    SpecialPrice,
    WeeklyWindow,
)
from mesh.pure.money import allocate
from mesh.pure.steps import Steps

NO_LIMITS: Mapping[str, int] = MappingProxyType({})
NONE_BARRED: Mapping[OfferKey, Explanation] = MappingProxyType({})
MAX_TRIES = 64
"""Combinations that are worked out at most; the best of them is taken."""
MAX_STEPS = 2_000
"""Decisions to take an offer or leave it, in all combinations together."""
MAX_LOOKS = 200_000
"""Looks of an offer at a line, in all combinations together: some hundredths of a second."""

_MINUTES_PER_HOUR = 60
_DAYS_PER_WEEK = 7


def evaluate(
    cart: Cart,
    offers: Iterable[Offer],
    *,
    remaining: Mapping[str, int] = NO_LIMITS,
    barred: Mapping[OfferKey, Explanation] = NONE_BARRED,
) -> Steps[Evaluation]:
    """Return the discounts of a cart, with an explanation of every offer looked at.

    `remaining` is what is left of promotions' budgets, by promotion id. `barred` are offers
    that may not apply for a reason known already, and coupons that are no offers at all.
    """
    explained = dict(barred)
    basket = Basket.of(cart)
    useful: list[Useful] = []
    idle: list[Offer] = []
    limited = (_within_campaign(offer, cart) for offer in offers)
    for offer in sorted(limited, key=lambda each: each.key):
        yield
        if offer.key in explained or _is_silent(offer, cart):
            continue
        cause = unmet(offer.conditions, cart)
        if cause is not None:
            explained[offer.key] = _explain_unmet(offer, cause)
            continue
        alone = worth_of(basket, offer).amount
        if alone > remaining.get(offer.key.promotion_id, alone):
            explained[offer.key] = _explain(offer, Cause.BUDGET_SPENT)
        elif alone:
            useful.append(Useful(offer, alone))
        else:
            idle.append(offer)
    applied = yield from best_combination(basket, useful)
    explained |= yield from _explain_others(basket, applied, useful, idle)
    shown = [_explain_applied(each) for each in applied.applications]
    shown += [explained[key] for key in sorted(explained)]
    discounts = tuple(each for one in applied.applications for each in _discounts(one))
    return Evaluation(discounts, tuple(shown), applied.payable)


def _within_campaign(offer: Offer, cart: Cart) -> Offer:
    """Return the offer for no more pieces than the cart may have of its campaign."""
    pieces = cart.campaign_pieces.get(offer.conditions.campaign_id)
    rule = offer.rule
    if pieces is None or not isinstance(rule, ItemDiscount | SpecialPrice):
        return offer
    most = min(pieces, rule.max_pieces or pieces)
    return replace(offer, rule=replace(rule, max_pieces=most))


def _is_silent(offer: Offer, cart: Cart) -> bool:
    """Return whether an offer is left out: a promotion that is for other carts, but no coupon."""
    return not offer.key.coupon_id and is_for_others(offer.conditions, cart)


def _discounts(application: Application) -> Iterator[Discount]:
    """Return the discount of each payer; both together are what the offer takes off."""
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
) -> Steps[dict[OfferKey, Explanation]]:
    winners = [application.offer for application in applied.applications]
    chosen = {offer.key for offer in winners}
    explained = {}
    for offer in (*(each.offer for each in useful), *idle):
        yield
        if offer.key in chosen:
            continue
        found = worth_of(applied.entries.get(stage_of(offer.rule), basket), offer)
        if found.amount:
            explained[offer.key] = _beaten(offer, winners)
        elif found.missing:
            cause = Cause.THRESHOLD_NOT_REACHED
            explained[offer.key] = Explanation(offer.key, offer.name, cause, missing=found.missing)
        else:
            explained[offer.key] = _explain(offer, Cause.NOTHING_TO_DISCOUNT)
    return explained


def _beaten(offer: Offer, winners: Iterable[Offer]) -> Explanation:
    rival = next((winner for winner in winners if exclude_each_other(offer, winner)), None)
    if rival is None:
        return _explain(offer, Cause.DEARER_WITH_IT)
    return Explanation(offer.key, offer.name, Cause.NOT_COMBINABLE, rival=rival.name)


def _explain_applied(application: Application) -> Explanation:
    offer = application.offer
    amount, missing = application.amount, application.missing
    return Explanation(offer.key, offer.name, amount=amount, missing=missing)


def _explain_unmet(offer: Offer, cause: Cause) -> Explanation:
    wanted = offer.conditions.benefit_codes if cause is Cause.NO_BENEFIT else ()
    return Explanation(offer.key, offer.name, cause, benefit_codes=tuple(sorted(wanted)))


def _explain(offer: Offer, cause: Cause) -> Explanation:
    return Explanation(offer.key, offer.name, cause)


class Useful(NamedTuple):
    """An offer and what it takes off alone."""

    offer: Offer
    amount: int


def exclude_each_other(one: Offer | Chosen, other: Offer) -> bool:
    """Return whether an offer may not be combined with another, or with any of those chosen."""
    return (
        one.alone
        or other.alone
        or not one.groups.isdisjoint(other.groups)
        or not one.excludes.isdisjoint(other.names)
        or not other.excludes.isdisjoint(one.names)
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """Offers that may be combined, with what any of them has: looked at as one by the next."""

    offers: tuple[Offer, ...] = ()
    groups: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    alone: bool = False

    def admits(self, offer: Offer) -> bool:
        """Return whether the offer may be combined with all of them."""
        return not self.offers or not exclude_each_other(self, offer)

    def and_(self, offer: Offer) -> Chosen:
        """Return these with one more."""
        return Chosen(
            (*self.offers, offer),
            self.groups | offer.groups,
            self.names | offer.names,
            self.excludes | offer.excludes,
            self.alone or offer.alone,
        )


def best_combination(basket: Basket, useful: Sequence[Useful]) -> Steps[Applied]:
    """Return the combination of offers that takes most off the basket.

    `useful` is what each takes off alone. Between combinations that take off the same, the
    one whose offers take off more alone is kept, then higher priority, then smaller ids.
    """
    order = sorted(useful, key=lambda each: (-each.amount, -each.offer.priority, each.offer.key))
    search = _Search(basket, order)
    yield from search.run()
    return search.best or (yield from apply_all(basket, []))


@dataclass(slots=True)
class _Search:
    basket: Basket
    order: Sequence[Useful]
    best: Applied | None = None
    tries: int = field(default=0)
    steps: int = field(default=0)
    looks: int = field(default=0)

    def run(self) -> Steps[None]:
        """Try combinations, those of offers that take off most first, until none can be better."""
        # What was chosen, how far the offers are decided on, and what all can take off at most.
        ways = [(Chosen(), 0, sum(each.amount for each in self.order))]
        while ways and not self._is_worn_out:
            chosen, place, limit = ways.pop()
            if self.best is not None and limit <= self.best.total:
                continue
            if place == len(self.order):
                yield from self._try(chosen.offers)
                continue
            yield
            self.steps += 1
            candidate = self.order[place]
            ways.append((chosen, place + 1, limit - candidate.amount))
            if chosen.admits(candidate.offer):
                ways.append((chosen.and_(candidate.offer), place + 1, limit))

    @property
    def _is_worn_out(self) -> bool:
        return self.best is not None and (
            self.tries >= MAX_TRIES or self.steps >= MAX_STEPS or self.looks >= MAX_LOOKS
        )

    def _try(self, chosen: Sequence[Offer]) -> Steps[None]:
        self.tries += 1
        self.looks += looks_of(self.basket, chosen)
        applied = yield from apply_all(self.basket, chosen)
        if self.best is None or applied.total > self.best.total:
            self.best = applied


def is_for_others(conditions: Conditions, cart: Cart) -> bool:
    """Return whether the offer belongs to other stores, channels or campaigns than the cart's."""
    return bool(
        (conditions.store_ids and cart.store_id not in conditions.store_ids)
        or (conditions.channels and cart.channel not in conditions.channels)
        or (conditions.campaign_id and conditions.campaign_id not in cart.campaign_ids)
    )


def unmet(conditions: Conditions, cart: Cart) -> Cause | None:
    """Return the first condition that the cart does not meet; None when it meets all."""
    return next(_causes(conditions, cart), None)


def _causes(conditions: Conditions, cart: Cart) -> Iterator[Cause]:
    if is_for_others(conditions, cart):
        yield Cause.OTHER_PLACE
    if conditions.service_types and cart.service_type not in conditions.service_types:
        yield Cause.OTHER_SERVICE_TYPE
    if conditions.member_tiers and cart.member_tier not in conditions.member_tiers:
        yield Cause.OTHER_TIER
    if conditions.benefit_codes and conditions.benefit_codes.isdisjoint(cart.benefit_codes):
        yield Cause.NO_BENEFIT
    if conditions.new_customers_only and not cart.new_customer:
        yield Cause.NOT_FIRST_ORDER
    if conditions.starts_at is not None and cart.at < conditions.starts_at:
        yield Cause.NOT_BEGUN
    if conditions.ends_at is not None and cart.at >= conditions.ends_at:
        yield Cause.OVER
    if conditions.weekly_windows and not _within_any(conditions.weekly_windows, cart):
        yield Cause.OTHER_TIME


def _within_any(windows: tuple[WeeklyWindow, ...], cart: Cart) -> bool:
    local = cart.at.astimezone(cart.zone)
    minute = local.hour * _MINUTES_PER_HOUR + local.minute
    today = local.isoweekday()
    yesterday = (today - 2) % _DAYS_PER_WEEK + 1
    return any(_within(window, today, yesterday, minute) for window in windows)


def _within(window: WeeklyWindow, today: int, yesterday: int, minute: int) -> bool:
    begun = today in window.weekdays and minute >= window.from_minute
    if window.from_minute < window.until_minute:
        return begun and minute < window.until_minute
    return begun or (yesterday in window.weekdays and minute < window.until_minute)


def without_own(uses: Mapping[PersonUse, Uses], own: Hold) -> dict[PersonUse, Uses]:
    """Return the uses of a person, those by the order's own hold left out."""
    others = dict(uses)
    for item in own.items:
        key = PersonUse(own.key.merchant_id, item.key.promotion_id, own.person_id)
        if key in others:
            others[key] = others[key].changed(own.day, -1)
    return others


def with_own(remaining: Mapping[str, int], own: Hold) -> dict[str, int]:
    """Return what is left of budgets for an order that holds some of them itself."""
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
    """Return the offers that the person has had as often as allowed; a guest gets none of them."""
    barred = {}
    for offer in offers:
        used = uses.get(PersonUse(merchant_id, offer.key.promotion_id, person_id), Uses())
        if not person_id:
            barred[offer.key] = _explain(offer, Cause.GUEST)
        elif used.reach(offer.limits, day):
            barred[offer.key] = _explain(offer, Cause.PERSON_LIMIT)
    return barred


def barred_by_first_order(offers: Iterable[Offer], cause: Cause) -> dict[OfferKey, Explanation]:
    """Return offers for first orders as barred: to a guest, or while another order is the first."""
    return {offer.key: _explain(offer, cause) for offer in offers}
