"""Rules that make pieces cheaper: item discount, special price, nth item, bundle.

Each takes its discount off a basket and says what each line got. A piece is used by one
such rule at most; a rule never uses a piece that it does not help to make cheaper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from centers.promotion.basket import Basket, Shelf
from centers.promotion.explaining import Allocation
from centers.promotion.model import (
    WHOLE,
    AmountOff,
    Bundle,
    ItemDiscount,
    NthItem,
    PercentOff,
    PieceCut,
    Scope,
    Slot,
    SpecialPrice,
)
from mesh.money import allocate


def discount_items(basket: Basket, rule: ItemDiscount) -> tuple[Allocation, ...]:
    """Each piece in scope cheaper, dearest first while there is a limit."""
    left = rule.max_pieces or None
    taken = []
    for shelf in _dearest_first(basket.shelves, rule.scope):
        pieces = shelf.free if left is None else min(shelf.free, left)
        discount = _cut(rule.cut, shelf.line.unit, pieces)
        if discount:
            basket.take_pieces(shelf, pieces, discount)
            taken.append(Allocation(shelf.line.ref, discount))
            left = None if left is None else left - pieces
    return tuple(taken)


def price_specially(basket: Basket, rule: SpecialPrice) -> tuple[Allocation, ...]:
    """Pieces of named SKUs at their own price; what modifiers cost is still paid."""
    left = rule.max_pieces or None
    taken = []
    for shelf in _dearest_first(basket.shelves, Scope(frozenset(rule.prices))):
        pieces = shelf.free if left is None else min(shelf.free, left)
        discount = max(0, shelf.line.base - rule.prices[shelf.line.sku_id]) * pieces
        if discount:
            basket.take_pieces(shelf, pieces, discount)
            taken.append(Allocation(shelf.line.ref, discount))
            left = None if left is None else left - pieces
    return tuple(taken)


def discount_nth(basket: Basket, rule: NthItem) -> tuple[Allocation, ...]:
    """Pieces from dear to cheap in groups of n, the last of each full group cheaper."""
    shelves = _dearest_first(basket.shelves, rule.scope)
    families: dict[str, list[Shelf]] = {}
    for shelf in shelves:
        families.setdefault(shelf.line.sku_id if rule.same_sku else "", []).append(shelf)
    left = rule.max_pieces or None
    taken: list[Allocation] = []
    for family in families.values():
        groups = sum(shelf.free for shelf in family) // rule.nth
        groups = groups if left is None else min(groups, left)
        taken += _discount_groups(basket, family, groups, rule)
        left = None if left is None else left - groups
    return tuple(taken)


def bundle_up(basket: Basket, rule: Bundle) -> tuple[Allocation, ...]:
    """Sets of pieces at one price, as many as the basket has and the rule allows."""
    left = rule.max_sets or None
    taken: Counter[str] = Counter()
    while left is None or left > 0:
        chosen = _choose_set(basket, rule.slots)
        worth = sum(shelf.line.unit * pieces for shelf, pieces in chosen)
        discount = worth - rule.price
        if not chosen or discount <= 0:
            break
        # The same choice comes again while its pieces last: take all those sets at once.
        sets = min(shelf.free // pieces for shelf, pieces in chosen)
        sets = sets if left is None else min(sets, left)
        weights = [shelf.line.unit * pieces for shelf, pieces in chosen]
        shares = allocate(discount, weights)
        for (shelf, pieces), share in zip(chosen, shares, strict=True):
            if share:
                basket.take_pieces(shelf, pieces * sets, share * sets)
                taken[shelf.line.ref] += share * sets
            else:
                basket.use_pieces(shelf, pieces * sets)
        left = None if left is None else left - sets
    return tuple(Allocation(ref, amount) for ref, amount in taken.items())


def _dearest_first(shelves: Iterable[Shelf], scope: Scope) -> list[Shelf]:
    fitting = (shelf for shelf in shelves if shelf.free and scope.covers(shelf.line))
    # Sorting is stable: of equal prices the line that the customer put first.
    return sorted(fitting, key=lambda shelf: -shelf.line.unit)


def _cut(cut: PieceCut, unit: int, pieces: int) -> int:
    if isinstance(cut, PercentOff):
        return unit * pieces * cut.basis_points // WHOLE
    if isinstance(cut, AmountOff):
        return min(cut.amount, unit) * pieces
    return max(0, unit - cut.price) * pieces


def _discount_groups(
    basket: Basket, family: list[Shelf], groups: int, rule: NthItem
) -> list[Allocation]:
    taken = []
    position, end = 0, groups * rule.nth
    for shelf in family:
        pieces = min(shelf.free, end - position)
        cheaper = (position + pieces) // rule.nth - position // rule.nth
        discount = shelf.line.unit * cheaper * rule.basis_points // WHOLE
        position += pieces
        if discount:
            basket.take_pieces(shelf, cheaper, discount)
            taken.append(Allocation(shelf.line.ref, discount))
            pieces -= cheaper
        basket.use_pieces(shelf, pieces)
    return taken


def _choose_set(basket: Basket, slots: tuple[Slot, ...]) -> list[tuple[Shelf, int]]:
    """Pieces that make one set, empty when there is none; scarce slots choose first."""
    fitting = [_dearest_first(basket.shelves, slot.scope) for slot in slots]
    order = sorted(range(len(slots)), key=lambda n: sum(shelf.free for shelf in fitting[n]))
    used: Counter[int] = Counter()
    for place in order:
        wanted = slots[place].quantity
        for shelf in fitting[place]:
            pieces = min(wanted, shelf.free - used[id(shelf)])
            used[id(shelf)] += pieces
            wanted -= pieces
        if wanted:
            return []
    return [(shelf, used[id(shelf)]) for shelf in basket.shelves if used[id(shelf)]]
