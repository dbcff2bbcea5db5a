"""When a store is open: weekdays, midnight, special days, and the days clocks change."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.store.hours import (
    DAY,
    Opening,
    Timetable,
    both_open,
    business_date,
    moment_of,
    openings,
)
from centers.store.model import Hours, HoursKind, Period, SpecialDay
from centers.store.serving.rules import times_around
from mesh.pure.zones import zone_of
from tests.unit.store.builders import every_day, store, utc, weekly

WEEK = 7 * DAY
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
UTC_ZONE = ZoneInfo("UTC")
MONDAY = utc("2026-06-01T00:00")


@st.composite
def weeks(draw):
    """Weekly hours: any periods, also such that touch and overlap."""
    periods = st.tuples(st.integers(1, 7), st.integers(0, DAY - 1), st.integers(1, DAY))
    return weekly(
        *((day, opens, opens + length) for day, opens, length in draw(st.sets(periods, max_size=8)))
    )


def wall_clock_open(hours: Hours, minute_of_week: int) -> bool:
    """The plain meaning of weekly hours, where no clock ever changes."""
    starts = [((p.weekday - 1) * DAY + p.opens, p.closes - p.opens) for p in hours.periods]
    return any((minute_of_week - begin) % WEEK < length for begin, length in starts)


@given(weeks(), st.integers(0, WEEK - 1))
def test_a_store_is_open_exactly_in_the_minutes_of_its_week(hours, minute):
    here = store(hours=hours, time_zone="UTC")
    times = times_around(here, None, MONDAY + timedelta(minutes=minute))
    assert times.is_open == wall_clock_open(hours, minute)


@given(weeks(), st.integers(0, WEEK - 1))
def test_the_next_opening_is_the_first_open_minute_after_a_closed_one(hours, minute):
    times = times_around(
        store(hours=hours, time_zone="UTC"), None, MONDAY + timedelta(minutes=minute)
    )
    later = (m for m in range(minute, minute + WEEK) if wall_clock_open(hours, m % WEEK))
    expected = None if times.is_open else next(later, None)
    found = times.opens_at and (times.opens_at - MONDAY) // timedelta(minutes=1)
    assert found == expected


@given(weeks(), st.integers(0, WEEK - 1))
def test_the_end_of_an_opening_is_the_first_closed_minute(hours, minute):
    times = times_around(
        store(hours=hours, time_zone="UTC"), None, MONDAY + timedelta(minutes=minute)
    )
    later = (m for m in range(minute, minute + 2 * WEEK) if not wall_clock_open(hours, m % WEEK))
    expected = next(later, None) if times.is_open else None
    found = times.closes_at and (times.closes_at - MONDAY) // timedelta(minutes=1)
    assert found == expected


@given(
    st.sampled_from(
        ["America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo"]
    ),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.integers(0, 2 * DAY - 2),
)
def test_a_later_minute_of_a_day_is_never_an_earlier_moment(zone, day, minute):
    one = moment_of(day, minute, ZoneInfo(zone))
    other = moment_of(day, minute + 1, ZoneInfo(zone))
    assert one <= other


@given(
    st.sampled_from(["America/Los_Angeles", "Europe/Berlin", "Africa/Cairo", "America/Havana"]),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
)
def test_the_end_of_a_day_is_the_beginning_of_the_next(zone, day):
    end = moment_of(day, DAY, ZoneInfo(zone))
    assert end == moment_of(day + timedelta(days=1), 0, ZoneInfo(zone))


def test_a_minute_that_the_clock_jumps_over_is_the_moment_of_the_jump():
    assert moment_of(date(2026, 3, 8), 150, LOS_ANGELES) == utc("2026-03-08T10:00")


def test_a_minute_that_comes_twice_means_the_first():
    assert moment_of(date(2026, 11, 1), 90, LOS_ANGELES) == utc("2026-11-01T08:30")


def test_a_day_open_all_hours_has_23_of_them_when_the_clock_is_put_forward():
    table = Timetable(weekly((7, 0, DAY)), (), LOS_ANGELES)
    [opening, *_] = openings(table, utc("2026-03-08T12:00"))
    assert opening.end - opening.begin == timedelta(hours=23)


def test_a_period_that_the_clock_jumps_over_never_opens():
    table = Timetable(weekly((7, 125, 175)), (), LOS_ANGELES)
    days = [opening.begin.date() for opening in openings(table, utc("2026-03-08T08:00"))]
    assert days == [date(2026, 3, 15), date(2026, 3, 22)]


def test_a_store_closing_at_one_in_the_morning_is_open_at_half_past_midnight():
    here = store(hours=weekly((5, 210, 1500)))
    friday_night = utc("2026-06-06T07:30")
    times = times_around(here, None, friday_night)
    assert times.is_open
    assert times.closes_at == utc("2026-06-06T08:00")


def test_a_store_open_from_midnight_to_midnight_every_day_never_closes():
    times = times_around(store(hours=every_day(0, DAY)), None, MONDAY)
    assert times.is_open
    assert times.closes_at is None


def test_a_day_and_night_store_with_a_gap_closes_for_the_gap():
    here = store(hours=every_day(0, DAY - 15), time_zone="UTC")
    times = times_around(here, None, MONDAY + timedelta(minutes=DAY - 5))
    assert not times.is_open
    assert times.opens_at == MONDAY + timedelta(days=1)


def test_two_periods_of_one_day_leave_the_afternoon_closed():
    here = store(hours=weekly((1, 660, 780), (1, 1080, 1200)), time_zone="UTC")
    times = times_around(here, None, MONDAY + timedelta(minutes=900))
    assert times.opens_at == MONDAY + timedelta(minutes=1080)


def test_a_holiday_replaces_the_hours_of_its_weekday():
    closed = SpecialDay("2026-06-01", (), "Founders' day")
    here = store(hours=every_day(540, 1260), special_days=(closed,), time_zone="UTC")
    times = times_around(here, None, MONDAY + timedelta(minutes=600))
    assert times.opens_at == MONDAY + timedelta(days=1, minutes=540)


def test_the_night_before_a_holiday_runs_to_its_end():
    closed = SpecialDay("2026-06-02")
    here = store(hours=weekly((1, 1080, 1560)), special_days=(closed,), time_zone="UTC")
    assert times_around(here, None, MONDAY + timedelta(days=1, minutes=60)).is_open


def test_a_special_day_gives_hours_to_a_store_whose_hours_are_not_known():
    special = SpecialDay("2026-06-01", (Period(0, 600, 660),))
    unknown = Hours(HoursKind.UNKNOWN)
    here = store(hours=unknown, special_days=(special,), time_zone="UTC")
    assert times_around(here, None, MONDAY + timedelta(minutes=630)).is_open


def test_a_sale_after_midnight_belongs_to_the_evening_it_began():
    table = Timetable(weekly((1, 1080, 1560)), (), UTC_ZONE)
    assert business_date(table, 0, MONDAY + timedelta(days=1, minutes=60)) == "2026-06-01"
    assert business_date(table, 0, MONDAY + timedelta(days=1, minutes=121)) == "2026-06-02"


def test_a_sale_before_the_business_day_starts_belongs_to_the_day_before():
    table = Timetable(Hours(HoursKind.ALWAYS_OPEN), (), UTC_ZONE)
    assert business_date(table, 240, MONDAY + timedelta(minutes=239)) == "2026-05-31"
    assert business_date(table, 240, MONDAY + timedelta(minutes=240)) == "2026-06-01"


def test_the_business_date_is_that_of_the_store_and_not_of_greenwich():
    table = Timetable(Hours(HoursKind.UNKNOWN), (), LOS_ANGELES)
    assert business_date(table, 0, utc("2026-06-02T03:00")) == "2026-06-01"


def test_a_business_day_that_has_begun_goes_on_where_the_clock_is_put_back_over_its_beginning():
    table = Timetable(Hours(HoursKind.ALWAYS_OPEN), (), LOS_ANGELES)
    # 01:00 to 02:00 comes twice; the day begins at the first 01:30.
    dates = [
        business_date(table, 90, utc("2026-11-01T08:29") + timedelta(minutes=minutes))
        for minutes in (0, 1, 31, 60, 61)
    ]
    assert dates == ["2026-10-31", *["2026-11-01"] * 4]


ZONES = (
    *("America/Los_Angeles", "Europe/Berlin", "America/Havana", "Africa/Cairo"),
    *("Australia/Lord_Howe", "America/Santiago", "Asia/Shanghai"),
)


@given(
    st.sampled_from(ZONES),
    st.sampled_from([Hours(HoursKind.UNKNOWN), Hours(HoursKind.ALWAYS_OPEN)])
    | weeks().filter(lambda hours: hours.periods),
    st.integers(0, 720),
    st.integers(0, 365 * DAY),
    st.integers(1, 180),
)
def test_a_business_date_never_goes_back(zone, hours, day_starts, minute, later):
    table = Timetable(hours, (), ZoneInfo(zone))
    at = MONDAY + timedelta(minutes=minute)
    before, after = (
        business_date(table, day_starts, moment) for moment in (at, at + timedelta(minutes=later))
    )
    assert before <= after


@given(st.lists(st.integers(0, 200), max_size=8), st.lists(st.integers(0, 200), max_size=8))
def test_common_openings_are_the_minutes_in_which_both_are_open(ours, theirs):
    rows = [_row(sorted(set(cuts))) for cuts in (ours, theirs)]
    both = list(both_open(*rows))
    for minute in range(200):
        at = MONDAY + timedelta(minutes=minute)
        each = [any(o.begin <= at < o.end for o in row) for row in (*rows, both)]
        assert each[2] == (each[0] and each[1])


def _row(cuts):
    moments = [MONDAY + timedelta(minutes=cut) for cut in cuts]
    return [Opening(b, e) for b, e in zip(moments[::2], moments[1::2], strict=False)]


def test_a_night_that_runs_into_an_open_morning_is_one_opening():
    here = store(hours=weekly((7, 240, 1500), (1, 0, 600)), time_zone="UTC")
    times = times_around(here, None, MONDAY - timedelta(hours=1))
    assert times.closes_at == MONDAY + timedelta(minutes=600)


def test_a_zone_that_does_not_exist_is_an_error():
    with pytest.raises(ValueError, match="Mars"):
        zone_of("Mars/Olympus_Mons")
