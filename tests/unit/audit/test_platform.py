"""Readers of feeds and queues of plug-ins: those that stand still are named, others are not."""

import pytest
from zhongtai.common.v1 import letter_pb2

from cli.audit.check import Check
from cli.audit.platform import (
    feed_cursors_at_the_end,
    named_plugins_are_there,
    no_letter_is_dead,
    plugin_queues_advance,
)
from cli.audit.rounds import persisting

EFFECTS = ("stock", "coupons", "money", "points", "riders")
READERS = (
    *(f"order_control.{effect}" for effect in EFFECTS),
    "order.pos_till",
    "order_control.payments",
    "order_control.refunds",
)
TOTALS = [{"order": {"orders": 3}, "payment": {"captured_for_orders": 500}}, {}]


def status(behind: int = 0, seconds: float = 0.0, **changes: object) -> dict[str, object]:
    readers = [reader(name, behind, seconds) for name in READERS]
    plugins = [{"name": "pos_till", "kind": "pos"}]
    return {"readers": readers, "plugins": plugins, "problems": []} | changes


def reader(name: str, behind: int, seconds: float) -> dict[str, object]:
    return {"reader": name, "events_behind": behind, "seconds_behind": seconds}


@pytest.mark.parametrize(
    "lawful",
    [
        status(),
        status(behind=3, seconds=0.5),
        status(readers=[*status()["readers"], reader("bi", 900, 86_400.0)]),
        status(readers=[*status()["readers"], reader("order.pos_sold_off", 9, 86_400.0)]),
    ],
    ids=["at the end", "reading what came just now", "of another system", "of a plug-in gone"],
)
def test_a_reader_that_may_be_where_it_is_is_not_named(lawful: dict[str, object]):
    assert feed_cursors_at_the_end(TOTALS, lawful, 2.0).words() == []


def test_a_reader_that_stands_still_is_named():
    stuck = status(behind=3, seconds=9.0)
    words = feed_cursors_at_the_end(TOTALS, stuck, 2.0).words()
    assert words == [f"{name}: 3 events behind" for name in READERS]


def test_a_reader_that_never_came_is_named_where_there_was_something_to_read():
    assert feed_cursors_at_the_end([], status(readers=[]), 0.0).words() == []
    words = feed_cursors_at_the_end(TOTALS, status(readers=[]), 0.0).words()
    assert [line.partition(":")[0] for line in words] == list(READERS)


def test_a_reader_that_is_there_and_has_no_place_yet_counts_as_one_that_never_came():
    placeless = [{"reader": name, "center": ""} for name in (*READERS, "order.pos_till.reports")]
    assert feed_cursors_at_the_end([], status(readers=placeless), 0.0).words() == []
    words = feed_cursors_at_the_end(TOTALS, status(readers=placeless), 0.0).words()
    assert [line.partition(":")[0] for line in words] == list(READERS)


def test_a_plug_in_that_is_named_and_not_there_is_a_breach_and_no_reader_of_it_is_demanded():
    there = {"name": "pos_till", "kind": "pos", "state": "ready", "message": ""}
    named = {"name": "pos_new", "kind": "pos", "state": "missing", "message": "1 stores name it"}
    told = status(plugins=[there, named])
    assert named_plugins_are_there(told).words() == ["pos_new: 1 stores name it"]
    assert feed_cursors_at_the_end(TOTALS, told, 2.0).words() == []


def test_a_feed_that_cannot_be_looked_at_is_a_breach():
    unseen = status(readers=[], problems=["order: not set here"])
    assert feed_cursors_at_the_end(TOTALS, unseen, 0.0).words() == ["order: not set here"]


@pytest.mark.parametrize(
    ("details", "named"),
    [
        ({"updates_waiting": "7", "updates_oldest_seconds": "61"}, True),
        ({"updates_waiting": "7", "updates_oldest_seconds": "2"}, False),
        ({"updates_waiting": "0", "updates_oldest_seconds": "0"}, False),
        ({"updates_waiting": "7"}, False),
        ({"updates_waiting": "7", "updates_oldest_seconds": "a while"}, False),
    ],
)
def test_a_queue_that_nobody_reads_is_named(details: dict[str, str], named: bool):
    plugins = [{"name": "pos_till", "kind": "pos", "details": details}]
    check = plugin_queues_advance({"plugins": plugins})
    assert list(check.breaches) == (["pos_till updates"] if named else [])


def found(breaches: tuple[str, ...] = (), name: str = "money", **more: object) -> Check:
    return Check("demo", "all", name, "It adds up.", 9, dict.fromkeys(breaches, "no"), **more)


def test_only_what_was_wrong_each_time_counts():
    first, second = found(("ord_1", "ord_2")), found(("ord_2", "ord_3"))
    (check,) = persisting([first], [second])
    assert list(check.breaches) == ["ord_2"]
    assert persisting([], [second])[0].breach_count == 0


def test_what_could_not_be_asked_or_named_counts_as_it_is_now():
    (away,) = persisting([], [found(failure="away")])
    assert away.words() == ["could not run: away"]
    for before in (found(failure="away"), found(("ord_1",), unnamed=5)):
        (check,) = persisting([before], [found(("ord_2",), unnamed=2)])
        assert check.breach_count == 3


def test_an_item_that_waits_for_an_operator_is_named_and_so_is_a_center_that_does_not_say():
    letter = letter_pb2.Letter(
        letter_id=7, reader="order.pos_till", subject_id="ord_1", reason="no"
    )
    check = no_letter_is_dead({"order": [letter], "member": [], "store": "away"})
    assert check.words() == [
        "order letter 7: order.pos_till could not deal with ord_1: no",
        "could not run: store: away",
    ]
    assert no_letter_is_dead({"order": [], "member": []}).breach_count == 0
