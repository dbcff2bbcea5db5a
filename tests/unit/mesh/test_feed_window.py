"""Readers of a feed that keep up are served from memory, and see what the database holds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh.feed import window as feed_window
from mesh.feed.events import Event
from mesh.feed.window import FeedWindow

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def event(seq: int) -> Event:
    return Event(seq, f"m{seq % 2}", "", "o", "k", b"1234", "", WHEN)


def begun(settled: int = 0) -> FeedWindow:
    window = FeedWindow()
    window.begin(settled)
    return window


def read(window: FeedWindow, position: int, merchant_id: str = "", limit: int = 200) -> list[int]:
    found = window.read(position, merchant_id, limit)
    assert found is not None
    return [event.seq for event in found[0]]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_window, "MAX_EVENTS", 8)
    monkeypatch.setattr(feed_window, "MAX_AHEAD", 3)


COMMITS = st.permutations(range(1, 31)).flatmap(
    lambda order: st.tuples(
        st.just(order),
        st.sets(st.integers(1, 30)),  # rolled back
        st.sets(st.integers(1, 30)),  # of another process, or lost: never handed over
        st.sets(st.integers(0, 29)),  # when the database is looked at
    )
)


@given(commits=COMMITS, ahead=st.integers(1, 40))
def test_whatever_is_handed_over_late_or_never_each_event_is_read_once_and_in_order(commits, ahead):
    order, gone, silent, looks = commits
    committed: set[int] = set()
    seen: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed_window, "MAX_AHEAD", ahead)
        window = begun()
        for step, seq in enumerate([*order, None]):
            if seq is not None and seq not in gone:
                committed.add(seq)
                if seq not in silent:
                    window.add([event(seq)])
            if step in looks or seq is None:
                open_ = set(order[step + 1 :])
                settled = min(open_, default=31) - 1
                behind = [event(n) for n in sorted(committed) if n > window.end]
                window.settle(settled, behind)
            seen += read(window, seen[-1] if seen else 0)
            assert not set(range(1, window.end + 1)) & (set(order[step + 1 :]) - gone)
    assert seen == sorted(committed)
    assert not window.has_gap


def test_what_comes_in_turn_is_there_at_once_and_what_comes_early_waits():
    window = begun(4)
    assert window.add([event(5)])
    assert not window.add([event(7)])
    assert (read(window, 4), window.has_gap) == ([5], True)
    assert window.add([event(6)])
    assert (read(window, 5), window.has_gap) == ([6, 7], False)


def test_what_was_seen_before_is_not_there_twice():
    window = begun()
    window.add([event(1), event(2)])
    assert not window.add([event(1)])
    assert not window.settle(2, [event(1), event(2)])
    assert read(window, 0) == [1, 2]


def test_each_merchant_reads_its_own_in_pages():
    window = begun()
    window.add([event(n) for n in range(1, 11)])
    assert read(window, 0, "m0", 2) == [2, 4]
    assert read(window, 4, "m0", 2) == [6, 8]
    assert window.read(8, "m0", 2) == ([event(10)], 10)


@pytest.mark.usefixtures("small")
def test_a_window_forgets_its_oldest_and_says_so():
    window = begun()
    window.settle(20, [event(n) for n in range(1, 21)])
    assert window.read(11, "", 99) is None
    assert read(window, 12) == list(range(13, 21))


def test_a_window_holds_no_more_than_so_many_bytes(monkeypatch):
    monkeypatch.setattr(feed_window, "MAX_BYTES", 40)
    window = begun()
    window.settle(100, [event(n) for n in range(1, 101)])
    assert read(window, 90) == list(range(91, 101))
    assert window.read(89, "", 200) is None


def test_nothing_is_taken_before_it_is_known_where_to_begin():
    window = FeedWindow()
    assert not window.add([event(1)])
    assert not window.settle(5, [event(1)])
    assert (window.end, window.has_gap) == (0, False)
