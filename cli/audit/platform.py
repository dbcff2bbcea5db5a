"""The checks of what carries effects between centers: readers of feeds, queues of plug-ins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zhongtai.common.v1.letter_pb2 import Letter

from cli.audit.check import ALL, Check

FOLLOWER = "order_control."
"""What the names of order control's readers begin with."""

OF_ORDERS = ("stock", "coupons", "money", "points", "riders")
OF_PAYMENTS = ("payments", "refunds")
OF_DELIVERIES = ("deliveries",)
OF_PERSONS = ("persons.member", "persons.promotion", "persons.order", "persons.delivery")
"""What they end with, by the feed that they read."""

WAITING = "_waiting"
"""Ends the name of a plug-in's figure that counts what waits in a queue for the platform."""
OLDEST = "_oldest_seconds"
"""Ends the name of the figure that says how long the first in that queue has waited."""

REMOVED = "removed"
"""The state of one that an operator has removed: it reads nothing any more."""

MISSING = "missing"
"""State of a plug-in that somebody names and that is not installed."""

NOT_SET_UP = "not set up"
"""State of a plug-in that waits for settings, and is not started without them."""

SLOW_SECONDS = 60.0
"""A queue whose first item has waited longer does not advance."""

Totals = Mapping[str, Mapping[str, int]]


def feed_cursors_at_the_end(
    totals: Sequence[Totals], status: Mapping[str, Any], elapsed: float
) -> Check:
    """Every reader of the platform has dealt with all events that were there `elapsed` seconds ago.

    `totals` are the sums of each merchant's centers, `status` is that of the platform. A reader
    that never acknowledged anything stands nowhere, so those that must have read something are
    demanded by name. Readers of other systems (BI), and of plug-ins that are gone, are not the
    platform's: they read when they like. A feed that cannot be looked at is a breach: nobody
    knows what was missed.
    """
    plugins = [
        each["name"]
        for each in status.get("plugins", [])
        if each["kind"] == "pos" and each.get("state") not in (MISSING, NOT_SET_UP, REMOVED)
    ]
    ours = {f"order.{name}" for name in plugins}
    readers = [
        each
        for each in status.get("readers", [])
        # Without a place in a feed: it reads a plug-in's stream, or has acknowledged nothing yet.
        if "events_behind" in each
        and (each["reader"].startswith(FOLLOWER) or each["reader"] in ours)
    ]
    behind = {
        each["reader"]: f"{each['events_behind']} events behind"
        for each in readers
        if each["events_behind"] and each["seconds_behind"] >= elapsed
    }
    there = {each["reader"] for each in readers}
    missing = {
        name: "has never acknowledged an event"
        for name in _demanded(totals, plugins)
        if name not in there
    }
    # A problem told of a center hides its readers: they are not called missing besides.
    unseen = dict.fromkeys(status.get("problems", []), "")
    return Check(
        "",
        "feeds",
        "feed_cursors_at_the_end",
        "Every reader of every feed has dealt with all events.",
        len(readers),
        behind | (unseen or missing),
    )


def plugin_queues_advance(status: Mapping[str, Any]) -> Check:
    """Return what plug-ins have for the platform (reports of tills, counter sales) is read soon.

    A plug-in that does not tell how long the first item has waited is not judged.
    """
    queues = [
        (f"{plugin['name']} {name.removesuffix(WAITING)}", count, _oldest(plugin, name))
        for plugin in status.get("plugins", [])
        for name, count in plugin.get("details", {}).items()
        if name.endswith(WAITING)
    ]
    return Check(
        "",
        "plugins",
        "plugin_queues_advance",
        "Whatever tills and plug-ins have for the platform is read within a minute.",
        len(queues),
        {
            name: f"{count} wait, the first for {seconds:.0f} seconds"
            for name, count, seconds in queues
            if count != "0" and seconds > SLOW_SECONDS
        },
    )


def named_plugins_are_there(status: Mapping[str, Any]) -> Check:
    """Every POS plug-in that a store or the chain names is installed."""
    plugins = [each for each in status.get("plugins", []) if each["kind"] == "pos"]
    return Check(
        "",
        "plugins",
        "named_plugins_are_there",
        "Every POS plug-in that a store names is installed.",
        len(plugins),
        {each["name"]: each["message"] for each in plugins if each.get("state") == MISSING},
    )


def no_letter_is_dead(letters: Mapping[str, Sequence[Letter] | str]) -> Check:
    """Nothing waits for an operator; `letters` are those that do by center, or why nobody knows."""
    dead: dict[str, str] = {}
    failures = []
    for center, found in letters.items():
        if isinstance(found, str):
            failures.append(f"{center}: {found}")
            continue
        for letter in found:
            about = f"{letter.reader} could not deal with {letter.subject_id}"
            dead[f"{center} letter {letter.letter_id}"] = f"{about}: {letter.reason}"
    return Check(
        "",
        "letters",
        "no_letter_is_dead",
        "No reader has put an item aside that waits for an operator.",
        len(dead),
        dead,
        failure="; ".join(failures),
    )


def merchants_can_be_listed(failures: Mapping[str, str], found: int) -> Check:
    """Every center says which merchants it has something of."""
    return Check(
        "",
        ALL,
        "merchants_can_be_listed",
        "Every center says which merchants there are.",
        found,
        dict(failures),
    )


def _oldest(plugin: Mapping[str, Any], name: str) -> float:
    try:
        return float(plugin["details"][name.removesuffix(WAITING) + OLDEST])
    except (KeyError, ValueError):
        return 0.0


def _demanded(totals: Iterable[Totals], plugins: Iterable[str]) -> list[str]:
    """Return who must have read something, given what there is to read."""

    def any_of(center: str, name: str) -> bool:
        return any(each.get(center, {}).get(name, 0) for each in totals)

    names = []
    if any_of("order", "orders"):
        names += [f"{FOLLOWER}{effect}" for effect in OF_ORDERS]
        names += [f"order.{name}" for name in plugins]
    if any_of("store", "tills"):
        names.append(f"{FOLLOWER}tills")
    if any_of("user", "merges"):
        names += [f"{FOLLOWER}{effect}" for effect in OF_PERSONS]
    if any_of("order", "till_sales"):
        names.append(f"{FOLLOWER}till_sales")
    if any_of("payment", "captured_for_orders"):
        names += [f"{FOLLOWER}{effect}" for effect in OF_PAYMENTS]
    if any_of("inventory", "skus"):
        names.append(f"{FOLLOWER}shelf")
    if any_of("delivery", "deliveries"):
        names += [f"{FOLLOWER}{effect}" for effect in OF_DELIVERIES]
    return names
