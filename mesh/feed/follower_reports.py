"""Tells of the followers of a process: to `zhongtai status`, and as metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mesh.feed.follower import Follower
from mesh.feed.follower_health import TROUBLE, Health
from mesh.process.metrics import Metrics
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class FollowerReport:
    """What a person may want to know of a reader; `trouble` when one must look after it.

    `items_waiting` were read and are not dealt with, the oldest since `seconds_behind`.

    `letters` are all that it could not deal with, `stopped_letters` those of them that wait
    for an operator, with those behind them. `held_chains` are those whose later items
    wait until letters of theirs have gone.
    """

    reader: str
    state: str
    trouble: bool
    failing_since: datetime | None
    last_error: str
    handled: int
    last_at: datetime | None
    items_waiting: int
    seconds_behind: float
    letters: int
    stopped_letters: int
    held_chains: list[str]


def report(health: Health, now: datetime) -> FollowerReport:
    """Return how a follower is at that moment."""
    state = health.state(now)
    return FollowerReport(
        reader=health.reader,
        state=state.value,
        trouble=state in TROUBLE,
        failing_since=health.failing_since,
        last_error=health.last_error or health.trouble,
        handled=health.handled,
        last_at=health.last_at,
        items_waiting=health.backlog.items,
        seconds_behind=round(health.backlog.seconds(now), 1),
        letters=health.letters,
        stopped_letters=health.stopped_letters,
        held_chains=health.held,
    )


def measure(followers: Sequence[Follower[Any]], metrics: Metrics, clock: Clock) -> None:
    """Set the metrics about followers as they are now."""
    now = clock.now()
    for follower in followers:
        _measure(report(follower.health, now), metrics)


def _measure(each: FollowerReport, metrics: Metrics) -> None:
    labels = (("reader", each.reader),)
    metrics.gauge(
        "zhongtai_reader_letters", "Letters of a reader, dealt with later.", each.letters, labels
    )
    metrics.gauge(
        "zhongtai_reader_letters_stopped",
        "Letters of a reader that wait for an operator.",
        each.stopped_letters,
        labels,
    )
    metrics.gauge(
        "zhongtai_reader_held_chains",
        "Chains whose later items wait: a reader has too many letters of them.",
        len(each.held_chains),
        labels,
    )
    metrics.gauge(
        "zhongtai_reader_items_waiting",
        "Items that a reader has read and not dealt with.",
        each.items_waiting,
        labels,
    )
    metrics.gauge(
        "zhongtai_reader_seconds_behind",
        "Age of the oldest item that a reader has read and not dealt with.",
        each.seconds_behind,
        labels,
    )
    metrics.gauge(
        "zhongtai_reader_trouble",
        "1 while a reader fails, stands still, holds chains or has letters for an operator.",
        float(each.trouble),
        labels,
    )
