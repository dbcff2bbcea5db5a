"""Where catalogs are kept, in tables and in memory: the only place of this center with SQL.

All changes of one chain follow each other: each holds the chain's revision, sees the whole
catalog as it is, and writes what it decided with the next revision. So a reader that has
all up to a revision fetches only what is newer, and misses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from centers.product import records
from centers.product.catalog.model import EMPTY, Catalog
from centers.product.model import (
    Category,
    Item,
    Menu,
    ModifierGroup,
    Product,
    SoldOut,
)
from mesh.call.batch_answers import in_turns
from mesh.data.database import Connection, Database
from mesh.data.queries import load_queries
from mesh.data.snapshots import Snapshots

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))
WRITTEN_AT_ONCE = 250
"""Items in one statement, with their parts: some milliseconds of work before it is sent."""

T = TypeVar("T", bound=Item)


class CatalogStore:
    """The catalogs of chains, and the tables they lie in."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._catalogs: Snapshots[Catalog] = Snapshots(self._load)
        database.lineage.when_another(self._catalogs.forget)

    async def close(self) -> None:
        """End the loads that are under way."""
        await self._catalogs.close()

    async def recent(self, merchant_id: str) -> Catalog:
        """Return the catalog of a chain, at most a second old."""
        return await self._catalogs.get(merchant_id)

    async def newest(self, merchant_id: str) -> Catalog:
        """Return the catalog of a chain as it is now."""
        return await self._catalogs.get(merchant_id, newest=True)

    def expire(self, merchant_id: str) -> None:
        """Make the next to ask for a catalog wait for what has just been committed."""
        self._catalogs.expire(merchant_id)

    async def take(self, conn: Connection, merchant_id: str) -> Catalog:
        """Return the catalog, held against changes by others until the transaction ends."""
        known = self._catalogs.held(merchant_id) or EMPTY
        revision = await conn.fetchval(SQL.take_revision, merchant_id)
        if revision == known.revision:
            return known
        return await _with_news(conn, merchant_id, known, revision)

    async def keep(
        self, conn: Connection, merchant_id: str, items: Sequence[Item], revision: int
    ) -> None:
        """Write items of a catalog that was taken; they must have the next revision."""
        await conn.execute(SQL.set_revision, merchant_id, revision)
        # Part by part, so that other calls have their turn while a large import is written.
        for first in range(0, len(items), WRITTEN_AT_ONCE):
            part = items[first : first + WRITTEN_AT_ONCE]
            await _keep_plain(conn, merchant_id, part)
            if menus := _only(part, Menu):
                await _keep_menus(conn, merchant_id, menus)

    async def keep_sold_out(
        self,
        conn: Connection,
        merchant_id: str,
        entries: Sequence[SoldOut],
        revision: int,
    ) -> None:
        """Write what stores have none of, and what they have again."""
        await conn.execute(SQL.set_revision, merchant_id, revision)
        sold_out = records.sold_out_columns(entries)
        await conn.execute(SQL.keep_sold_out, merchant_id, revision, *sold_out)

    async def _load(self, merchant_id: str, held: Catalog | None) -> Catalog:
        """Return the catalog of a chain; only what changed since `held` is fetched."""
        known = held or EMPTY
        revision = await self._db.fetchval(SQL.find_revision, merchant_id) or 0
        if revision == known.revision:
            return known
        async with (
            self._db.connection() as conn,
            # One picture of all tables: a product must not come with the SKUs of a later one.
            conn.transaction(isolation="repeatable_read", readonly=True),
        ):
            revision = await conn.fetchval(SQL.find_revision, merchant_id)
            return await _with_news(conn, merchant_id, known, revision)


async def _with_news(conn: Connection, merchant_id: str, known: Catalog, revision: int) -> Catalog:
    since = (merchant_id, known.revision)
    items: list[Item] = []
    items += records.category_of.each(await conn.fetch(SQL.list_categories_after, *since))
    groups = records.groups_of(
        await conn.fetch(SQL.list_groups_after, *since),
        await conn.fetch(SQL.list_modifiers_after, *since),
    )
    items += await in_turns(groups)
    products = records.products_of(
        await conn.fetch(SQL.list_products_after, *since),
        await conn.fetch(SQL.list_skus_after, *since),
    )
    items += await in_turns(products)
    menus = records.menus_of(
        await conn.fetch(SQL.list_menus_after, *since),
        await conn.fetch(SQL.list_entries_after, *since),
        await conn.fetch(SQL.list_modifier_prices_after, *since),
    )
    items += await in_turns(menus)
    news = await conn.fetch(SQL.list_sold_out_after, *since)
    return known.with_changes(revision, items, records.sold_out_of.each(news))


async def _keep_plain(conn: Connection, merchant_id: str, items: Sequence[Item]) -> None:
    categories, groups = _only(items, Category), _only(items, ModifierGroup)
    products = _only(items, Product)
    for sql, written in (
        (SQL.keep_categories, records.category_columns(categories)),
        (SQL.keep_groups, records.group_columns(groups)),
        (SQL.keep_modifiers, records.modifier_columns(groups)),
        (SQL.keep_products, records.product_columns(products)),
        (SQL.keep_skus, records.sku_columns(products)),
    ):
        if written[0]:
            await conn.execute(sql, merchant_id, *written)


async def _keep_menus(conn: Connection, merchant_id: str, menus: Sequence[Menu]) -> None:
    ids = [menu.menu_id for menu in menus]
    await conn.execute(SQL.keep_menus, merchant_id, *records.menu_columns(menus))
    await conn.execute(SQL.drop_entries, merchant_id, ids)
    await conn.execute(SQL.drop_modifier_prices, merchant_id, ids)
    for sql, parts in (
        (SQL.keep_entries, records.entry_columns(menus)),
        (SQL.keep_modifier_prices, records.modifier_price_columns(menus)),
    ):
        if parts[0]:
            await conn.execute(sql, merchant_id, *parts)


def _only(items: Iterable[Item], kind: type[T]) -> list[T]:
    return [item for item in items if isinstance(item, kind)]
