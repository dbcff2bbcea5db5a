"""What `zhongtai status` says of readers."""

import pytest

from cli.readers import readers_of, trouble_of

WELL = {
    "reader": "order_control.points",
    "state": "well",
    "trouble": False,
    "failing_since": None,
    "last_error": "",
    "letters": 0,
    "stopped_letters": 0,
    "held_chains": [],
}
LAG = {"center": "order", "reader": "order_control.points", "seconds_behind": 0.1}


def reader(follower: dict, lag: dict) -> dict:
    (found,) = readers_of([LAG | lag], [WELL | follower])
    return found


def test_a_reader_is_shown_once_with_its_place_and_its_health():
    found = reader({"letters": 2}, {})
    assert (found["center"], found["state"], found["letters"]) == ("order", "well", 2)
    assert not found["trouble"]


def test_a_reader_of_somebody_else_is_no_trouble_however_late_it_is():
    (found,) = readers_of([LAG | {"reader": "bi", "seconds_behind": 86_400.0}], [])
    assert (found["state"], found["trouble"]) == ("", False)


def test_the_reader_of_a_plug_ins_stream_has_no_place_in_a_feed():
    follower = {"reader": "order.pos_till.reports", "items_waiting": 3, "seconds_behind": 7.0}
    (found,) = readers_of([], [WELL | follower])
    assert (found["reader"], found["state"]) == ("order.pos_till.reports", "well")
    assert (found["events_behind"], found["seconds_behind"]) == (3, 7.0)


@pytest.mark.parametrize(
    ("follower", "lag", "words"),
    [
        ({}, {"seconds_behind": 91.0}, "stands still"),
        ({"state": "failing", "trouble": True, "failing_since": "12:00", "last_error": "X: y"},
         {"seconds_behind": 999.0}, "fails since 12:00: X: y"),
        ({"state": "has letters", "trouble": True, "stopped_letters": 3}, {}, "has 3 letters"),
        ({"state": "holds chains", "trouble": True, "held_chains": ["a", "b"]}, {}, "holds a, b"),
        ({"state": "holds chains", "trouble": True, "held_chains": [""]}, {}, "holds items of no"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_reader_is_said(follower, lag, words):
    found = reader(follower, lag)
    assert found["trouble"]
    assert words in trouble_of(found)
