"""Whole minor units of money, and how people write them."""

from __future__ import annotations

import re

# ISO 4217 currencies whose smallest unit is not a hundredth.
_NO_MINOR_UNIT = re.compile("BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF")
_THREE_DIGITS = re.compile("BHD|IQD|JOD|KWD|LYD|OMR|TND")


def fraction_digits(currency: str) -> int:
    """Return how many digits after the point the currency has: 2 for CNY, 0 for JPY, 3 for KWD."""
    if _NO_MINOR_UNIT.fullmatch(currency):
        return 0
    return 3 if _THREE_DIGITS.fullmatch(currency) else 2


def format_minor(minor: int, currency: str) -> str:
    """Write minor units as a decimal without the currency: (1234, "CNY") -> "12.34"."""
    digits = fraction_digits(currency)
    if digits == 0:
        return f"{minor}"
    whole, fraction = divmod(abs(minor), 10**digits)
    return f"{'-' if minor < 0 else ''}{whole}.{fraction:0{digits}d}"
