"""Deliveries of merged persons: the person that stays sees them, until that is undone."""

from __future__ import annotations

from pathlib import Path

from mesh.data.database import Database
from mesh.data.person_merges import PersonMerges, by_statements
from mesh.data.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries_persons.sql"))


def deliveries_of_merged(database: Database) -> PersonMerges:
    """Return what answers MovePerson for the delivery center."""
    return PersonMerges(
        database,
        SQL.wait_for_new_deliveries,
        by_statements(SQL.move_deliveries),
        by_statements(SQL.move_deliveries_back),
    )
