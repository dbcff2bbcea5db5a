"""Where holds are kept. With catalog_store.py the only place of this center with SQL.

Every change of a hold goes the same way: lock the rows it needs, put them on a bench,
decide, write the bench with one statement. Budgets are locked first, then persons' first
orders, coupons and holds, each in the order of their keys, so that batches never wait in a
circle.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

import asyncpg

from centers.promotion.hold_bench import HoldBench
from centers.promotion.holds import (
    Budget,
    CouponKey,
    Hold,
    HoldState,
    OrderKey,
    PersonKey,
    PersonUse,
    PromotionKey,
    Uses,
)
from centers.promotion.records import bench_arguments, budget_of, coupon_of, holds_of, uses_of
from mesh.data.database import Connection, Database, Record
from mesh.data.person_merges import PersonsMerged, survivors_of
from mesh.data.queries import load_queries
from mesh.data.rows import columns

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Needed:
    """Which rows a batch needs on its bench; orders bring what they hold along."""

    orders: Collection[OrderKey]
    budgets: Collection[PromotionKey] = ()
    coupons: Collection[CouponKey] = ()
    persons: Collection[PersonUse] = ()
    first_orders: Collection[PersonKey] = ()


class HoldStore:
    """The tables of holds, budgets and coupons."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def change(self, needed: Needed, now: datetime, decide: Callable[[HoldBench], T]) -> T:
        """Lock what is needed, let `decide` work on it, write it, give what `decide` gave.

        `decide` may be called again when the database had a conflict. Raises PersonsMerged, and
        has written nothing, when it took something for persons who are others now.
        """

        async def work(connection: Connection) -> T:
            return await _change_in(connection, needed, now, decide)

        return await self._db.run_in_transaction(work)

    async def expire(
        self, now: datetime, limit: int, decide: Callable[[HoldBench, OrderKey], bool]
    ) -> int:
        """Let `decide` end holds whose time is over; give how many were looked at.

        One process sweeps at a time. Rows are not skipped when locked, since budgets have to
        be locked before them; who waits here waits for a batch that is about to finish.
        """

        async def work(connection: Connection) -> int:
            if not await connection.fetchval(SQL.try_sweep):
                return 0
            rows = await connection.fetch(SQL.list_lapsed, now, limit)
            keys = [OrderKey(*row) for row in rows]
            if keys:
                await _change_in(
                    connection,
                    Needed(keys),
                    now,
                    lambda bench: [decide(bench, key) for key in keys],
                )
            return len(keys)

        return await self._db.run_in_transaction(work)

    async def expire_coupons(self, now: datetime, limit: int) -> int:
        """End coupons whose time is over; give how many."""
        tag = await self._db.execute(SQL.expire_coupons, now, limit)
        return int(tag.split()[-1])

    async def uses(self, persons: Collection[PersonUse]) -> dict[PersonUse, Uses]:
        """How often persons have promotions, as of now."""
        return uses_of(await self._db.fetch(SQL.count_uses, *columns(list(persons), 3)))

    async def first_order(self, person: PersonKey) -> str:
        """The order that is, or is to be, the person's first; empty when there is none."""
        return await self._db.fetchval(SQL.find_first_order, *person) or ""

    async def holding_among(self, keys: Collection[OrderKey]) -> set[OrderKey]:
        """Those of the orders that have a hold."""
        rows = await self._db.fetch(SQL.find_holds, *columns(list(keys), 3))
        return {OrderKey(row["merchant_id"], row["store_id"], row["order_id"]) for row in rows}

    async def holds(self, keys: Collection[OrderKey]) -> list[Hold]:
        """The holds of orders; those without one are missing."""
        args = columns(list(keys), 3)
        rows = await self._db.fetch(SQL.find_holds, *args)
        return holds_of(rows, await self._db.fetch(SQL.find_hold_items, *args))

    async def list_holds(
        self, merchant_id: str, state: HoldState | None, before: str, limit: int
    ) -> list[Hold]:
        """Holds of a chain, newest first, with order ids before `before` (empty: all)."""
        rows = await self._db.fetch(SQL.list_holds, merchant_id, state, before, limit)
        keys = [(row["merchant_id"], row["store_id"], row["order_id"]) for row in rows]
        return holds_of(rows, await self._db.fetch(SQL.find_hold_items, *columns(keys, 3)))


async def _change_in(
    connection: Connection, needed: Needed, now: datetime, decide: Callable[[HoldBench], T]
) -> T:
    bench = await _fetch_bench(connection, needed, now)
    result = decide(bench)
    if not bench.is_untouched:
        written = await connection.fetchval(SQL.keep_holds, *bench_arguments(bench))
        holds = bench.changed_holds()
        if written != len(holds) + len(bench.changed_first_orders()):
            owners = [(hold.key.merchant_id, hold.person_id) for hold in holds]
            if now_are := await survivors_of(connection, owners):
                raise PersonsMerged(now_are)
            # Another process held for the same order, or person, at the same time.
            raise asyncpg.SerializationError("somebody else was first: decide again")
    return result


async def _fetch_bench(connection: Connection, needed: Needed, now: datetime) -> HoldBench:
    args = columns(list(needed.orders), 3)
    items = await connection.fetch(SQL.find_hold_items, *args)
    budgets = await _lock_budgets(connection, {*needed.budgets, *_budgets_of(items)})
    persons = {*needed.first_orders, *_first_orders_of(items)}
    firsts = await _lock_first_orders(connection, persons)
    coupons = {*needed.coupons, *_coupons_of(items)}
    rows = await connection.fetch(SQL.lock_coupons, *columns(list(coupons), 2)) if coupons else []
    holds = await connection.fetch(SQL.lock_holds, *args)
    _demand_same(items, holds)
    users = {*needed.persons, *_persons_of(items)}
    uses = await _count_uses(connection, budgets, users)
    found = holds_of(holds, items)
    return HoldBench(now, budgets, map(coupon_of, rows), found, uses, first_orders=firsts)


def _demand_same(items: Collection[Record], holds: Collection[Record]) -> None:
    """What was read before the locks must be what is locked; else the batch begins again."""
    order, content = (
        itemgetter("merchant_id", "store_id", "order_id"),
        itemgetter("digest", "person_id"),
    )
    read = {order(item): content(item) for item in items}
    for hold in holds:
        if read.get(order(hold)) != content(hold):
            raise asyncpg.SerializationError("the order holds something else now: decide again")


async def _lock_budgets(connection: Connection, keys: Collection[PromotionKey]) -> list[Budget]:
    if not keys:
        return []
    rows = await connection.fetch(SQL.lock_budgets, *columns(list(keys), 2))
    return [budget_of(row) for row in rows]


async def lock_first_orders(
    connection: Connection, merchant_id: str, person_ids: Collection[str]
) -> None:
    """Let nobody decide about first orders of these persons until the transaction ends."""
    await _lock_first_orders(connection, {PersonKey(merchant_id, each) for each in person_ids})


async def _lock_first_orders(
    connection: Connection, persons: Collection[PersonKey]
) -> dict[PersonKey, str]:
    if not persons:
        return {}
    rows = await connection.fetch(SQL.lock_first_orders, *columns(list(persons), 2))
    return {PersonKey(row["merchant_id"], row["person_id"]): row["order_id"] for row in rows}


async def _count_uses(
    connection: Connection, budgets: Collection[Budget], persons: Collection[PersonUse]
) -> dict[PersonUse, Uses]:
    limited = {budget.key for budget in budgets if budget.limits.by_person}
    asked = [each for each in persons if PromotionKey(*each[:2]) in limited]
    if not asked:
        return {}
    return uses_of(await connection.fetch(SQL.count_uses, *columns(asked, 3)))


def _budgets_of(items: Collection[Record]) -> set[PromotionKey]:
    own = (item for item in items if item["coupon_id"] == "")
    return {PromotionKey(item["merchant_id"], item["promotion_id"]) for item in own}


def _coupons_of(items: Collection[Record]) -> set[CouponKey]:
    used = (item for item in items if item["coupon_id"])
    return {CouponKey(item["merchant_id"], item["coupon_id"]) for item in used}


def _first_orders_of(items: Collection[Record]) -> set[PersonKey]:
    firsts = (item for item in items if item["first_order"])
    return {PersonKey(item["merchant_id"], item["person_id"]) for item in firsts}


def _persons_of(items: Collection[Record]) -> set[PersonUse]:
    own = (item for item in items if item["coupon_id"] == "")
    return {PersonUse(x["merchant_id"], x["promotion_id"], x["person_id"]) for x in own}
