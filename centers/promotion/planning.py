"""Which offers to combine so that the customer pays least.

Offers of one group exclude each other, some stand alone, and sometimes one spoils another
(a cheaper item keeps the order below a threshold). An offer never takes off more beside
others than alone, so the sum of what offers take off alone limits what they can take off
together: the search drops whole families of combinations by that limit, and mostly ends
with the first combination it tries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from centers.promotion.applying import Applied, apply_all
from centers.promotion.basket import Basket
from centers.promotion.model import Offer

MAX_TRIES = 64
"""Combinations that are worked out at most; the best of them is taken."""


class Useful(NamedTuple):
    """An offer and what it takes off alone."""

    offer: Offer
    amount: int


def exclude_each_other(one: Offer, other: Offer) -> bool:
    """Whether two offers may not be combined."""
    return (
        one.alone
        or other.alone
        or not one.groups.isdisjoint(other.groups)
        or not one.excludes.isdisjoint(other.names)
        or not other.excludes.isdisjoint(one.names)
    )


def best_combination(basket: Basket, useful: Sequence[Useful]) -> Applied:
    """The combination of offers that takes most off the basket.

    `useful` is what each takes off alone. Between combinations that take off the same, the
    one whose offers take off more alone is kept, then higher priority, then smaller ids.
    """
    order = sorted(useful, key=lambda each: (-each.amount, -each.offer.priority, each.offer.key))
    search = _Search(basket, order)
    search.extend([], 0, sum(each.amount for each in order))
    return search.best or apply_all(basket, [])


@dataclass(slots=True)
class _Search:
    basket: Basket
    order: Sequence[Useful]
    best: Applied | None = None
    tries: int = field(default=0)

    def extend(self, chosen: list[Offer], place: int, limit: int) -> None:
        """Try every way to go on after `chosen`; together they cannot take off over `limit`."""
        if self.tries >= MAX_TRIES or (self.best is not None and limit <= self.best.total):
            return
        if place == len(self.order):
            self._try(chosen)
            return
        candidate = self.order[place]
        if not any(exclude_each_other(candidate.offer, offer) for offer in chosen):
            self.extend([*chosen, candidate.offer], place + 1, limit)
        self.extend(chosen, place + 1, limit - candidate.amount)

    def _try(self, chosen: list[Offer]) -> None:
        self.tries += 1
        applied = apply_all(self.basket, chosen)
        if self.best is None or applied.total > self.best.total:
            self.best = applied
