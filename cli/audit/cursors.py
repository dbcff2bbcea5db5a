"""The check of the feeds: every reader is there, and has come to the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cli.audit.cross import Check
from cli.audit.facts import Facts, pays_its_order


def feed_cursors_at_the_end(facts: Facts, status: Mapping[str, Any]) -> Check:
    """Every reader of every feed has dealt with all events; `status` is that of the platform.

    A reader that never acknowledged anything stands nowhere, so those that must have read
    something are demanded by name. A feed that cannot be looked at is a breach as well:
    nobody knows what was missed.
    """
    readers: Sequence[Mapping[str, Any]] = status.get("readers", [])
    behind = [
        f"{each['reader']}: {each['events_behind']} events behind"
        for each in readers
        if each["events_behind"]
    ]
    there = {each["reader"] for each in readers}
    missing = [
        f"{name}: has never acknowledged an event"
        for name in _demanded(facts, status.get("plugins", []))
        if name not in there
    ]
    # A problem told of a center hides its readers: they are not called missing besides.
    unseen: list[str] = list(status.get("problems", []))
    return Check(
        "feed_cursors_at_the_end",
        "Every reader of every feed has dealt with all events.",
        len(readers),
        [*behind, *(unseen or missing)],
    )


def _demanded(facts: Facts, plugins: Iterable[Mapping[str, Any]]) -> list[str]:
    """Who must have read something, given what there is to read."""
    names = []
    if facts.orders:
        names.append("order_control.orders")
        names += [f"order.{each['name']}" for each in plugins if each["kind"] == "pos"]
    if any(pays_its_order(each) and each.captured_amount.minor_units for each in facts.payments):
        names.append("order_control.payments")
    if facts.totals.get("delivery", {}).get("deliveries", 0):
        names.append("order_control.deliveries")
    return names
