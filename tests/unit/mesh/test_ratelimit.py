"""Everybody has a bucket of their own, and it fills with time."""

import pytest

from mesh.edge.ratelimit import RateLimit
from mesh.pure.errors import RateLimited


class HandClock:
    """A clock that goes when told."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock():
    return HandClock()


def test_a_bucket_gives_its_burst_then_what_time_brings(clock):
    limit = RateLimit(2, 3, clock)
    for _ in range(3):
        limit.admit("anna")
    with pytest.raises(RateLimited):
        limit.admit("anna")
    clock.at += 0.5
    limit.admit("anna")
    with pytest.raises(RateLimited):
        limit.admit("anna")


def test_a_bucket_never_holds_more_than_its_burst(clock):
    limit = RateLimit(2, 3, clock)
    clock.at += 1_000_000
    for _ in range(3):
        limit.admit("anna")
    with pytest.raises(RateLimited):
        limit.admit("anna")


def test_one_sender_never_empties_the_bucket_of_another(clock):
    limit = RateLimit(1, 1, clock)
    limit.admit("anna")
    limit.admit("bert")


def test_asking_while_refused_costs_nothing_and_is_told_how_long_to_wait(clock):
    limit = RateLimit(0.25, 1, clock)
    limit.admit("anna")
    for _ in range(5):
        with pytest.raises(RateLimited) as refused:
            limit.admit("anna")
    assert refused.value.metadata["retry_after_seconds"] == "4"
    clock.at += 4
    limit.admit("anna")


def test_buckets_are_bounded_and_the_longest_unused_goes_first(clock, monkeypatch):
    monkeypatch.setattr("mesh.edge.ratelimit.MAX_BUCKETS", 2)
    limit = RateLimit(1, 1, clock)
    for sender in ("anna", "bert", "clara"):
        limit.admit(sender)
    assert list(limit._buckets) == ["bert", "clara"]
