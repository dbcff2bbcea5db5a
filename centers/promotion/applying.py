"""Takes the discounts of several offers off one basket, in the order the contract says.

Item rules come first, then full reductions, then coupons, then the delivery fee; each works
on what the ones before have left. Within a stage the higher priority comes first; between
equals the one that discounts more at that moment, then the smaller id. So the result does
not depend on the order in which offers are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby

from centers.promotion.basket import Basket
from centers.promotion.explaining import Allocation
from centers.promotion.item_rules import (
    bundle_up,
    discount_items,
    discount_nth,
    price_specially,
)
from centers.promotion.model import (
    Bundle,
    DeliveryReduction,
    FullReduction,
    ItemDiscount,
    NthItem,
    Offer,
    Rule,
    SpecialPrice,
)
from centers.promotion.order_rules import take_off


class Stage(IntEnum):
    """When a rule works."""

    ITEMS = 1
    ORDER = 2
    COUPONS = 3
    DELIVERY = 4


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
    """When the rule works."""
    if isinstance(rule, ItemDiscount | SpecialPrice | NthItem | Bundle):
        return Stage.ITEMS
    if isinstance(rule, FullReduction):
        return Stage.ORDER
    return Stage.DELIVERY if isinstance(rule, DeliveryReduction) else Stage.COUPONS


def try_offer(basket: Basket, offer: Offer) -> tuple[Application, Basket]:
    """What the offer would take off, and the basket after it; the basket given stays."""
    after = basket.copy()
    allocations, missing = _take(after, offer)
    amount = sum(allocation.amount for allocation in allocations)
    return Application(offer, allocations, amount, missing), after if amount else basket


def apply_all(basket: Basket, offers: Iterable[Offer]) -> Applied:
    """Apply offers that may be combined; those that have nothing to take off are left out."""
    applications: list[Application] = []
    entries: dict[Stage, Basket] = {}
    ordered = sorted(offers, key=_turn)
    for (stage, _), rivals in groupby(ordered, key=lambda offer: _turn(offer)[:2]):
        entries.setdefault(stage, basket)
        taken, basket = _apply_rivals(basket, list(rivals))
        applications += taken
    return Applied(tuple(applications), basket.payable, entries)


def _turn(offer: Offer) -> tuple[Stage, int, tuple[str, str]]:
    return stage_of(offer.rule), -offer.priority, offer.key


def _apply_rivals(basket: Basket, rivals: list[Offer]) -> tuple[list[Application], Basket]:
    """Offers of one stage and priority: each time the one that takes most off."""
    taken = []
    while rivals:
        tries = [try_offer(basket, offer) for offer in rivals]
        # Of equals max gives the first, and rivals are sorted by id.
        best, after = max(tries, key=lambda each: each[0].amount)
        if not best.amount:
            break
        taken.append(best)
        basket = after
        # What finds nothing to take off now, finds nothing after others have taken more.
        rivals = [each.offer for each, _ in tries if each.amount and each is not best]
    return taken, basket


def _take(basket: Basket, offer: Offer) -> tuple[tuple[Allocation, ...], int]:
    rule = offer.rule
    if isinstance(rule, ItemDiscount):
        return discount_items(basket, rule), 0
    if isinstance(rule, SpecialPrice):
        return price_specially(basket, rule), 0
    if isinstance(rule, NthItem):
        return discount_nth(basket, rule), 0
    if isinstance(rule, Bundle):
        return bundle_up(basket, rule), 0
    taken = take_off(basket, rule, only_plain=offer.excludes_discounted)
    return taken.allocations, taken.missing
