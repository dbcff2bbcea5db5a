"""How a reader is, in the words that an operator sees."""

from datetime import UTC, datetime, timedelta

import pytest

from mesh.feed.follower_health import FAILS_AFTER, STANDS_STILL_AFTER, Health, Patience, ReaderState
from mesh.feed.follower_reports import report
from mesh.process.settings import (
    READER_ATTEMPTS,
    READER_BATCH_SECONDS,
    READER_LONGEST_PAUSE_SECONDS,
    SettingInvalid,
)
from mesh.pure.clock import FixedClock

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, ReaderState.WELL),
        ({"letters": 3}, ReaderState.WELL),
        ({"letters": 3, "stopped_letters": 1}, ReaderState.LETTERS),
        ({"failing_since": NOW - FAILS_AFTER / 2}, ReaderState.RETRYING),
        ({"failing_since": NOW - FAILS_AFTER, "stopped_letters": 1}, ReaderState.FAILING),
        ({"busy_since": NOW - STANDS_STILL_AFTER / 2}, ReaderState.WELL),
        ({"busy_since": NOW - STANDS_STILL_AFTER}, ReaderState.STANDS_STILL),
        ({"trouble": "noodles: AUTH"}, ReaderState.FAILING),
    ],
)
def test_the_state_of_a_reader(facts, state):
    health = Health("r", **facts)
    assert health.state(NOW) is state
    wants_somebody = state not in (ReaderState.WELL, ReaderState.RETRYING)
    assert report(health, NOW).trouble is wants_somebody


def test_pauses_grow_and_have_an_end():
    patience = Patience(first_pause=1.0, longest_pause=5.0)
    assert [patience.pause(attempts) for attempts in (1, 2, 3, 4, 99)] == [1, 2, 4, 5, 5]


def test_a_reader_that_ended_leaves_no_trouble_behind():
    clock = FixedClock(NOW)
    health = Health("r", failing_since=NOW - timedelta(hours=1), stopped_letters=2)
    health.clear()
    assert health.state(clock.now()) is ReaderState.WELL


def test_patience_is_a_matter_of_settings():
    env = {READER_ATTEMPTS: "3", READER_LONGEST_PAUSE_SECONDS: "7", READER_BATCH_SECONDS: "6"}
    patience = Patience.read(env)
    assert (patience.attempts, patience.pause(9), patience.calls_timeout) == (3, 7, 5)
    assert Patience.read({}) == Patience()


@pytest.mark.parametrize("wrong", [{READER_ATTEMPTS: "0"}, {READER_BATCH_SECONDS: "0"}])
def test_patience_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(SettingInvalid):
        Patience.read(wrong)
