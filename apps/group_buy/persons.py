"""Places of merged persons: the person that stays has them, until that is undone."""

from __future__ import annotations

from pathlib import Path

from mesh.data.database import Connection, Database
from mesh.data.person_merges import PersonMerges
from mesh.data.queries import load_queries
from mesh.pure.merge import Merge

SQL = load_queries(Path(__file__).with_name("queries_persons.sql"))


def places_of_merged(db: Database) -> PersonMerges:
    """Return what moves the places of merged persons."""
    return PersonMerges(db, SQL.wait_for_takers, _move, _back)


async def _move(connection: Connection, merge: Merge) -> int:
    persons = (merge.from_person_id, merge.into_person_id)
    key = (merge.merchant_id, merge.merge_id)
    return int(await connection.fetchval(SQL.move_places, *key, *persons))


async def _back(connection: Connection, merge: Merge) -> int:
    key = (merge.merchant_id, merge.merge_id)
    return int(await connection.fetchval(SQL.move_places_back, *key, merge.from_person_id))
