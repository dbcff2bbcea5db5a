"""Coordinates: platforms in China speak GCJ-02, the contract WGS 84; pure."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

from zhongtai.common.v1 import geo_pb2

_AXIS = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943
_ROUNDS = 3


def from_gcj02(latitude: float, longitude: float) -> geo_pb2.GeoPoint | None:
    """Return a GCJ-02 point in WGS 84, to about a centimetre; None where it is none.

    Outside of China both are the same.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or not (latitude or longitude):
        return None
    if not (0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347):
        return geo_pb2.GeoPoint(latitude=latitude, longitude=longitude)
    north, east = latitude, longitude
    for _ in range(_ROUNDS):
        by_north, by_east = _shift(north, east)
        north, east = latitude - by_north, longitude - by_east
    return geo_pb2.GeoPoint(latitude=north, longitude=east)


def _shift(latitude: float, longitude: float) -> tuple[float, float]:
    """How far GCJ-02 moves a point, in degrees north and east."""
    y, x = latitude - 35.0, longitude - 105.0
    waves = 20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (waves + 20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (waves + 20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    angle = latitude / 180.0 * pi
    flat = 1.0 - _ECCENTRICITY_SQUARED * sin(angle) ** 2
    meridian = _AXIS * (1.0 - _ECCENTRICITY_SQUARED) / (flat * sqrt(flat))
    return north * 180.0 / (meridian * pi), east * 180.0 / (_AXIS / sqrt(flat) * cos(angle) * pi)
