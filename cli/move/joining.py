"""One order out of what several old systems say of it: pure.

The rule: rows of one store, channel and number there are one order. What only one system says
counts. Of the time of placing the earliest counts and of the end the latest, since a copy comes
later than what it is a copy of. Everything else that differs is a conflict, and nobody's guess: a
decision names the system that is right, or the order is not taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

from cli.move.model import ENDED, Conflict, Facts, Key, Order, Side
from mesh.pure.money import format_minor

PERSONAL = frozenset({"remark", "contact", "phone", "street"})
"""What is not shown where it differs."""


def joined(
    key: Key, sides: Sequence[Side], right: str, currency: str
) -> tuple[Order, list[Conflict]]:
    """Return the one order of what systems say, each once, and what they contradict each other in.

    `right` is the system that is right where they differ; empty: nobody has decided.
    """
    sides = sorted(sides, key=lambda side: side.system)
    facts, conflicts = Facts(), []
    for name in (each.name for each in fields(Facts)):
        said = {
            side.system: value for side in sides if (value := getattr(side.facts, name)) is not None
        }
        values = list(said.values())
        if not values:
            continue
        if name == "placed_at":
            value = min(values)
        elif name == "ended_at":
            value = max(values)
        else:
            value = said.get(right, values[0])
            if right not in said and any(each != value for each in values[1:]):
                shown = {system: _shown(name, each, currency) for system, each in said.items()}
                conflicts.append(Conflict(key, name, shown))
        facts = replace(facts, **{name: value})
    if facts.status not in ENDED:
        # One of them says that it ended, and a decision that it has not.
        facts = replace(facts, ended_at=None)
    systems = tuple(side.system for side in sides)
    return Order(key, systems, sides[0].where, facts), conflicts


def mistake(facts: Facts) -> str:
    """Return what keeps an order, put together, from being one; empty for none."""
    lines = facts.lines or ()
    if not lines:
        return "has no line"
    goods = sum(line.amount for line in lines)
    fees = (facts.packaging_fee or 0) + (facts.delivery_fee or 0)
    off = (facts.discount or 0) + (facts.platform_discount or 0)
    if goods + fees - off != facts.total:
        return (
            f"lines {goods} + fees {fees} - discounts {off} are {goods + fees - off}, "
            f"and total says {facts.total} (minor units)"
        )
    if (facts.refunded or 0) > (facts.total or 0):
        return "refunded is more than total"
    if facts.refunded and facts.status not in ENDED:
        return "has money back and is not over: it comes when it is"
    return ""


def _shown(name: str, value: object, currency: str) -> str:
    if name in PERSONAL:
        return "something else"
    if isinstance(value, int):  # All numbers of an order are amounts.
        return format_minor(value, currency)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        lines = (
            (line.quantity, line.code or line.name, format_minor(line.unit_price, currency))
            for line in value
        )
        return "; ".join(f"{pieces} × {dish} at {price}" for pieces, dish, price in lines)
    return str(value)
