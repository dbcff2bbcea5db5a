"""Where the books are read. They are written by the store of payments."""

from __future__ import annotations

from pathlib import Path

from centers.payment.ledger.model import Balance, Difference, DifferenceFilter, Entry
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.data.queries import load_queries
from mesh.data.rows import RowReader

SQL = load_queries(Path(__file__).with_name("queries.sql"))

_entry_of = RowReader(Entry)
_balance_of = RowReader(Balance)
_difference_of = RowReader(Difference)

FIRST_BALANCE = (None, None, None)


class LedgerStore:
    """The tables of the ledger and of differences. Lists give one row more than a page shows."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def list_entries(
        self, merchant_id: str, order_id: str, payment_id: str, page: Page
    ) -> list[Entry]:
        """Return entries, newest first."""
        rows = await self._db.fetch(
            SQL.list_entries, merchant_id, order_id, payment_id, page.after_text, page.rows
        )
        return _entry_of.each(rows)

    async def list_balances(self, merchant_id: str, provider: str, page: Page) -> list[Balance]:
        """Return what accounts hold, by provider, account and currency."""
        after = page.after or FIRST_BALANCE
        rows = await self._db.fetch(SQL.list_balances, merchant_id, provider, *after, page.rows)
        return _balance_of.each(rows)

    async def list_differences(
        self, merchant_id: str, wanted: DifferenceFilter, page: Page
    ) -> list[Difference]:
        """Return differences, newest first, those of no known merchant among them."""
        rows = await self._db.fetch(
            SQL.list_differences,
            *(merchant_id, wanted.status, wanted.kind, wanted.reconciliation_id),
            *(page.after_text, page.rows),
        )
        return _difference_of.each(rows)

    async def resolve_difference(
        self, unit: Unit, merchant_id: str, difference_id: str, note: str
    ) -> Difference | None:
        """Settle a difference; return None when there is no such."""
        row = await unit.connection.fetchrow(
            SQL.resolve_difference, merchant_id, difference_id, note, unit.now
        )
        return _difference_of(row) if row else None
