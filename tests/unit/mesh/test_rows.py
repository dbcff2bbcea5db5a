"""Rows as models, and models as parameters."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import NamedTuple

import pytest

from mesh.data.rows import Columns, RowReader, Values, columns, json_rows

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


class State(IntEnum):
    OPEN = 1
    SHUT = 2


class Key(NamedTuple):
    chain: str
    shop: str


@dataclass(frozen=True)
class Times:
    opened_at: datetime
    shut_at: datetime | None = None


@dataclass(frozen=True)
class Note:
    text: str
    at: datetime | None = None


@dataclass(frozen=True)
class Shop:
    key: Key
    state: State
    times: Times
    day: date
    digest: bytes
    note: Note | None = None
    tags: tuple[str, ...] = ()
    notes: tuple[Note, ...] = field(default=())


ROW = {
    "chain": "c1",
    "shop": "s1",
    "state": 2,
    "opened_at": NOON,
    "shut_at": None,
    "day": date(2026, 5, 1),
    "digest": b"ab",
    "note": '{"text": "closed", "at": "2026-05-01T12:00:00Z"}',
    "unasked": 7,
}
SHOP = Shop(Key("c1", "s1"), State.SHUT, Times(NOON), date(2026, 5, 1), b"ab", Note("closed", NOON))
READ = RowReader(Shop, nested=["key", "times"], json=["note"])


@dataclass
class Cup:
    tea: str
    sugar: int | None = None


def test_rows_become_columns_and_no_rows_become_empty_columns():
    assert columns([(1, "a"), (2, "b")], 2) == [[1, 2], ["a", "b"]]
    assert columns([], 3) == [[], [], []]


def test_rows_of_unequal_length_are_a_defect():
    with pytest.raises(ValueError, match="shorter"):
        columns([(1, "a"), (2,)], 2)


def test_dataclasses_become_a_json_list():
    assert json_rows(iter([Cup("绿茶", 2), Cup("x")])) == (
        '[{"tea":"绿茶","sugar":2},{"tea":"x","sugar":null}]'
    )


def test_a_row_becomes_its_model_with_enums_nested_parts_and_json():
    assert READ(ROW) == SHOP
    assert READ.each([{**ROW, "note": None}])[0].note is None


def test_what_is_not_in_the_row_can_be_given():
    shop = READ(ROW, tags=["a"], notes=[{"text": "x"}])
    assert (shop.tags, shop.notes) == (("a",), (Note("x"),))


def test_models_become_columns_by_the_paths_of_their_attributes():
    made = Columns(Shop, "key.shop", "state", "times.shut_at", "note", json=["note"])
    assert made([SHOP]) == [
        ["s1"],
        [State.SHUT],
        [None],
        ['{"text":"closed","at":"2026-05-01T12:00:00Z"}'],
    ]
    assert made([]) == [[], [], [], []]


def test_a_model_becomes_the_parameters_of_a_statement_of_one_row():
    assert Values(Shop, "key.shop", "state")(SHOP) == ("s1", State.SHUT)
    with pytest.raises(TypeError, match="a parameter: Shop has no attribute place"):
        Values(Shop, "key.shop", "place")
    with pytest.raises(TypeError, match=r"\['times'\]: no parameters"):
        Values(Shop, "key.shop", "state", json=["times"])


def test_a_path_that_the_model_lacks_fails_when_it_is_declared():
    with pytest.raises(TypeError, match=r"a column: Shop has no attribute times\.shut"):
        Columns(Shop, "key.shop", "times.shut")
    with pytest.raises(TypeError, match="nested: Shop has no attribute place"):
        RowReader(Shop, nested=["place"])
    with pytest.raises(TypeError, match=r"\['note'\]: no columns of Shop"):
        Columns(Shop, "key.shop", json=["note"])
