"""Clocks tell aware UTC moments."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mesh.pure.clock import FixedClock, SystemClock


def test_the_system_clock_tells_the_present_in_utc():
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_a_fixed_clock_stands_still_until_it_is_moved():
    start = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    clock = FixedClock(start)
    assert clock.now() == clock.now() == start
    assert clock.now().tzinfo is UTC
    clock.advance(90.5)
    assert clock.now() - start == timedelta(seconds=90.5)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
