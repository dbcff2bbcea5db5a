"""Rows as parameters."""

from dataclasses import dataclass

import pytest

from mesh.data.rows import columns, json_rows


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
