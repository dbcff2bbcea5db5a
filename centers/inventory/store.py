"""Where stock is kept: the only place of this center with SQL.

Every change goes the same way: lock the rows it needs, put them on a bench, decide, write
the bench with one statement. Stock is locked before reservations, both in the order of
their keys, so that batches wait for each other but never in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import asyncpg

from centers.inventory.bench import Bench
from centers.inventory.model import (
    BookedSale,
    Demand,
    LedgerEntry,
    MovementKind,
    OrderKey,
    Reservation,
    ReservationState,
    SaleKey,
    Stock,
    StockKey,
)
from centers.inventory.records import (
    Payload,
    bench_arguments,
    ledger_entry_of,
    reservations_of,
    sales_of,
    stock_of,
)
from mesh.data.database import Connection, Database
from mesh.data.queries import load_queries
from mesh.data.rows import columns

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Needed:
    """Which rows a batch needs on its bench.

    Without `stocks`, the stock of the orders' reservations is locked. With `make`, SKUs that
    have no row get one. `sales` are looked up after their stock is locked.
    """

    stocks: Collection[StockKey] = ()
    orders: Collection[OrderKey] = ()
    sales: Collection[SaleKey] = ()
    make: bool = False


class InventoryStore:
    """The tables of the inventory center."""

    def __init__(self, database: Database, payload: Payload) -> None:
        self._db = database
        self._payload = payload

    async def change(
        self,
        needed: Needed,
        now: datetime,
        decide: Callable[[Bench], T],
        *,
        actor: str = "",
        trace_id: str = "",
    ) -> T:
        """Lock what is needed, let `decide` work on it, write it, give what `decide` gave.

        `decide` may be called again when the database had a conflict.
        """

        async def work(connection: Connection) -> T:
            return await self.change_in(
                connection, needed, now, decide, actor=actor, trace_id=trace_id
            )

        return await self._db.run_in_transaction(work)

    async def change_in(
        self,
        connection: Connection,
        needed: Needed,
        now: datetime,
        decide: Callable[[Bench], T],
        *,
        actor: str = "",
        trace_id: str = "",
    ) -> T:
        """The same within a transaction that is open already."""
        bench = await _fetch_bench(connection, needed, now)
        result = decide(bench)
        if not bench.is_untouched:
            arguments = bench_arguments(bench, self._payload, actor, trace_id)
            written = await connection.fetchrow(SQL.keep_bench, *arguments)
            expected = (len(bench.changed_reservations()), len(bench.new_sales()))
            if written is None or tuple(written) != expected:
                # Another process reserved the same order, with other SKUs, at the same time.
                raise asyncpg.SerializationError("somebody else was first: decide again")
        return result

    async def concerned(self, demands: Sequence[Demand]) -> list[bool]:
        """For each demand, whether it needs the tables: a tracked SKU, or a reservation."""
        asked = [(item, *key) for item, each in enumerate(demands) for key in each.stock_keys()]
        orders = [(item, *each.key) for item, each in enumerate(demands)]
        rows = await self._db.fetch(SQL.find_concerned, *columns(asked, 4), *columns(orders, 4))
        concerned = {row["item"] for row in rows}
        return [item in concerned for item in range(len(demands))]

    async def expire(
        self, now: datetime, limit: int, decide: Callable[[Bench, OrderKey], bool]
    ) -> int:
        """Let `decide` end reservations whose time is over; give how many were looked at.

        One process sweeps at a time. Rows are not skipped when locked, since stock has to be
        locked before them; who waits here waits for a batch that is about to finish.
        """

        async def work(connection: Connection) -> int:
            if not await connection.fetchval(SQL.try_sweep):
                return 0
            rows = await connection.fetch(SQL.list_lapsed, now, limit)
            keys = [OrderKey(*row) for row in rows]
            if keys:
                await self.change_in(
                    connection,
                    Needed(orders=keys),
                    now,
                    lambda bench: [decide(bench, key) for key in keys],
                )
            return len(keys)

        return await self._db.run_in_transaction(work)

    async def reserved_among(self, keys: Collection[OrderKey]) -> set[OrderKey]:
        """Those of the orders that have a reservation."""
        rows = await self._db.fetch(SQL.find_reservations, *columns(list(keys), 3))
        return {OrderKey(row["merchant_id"], row["store_id"], row["order_id"]) for row in rows}

    async def reservations(self, keys: Collection[OrderKey]) -> list[Reservation]:
        """The reservations of orders; those without one are missing."""
        async with self._db.transaction() as connection:
            args = columns(list(keys), 3)
            rows = await connection.fetch(SQL.find_reservations, *args)
            return reservations_of(rows, await connection.fetch(SQL.find_lines, *args))

    async def list_reservations(
        self,
        merchant_id: str,
        store_id: str,
        state: ReservationState | None,
        before: str,
        limit: int,
    ) -> list[Reservation]:
        """Reservations of a store, newest first, with ids before `before` (empty: all)."""
        rows = await self._db.fetch(
            SQL.list_reservations, merchant_id, store_id, state, before, limit
        )
        keys = [(row["merchant_id"], row["store_id"], row["order_id"]) for row in rows]
        lines = await self._db.fetch(SQL.find_lines, *columns(keys, 3))
        return reservations_of(rows, lines)

    async def stocks(
        self, merchant_id: str, store_id: str, sku_ids: Collection[str]
    ) -> list[Stock]:
        """The stock of SKUs of a store, by SKU; those never set are missing."""
        rows = await self._db.fetch(SQL.find_stock, merchant_id, store_id, list(sku_ids))
        return [stock_of(row) for row in rows]

    async def list_stock(
        self, merchant_id: str, store_id: str, after: str, only_sold_out: bool, limit: int
    ) -> list[Stock]:
        """The stock of a store by SKU, after the SKU `after`."""
        rows = await self._db.fetch(
            SQL.list_stock, merchant_id, store_id, after, only_sold_out, limit
        )
        return [stock_of(row) for row in rows]

    async def list_movements(
        self,
        merchant_id: str,
        store_id: str,
        *,
        sku_id: str,
        kind: MovementKind | None,
        source: str,
        after: int,
        limit: int,
    ) -> list[LedgerEntry]:
        """The ledger of a store, oldest first, after the entry numbered `after`."""
        rows = await self._db.fetch(
            SQL.list_movements, merchant_id, store_id, sku_id, kind, source, after, limit
        )
        return [ledger_entry_of(row) for row in rows]


async def _fetch_bench(connection: Connection, needed: Needed, now: datetime) -> Bench:
    stocks = await _lock_stock(connection, needed)
    reservations: list[Reservation] = []
    if needed.orders:
        args = columns(list(needed.orders), 3)
        rows = await connection.fetch(SQL.lock_reservations, *args)
        lines = await connection.fetch(SQL.find_lines, *args) if rows else []
        reservations = reservations_of(rows, lines)
        if not needed.stocks:
            _demand_all_locked(stocks, reservations)
    sales: list[BookedSale] = []
    if needed.sales:
        sales = sales_of(await connection.fetch(SQL.find_sales, *columns(list(needed.sales), 4)))
    return Bench(now, stocks, reservations, sales)


def _demand_all_locked(stocks: Iterable[Stock], reservations: Iterable[Reservation]) -> None:
    locked = {stock.key for stock in stocks}
    if not all(locked.issuperset(reservation.stock_keys()) for reservation in reservations):
        # Taken anew with other lines between the look at the lines and their lock.
        raise asyncpg.SerializationError("the order has other lines now: decide again")


async def _lock_stock(connection: Connection, needed: Needed) -> list[Stock]:
    if not needed.stocks:
        rows = await connection.fetch(SQL.lock_stock_of_orders, *columns(list(needed.orders), 3))
        return [stock_of(row) for row in rows]
    args = columns(sorted(needed.stocks), 3)
    if needed.make:
        await connection.execute(SQL.make_stock, *args)
    return [stock_of(row) for row in await connection.fetch(SQL.lock_stock, *args)]
