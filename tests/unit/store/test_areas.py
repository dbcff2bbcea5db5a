"""Distances and delivery areas."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.store.areas import area_for, crosses_itself, degrees_north, distance_m, inside
from centers.store.model import DeliveryArea, Point
from tests.unit.store.builders import SAN_FRANCISCO, circle

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
SQUARE = (Point(0, 0), Point(0, 2), Point(2, 2), Point(2, 0))
# A square with a bite: the middle of the east side goes in to the centre.
BITTEN = (Point(0, 0), Point(0, 2), Point(1, 1), Point(2, 2), Point(2, 0))


def test_shanghai_is_1067_km_from_beijing():
    away = distance_m(Point(39.9042, 116.4074), Point(31.2304, 121.4737))
    assert away == pytest.approx(1_067_000, rel=0.002)


@given(points, points)
def test_distance_is_the_same_in_both_directions_and_at_most_half_round_the_earth(one, other):
    away = distance_m(one, other)
    assert away == pytest.approx(distance_m(other, one), abs=1e-6)
    assert 0 <= away <= math.pi * 6_371_008.8 + 1


@given(points, points)
def test_points_within_a_distance_lie_within_its_degrees_north(one, other):
    assert abs(one.latitude - other.latitude) <= degrees_north(distance_m(one, other)) + 1e-9


@given(st.floats(0, 2), st.floats(0, 2))
def test_a_square_holds_exactly_what_lies_between_its_sides(latitude, longitude):
    assert inside(SQUARE, Point(latitude, longitude))
    assert not inside(SQUARE, Point(latitude, longitude + 2.001))


def test_a_point_in_the_bite_of_a_polygon_is_outside():
    assert not inside(BITTEN, Point(1, 1.5))
    assert inside(BITTEN, Point(1, 0.5))


def test_a_corner_belongs_to_the_polygon():
    assert inside(BITTEN, Point(1, 1))


def test_a_bow_tie_crosses_itself_and_a_bitten_square_does_not():
    assert crosses_itself((Point(0, 0), Point(2, 2), Point(0, 2), Point(2, 0)))
    assert not crosses_itself(BITTEN)


def test_where_areas_overlap_the_cheapest_counts():
    areas = (circle("wide", 9000, fee=500), circle("near", 3000, fee=300))
    nearby = Point(SAN_FRANCISCO.latitude + 0.02, SAN_FRANCISCO.longitude)
    farther = Point(SAN_FRANCISCO.latitude + 0.05, SAN_FRANCISCO.longitude)
    assert area_for(areas, SAN_FRANCISCO, nearby).area_id == "near"
    assert area_for(areas, SAN_FRANCISCO, farther).area_id == "wide"


def test_a_point_in_no_area_has_none():
    polygon = DeliveryArea("square", "", 0, SQUARE, 0, 0)
    assert area_for((polygon, circle()), SAN_FRANCISCO, Point(45, 45)) is None
