"""Coordinates of China's maps: carriers and platforms there speak GCJ-02, the contract WGS 84."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

from zhongtai.common.v1.geo_pb2 import GeoPoint

_AXIS = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943
_ROUNDS = 3


def to_gcj02(point: GeoPoint) -> tuple[float, float]:
    """Return latitude and longitude in GCJ-02; outside of China both are the same."""
    if not _in_china(point.latitude, point.longitude):
        return point.latitude, point.longitude
    north, east = _shift(point.latitude, point.longitude)
    return point.latitude + north, point.longitude + east


def from_gcj02(latitude: float, longitude: float) -> GeoPoint | None:
    """Return a GCJ-02 point in WGS 84, to about a centimetre; None where it is none."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or not (latitude or longitude):
        return None
    if not _in_china(latitude, longitude):
        return GeoPoint(latitude=latitude, longitude=longitude)
    north, east = latitude, longitude
    for _ in range(_ROUNDS):
        by_north, by_east = _shift(north, east)
        north, east = latitude - by_north, longitude - by_east
    return GeoPoint(latitude=north, longitude=east)


def _in_china(latitude: float, longitude: float) -> bool:
    return 0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347


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
