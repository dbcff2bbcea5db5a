"""Where it is kept what an ERP has yet to take, and how its counts compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from centers.inventory.erp.model import Compared, Drift, ErpCount, Since, SkuCode, Waiting
from centers.inventory.model import StockKey
from centers.inventory.records import ledger_entry_of
from mesh.data.change import Unit
from mesh.data.database import Database, Record
from mesh.data.paging import Page
from mesh.data.queries import load_queries
from mesh.data.rows import Columns, RowReader

SQL = load_queries(Path(__file__).with_name("queries.sql"))

_drift_of = RowReader(Drift)
_count_of = RowReader(ErpCount)
_DRIFTS = Columns(
    Drift, "store_id", "sku_id", "erp_code", "on_hand", "erp_quantity", "counted_at", "compared_at"
)
_AGREED = Columns(ErpCount, "store_id", "code", "sku_id", "counted_at")
_WAITING = Columns(
    Waiting,
    *("entry.movement.key.merchant_id", "entry.movement.key.store_id", "entry.number"),
)
_COUNTED = Columns(ErpCount, "store_id", "sku_id", "counted_at")


class ErpStore:
    """The tables of ERPs."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def take_codes(self, unit: Unit, merchant_id: str) -> None:
        """Hold the codes of a chain: a count finds its code, or is found by it, never neither."""
        await unit.connection.execute(SQL.take_codes, merchant_id)

    async def keep_codes(self, unit: Unit, merchant_id: str, codes: Sequence[SkuCode]) -> None:
        """Keep the codes of SKUs; the last word on a SKU, or on a code, counts."""
        by_sku = {each.sku_id: each.code for each in codes}
        by_code = {code: sku_id for sku_id, code in by_sku.items() if code}
        named = (list(by_code.values()), list(by_code))
        await unit.connection.execute(SQL.drop_codes, merchant_id, list(by_sku), *named)
        await unit.connection.execute(SQL.keep_codes, merchant_id, *named)

    async def skus_of(
        self, unit: Unit, merchant_id: str, codes: Sequence[str]
    ) -> Mapping[str, str]:
        """Return the SKUs that have codes, by code."""
        rows = await unit.connection.fetch(SQL.find_skus, merchant_id, list(codes))
        return {row["code"]: row["sku_id"] for row in rows}

    async def since(
        self, unit: Unit, merchant_id: str, counts: Sequence[ErpCount]
    ) -> Mapping[StockKey, Since]:
        """Return what is known after the moments of counts; their stock must be locked."""
        rows = await unit.connection.fetch(SQL.find_since, merchant_id, *_COUNTED(counts))
        return {
            StockKey(merchant_id, row["store_id"], row["sku_id"]): Since(
                row["moved"], row["outdated"]
            )
            for row in rows
        }

    async def keep_compared(self, unit: Unit, merchant_id: str, compared: Compared) -> None:
        """Keep the drifts of a comparison, forget those that are none, and the moments of all."""
        drifts, agreed = _DRIFTS(compared.drifts), _AGREED(compared.agreed)
        await unit.connection.execute(SQL.keep_compared, merchant_id, *drifts, *agreed, unit.now)

    async def unknown(
        self,
        unit: Unit,
        merchant_id: str,
        codes: Sequence[str],
        after: tuple[str, str],
        limit: int,
    ) -> list[ErpCount]:
        """Return counts that were not taken because nobody knew these codes, after one."""
        rows = await unit.connection.fetch(
            SQL.find_unknown, merchant_id, list(codes), *after, limit
        )
        return _count_of.each(rows)

    async def list_drifts(self, merchant_id: str, store_id: str, page: Page) -> list[Drift]:
        """Return counts that were not taken, by store and code, one more than the page shows."""
        place = (*page.after_texts, page.rows)
        rows = await self._db.fetch(SQL.list_drifts, merchant_id, store_id, *place)
        return _drift_of.each(rows)

    async def waiting(self, chains: Sequence[str], limit: int) -> list[Waiting]:
        """Return the oldest entries of the ledger that the ERP of these chains has not taken."""
        rows = await self._db.fetch(SQL.list_waiting, list(chains), limit)
        return [_waiting_of(row) for row in rows]

    async def count_waiting(self, merchant_id: str) -> int:
        """Return how many entries of the ledger the ERP of a chain has not taken."""
        return int(await self._db.fetchval(SQL.count_waiting, merchant_id) or 0)

    async def drop_waiting(self, entries: Sequence[Waiting]) -> None:
        """Forget entries that the ERP has taken, or that are letters."""
        await self._db.execute(SQL.drop_waiting, *_WAITING(entries))


def _waiting_of(row: Record) -> Waiting:
    return Waiting(ledger_entry_of(row), row["sku_code"])
