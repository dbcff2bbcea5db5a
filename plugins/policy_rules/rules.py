"""What the rules of a chain come to: pure, from what is asked and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugins.policy_rules.model import Accept, Carriers, Price, Refuse, Route, Sale, Span

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Line:
    """A line: what a dish is called, and what one of it costs on the menu."""

    line_ref: str
    names: frozenset[str]
    unit_price: int


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered; `at` is when it is wanted, by the store's clock."""

    store: str
    channel: str
    service_type: str
    person: str
    at: datetime
    lines: Sequence[Line]
    total: int = 0

    def has_one_of(self, codes: Collection[str]) -> bool:
        """Return whether one of these dishes is in it."""
        return any(not line.names.isdisjoint(codes) for line in self.lines)


def prices(rules: Iterable[Price], order: Order) -> dict[str, int]:
    """Return what lines cost that do not cost what the menu says, by line_ref."""
    fitting = [rule for rule in rules if _is_such_a_sale(rule, order)]
    found = ((line.line_ref, _price(fitting, line)) for line in order.lines)
    return {line_ref: price for line_ref, price in found if price is not None}


def refusal(rules: Iterable[Refuse], order: Order) -> Refuse | None:
    """Return the rule by which an order may not be placed."""
    return next((rule for rule in rules if _is_refused(rule, order)), None)


def tills(rules: Iterable[Route], order: Order, given: Collection[str]) -> Route | None:
    """Return which tills make an order; None for those of its store."""
    fitting = (rule for rule in rules if _is_such_a_sale(rule, order) and rule.pos_plugin in given)
    return next((x for x in fitting if not x.codes or order.has_one_of(x.codes)), None)


def accepted(rules: Iterable[Accept], order: Order) -> bool | None:
    """Return whether an order is accepted at once; None where nothing is said about it."""
    for rule in rules:
        small = rule.total_up_to is None or order.total <= rule.total_up_to
        if small and _is_such_a_sale(rule, order):
            return rule.at_once
    return None


def carriers(
    rules: Iterable[Carriers],
    store: str,
    at: datetime,
    metres: int | None,
    given: Collection[str],
) -> list[str]:
    """Return who is asked to bring it; nobody where no rule names one of those given."""
    for rule in rules:
        most = rule.metres_up_to
        near = most is None or (metres is not None and metres <= most)
        chosen = [name for name in dict.fromkeys(rule.order) if name in given]
        if near and chosen and _holds(rule, store, at):
            return chosen
    return []


def _price(rules: Iterable[Price], line: Line) -> int | None:
    for rule in rules:
        named = [rule.codes[name] for name in sorted(line.names) if name in rule.codes]
        if named:
            return named[0]
        if rule.percent is not None:
            return (line.unit_price * rule.percent + 50) // 100
    return None


def _is_refused(rule: Refuse, order: Order) -> bool:
    person = not rule.persons or order.person in rule.persons
    dish = not rule.codes or order.has_one_of(rule.codes)
    large = rule.total_above is None or order.total > rule.total_above
    return person and dish and large and _is_such_a_sale(rule, order)


def _is_such_a_sale(rule: Sale, order: Order) -> bool:
    channel = not rule.channels or order.channel in rule.channels
    served = not rule.service_types or order.service_type in rule.service_types
    return channel and served and _holds(rule, order.store, order.at)


def _holds(rule: Span, store: str, at: datetime) -> bool:
    if rule.stores and store not in rule.stores:
        return False
    first, last, clock = rule.begin or "00:00", rule.end or "24:00", f"{at:%H:%M}"
    if first <= last:
        return first <= clock < last and _is_on(rule, at)
    # What is past midnight belongs to the day on which it begins.
    begun = clock >= first and _is_on(rule, at)
    return begun or (clock < last and _is_on(rule, at - timedelta(days=1)))


def _is_on(rule: Span, at: datetime) -> bool:
    return not rule.days or DAYS[at.weekday()] in rule.days
