"""Rules on the whole order: full reduction, coupons, delivery fee.

Each takes its discount off a basket and says what each line got and what more to spend for
it, or for its next tier.
"""

from __future__ import annotations

from typing import NamedTuple

from centers.promotion.basket import Basket, Shelf
from centers.promotion.explaining import Allocation
from centers.promotion.model import (
    EVERYTHING,
    WHOLE,
    CashOff,
    DeliveryReduction,
    FullReduction,
    OrderRule,
    Scope,
    ShareOff,
)


class Worth(NamedTuple):
    """What a rule would take off, and what more to spend for it or its next tier (0: nothing)."""

    amount: int
    missing: int = 0


class Taken(NamedTuple):
    """What a rule took off, line by line, and what more to spend for its next tier."""

    allocations: tuple[Allocation, ...]
    missing: int = 0


def worth_of(basket: Basket, rule: OrderRule, *, only_plain: bool) -> Worth:
    """What the rule would take off; with `only_plain` items made cheaper do not take part."""
    if isinstance(rule, DeliveryReduction):
        return _delivery_worth(basket, rule)
    return _worth(rule, _eligible(_in_scope(basket, rule.scope), only_plain))


def take_off(basket: Basket, rule: OrderRule, *, only_plain: bool) -> Taken:
    """Take the rule's discount off."""
    amount, missing = worth_of(basket, rule, only_plain=only_plain)
    if not amount:
        return Taken((), missing)
    if isinstance(rule, DeliveryReduction):
        return Taken(basket.take_delivery(amount), missing)
    shelves = _in_scope(basket, rule.scope)
    return Taken(basket.take_share(shelves, amount, only_plain=only_plain), missing)


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


def _in_scope(basket: Basket, scope: Scope) -> list[Shelf]:
    if scope is EVERYTHING:
        return list(basket.shelves)
    return [shelf for shelf in basket.shelves if scope.covers(shelf.line)]


def _eligible(shelves: list[Shelf], only_plain: bool) -> int:
    return sum(shelf.plain if only_plain else shelf.left for shelf in shelves)
