"""Where comparisons with bills are kept, and what they compare is read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from centers.payment.ledger.model import Difference
from centers.payment.reconciliation.model import Booked, Found, Item, Reconciliation
from centers.payment.reconciliation.model import ReconciliationStatus as Status
from mesh.data.change import Unit
from mesh.data.database import Database, Record
from mesh.data.paging import Page
from mesh.data.queries import load_queries
from mesh.data.rows import Columns, RowReader, json_rows
from mesh.pure.ids import first_id

SQL = load_queries(Path(__file__).with_name("queries.sql"))
ROWS = 500
EARLY, LATE = timedelta(hours=1), timedelta(days=3)
"""By how much something may be booked before and after the provider's day that it is of."""
WIDEST_DAY = timedelta(hours=14), timedelta(hours=36)
"""When a day of any time zone begins before it does in UTC, and how long after that it ends."""

_reconciliation_of = RowReader(Reconciliation)
_new = Columns(
    Reconciliation, "reconciliation_id", "merchant_id", "provider", "bill_date", "created_at"
)


class ReconciliationStore:
    """The table of comparisons, and the books as bills name them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def start(self, unit: Unit, wanted: Reconciliation) -> Reconciliation:
        """Begin a comparison, or return the one of that day that is being worked on."""
        (row,) = await unit.connection.fetch(SQL.start_reconciliations, *_new([wanted]))
        return _reconciliation_of(row)

    async def begin(self, wanted: Sequence[Reconciliation]) -> None:
        """Begin comparisons of different days that nobody asked for."""
        if wanted:
            await self._db.execute(SQL.start_reconciliations, *_new(wanted))

    async def get(self, merchant_id: str, reconciliation_id: str) -> Reconciliation | None:
        """Return one comparison of a chain."""
        row = await self._db.fetchrow(SQL.get_reconciliation, merchant_id, reconciliation_id)
        return _reconciliation_of(row) if row else None

    async def list_newest(
        self, merchant_id: str, provider: str, page: Page
    ) -> list[Reconciliation]:
        """Return one row more than the page shows, newest first."""
        rows = await self._db.fetch(
            SQL.list_reconciliations, merchant_id, provider, page.after_text, page.rows
        )
        return _reconciliation_of.each(rows)

    async def days_to_compare(
        self, providers: Sequence[str], days: Sequence[date], begins: Sequence[datetime]
    ) -> list[tuple[str, str, date]]:
        """Return (merchant, provider, day) where something was booked and nothing compared.

        `begins` are when the days begin in UTC.
        """
        before, after = WIDEST_DAY
        first = [first_id("led", begin - before) for begin in begins]
        behind = [first_id("led", begin + after) for begin in begins]
        rows = await self._db.fetch(SQL.find_days_to_compare, providers, days, first, behind)
        return [(row["merchant_id"], row["provider"], row["bill_date"]) for row in rows]

    async def take(self, now: datetime, leased_to: datetime, limit: int) -> list[Reconciliation]:
        """Lease comparisons that are due."""
        rows = await self._db.fetch(SQL.take_reconciliations, now, leased_to, limit)
        return _reconciliation_of.each(rows)

    async def put_off(self, wanted: Reconciliation, until: datetime) -> bool:
        """Set when a leased comparison may be worked on next; False when it is another's by now."""
        held = await self._db.fetchval(
            SQL.put_off_reconciliation, wanted.reconciliation_id, wanted.attempts, until
        )
        return bool(held)

    async def end(self, wanted: Reconciliation, found: Found, why: str, now: datetime) -> None:
        """Keep what a leased comparison has found, or why it FAILED."""
        status = Status.FAILED if why else Status.FINISHED
        counts = (0, 0) if why else (found.matched, found.differences)
        await self._db.execute(
            SQL.end_reconciliation,
            *(wanted.reconciliation_id, wanted.attempts, status, *counts, why, now),
        )

    async def find_booked(self, wanted: Reconciliation, items: Iterable[Item]) -> dict[str, Booked]:
        """Return what the books hold of items of a bill, by their keys."""
        named = [item for item in items if item.key]
        payments = [item.payment_id for item in named if not item.refund_id]
        refunds = [item.refund_id for item in named if item.refund_id]
        rows = await self._db.fetch(
            SQL.find_booked, wanted.merchant_id, wanted.provider, payments, refunds
        )
        return {booked.item.key: booked for booked in map(_booked, rows)}

    async def booked_of_day(
        self, wanted: Reconciliation, span: tuple[datetime, datetime]
    ) -> AsyncIterator[list[Booked]]:
        """Yield in parts what came and went back on a provider's day."""
        begins_at, ends_at = span
        after, behind = first_id("led", begins_at - EARLY), first_id("led", ends_at + LATE)
        while True:
            rows = await self._db.fetch(
                SQL.list_booked_of_day,
                *(wanted.merchant_id, wanted.provider, after, behind, begins_at, ends_at, ROWS),
            )
            yield [_booked(row) for row in rows]
            if len(rows) < ROWS:
                return
            after = rows[-1]["entry_id"]

    async def keep_differences(self, found: Sequence[Difference]) -> None:
        """List differences; one that is listed already stays one."""
        if found:
            await self._db.execute(SQL.keep_bill_differences, json_rows(found))


def _booked(row: Record) -> Booked:
    item = Item(row["payment_id"], row["refund_id"], row["amount"], row["currency"])
    return Booked(item, row["order_id"], row["is_settled"], row["is_failed"])
