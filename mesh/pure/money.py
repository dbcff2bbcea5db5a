"""Whole minor units of money: sharing an amount, and writing or reading one as text."""

from __future__ import annotations

import re
from collections.abc import Sequence

# ISO 4217 currencies whose smallest unit is not a hundredth.
_NO_MINOR_UNIT = re.compile("BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF")
_THREE_DIGITS = re.compile("BHD|IQD|JOD|KWD|LYD|OMR|TND")

_DECIMAL = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?", re.ASCII)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` minor units in proportion to `weights`, to the last unit.

    The shares add up to `total` exactly (largest remainder; of equal remainders the
    earlier one gets the unit). Each share has the sign of `total`; a larger weight never
    gets less, a zero weight gets nothing. While abs(total) <= sum(weights) no share is
    larger than its weight, so a discount shared by line amounts never exceeds a line.

    Raise ValueError for a negative weight, or when there is something to share and no
    weight is positive.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    if total == 0:
        return [0] * len(weights)
    whole = sum(weights)
    if whole == 0:
        raise ValueError("an amount cannot be shared when no weight is positive")
    sign, amount = (-1, -total) if total < 0 else (1, total)
    shares, remainders = [], []
    for weight in weights:
        share, remainder = divmod(amount * weight, whole)
        shares.append(share)
        remainders.append(remainder)
    by_remainder = sorted(range(len(weights)), key=remainders.__getitem__, reverse=True)
    for index in by_remainder[: amount - sum(shares)]:
        shares[index] += 1
    return [sign * share for share in shares]


def fraction_digits(currency: str) -> int:
    """Return how many digits after the point the currency has: 2 for CNY, 0 for JPY, 3 for KWD."""
    if _NO_MINOR_UNIT.fullmatch(currency):
        return 0
    return 3 if _THREE_DIGITS.fullmatch(currency) else 2


def format_minor(minor: int, currency: str) -> str:
    """Write minor units as a decimal without the currency: (1234, "CNY") -> "12.34"."""
    digits = fraction_digits(currency)
    sign = "-" if minor < 0 else ""
    if digits == 0:
        return f"{minor}"
    whole, fraction = divmod(abs(minor), 10**digits)
    return f"{sign}{whole}.{fraction:0{digits}d}"


def parse_minor(text: str, currency: str) -> int:
    """Read a plain decimal as minor units, exactly: ("12.5", "CNY") -> 1250.

    Raise ValueError when it is not a plain decimal or is finer than the currency's
    smallest unit.
    """
    found = _DECIMAL.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a decimal amount")
    sign, whole, fraction = found[1], found[2], (found[3] or "").rstrip("0")
    digits = fraction_digits(currency)
    if len(fraction) > digits:
        raise ValueError(f"{text!r} has more than {digits} digits after the point ({currency})")
    minor = int(whole + fraction.ljust(digits, "0"))
    return -minor if sign == "-" else minor
