"""The stores of a chain in memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from centers.store.areas import distance_m
from centers.store.model import ChannelCode, Point, ServiceType, Standing, StoreStatus
from centers.store.serving.model import Question, Search
from centers.store.serving.rules import find_nearby
from centers.store.snapshots import EMPTY, with_changes
from tests.unit.store.builders import SAN_FRANCISCO, circle, store, utc

OPEN_HOUR = utc("2026-06-01T19:00")
points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


def north(step: int) -> Point:
    """About so many kilometres north of the middle."""
    return Point(SAN_FRANCISCO.latitude + step * 0.009, SAN_FRANCISCO.longitude)


def search(service=None, *, radius_m=10_000, only_open=False, at=OPEN_HOUR) -> Search:
    question = Question(at, service, "", SAN_FRANCISCO)
    return Search(question, SAN_FRANCISCO, radius_m, only_open)


def ids(found):
    return [near.serving.store.store_id for near in found]


@given(st.lists(points, max_size=20), points, st.integers(1, 20_000_000))
def test_the_index_finds_exactly_the_stores_within_the_radius(places, middle, radius):
    stores = [store(f"sto_{number}", point=place) for number, place in enumerate(places)]
    index = with_changes(EMPTY, stores)
    found = {found.store_id for _, found in index.within(middle, radius)}
    assert found == {s.store_id for s in stores if distance_m(s.point, middle) <= radius}


def test_the_nearest_store_comes_first():
    stores = [store(f"sto_{step}", point=north(step)) for step in (3, 1, 2, 20)]
    assert ids(find_nearby(with_changes(EMPTY, stores), search())) == ["sto_1", "sto_2", "sto_3"]


def test_of_stores_at_one_place_the_older_comes_first():
    stores = [store(store_id) for store_id in ("sto_b", "sto_a")]
    assert ids(find_nearby(with_changes(EMPTY, stores), search())) == ["sto_a", "sto_b"]


def test_a_page_goes_on_behind_the_place_of_the_last_store():
    index = with_changes(EMPTY, [store(f"sto_{step}", point=north(step)) for step in range(4)])
    first, second, *_ = find_nearby(index, search())
    place = (second.distance_m, second.serving.store.store_id)
    assert ids([first, second, *find_nearby(index, search(), place)]) == [
        f"sto_{step}" for step in range(4)
    ]


def test_closed_and_retired_stores_are_left_out_of_the_open_ones():
    stores = [
        store("sto_open"),
        store("sto_closed", Standing(StoreStatus.CLOSED)),
        store("sto_gone", Standing(StoreStatus.RETIRED)),
    ]
    index = with_changes(EMPTY, stores)
    assert ids(find_nearby(index, search(only_open=True))) == ["sto_open"]
    assert ids(find_nearby(index, search())) == ["sto_closed", "sto_open"]


def test_a_delivery_is_brought_by_a_store_far_away_with_a_wide_area():
    wide = store("sto_wide", point=north(40), delivery_areas=(circle(radius_m=50_000),))
    narrow = store("sto_narrow", point=north(5), delivery_areas=(circle(radius_m=4_000),))
    index = with_changes(EMPTY, [wide, narrow])
    assert ids(find_nearby(index, search(ServiceType.DELIVERY))) == ["sto_wide"]


def test_a_changed_store_takes_the_place_of_the_old_one():
    old = store(channel_codes=(ChannelCode("meituan", "1"),))
    new = store(point=north(2), channel_codes=(ChannelCode("meituan", "2"),))
    index = with_changes(with_changes(EMPTY, [old]), [new])
    assert [s.point for s in index.northward] == [north(2)]
    assert index.by_channel_code == {("meituan", "2"): "sto_1"}
