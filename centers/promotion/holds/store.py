"""Where holds are kept.

Every change goes the same way: lock the rows it needs, decide, write all that became of them
with one statement. Budgets are locked first, then persons' first orders, coupons and holds, each
in the order of their keys, so that batches wait for each other but never in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from centers.promotion.coupons.model import CouponKey
from centers.promotion.coupons.records import coupon_of
from centers.promotion.holds.model import (
    Budget,
    Hold,
    HoldState,
    PersonKey,
    PersonUse,
    PromotionKey,
    Uses,
)
from centers.promotion.holds.records import budget_of, holds_of, order_of, uses_of, work_arguments
from centers.promotion.holds.work import Work
from mesh.data.change import Unit
from mesh.data.database import Connection, Database, Record, conflict
from mesh.data.paging import Page
from mesh.data.person_merges import PersonsMerged, survivors_of
from mesh.data.queries import load_queries
from mesh.data.rows import columns
from mesh.pure.ids import OrderKey

SQL = load_queries(Path(__file__).with_name("queries.sql"))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Needed:
    """Which rows a batch needs; orders bring what they hold along."""

    orders: Collection[OrderKey]
    budgets: Collection[PromotionKey] = ()
    coupons: Collection[CouponKey] = ()
    persons: Collection[PersonUse] = ()
    first_orders: Collection[PersonKey] = ()


class HoldStore:
    """The tables of holds and of what they take: budgets, coupons, first orders."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def change(self, unit: Unit, needed: Needed, decide: Callable[[Work], T]) -> T:
        """Lock what is needed, let `decide` work on it, write it, and return what it returned.

        `decide` may be called again when the database had a conflict. Raise PersonsMerged, when
        the transaction must not be committed, if it took something for persons who are others
        now.
        """
        work = await _lock_all(unit, needed)
        result = decide(work)
        if not work.is_untouched:
            written = await unit.connection.fetchval(SQL.keep_holds, *work_arguments(work))
            holds = work.changed_holds()
            if written != len(holds) + len(work.changed_first_orders()):
                owners = [(hold.key.merchant_id, hold.person_id) for hold in holds]
                if now_are := await survivors_of(unit.connection, owners):
                    raise PersonsMerged(now_are)
                # Another process held for the same order, or person, at the same time.
                raise conflict("another process was first")
        return result

    async def lapsed(self, unit: Unit, limit: int) -> list[OrderKey]:
        """Return the orders of holds whose time is over, the longest over first."""
        rows = await unit.connection.fetch(SQL.list_lapsed, unit.now, limit)
        return [OrderKey(*row) for row in rows]

    async def next_due(self) -> datetime | None:
        """Return when the first hold or coupon ends."""
        found: datetime | None = await self._db.fetchval(SQL.find_next_due)
        return found

    async def expire(
        self, unit: Unit, keys: Collection[OrderKey], decide: Callable[[Work, OrderKey], bool]
    ) -> int:
        """Let `decide` end holds whose time is over; return how many it looked at.

        That is none while another process sweeps. Rows are not skipped when locked, since budgets
        have to be locked before them.
        """
        if not await unit.connection.fetchval(SQL.try_sweep):
            return 0
        await self.change(unit, Needed(keys), lambda work: [decide(work, key) for key in keys])
        return len(keys)

    async def uses(self, persons: Collection[PersonUse]) -> dict[PersonUse, Uses]:
        """Return how often persons have promotions, as of now."""
        return uses_of(await self._db.fetch(SQL.count_uses, *columns(list(persons), 3)))

    async def first_order(self, person: PersonKey) -> str:
        """Return the order that is, or is to be, the person's first; empty when there is none."""
        return await self._db.fetchval(SQL.find_first_order, *person) or ""

    async def holding_among(self, keys: Collection[OrderKey]) -> set[OrderKey]:
        """Return those of the orders that have a hold."""
        rows = await self._db.fetch(SQL.find_holds, *columns(list(keys), 3))
        return set(map(order_of, rows))

    async def holds(self, keys: Collection[OrderKey]) -> list[Hold]:
        """Return the holds of orders; those without one are missing."""
        args = columns(list(keys), 3)
        rows = await self._db.fetch(SQL.find_holds, *args)
        return holds_of(rows, await self._db.fetch(SQL.find_hold_items, *args))

    async def list_holds(self, merchant_id: str, state: HoldState | None, page: Page) -> list[Hold]:
        """Return holds of a chain, newest first, one more than the page shows."""
        place = (page.after_text, page.rows)
        rows = await self._db.fetch(SQL.list_holds, merchant_id, state, *place)
        args = columns(map(order_of, rows), 3)
        return holds_of(rows, await self._db.fetch(SQL.find_hold_items, *args))


async def _lock_all(unit: Unit, needed: Needed) -> Work:
    connection = unit.connection
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
    return Work(unit.now, budgets, coupon_of.each(rows), found, uses, first_orders=firsts)


def _demand_same(items: Collection[Record], holds: Collection[Record]) -> None:
    """Let the batch begin again unless what was read before the locks is what is locked."""
    content = itemgetter("digest", "person_id")
    read = {order_of(item): content(item) for item in items}
    for hold in holds:
        if read.get(order_of(hold)) != content(hold):
            raise conflict("the order holds something else now")


async def _lock_budgets(connection: Connection, keys: Collection[PromotionKey]) -> list[Budget]:
    if not keys:
        return []
    rows = await connection.fetch(SQL.lock_budgets, *columns(list(keys), 2))
    return budget_of.each(rows)


async def lock_first_orders(
    connection: Connection, merchant_id: str, person_ids: Collection[str]
) -> None:
    """Lock the first orders of these persons until the transaction ends."""
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
