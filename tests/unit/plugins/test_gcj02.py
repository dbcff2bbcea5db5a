"""The coordinates of China's maps, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.common.v1.geo_pb2 import GeoPoint
from zhongtai_plugin.gcj02 import from_gcj02, to_gcj02

from gateways.takeaway import places

NO_POINTS = [(0.0, 0.0), (91.0, 0.0), (0.0, -181.0), (float("nan"), 1.0), (float("inf"), 1.0)]


@given(st.floats(18, 53), st.floats(75, 134))
def test_a_place_in_china_is_itself_after_there_and_back(latitude: float, longitude: float):
    place = GeoPoint(latitude=latitude, longitude=longitude)
    moved = to_gcj02(place)
    assert 0 < abs(moved[0] - latitude) + abs(moved[1] - longitude) < 0.03
    back = from_gcj02(*moved)
    assert back is not None
    assert abs(back.latitude - latitude) < 1e-6
    assert abs(back.longitude - longitude) < 1e-6


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_plug_ins_and_gateways_read_a_place_alike(latitude: float, longitude: float):
    assert from_gcj02(latitude, longitude) == places.from_gcj02(latitude, longitude)


def test_outside_of_china_nothing_is_moved_and_what_is_no_place_is_none():
    berlin = GeoPoint(latitude=52.52, longitude=13.405)
    assert to_gcj02(berlin) == (52.52, 13.405)
    assert from_gcj02(52.52, 13.405) == berlin
    assert [from_gcj02(*each) for each in NO_POINTS] == [None] * len(NO_POINTS)


@pytest.mark.parametrize(
    ("place", "moved"),
    [
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
        ((39.915, 116.404), (39.91640428150164, 116.41024449916938)),
    ],
)
def test_published_pairs_of_the_same_place_agree(
    place: tuple[float, float], moved: tuple[float, float]
):
    point = GeoPoint(latitude=place[0], longitude=place[1])
    assert to_gcj02(point) == pytest.approx(moved, abs=1e-9)
