"""Orders of merged persons: they go to the person that stays, and back when that is undone."""

from __future__ import annotations

from pathlib import Path

from mesh.data.database import Database
from mesh.data.person_merges import PersonMerges, by_statements
from mesh.data.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries_persons.sql"))


def orders_of_merged(database: Database) -> PersonMerges:
    """Return what answers MovePerson for the order center."""
    return PersonMerges(
        database,
        SQL.wait_for_new_orders,
        by_statements(SQL.move_orders, SQL.move_placements),
        by_statements(SQL.move_orders_back, SQL.move_placements_back),
    )
