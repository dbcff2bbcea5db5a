"""Decisions about carts: pure."""

from __future__ import annotations

from apps.cart.model import Change, Line, LookedAt, Problem, Seen

MAX_CARTS = 50
"""Most carts of one owner; who begins another loses the one untouched for longest."""

_OF_PROBLEMS = {
    "SKU_NOT_FOUND": Change.GONE,
    "MODIFIER_NOT_ALLOWED": Change.OPTION_GONE,
    "MODIFIER_LIMIT": Change.OPTION_GONE,
    "COMBO_CHOICE_WRONG": Change.OPTION_GONE,
}


def look_at(line: Line, sku_id: str, now: Seen | None, problem: Problem | None) -> LookedAt:
    """Return a line with what changed.

    `now` is what it is called and costs; None when nobody could say.
    """
    if problem is not None:
        change = change_of(problem, sku_id)
        return LookedAt(line, line.seen, False, (change,), problem.available)
    if now is None:
        return LookedAt(line, line.seen, can_be_ordered=False)
    changes = () if line.seen is None else changes_between(line.seen, now)
    return LookedAt(line, now, True, changes, previous=line.seen)


def changes_between(seen: Seen, now: Seen) -> tuple[Change, ...]:
    """Return what is different; names in two languages are not compared."""
    changes: list[Change] = []
    if (seen.amount, seen.currency) != (now.amount, now.currency):
        changes.append(Change.PRICE)
    if seen.language == now.language and seen.full_name != now.full_name:
        changes.append(Change.NAME)
    return tuple(changes)


def change_of(problem: Problem, sku_id: str) -> Change:
    """Return what became of a line of a SKU that cannot be ordered."""
    if problem.reason == "NOT_ON_MENU":
        return Change.NOT_SOLD_NOW if problem.sold_at_other_times else Change.GONE
    if problem.reason == "SOLD_OUT":
        return Change.SOLD_OUT if problem.item_id in ("", sku_id) else Change.OPTION_GONE
    if problem.reason == "OUT_OF_STOCK":
        return Change.TOO_FEW if problem.available else Change.OUT_OF_STOCK
    return _OF_PROBLEMS.get(problem.reason, Change.NOT_ALLOWED_SO)
