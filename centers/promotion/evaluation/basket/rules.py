"""Taking the discounts of several offers off one basket, in the order the contract says.

Item rules come first, then full reductions, then coupons, then the delivery fee; each works
on what the ones before have left. Within a stage the higher priority comes first; between
equals the one that discounts more at that moment, then the smaller id. So the result does
not depend on the order in which offers are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from heapq import heapify, heappop, heappush
from itertools import groupby
from typing import NamedTuple

from centers.promotion.evaluation.basket.item_rules import (
    bundle_up,
    discount_items,
    discount_nth,
    price_specially,
)
from centers.promotion.evaluation.basket.model import Basket, BasketLine
from centers.promotion.evaluation.model import Allocation
from centers.promotion.model import (
    EVERYTHING,
    WHOLE,
    Bundle,
    CashOff,
    DeliveryReduction,
    FullReduction,
    ItemDiscount,
    ItemRule,
    ItemScope,
    NthItem,
    Offer,
    OrderRule,
    Rule,
    ShareOff,
    SpecialPrice,
)
from mesh.pure.steps import Steps


class Stage(IntEnum):
    """When a rule works."""

    ITEMS = 1
    ORDER = 2
    COUPONS = 3
    DELIVERY = 4


class Worth(NamedTuple):
    """What a rule would take off, and what more to spend for it or its next tier (0: nothing)."""

    amount: int
    missing: int = 0


class Taken(NamedTuple):
    """What a rule took off, line by line, and what more to spend for its next tier."""

    allocations: tuple[Allocation, ...]
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Application:
    """What one offer takes off, line by line, and what more to spend for its next tier."""

    offer: Offer
    allocations: tuple[Allocation, ...]
    amount: int
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    """Offers applied one after the other: what each took off, and what is left to pay.

    `entries` is the basket as each stage that had an offer found it.
    """

    applications: tuple[Application, ...]
    payable: int
    entries: Mapping[Stage, Basket]

    @property
    def total(self) -> int:
        """The sum of what was taken off."""
        return sum(application.amount for application in self.applications)


def stage_of(rule: Rule) -> Stage:
    """Return when the rule works."""
    if isinstance(rule, ItemDiscount | SpecialPrice | NthItem | Bundle):
        return Stage.ITEMS
    if isinstance(rule, FullReduction):
        return Stage.ORDER
    return Stage.DELIVERY if isinstance(rule, DeliveryReduction) else Stage.COUPONS


def worth_of(basket: Basket, offer: Offer) -> Worth:
    """Return what the offer would take off, and what more to spend for it; the basket stays."""
    rule = offer.rule
    if isinstance(rule, ItemDiscount | SpecialPrice | NthItem | Bundle):
        allocations = _use_items(basket.copy(), rule)
        return Worth(sum(allocation.amount for allocation in allocations))
    return _order_worth(basket, rule, only_plain=offer.excludes_discounted)


def apply_all(basket: Basket, offers: Iterable[Offer]) -> Steps[Applied]:
    """Apply offers that may be combined; return those that take something off, and what is left."""
    basket = basket.copy()
    applications: list[Application] = []
    entries: dict[Stage, Basket] = {}
    ordered = sorted(offers, key=_turn)
    for (stage, _), rivals in groupby(ordered, key=lambda offer: _turn(offer)[:2]):
        if stage not in entries:
            entries[stage] = basket.copy()
        applications += yield from _apply_rivals(basket, list(rivals))
    return Applied(tuple(applications), basket.payable, entries)


def looks_of(basket: Basket, offers: Sequence[Offer]) -> int:
    """Return about how often offers look at lines when they are applied, each with its rivals."""
    size = len(basket.lines)
    bundles = sum(isinstance(offer.rule, Bundle) for offer in offers)
    return size * len(offers) * (len(offers) + bundles * size)


def _turn(offer: Offer) -> tuple[Stage, int, tuple[str, str]]:
    return stage_of(offer.rule), -offer.priority, offer.key


def _apply_rivals(basket: Basket, rivals: Sequence[Offer]) -> Steps[list[Application]]:
    """Apply offers of one stage and priority, each time the one that takes most off.

    Of equals the first: rivals are sorted by id. An offer takes off no more after others than
    before them, so what it was worth limits what it is worth now, and only those are looked at
    again that may be next by that.
    """
    applied: list[Application] = []
    # What each is worth at most, negative to have the most first, and after how many that was.
    limits: list[tuple[int, int, int]] = []
    for place, offer in enumerate(rivals):
        yield
        if worth := worth_of(basket, offer).amount:
            limits.append((-worth, place, 0))
    heapify(limits)
    while limits:
        yield
        limit, place, known_after = heappop(limits)
        offer = rivals[place]
        worth = -limit if known_after == len(applied) else worth_of(basket, offer).amount
        if worth < -limit:
            if worth:
                heappush(limits, (-worth, place, len(applied)))
            continue
        application = _apply(basket, offer)
        if application.amount:
            applied.append(application)
    return applied


def _apply(basket: Basket, offer: Offer) -> Application:
    rule = offer.rule
    if isinstance(rule, ItemDiscount | SpecialPrice | NthItem | Bundle):
        taken = Taken(_use_items(basket, rule))
    else:
        taken = _take_off(basket, rule, only_plain=offer.excludes_discounted)
    amount = sum(allocation.amount for allocation in taken.allocations)
    return Application(offer, taken.allocations, amount, taken.missing)


def _use_items(basket: Basket, rule: ItemRule) -> tuple[Allocation, ...]:
    if isinstance(rule, ItemDiscount):
        return discount_items(basket, rule)
    if isinstance(rule, SpecialPrice):
        return price_specially(basket, rule)
    if isinstance(rule, NthItem):
        return discount_nth(basket, rule)
    return bundle_up(basket, rule)


def _order_worth(basket: Basket, rule: OrderRule, *, only_plain: bool) -> Worth:
    """Return what the rule would take off; items made cheaper count unless `only_plain`."""
    if isinstance(rule, DeliveryReduction):
        return _delivery_worth(basket, rule)
    return _worth(rule, _eligible(_in_scope(basket, rule.scope), only_plain))


def _take_off(basket: Basket, rule: OrderRule, *, only_plain: bool) -> Taken:
    """Take the rule's discount off; return what each line got."""
    amount, missing = _order_worth(basket, rule, only_plain=only_plain)
    if not amount:
        return Taken((), missing)
    if isinstance(rule, DeliveryReduction):
        return Taken(basket.take_delivery(amount), missing)
    lines = _in_scope(basket, rule.scope)
    return Taken(basket.take_share(lines, amount, only_plain=only_plain), missing)


def _delivery_worth(basket: Basket, rule: DeliveryReduction) -> Worth:
    if not basket.delivery:
        return Worth(0)
    if basket.goods < rule.threshold:
        return Worth(0, rule.threshold - basket.goods)
    wanted = basket.delivery if rule.amount is None else rule.amount
    return Worth(min(wanted, basket.delivery))


def _worth(rule: FullReduction | CashOff | ShareOff, eligible: int) -> Worth:
    if not eligible:
        return Worth(0)
    if isinstance(rule, FullReduction):
        return _reduction(rule, eligible)
    if eligible < rule.threshold:
        return Worth(0, rule.threshold - eligible)
    if isinstance(rule, CashOff):
        return Worth(min(rule.amount, eligible))
    share = eligible * rule.basis_points // WHOLE
    return Worth(share if rule.cap is None else min(share, rule.cap))


def _reduction(rule: FullReduction, eligible: int) -> Worth:
    if rule.repeats:
        (tier,) = rule.tiers
        times, beyond = divmod(eligible, tier.threshold)
        return Worth(min(tier.reduction * times, eligible), tier.threshold - beyond)
    reached = [tier for tier in rule.tiers if tier.threshold <= eligible]
    following = rule.tiers[len(reached) :]
    missing = following[0].threshold - eligible if following else 0
    return Worth(min(reached[-1].reduction, eligible) if reached else 0, missing)


def _in_scope(basket: Basket, scope: ItemScope) -> list[BasketLine]:
    if scope is EVERYTHING:
        return list(basket.lines)
    return [line for line in basket.lines if scope.covers(line.cart_line)]


def _eligible(lines: list[BasketLine], only_plain: bool) -> int:
    return sum(line.plain if only_plain else line.left for line in lines)
