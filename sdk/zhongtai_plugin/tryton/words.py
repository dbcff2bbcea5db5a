"""Amounts, quantities and changes in Tryton's words; pure."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from zhongtai_plugin.money import fraction_digits


def amount_of(minor_units: int, currency: str) -> Decimal:
    """Return minor units as Tryton's amount: (1850, "CNY") -> 18.50."""
    return Decimal(minor_units).scaleb(-fraction_digits(currency))


def minor_units_of(amount: Decimal | None, currency: str) -> int | None:
    """Return an amount in minor units; None for none, a part of one, and less than nothing."""
    if amount is None:
        return None
    units = amount.scaleb(fraction_digits(currency))
    whole = units.to_integral_value()
    return int(whole) if whole == units and whole >= 0 else None


def whole_pieces(quantity: float | Decimal) -> int | None:
    """Return a quantity of Tryton as pieces; None where it is no whole number."""
    return int(quantity) if quantity == int(quantity) else None


def shares_of(minor_units: int, pieces: int) -> list[tuple[int, int]]:
    """Return what pieces cost together as pieces and the price of each, so that nothing is rounded.

    That is one pair, or two whose prices are a minor unit apart.
    """
    price, dearer = divmod(minor_units, pieces)
    shares = [(pieces - dearer, price)]
    return [*shares, (dearer, price + 1)] if dearer else shares


def changed_since(since: datetime, *owners: str) -> list[object]:
    """Return the condition that a record, or another that it stands for, changed after a moment.

    What was never changed has no date of that, only the one of its creation.
    """
    return ["OR", *([f"{owner}{field}", ">", since]
                    for owner in owners for field in ("write_date", "create_date"))]  # fmt: skip
