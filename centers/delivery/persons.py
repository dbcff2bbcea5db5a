"""Deliveries of merged persons: the person that stays sees them, until that is undone."""

from __future__ import annotations

from pathlib import Path

from mesh.data.database import Connection, Database
from mesh.data.person_merges import PersonMerges
from mesh.data.queries import load_queries
from mesh.pure.merge import Merge

SQL = load_queries(Path(__file__).with_name("queries_persons.sql"))


def deliveries_of_merged(database: Database) -> PersonMerges:
    """Return what answers MovePerson for the delivery center."""
    return PersonMerges(database, SQL.wait_for_new_deliveries, _move, _move_back)


async def _move(connection: Connection, merge: Merge) -> int:
    moved: int = await connection.fetchval(SQL.move_deliveries, *_key(merge))
    return moved


async def _move_back(connection: Connection, merge: Merge) -> int:
    moved: int = await connection.fetchval(SQL.move_deliveries_back, *_key(merge))
    return moved


def _key(merge: Merge) -> tuple[str, str, str, str]:
    return (merge.merchant_id, merge.merge_id, merge.from_person_id, merge.into_person_id)
