"""Where stock is kept: the only place of this center with SQL.

Every change goes the same way: lock the rows it needs, decide, write all that became of them
with one statement. Stock is locked before reservations, both in the order of their keys, so that
batches wait for each other but never in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from centers.inventory.model import (
    BookedSale,
    LedgerEntry,
    MovementKind,
    SaleKey,
    Stock,
    StockKey,
)
from centers.inventory.records import (
    Payload,
    events_of,
    ledger_entry_of,
    order_of,
    reservations_of,
    sales_of,
    stock_of,
    work_arguments,
)
from centers.inventory.reservations.model import (
    Demand,
    Reservation,
    ReservationState,
)
from centers.inventory.work import Work
from mesh.data.change import Unit
from mesh.data.database import Connection, Database, conflict
from mesh.data.paging import Page
from mesh.data.queries import load_queries
from mesh.data.rows import columns
from mesh.pure.errors import RequestIdReused
from mesh.pure.ids import OrderKey

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Needed:
    """Which rows a batch needs on its work.

    Without `stocks`, the stock of the orders' reservations is locked. With `make`, SKUs that
    have no row get one. `sales` are looked up after their stock is locked.
    """

    stocks: Collection[StockKey] = ()
    orders: Collection[OrderKey] = ()
    sales: Collection[SaleKey] = ()
    make: bool = False


class InventoryStore:
    """The tables of the inventory center."""

    def __init__(
        self, database: Database, payload: Payload, erp_chains: Collection[str] = ()
    ) -> None:
        """`erp_chains` are the merchants whose ERP is told what moves."""
        self._db = database
        self._payload = payload
        self._erp_chains = erp_chains

    async def change(self, unit: Unit, needed: Needed, decide: Callable[[Work], T]) -> T:
        """Lock what is needed, let `decide` work on it, write it, and return what it returned.

        `decide` may be called again when the database had a conflict.
        """
        work = await self.take(unit, needed)
        result = decide(work)
        await self.keep(unit, work)
        return result

    async def take(self, unit: Unit, needed: Needed) -> Work:
        """Lock what is needed until the unit of work ends, and return it."""
        return await _lock_all(unit, needed)

    async def keep(self, unit: Unit, work: Work) -> None:
        """Write what has changed of what was taken."""
        if work.is_untouched:
            return
        events = events_of(work, self._payload)
        arguments = work_arguments(work, events, unit, self._erp_chains)
        (written,) = await unit.connection.fetch(SQL.keep_work, *arguments)
        expected = (len(work.changed_reservations()), len(work.new_sales()))
        if (written["reservations"], written["sales"]) != expected:
            # Another process reserved the same order, with other SKUs, at the same time.
            raise conflict("somebody else was first")
        unit.wrote(events, written["seqs"])

    async def claim_return(self, unit: Unit, key: OrderKey, request_id: str, digest: bytes) -> bool:
        """Keep the key of a return of a locked reservation; return whether it is a new one.

        Raise RequestIdReused where it brought something else back before.
        """
        claim = (*key, request_id, digest)
        if await unit.connection.fetchval(SQL.claim_return, *claim):
            return True
        if not await unit.connection.fetchval(SQL.is_same_return, *claim):
            raise RequestIdReused(request_id=request_id)
        return False

    async def concerned(self, demands: Sequence[Demand]) -> list[bool]:
        """Return for each demand whether it needs the tables: a tracked SKU, or a reservation."""
        asked = [(item, *key) for item, each in enumerate(demands) for key in each.stock_keys()]
        orders = [(item, *each.key) for item, each in enumerate(demands)]
        rows = await self._db.fetch(SQL.find_concerned, *columns(asked, 4), *columns(orders, 4))
        concerned = {row["item"] for row in rows}
        return [item in concerned for item in range(len(demands))]

    async def lapsed(self, unit: Unit, limit: int) -> list[OrderKey]:
        """Return the orders of reservations whose time is over, the longest over first."""
        rows = await unit.connection.fetch(SQL.list_lapsed, unit.now, limit)
        return [OrderKey(*row) for row in rows]

    async def next_due(self) -> datetime | None:
        """Return when the first reservation lapses."""
        found: datetime | None = await self._db.fetchval(SQL.find_next_due)
        return found

    async def expire(
        self, unit: Unit, keys: Collection[OrderKey], decide: Callable[[Work, OrderKey], bool]
    ) -> int:
        """Let `decide` end reservations whose time is over; return how many it looked at.

        That is none while another process sweeps. Rows are not skipped when locked, since stock has
        to be locked before them.
        """
        if not await unit.connection.fetchval(SQL.try_sweep):
            return 0
        needed = Needed(orders=keys)
        await self.change(unit, needed, lambda work: [decide(work, key) for key in keys])
        return len(keys)

    async def reserved_among(self, keys: Collection[OrderKey]) -> set[OrderKey]:
        """Return those of the orders that have a reservation."""
        rows = await self._db.fetch(SQL.find_reservations, *columns(list(keys), 3))
        return set(map(order_of, rows))

    async def reservations(self, keys: Collection[OrderKey]) -> list[Reservation]:
        """Return the reservations of orders; those without one are missing."""
        async with self._db.transaction() as connection:
            args = columns(list(keys), 3)
            rows = await connection.fetch(SQL.find_reservations, *args)
            return reservations_of(rows, await connection.fetch(SQL.find_lines, *args))

    async def list_reservations(
        self, merchant_id: str, store_id: str, state: ReservationState | None, page: Page
    ) -> list[Reservation]:
        """Return reservations of a store, newest first, one more than the page shows."""
        rows = await self._db.fetch(
            SQL.list_reservations, merchant_id, store_id, state, page.after_text, page.rows
        )
        lines = await self._db.fetch(SQL.find_lines, *columns(map(order_of, rows), 3))
        return reservations_of(rows, lines)

    async def stocks(
        self, merchant_id: str, store_id: str, sku_ids: Collection[str]
    ) -> list[Stock]:
        """Return the stock of SKUs of a store, by SKU; those never set are missing."""
        rows = await self._db.fetch(SQL.find_stock, merchant_id, store_id, list(sku_ids))
        return stock_of.each(rows)

    async def tracked(self, merchant_id: str, store_id: str) -> frozenset[str]:
        """Return the SKUs of a store that are tracked."""
        rows = await self._db.fetch(SQL.list_tracked, merchant_id, store_id)
        return frozenset(row["sku_id"] for row in rows)

    async def list_stock(
        self, merchant_id: str, store_id: str, only_sold_out: bool, page: Page
    ) -> list[Stock]:
        """Return the stock of a store by SKU, one more than the page shows."""
        rows = await self._db.fetch(
            SQL.list_stock, merchant_id, store_id, page.after_text, only_sold_out, page.rows
        )
        return stock_of.each(rows)

    async def list_till_sales(
        self, merchant_id: str, store_id: str, till_id: str, page: Page
    ) -> list[BookedSale]:
        """Return till sales of a store (of one till unless it is empty), by till and its number.

        They are one more than the page shows.
        """
        rows = await self._db.fetch(
            SQL.list_till_sales, merchant_id, store_id, till_id, *page.after_texts, page.rows
        )
        return sales_of(rows)

    async def list_movements(
        self,
        merchant_id: str,
        store_id: str,
        *,
        sku_id: str,
        kind: MovementKind | None,
        source: str,
        page: Page,
    ) -> list[LedgerEntry]:
        """Return the ledger of a store, oldest first, one entry more than the page shows."""
        place = (page.after_number, page.rows)
        rows = await self._db.fetch(
            SQL.list_movements, merchant_id, store_id, sku_id, kind, source, *place
        )
        return [ledger_entry_of(row) for row in rows]


async def _lock_all(unit: Unit, needed: Needed) -> Work:
    connection = unit.connection
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
    return Work(unit.now, stocks, reservations, sales)


def _demand_all_locked(stocks: Iterable[Stock], reservations: Iterable[Reservation]) -> None:
    locked = {stock.key for stock in stocks}
    if not all(locked.issuperset(reservation.stock_keys()) for reservation in reservations):
        # Taken anew with other lines between the look at the lines and their lock.
        raise conflict("the order has other lines now")


async def _lock_stock(connection: Connection, needed: Needed) -> list[Stock]:
    if not needed.stocks:
        rows = await connection.fetch(SQL.lock_stock_of_orders, *columns(list(needed.orders), 3))
        return stock_of.each(rows)
    args = columns(sorted(needed.stocks), 3)
    if needed.make:
        await connection.execute(SQL.make_stock, *args)
    return stock_of.each(await connection.fetch(SQL.lock_stock, *args))
