"""Rules that make pieces cheaper: item discount, special price, nth item, bundle.

Each takes its discount off a basket and says what each line got. A piece is used by one
such rule at most; a rule never uses a piece that it does not help to make cheaper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

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
from mesh.pure.money import allocate


def discount_items(basket: Basket, rule: ItemDiscount) -> tuple[Allocation, ...]:
    """Each piece in scope cheaper, dearest first while there is a limit."""
    worthwhile = (
        shelf
        for shelf in _dearest_first(basket.shelves, rule.scope)
        if _cut(rule.cut, shelf.line.unit)
    )
    chosen = _limited(worthwhile, rule)
    if isinstance(rule.cut, PercentOff):
        return _take_part(basket, chosen, rule.cut.basis_points)
    return _take_each(basket, chosen, lambda shelf: _cut(rule.cut, shelf.line.unit))


def price_specially(basket: Basket, rule: SpecialPrice) -> tuple[Allocation, ...]:
    """Pieces of named SKUs at their own price; what modifiers cost is still paid."""

    def saving(shelf: Shelf) -> int:
        return max(0, shelf.line.base - rule.prices[shelf.line.sku_id])

    scope = Scope(frozenset(rule.prices))
    fitting = (shelf for shelf in basket.shelves if shelf.free and scope.covers(shelf.line))
    saving_most_first = sorted(filter(saving, fitting), key=lambda shelf: -saving(shelf))
    return _take_each(basket, _limited(saving_most_first, rule), saving)


def discount_nth(basket: Basket, rule: NthItem) -> tuple[Allocation, ...]:
    """Pieces from dear to cheap in groups of n, the last of each full group cheaper."""
    shelves = _dearest_first(basket.shelves, rule.scope)
    families: dict[str, list[Shelf]] = {}
    for shelf in shelves:
        families.setdefault(shelf.line.sku_id if rule.same_sku else "", []).append(shelf)
    left = rule.max_pieces or None
    cheaper: list[tuple[Shelf, int]] = []
    for family in families.values():
        groups = sum(shelf.free for shelf in family) // rule.nth
        groups = groups if left is None else min(groups, left)
        cheaper += _use_groups(basket, family, groups, rule.nth)
        left = None if left is None else left - groups
    return _take_part(basket, cheaper, rule.basis_points)


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


def _cut(cut: PieceCut, unit: int) -> int:
    """What a piece gets cheaper by; of a part only whether it is anything."""
    if isinstance(cut, PercentOff):
        return unit
    return min(cut.amount, unit) if isinstance(cut, AmountOff) else max(0, unit - cut.price)


def _limited(
    shelves: Iterable[Shelf], rule: ItemDiscount | SpecialPrice
) -> list[tuple[Shelf, int]]:
    """Free pieces line by line, in all and of each dish at most as many as the rule allows."""
    chosen = []
    in_all = 0
    of_dish: Counter[str] = Counter()
    for shelf in shelves:
        dish, pieces = shelf.line.dish, shelf.free
        if rule.max_pieces:
            pieces = min(pieces, rule.max_pieces - in_all)
        if rule.max_per_dish:
            pieces = min(pieces, rule.max_per_dish - of_dish[dish])
        if pieces:
            chosen.append((shelf, pieces))
            in_all += pieces
            of_dish[dish] += pieces
    return chosen


def _take_each(
    basket: Basket, chosen: Iterable[tuple[Shelf, int]], saving: Callable[[Shelf], int]
) -> tuple[Allocation, ...]:
    taken = []
    for shelf, pieces in chosen:
        discount = saving(shelf) * pieces
        basket.take_pieces(shelf, pieces, discount)
        taken.append(Allocation(shelf.line.ref, discount))
    return tuple(taken)


def _take_part(
    basket: Basket, chosen: list[tuple[Shelf, int]], basis_points: int
) -> tuple[Allocation, ...]:
    """Take a part off all pieces together: rounded once, not line by line."""
    weights = [shelf.line.unit * pieces for shelf, pieces in chosen]
    shares = allocate(sum(weights) * basis_points // WHOLE, weights) if chosen else []
    taken = []
    for (shelf, pieces), share in zip(chosen, shares, strict=True):
        if share:
            basket.take_pieces(shelf, pieces, share)
            taken.append(Allocation(shelf.line.ref, share))
        else:
            basket.use_pieces(shelf, pieces)
    return tuple(taken)


def _use_groups(
    basket: Basket, family: list[Shelf], groups: int, nth: int
) -> list[tuple[Shelf, int]]:
    """Use the pieces of full groups; give the last of each group, which stays free."""
    cheaper = []
    position, end = 0, groups * nth
    for shelf in family:
        pieces = min(shelf.free, end - position)
        last_ones = (position + pieces) // nth - position // nth
        position += pieces
        basket.use_pieces(shelf, pieces - last_ones)
        if last_ones:
            cheaper.append((shelf, last_ones))
    return cheaper


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
