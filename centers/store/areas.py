"""Distances on the earth, and which delivery area a point lies in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from centers.store.model import DeliveryArea, Point
from mesh.pure.distance import EARTH_RADIUS_M, metres_between

_METRES_PER_DEGREE = EARTH_RADIUS_M * math.pi / 180
_ON_THE_LINE = 1e-12


def distance_m(one: Point, other: Point) -> float:
    """Return the metres between two points along a great circle."""
    return metres_between(one.latitude, one.longitude, other.latitude, other.longitude)


def degrees_north(metres: float) -> float:
    """Return degrees of latitude that are at least so many metres."""
    return metres / _METRES_PER_DEGREE * (1 + 1e-9)


def inside(polygon: Sequence[Point], point: Point) -> bool:
    """Return whether a point lies in a simple polygon; a point on its line does."""
    within = False
    for one, other in pairwise((*polygon, polygon[0])):
        if _on_segment(one, other, point):
            return True
        if (one.latitude > point.latitude) != (other.latitude > point.latitude):
            share = (point.latitude - one.latitude) / (other.latitude - one.latitude)
            crossing = one.longitude + share * (other.longitude - one.longitude)
            if point.longitude < crossing:
                within = not within
    return within


def covers(area: DeliveryArea, store: Point, point: Point) -> bool:
    """Return whether a store at `store` delivers to `point` under this area."""
    if area.polygon:
        return inside(area.polygon, point)
    return distance_m(store, point) <= area.radius_m


def area_for(areas: Sequence[DeliveryArea], store: Point, point: Point) -> DeliveryArea | None:
    """Return the area a point is delivered under: lowest fee, lowest minimum, smallest id."""
    fitting = (area for area in areas if covers(area, store, point))
    return min(fitting, key=lambda a: (a.fee, a.minimum_order, a.area_id), default=None)


def crosses_itself(polygon: Sequence[Point]) -> bool:
    """Return whether two sides of a polygon that are not adjacent meet."""
    sides = list(pairwise((*polygon, polygon[0])))
    count = len(sides)
    return any(
        _meet(*sides[first], *sides[second])
        for first in range(count)
        for second in range(first + 2, count)
        if (first, second) != (0, count - 1)
    )


def _turn(one: Point, other: Point, point: Point) -> float:
    return (other.longitude - one.longitude) * (point.latitude - one.latitude) - (
        other.latitude - one.latitude
    ) * (point.longitude - one.longitude)


def _on_segment(one: Point, other: Point, point: Point) -> bool:
    return (
        abs(_turn(one, other, point)) <= _ON_THE_LINE
        and min(one.latitude, other.latitude) <= point.latitude
        and point.latitude <= max(one.latitude, other.latitude)
        and min(one.longitude, other.longitude) <= point.longitude
        and point.longitude <= max(one.longitude, other.longitude)
    )


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    if any(_on_segment(*case) for case in ((a, b, c), (a, b, d), (c, d, a), (c, d, b))):
        return True
    return (_turn(a, b, c) > 0) != (_turn(a, b, d) > 0) and (_turn(c, d, a) > 0) != (
        _turn(c, d, b) > 0
    )
