"""A file of statements is read as it is meant, or refused with the name at fault."""

from pathlib import Path

import pytest

from mesh.data.queries import Queries, QueriesError, load_queries

GOOD = """-- What this file is about.

-- name: take_order
-- The order, locked.
SELECT * FROM orders -- a remark in the middle
WHERE order_id = $1 FOR UPDATE;

-- name: list_open
-- Two lines of
-- explanation.

SELECT 1
"""


@pytest.fixture
def load(tmp_path: Path):
    def from_text(text: str) -> Queries:
        path = tmp_path / "queries.sql"
        path.write_text(text, encoding="utf-8")
        return load_queries(path)

    return from_text


def test_statements_are_found_by_name(load):
    queries = load(GOOD)
    assert list(queries) == ["take_order", "list_open"]
    assert queries.take_order == queries["take_order"]
    assert queries.list_open == "/* list_open */ SELECT 1"


def test_the_name_leads_the_statement_so_that_the_server_shows_it(load):
    statement = load(GOOD).take_order
    assert statement.startswith("/* take_order */ SELECT * FROM orders -- a remark")
    assert statement.endswith("WHERE order_id = $1 FOR UPDATE")


def test_a_name_that_is_not_there_is_told_with_the_file(load):
    with pytest.raises(AttributeError, match=r"queries.sql has no statement 'drop_all'"):
        _ = load(GOOD).drop_all


def test_a_part_stands_in_every_statement_that_names_it_and_is_none_itself(load):
    queries = load(
        "-- part: head\n-- Columns.\nid, paid\n"
        "-- name: one\n-- W.\nSELECT {head}, 1\n-- name: two\n-- W.\nSELECT {head}"
    )
    assert list(queries) == ["one", "two"]
    assert queries.one == "/* one */ SELECT id, paid, 1"
    assert queries.two == "/* two */ SELECT id, paid"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("-- name: Take\n-- Words.\nSELECT 1", "'Take' is not a snake_case name"),
        ("-- name: take\nSELECT 1", "'take' needs a sentence below its name"),
        ("-- name: take\n-- Words.\n\n", "'take' has no statement"),
        ("-- name: take\n-- Words.\nSELECT {head}", "'take' names parts that are not there"),
        ("-- part: a\n-- W.\nx\n-- name: a\n-- W.\nSELECT 2", "'a' is there twice"),
        ("-- name: a\n-- W.\nSELECT 1\n-- name: a\n-- W.\nSELECT 2", "'a' is there twice"),
    ],
)
def test_a_fault_is_told_with_the_name(load, text, fault):
    with pytest.raises(QueriesError, match=fault):
        load(text)
