"""Which name a statement is counted by."""

from __future__ import annotations

import pytest

from mesh.data.statements import name_of


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("/* get_orders */ SELECT 1", "get_orders"),
        ("\n/* feed_tail */ SELECT 1", "feed_tail"),
        ("BEGIN;", "begin"),
        ("BEGIN ISOLATION LEVEL SERIALIZABLE;", "begin"),
        ("LISTEN order_feed", "listen"),
        ("", ""),
    ],
)
def test_a_statement_is_counted_by_its_name_or_its_first_word(sql: str, name: str) -> None:
    assert name_of(sql) == name
