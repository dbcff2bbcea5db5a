"""Coupons and holds of merged persons: they go to the person that stays, and back.

Rows are locked in the order in which holds lock them: first orders, coupons, holds.
"""

from __future__ import annotations

from pathlib import Path

from centers.promotion.holds.store import lock_first_orders
from mesh.data.database import Connection, Database
from mesh.data.person_merges import PersonMerges
from mesh.data.queries import load_queries
from mesh.pure.merge import Merge

SQL = load_queries(Path(__file__).with_name("queries_persons.sql"))


def promotions_of_merged(database: Database) -> PersonMerges:
    """Return what answers MovePerson for the promotion center."""
    return PersonMerges(database, SQL.wait_for_new_holds, _move, _move_back)


async def _move(connection: Connection, merge: Merge) -> int:
    key = await _locked(connection, merge)
    await connection.execute(SQL.move_first_order, *key)
    coupons: int = await connection.fetchval(SQL.move_coupons, *key)
    holds: int = await connection.fetchval(SQL.move_holds, *key)
    await connection.execute(SQL.move_hold_items, *key)
    return coupons + holds


async def _move_back(connection: Connection, merge: Merge) -> int:
    key = await _locked(connection, merge)
    await connection.execute(SQL.move_first_order_back, *key)
    coupons: int = await connection.fetchval(SQL.move_coupons_back, *key)
    holds: int = await connection.fetchval(SQL.move_holds_back, *key)
    return coupons + holds


async def _locked(connection: Connection, merge: Merge) -> tuple[str, str, str, str]:
    """Lock the first orders of the two; return the parameters of all statements."""
    persons = (merge.from_person_id, merge.into_person_id)
    await lock_first_orders(connection, merge.merchant_id, persons)
    return (merge.merchant_id, merge.merge_id, *persons)
