"""What a delivery company's side knows of ways, prices and riders; pure."""

from __future__ import annotations

import math

RIDERS = (("王师傅", "13900000001"), ("李师傅", "13900000002"))
"""Names and numbers of nobody."""
SHOP = (31.2285, 121.4780)
"""Where all shops are, in GCJ-02: Shanghai, as the demo's."""
RANGE_METRES = 20_000
BASE_FEE, FEE_PER_KILOMETRE = 500, 110
LATE_FEE = 200
"""What calling off costs once a rider is on the way, in fen."""
_METRES_PER_DEGREE = 111_320.0


def way(a: tuple[float, float], b: tuple[float, float]) -> int:
    """Return metres between two points, degrees north and east, as the crow flies."""
    north = (b[0] - a[0]) * _METRES_PER_DEGREE
    east = (b[1] - a[1]) * _METRES_PER_DEGREE * math.cos(math.radians(b[0]))
    return max(1, round(math.hypot(north, east)))


def fee_for(metres: int) -> int:
    """Return what a way costs, in fen."""
    return BASE_FEE + math.ceil(metres / 1000) * FEE_PER_KILOMETRE


def rider_of(number: int) -> tuple[str, str]:
    """Return name and phone of the rider who has something: the second, third … one in turn."""
    return RIDERS[number % len(RIDERS)]
