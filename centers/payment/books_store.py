"""Reading the books: ledger, notices, differences."""

from __future__ import annotations

from datetime import datetime

from centers.payment.commands import DifferenceFilter, NoticeFilter
from centers.payment.model import Balance, Difference, Entry, Notice
from centers.payment.records import row_of
from centers.payment.store import READING
from mesh.data.database import Connection, Database

BalanceKey = tuple[str, int, str]
"""Provider, account, currency: the order in which balances are listed."""


class BookStore:
    """The tables that are written by `store.keep` and read here."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def list_notices(
        self, wanted: NoticeFilter, before: int | None, limit: int
    ) -> list[tuple[int, Notice]]:
        """(number, notice), newest first, with numbers before `before`."""
        rows = await self._db.fetch(
            READING.list_notices,
            wanted.merchant_id,
            wanted.payment_id,
            wanted.outcome,
            before,
            limit,
        )
        return [(row["number"], row_of(Notice, row)) for row in rows]

    async def list_entries(
        self, merchant_id: str, order_id: str, payment_id: str, before: str, limit: int
    ) -> list[Entry]:
        """Entries of the ledger, newest first."""
        rows = await self._db.fetch(
            READING.list_entries, merchant_id, order_id, payment_id, before, limit
        )
        return [row_of(Entry, row) for row in rows]

    async def list_balances(
        self, merchant_id: str, provider: str, after: BalanceKey | None, limit: int
    ) -> list[Balance]:
        """What accounts hold, by provider, account and currency."""
        place = after or (None, None, None)
        rows = await self._db.fetch(READING.list_balances, merchant_id, provider, *place, limit)
        return [row_of(Balance, row) for row in rows]

    async def list_differences(
        self, wanted: DifferenceFilter, before: str, limit: int
    ) -> list[Difference]:
        """Differences, newest first; those of no known merchant are everybody's."""
        rows = await self._db.fetch(
            READING.list_differences,
            wanted.merchant_id,
            wanted.status,
            wanted.kind,
            wanted.reconciliation_id,
            before,
            limit,
        )
        return [row_of(Difference, row) for row in rows]


async def resolve_difference(
    conn: Connection, merchant_id: str, difference_id: str, note: str, now: datetime
) -> Difference | None:
    """Settle a difference; None when there is no such."""
    row = await conn.fetchrow(READING.resolve_difference, merchant_id, difference_id, note, now)
    return row_of(Difference, row) if row else None
