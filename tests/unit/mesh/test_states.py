"""A state table that contradicts itself is found before anything runs on it."""

from enum import Enum

import pytest

from mesh.pure.states import StateTable, StateTableError


class Light(Enum):
    RED = 1
    GREEN = 2
    OFF = 3


MOVES = {
    Light.RED: {Light.GREEN, Light.OFF},
    Light.GREEN: {Light.RED},
}


def light() -> StateTable[Light]:
    return StateTable("light", MOVES, Light.RED, {Light.OFF})


@pytest.mark.parametrize("current", Light)
@pytest.mark.parametrize("following", Light)
def test_only_the_moves_of_the_table_are_allowed(current, following):
    assert light().allows(current, following) == (following in MOVES.get(current, ()))


def test_the_table_tells_all_its_states():
    assert light().states == set(Light)


@pytest.mark.parametrize(
    ("moves", "initial", "final", "fault"),
    [
        ({"a": {"b", "x"}}, "a", {"b"}, "t: unknown: x"),
        ({"a": {"b"}}, "z", {"b"}, "t: unknown: z"),
        ({"a": {"b"}, "c": {"b"}}, "a", {"b"}, "t: unreachable: c"),
        ({"a": {"b"}, "b": {"a"}}, "a", {"b"}, "t: left although final: b"),
        ({"a": {"b", "c"}, "c": set()}, "a", {"b"}, "t: a dead end: c"),
        ({"a": {"b", "c"}, "c": {"d"}, "d": {"c"}}, "a", {"b"}, "t: a dead end: c, d"),
        ({"a": set()}, "a", {"b"}, "t: unreachable: b"),
    ],
)
def test_a_fault_is_named(moves, initial, final, fault):
    with pytest.raises(StateTableError) as found:
        StateTable("t", moves, initial, final)
    assert str(found.value) == fault


def test_a_member_of_the_enum_that_was_forgotten_is_named():
    with pytest.raises(StateTableError, match="light: not in the table: GREEN"):
        StateTable("light", {Light.RED: {Light.OFF}}, Light.RED, {Light.OFF})
