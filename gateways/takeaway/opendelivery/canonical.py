"""JSON in its one canonical form (RFC 8785), as signatures are computed over it; pure."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from mesh.pure.money import format_minor

_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="number")


def encoded(value: object) -> bytes:
    """Return JSON with sorted keys and no blanks; its decimals were made here."""
    return _ENCODER.encode(value)


def amount(minor: int, currency: str) -> int | Decimal:
    """Return minor units as a number of whole units."""
    return _number(Decimal(format_minor(minor, currency)))


def degrees(value: float) -> int | Decimal:
    """Return a latitude or longitude, to about a decimetre."""
    return _number(Decimal(f"{value:.6f}"))


def _number(value: Decimal) -> int | Decimal:
    """Return a number as its canonical form writes it: 5 for 5.00, 12.5 for 12.50."""
    return int(value) if value == value.to_integral_value() else value.normalize()
