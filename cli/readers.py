"""How the readers of feeds and of plug-ins' streams are: what they say, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mesh.feed.follower_health import STANDS_STILL_AFTER, ReaderState

_OF_FOLLOWERS = (
    *("state", "trouble", "failing_since", "last_error", "letters", "stopped_letters"),
    "held_chains",
)


def readers_of(
    lags: Sequence[Mapping[str, Any]], followers: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the readers that have a place in a feed, and those of plug-ins' streams.

    `lags` are the places as the centers keep them, `followers` what the processes tell of
    their own readers. A reader of somebody else has no state: whether it comes is its affair.
    """
    told = {follower["reader"]: follower for follower in followers}
    found = [_with_state(lag, told.pop(lag["reader"], None)) for lag in lags]
    return [*found, *(_with_state(_waiting(each), each) for each in told.values())]


def _waiting(follower: Mapping[str, Any]) -> dict[str, Any]:
    """How far a reader is behind that has no place in a feed of ours: by what it has read."""
    return {
        "center": "",
        "reader": follower["reader"],
        "events_behind": follower["items_waiting"],
        "seconds_behind": follower["seconds_behind"],
    }


def _with_state(lag: Mapping[str, Any], follower: Mapping[str, Any] | None) -> dict[str, Any]:
    reader = {**lag, "state": "", "trouble": False, "letters": 0}
    if follower is None:
        return reader
    reader |= {key: follower[key] for key in _OF_FOLLOWERS}
    late = lag.get("seconds_behind", 0.0) > STANDS_STILL_AFTER.total_seconds()
    if late and not reader["failing_since"]:
        reader |= {"state": ReaderState.STANDS_STILL.value, "trouble": True}
    return reader


def trouble_of(reader: Mapping[str, Any]) -> str:
    """Return what an operator must know of a reader that is not well, and what to do."""
    name, state = reader["reader"], reader["state"]
    if state == ReaderState.LETTERS.value:
        count = reader["stopped_letters"]
        return f"{name} has {count} letters that wait for you: see `zhongtai letters list`"
    if state == ReaderState.HOLDS.value:
        held = ", ".join(chain or "items of no chain" for chain in reader["held_chains"])
        return (
            f"{name} holds {held}, of which it has too many letters: "
            f"see `zhongtai letters list --reader {name} --merchant …`, mend the cause, then "
            "retry or drop them: it goes on by itself when half of them have gone"
        )
    if state == ReaderState.FAILING.value:
        return f"{name} fails since {reader['failing_since']}: {reader['last_error']}"
    return f"{name} stands still"
