"""How far apart two points of the earth are."""

from __future__ import annotations

import math

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius; the earth's flattening makes distances wrong by at most half a percent."""


def metres_between(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """Return the metres between two points, in degrees, along a great circle (haversine)."""
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    half_north = (other_north - north) / 2
    half_east = math.radians(other_longitude - longitude) / 2
    chord = (
        math.sin(half_north) ** 2
        + math.cos(north) * math.cos(other_north) * math.sin(half_east) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))
