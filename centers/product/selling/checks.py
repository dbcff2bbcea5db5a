"""Whether a question about menus, prices and what is sold out has the form of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from centers.product.model import ProductKind
from centers.product.selling.model import Availability, ChosenModifier, LineToPrice, PricedLine
from mesh.pure import limits
from mesh.pure.validation import Check


def check_place(store_id: str, channel: str, zone: str, language: str) -> None:
    """Raise InvalidRequest for a malformed place of a question."""
    check = Check()
    check.identifier("store_id", store_id)
    check.channel("channel", channel)
    check.zone("time_zone", zone)
    check.text("language", language, min=0, max=limits.MAX_LANGUAGE)
    check.raise_if_any()


def check_availability(store_id: str, said: Sequence[Availability], now: datetime) -> None:
    """Raise InvalidRequest for a malformed change of what a store has none of."""
    check = Check()
    check.identifier("store_id", store_id)
    check.count("changes", said, min=1, max=500)
    check.distinct("changes", (entry.item_id for entry in said))
    for index, entry in enumerate(said):
        inner = check.at(f"changes[{index}]")
        inner.identifier("item", entry.item_id)
        ahead = entry.until is None or (not entry.available and entry.until > now)
        inner.that(ahead, "until", "must lie ahead, and only with available = false")
        inner.that(
            not entry.by_stock or (entry.until is None and not entry.is_modifier),
            "cause",
            "STOCK is said of SKUs, and without until",
        )
    check.raise_if_any()


def check_lines(check: Check, lines: Sequence[LineToPrice]) -> None:
    """Note everything wrong with the form of lines to price."""
    check.count("lines", lines, min=1, max=limits.MAX_LINES)
    check.distinct("lines", (line.line_ref for line in lines))
    total = 0
    for index, line in enumerate(lines):
        inner = check.at(f"lines[{index}]")
        inner.text("line_ref", line.line_ref, max=32)
        inner.identifier("sku_id", line.sku_id)
        inner.integer("quantity", line.quantity, min=1, max=limits.MAX_QUANTITY)
        inner.count("combo_choices", line.parts, min=0, max=limits.MAX_CHOICES)
        choices = _check_choices(inner, line.modifiers, 1)
        for number, part in enumerate(line.parts):
            place = inner.at(f"combo_choices[{number}]")
            place.identifier("slot_id", part.slot_id)
            place.identifier("sku_id", part.sku_id)
            place.integer("quantity", part.quantity, min=1, max=20)
            choices += _check_choices(place, part.modifiers, 1)
        most = f"must be at most {limits.MAX_CHOICES} in all"
        inner.that(choices <= limits.MAX_CHOICES, "modifiers", most)
        total += choices
    most = f"must have at most {limits.MAX_CHOICES_OF_ORDER} choices in all"
    check.that(total <= limits.MAX_CHOICES_OF_ORDER, "lines", most)


def check_priced(check: Check, lines: Sequence[PricedLine]) -> None:
    """Note what no order can hold: too much money, or too many pieces of one item."""
    for line in lines:
        dear = f"must cost at most {limits.MAX_AMOUNT} minor units"
        whole = line.amount + line.packaging_fee
        check.that(whole <= limits.MAX_AMOUNT, f"line {line.line_ref}", dear)
        most = max((component.quantity for component in line.components), default=0)
        many = f"must take at most {limits.MAX_PIECES} pieces of each item"
        check.that(most <= limits.MAX_PIECES, f"line {line.line_ref}", many)
    vouchers = sum(line.quantity for line in lines if line.product.kind is ProductKind.VOUCHER)
    words = f"must have at most {limits.MAX_VOUCHERS} vouchers in all"
    check.that(vouchers <= limits.MAX_VOUCHERS, "lines", words)


def _check_choices(check: Check, chosen: Sequence[ChosenModifier], level: int) -> int:
    """Note what is wrong with choices, and return how many there are in all levels."""
    if not chosen:
        return 0
    if not check.that(
        level <= limits.MAX_CHOICE_LEVELS,
        "modifiers",
        f"have at most {limits.MAX_CHOICE_LEVELS} levels",
    ):
        return len(chosen)
    check.distinct("modifiers", (choice.modifier_id for choice in chosen))
    count = len(chosen)
    for index, choice in enumerate(chosen):
        inner = check.at(f"modifiers[{index}]")
        inner.identifier("modifier_id", choice.modifier_id)
        inner.integer("quantity", choice.quantity, min=1, max=limits.MAX_CHOICE_QUANTITY)
        count += _check_choices(inner, choice.modifiers, level + 1)
    return count
