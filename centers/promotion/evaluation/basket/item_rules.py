"""Rules that make pieces cheaper: item discount, special price, nth item, bundle.

Each takes its discount off a basket and returns what each line got. A piece is used by one
such rule at most; a rule never uses a piece that it does not help to make cheaper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from centers.promotion.evaluation.basket.model import Basket, BasketLine
from centers.promotion.evaluation.model import Allocation
from centers.promotion.model import (
    WHOLE,
    AmountOff,
    Bundle,
    ItemDiscount,
    ItemScope,
    NthItem,
    PercentOff,
    PieceCut,
    Slot,
    SpecialPrice,
)
from mesh.pure.money import allocate


def discount_items(basket: Basket, rule: ItemDiscount) -> tuple[Allocation, ...]:
    """Make pieces in scope cheaper, the dearest first; return what each line got."""
    worthwhile = (
        line
        for line in _dearest_first(basket.lines, rule.scope)
        if _cut(rule.cut, line.cart_line.unit)
    )
    chosen = _limited(worthwhile, rule)
    if isinstance(rule.cut, PercentOff):
        return _take_part(basket, chosen, rule.cut.basis_points)
    return _take_each(basket, chosen, lambda line: _cut(rule.cut, line.cart_line.unit))


def price_specially(basket: Basket, rule: SpecialPrice) -> tuple[Allocation, ...]:
    """Give SKUs their special price, modifiers on top; return what each line got."""

    def saving(line: BasketLine) -> int:
        return max(0, line.cart_line.base - rule.prices[line.cart_line.sku_id])

    scope = ItemScope(frozenset(rule.prices))
    fitting = (line for line in basket.lines if line.free and scope.covers(line.cart_line))
    saving_most_first = sorted(filter(saving, fitting), key=lambda line: -saving(line))
    return _take_each(basket, _limited(saving_most_first, rule), saving)


def discount_nth(basket: Basket, rule: NthItem) -> tuple[Allocation, ...]:
    """Make the last of every n pieces, from dear to cheap, cheaper; return what each line got."""
    lines = _dearest_first(basket.lines, rule.scope)
    families: dict[str, list[BasketLine]] = {}
    for line in lines:
        families.setdefault(line.cart_line.sku_id if rule.same_sku else "", []).append(line)
    cheaper: list[tuple[BasketLine, int]] = []
    groups = _groups_of(list(families.values()), rule)
    for place, family in enumerate(families.values()):
        cheaper += _use_groups(basket, family, groups[place], rule.nth)
    return _take_part(basket, cheaper, rule.basis_points)


def _groups_of(families: Sequence[Sequence[BasketLine]], rule: NthItem) -> Counter[int]:
    """Return how many groups of each family have a cheaper piece: the dearest of these first.

    So an offer that is limited takes off no more when pieces are gone than with all of them.
    """
    ends: list[tuple[int, int, int]] = []
    for place, family in enumerate(families):
        before = 0
        for line in family:
            through = before + line.free
            ends.append((line.cart_line.unit, place, through // rule.nth - before // rule.nth))
            before = through
    groups: Counter[int] = Counter()
    left = rule.max_pieces or sum(number for _unit, _place, number in ends)
    for _unit, place, number in sorted(ends, key=lambda end: -end[0]):
        groups[place] += min(number, left)
        left -= min(number, left)
    return groups


def bundle_up(basket: Basket, rule: Bundle) -> tuple[Allocation, ...]:
    """Sell as many sets at one price as can be; return what each line got."""
    left = rule.max_sets or None
    taken: Counter[str] = Counter()
    fitting = [_dearest_first(basket.lines, slot.scope) for slot in rule.slots]
    while left is None or left > 0:
        fitting = [[line for line in lines if line.free] for lines in fitting]
        chosen = _choose_set(basket, rule.slots, fitting)
        worth = sum(line.cart_line.unit * pieces for line, pieces in chosen)
        discount = worth - rule.price
        if not chosen or discount <= 0:
            break
        # The same choice comes again while its pieces last: take all those sets at once.
        sets = min(line.free // pieces for line, pieces in chosen)
        sets = sets if left is None else min(sets, left)
        weights = [line.cart_line.unit * pieces for line, pieces in chosen]
        shares = allocate(discount, weights)
        for (line, pieces), share in zip(chosen, shares, strict=True):
            if share:
                basket.take_pieces(line, pieces * sets, share * sets)
                taken[line.cart_line.ref] += share * sets
            else:
                basket.use_pieces(line, pieces * sets)
        left = None if left is None else left - sets
    return tuple(Allocation(ref, amount) for ref, amount in taken.items())


def _dearest_first(lines: Iterable[BasketLine], scope: ItemScope) -> list[BasketLine]:
    fitting = (line for line in lines if line.free and scope.covers(line.cart_line))
    # Sorting is stable: of equal prices the line that the customer put first.
    return sorted(fitting, key=lambda line: -line.cart_line.unit)


def _cut(cut: PieceCut, unit: int) -> int:
    """Return what a piece gets cheaper by; for a part off, its whole price."""
    if isinstance(cut, PercentOff):
        return unit
    return min(cut.amount, unit) if isinstance(cut, AmountOff) else max(0, unit - cut.price)


def _limited(
    lines: Iterable[BasketLine], rule: ItemDiscount | SpecialPrice
) -> list[tuple[BasketLine, int]]:
    """Return the free pieces of each line, at most as many as the rule allows."""
    chosen = []
    in_all = 0
    of_dish: Counter[str] = Counter()
    for line in lines:
        dish, pieces = line.cart_line.dish, line.free
        if rule.max_pieces:
            pieces = min(pieces, rule.max_pieces - in_all)
        if rule.max_pieces_per_dish:
            pieces = min(pieces, rule.max_pieces_per_dish - of_dish[dish])
        if pieces:
            chosen.append((line, pieces))
            in_all += pieces
            of_dish[dish] += pieces
    return chosen


def _take_each(
    basket: Basket, chosen: Iterable[tuple[BasketLine, int]], saving: Callable[[BasketLine], int]
) -> tuple[Allocation, ...]:
    taken = []
    for line, pieces in chosen:
        discount = saving(line) * pieces
        basket.take_pieces(line, pieces, discount)
        taken.append(Allocation(line.cart_line.ref, discount))
    return tuple(taken)


def _take_part(
    basket: Basket, chosen: list[tuple[BasketLine, int]], basis_points: int
) -> tuple[Allocation, ...]:
    """Take a part off all pieces together, rounded once; return what each line got."""
    weights = [line.cart_line.unit * pieces for line, pieces in chosen]
    shares = allocate(sum(weights) * basis_points // WHOLE, weights) if chosen else []
    taken = []
    for (line, pieces), share in zip(chosen, shares, strict=True):
        if share:
            basket.take_pieces(line, pieces, share)
            taken.append(Allocation(line.cart_line.ref, share))
        else:
            basket.use_pieces(line, pieces)
    return tuple(taken)


def _use_groups(
    basket: Basket, family: list[BasketLine], groups: int, nth: int
) -> list[tuple[BasketLine, int]]:
    """Use the pieces of full groups; return the last of each group, which stays free."""
    cheaper = []
    position, end = 0, groups * nth
    for line in family:
        pieces = min(line.free, end - position)
        last_ones = (position + pieces) // nth - position // nth
        position += pieces
        basket.use_pieces(line, pieces - last_ones)
        if last_ones:
            cheaper.append((line, last_ones))
    return cheaper


def _choose_set(
    basket: Basket, slots: tuple[Slot, ...], fitting: list[list[BasketLine]]
) -> list[tuple[BasketLine, int]]:
    """Return the pieces that make one set, none when there is no set; scarce slots choose first.

    `fitting` are the lines with free pieces for each slot, dearest first.
    """
    order = sorted(range(len(slots)), key=lambda n: sum(line.free for line in fitting[n]))
    used: Counter[int] = Counter()
    for place in order:
        wanted = slots[place].quantity
        for line in fitting[place]:
            pieces = min(wanted, line.free - used[id(line)])
            used[id(line)] += pieces
            wanted -= pieces
            if not wanted:
                break
        if wanted:
            return []
    return [(line, used[id(line)]) for line in basket.lines if id(line) in used]
