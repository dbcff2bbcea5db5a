"""Where it is kept which tills stores have, and what these sold at the counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from centers.order.tills.model import SaleKey, TillSale
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.queries import load_queries
from mesh.data.rows import Columns, columns
from mesh.feed.events import Event

SQL = load_queries(Path(__file__).with_name("queries.sql"))

_SALES = Columns(
    TillSale,
    *("merchant_id", "store_id", "till_id", "till_sale_id", "digest", "sells", "sold_at", "event"),
)


class TillStore:
    """The tables of tills."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def keep_store_till(self, merchant_id: str, store_id: str, plugin: str) -> None:
        """Keep which POS plug-in a store names; empty for the chain's."""
        await self._db.execute(SQL.keep_store_till, merchant_id, store_id, plugin)

    async def named_plugins(self) -> list[tuple[str, int, str]]:
        """Return the POS plug-ins that stores name: how many stores do, and the id of one."""
        rows = await self._db.fetch(SQL.list_named_plugins)
        return [(row[0], row[1], row[2]) for row in rows]

    async def to_route(
        self, merchant_id: str, store_id: str, plugin: str, store_code: str
    ) -> list[str]:
        """Return open orders of a store that no till has and that are not this plug-in's yet."""
        rows = await self._db.fetch(
            SQL.list_orders_to_route, merchant_id, store_id, plugin, store_code
        )
        return [row[0] for row in rows]

    async def merchants_without_till(self) -> list[tuple[str, int]]:
        """Return merchants with open orders whose POS plug-in is not known, and how many."""
        rows = await self._db.fetch(SQL.list_merchants_without_till)
        return [(row[0], row[1]) for row in rows]

    async def without_till(self, merchant_id: str, limit: int) -> list[str]:
        """Return open orders of a merchant whose POS plug-in is not known."""
        rows = await self._db.fetch(SQL.list_orders_without_till, merchant_id, limit)
        return [row[0] for row in rows]

    async def keep_sales(self, unit: Unit, sales: Sequence[TillSale]) -> Mapping[SaleKey, bytes]:
        """Keep sales at the counter that are new, with their events.

        Return the digest of each as it lies in the table.
        """
        ordered = sorted(sales, key=lambda sale: sale.key)
        rows = await unit.connection.fetch(SQL.keep_till_sales, *_SALES(ordered))
        unit.written.extend(Event(*row) for row in rows)
        keys = columns([sale.key for sale in ordered], 4)
        found = await unit.connection.fetch(SQL.find_till_sales, *keys)
        return {(row[0], row[1], row[2], row[3]): row[4] for row in found}
