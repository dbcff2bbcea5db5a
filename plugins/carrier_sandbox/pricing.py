"""What the sandbox carrier charges and how long it takes. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_METRES = 6_371_000.0
DETOUR = 1.3
"""How much longer the way is than the straight line."""

BASE_FEE = 500
FREE_METRES = 1000
FEE_PER_STARTED_KILOMETRE = 150
METRES_PER_SECOND = 5.0
HANDLING_SECONDS = 600.0
RANGE_METRES = 15_000


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the earth, degrees."""

    latitude: float
    longitude: float


def way_metres(a: Point, b: Point) -> int:
    """Metres of the way between two points as the carrier counts it."""
    phi_a, phi_b = math.radians(a.latitude), math.radians(b.latitude)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = math.radians(b.longitude - a.longitude) / 2
    chord = math.sin(half_phi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lambda) ** 2
    return round(2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(chord))) * DETOUR)


def fee_for(metres: int) -> int:
    """The fee in minor units: a base, and an amount for each started kilometre beyond the first."""
    beyond = max(0, metres - FREE_METRES)
    return BASE_FEE + math.ceil(beyond / 1000) * FEE_PER_STARTED_KILOMETRE


def seconds_for(metres: int) -> float:
    """Return how long it takes from the order to the door."""
    return HANDLING_SECONDS + metres / METRES_PER_SECOND
