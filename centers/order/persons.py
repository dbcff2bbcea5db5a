"""Orders of merged persons: they go to the person that stays, and back when that is undone."""

from __future__ import annotations

from pathlib import Path

from mesh.data.database import Connection, Database
from mesh.data.person_merges import PersonMerges
from mesh.data.queries import load_queries
from mesh.pure.merge import Merge

SQL = load_queries(Path(__file__).with_name("queries_persons.sql"))


def orders_of_merged(database: Database) -> PersonMerges:
    """Return what answers MovePerson for the order center."""
    return PersonMerges(database, SQL.wait_for_new_orders, _move, _move_back)


async def _move(connection: Connection, merge: Merge) -> int:
    key = _key(merge)
    moved: int = await connection.fetchval(SQL.move_orders, *key)
    await connection.execute(SQL.move_placements, *key)
    return moved


async def _move_back(connection: Connection, merge: Merge) -> int:
    key = _key(merge)
    moved: int = await connection.fetchval(SQL.move_orders_back, *key)
    await connection.execute(SQL.move_placements_back, *key)
    return moved


def _key(merge: Merge) -> tuple[str, str, str, str]:
    return (merge.merchant_id, merge.merge_id, merge.from_person_id, merge.into_person_id)
