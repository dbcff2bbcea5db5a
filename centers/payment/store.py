"""Where payments are kept: with the stores of refunds and the ledger the only place with SQL.

Every change of money goes the same way: lock the orders and payments it is about, in the order
of their keys, decide, write all that became of them with one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from centers.payment.model import (
    Notice,
    NoticeFilter,
    Opened,
    Payment,
    PaymentFilter,
    StartRequest,
    StartResult,
)
from centers.payment.records import (
    capture_arguments,
    events_of,
    notice_of,
    opened_columns,
    payable_of,
    payment_of,
    refund_of,
    start_columns,
    start_result_of,
    work_arguments,
)
from centers.payment.refunds.model import Refund
from centers.payment.work import Work
from mesh.call.scope import Scope
from mesh.data.change import Unit
from mesh.data.database import Connection, Database
from mesh.data.forgetting import Aging
from mesh.data.paging import Page
from mesh.data.queries import load_queries
from mesh.data.rows import columns

MIGRATIONS = Path(__file__).with_name("migrations")
REQUESTS = Aging("payment_requests", "asked_at")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))


class PaymentStore:
    """The tables of payments."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def start(self, wanted: Sequence[StartRequest]) -> list[StartResult]:
        """Give each start request its payment, in one statement; new ones where they may be."""
        rows = await self._db.fetch(SQL.start_payments, *start_columns(wanted))
        return [start_result_of(row) for row in rows]

    async def mark_pending(self, opened: Sequence[Opened]) -> None:
        """Keep that providers know payments; those that have moved on meanwhile stay as they are.

        Raise InvalidRequest, and keep nothing, when one of them cannot be stored.
        """
        arguments = opened_columns(opened)

        async def work(connection: Connection) -> None:
            await connection.execute(SQL.mark_pending, *arguments)

        await self._db.run(work)

    async def lock(
        self, unit: Unit, payment_ids: Iterable[str], refund_ids: Iterable[str] = ()
    ) -> Work:
        """Lock payments with their orders, and refunds of theirs, until the unit of work ends."""
        wanted = sorted(set(refund_ids))
        rows = await unit.connection.fetch(SQL.lock_payments, sorted(set(payment_ids)))
        refunds = await unit.connection.fetch(SQL.lock_refunds, wanted) if wanted else []
        return Work(unit.now, payment_of.each(rows), payable_of.each(rows), refund_of.each(refunds))

    async def lock_orders_closed(
        self, unit: Unit, merchant_id: str, orders: Mapping[str, str]
    ) -> Work:
        """Mark orders (order id → store id) as taking no money; lock them and all they have."""
        connection, ids = unit.connection, sorted(orders)
        stores = [orders[order_id] for order_id in ids]
        payables = await connection.fetch(SQL.close_payables, merchant_id, ids, stores)
        payments = await connection.fetch(SQL.lock_payments_of_orders, merchant_id, ids)
        refunds = await connection.fetch(SQL.list_refunds_of_orders, merchant_id, ids)
        return Work(
            unit.now, payment_of.each(payments), payable_of.each(payables), refund_of.each(refunds)
        )

    async def refund_of_attempt(
        self, unit: Unit, payment: Payment, after_sale_id: str, attempt: int
    ) -> Refund | None:
        """Return the refund of an attempt of an after-sale request; its payment is locked."""
        key = (payment.merchant_id, payment.order_id, after_sale_id, attempt)
        row = await unit.connection.fetchrow(SQL.find_refund_of_attempt, *key)
        return refund_of(row) if row else None

    async def keep(self, unit: Unit, work: Work) -> None:
        """Write what decisions made, in one statement."""
        if not work.is_untouched:
            events = events_of(work)
            seqs = await unit.connection.fetchval(SQL.keep_changes, *work_arguments(work, events))
            unit.wrote(events, seqs)

    async def keep_captures(self, unit: Unit, work: Work) -> dict[str, bool]:
        """Write money that came for known payments, in one statement; return the ids written.

        Each with whether its order may have other open payments. The payments that are not among
        them are not open any more, or their order does not wait for money.
        """
        events = events_of(work)
        rows = await unit.connection.fetch(SQL.keep_captures, *capture_arguments(work, events))
        seqs = {row["order_id"]: row["seq"] for row in rows}
        written = [event for event in events if event.subject_id in seqs]
        unit.wrote(written, [seqs[event.subject_id] for event in written])
        return {row["payment_id"]: row["started_again"] for row in rows}

    async def close_others(self, now: datetime, payment_ids: Sequence[str]) -> None:
        """Have the other open payments closed of orders that these payments have paid."""

        async def work(connection: Connection) -> None:
            await connection.execute(SQL.close_others, now, payment_ids)

        await self._db.run(work)

    async def take_to_check(
        self, now: datetime, leased_to: datetime, limit: int
    ) -> list[tuple[Payment, int]]:
        """Lease open payments that are due to be asked about, with how often they were, now too."""
        rows = await self._db.fetch(SQL.take_payments_to_check, now, leased_to, limit)
        return [(payment_of(row), row["checks"]) for row in rows]

    async def next_due(self) -> datetime | None:
        """Return when the first payment is to be asked about, or the first refund asked for."""
        found: datetime | None = await self._db.fetchval(SQL.find_next_due)
        return found

    async def set_next_checks(self, at: Sequence[tuple[str, datetime]]) -> None:
        """Keep when to ask next, by payment id."""
        await self._db.execute(SQL.set_next_checks, *columns(at, 2))

    async def get(self, merchant_id: str, payment_id: str) -> Payment | None:
        """Return one payment of a merchant."""
        row = await self._db.fetchrow(SQL.get_payment, merchant_id, payment_id)
        return payment_of(row) if row else None

    async def find(self, provider: str, payment_id: str) -> Payment | None:
        """Return one payment at a provider, whoever the merchant is."""
        row = await self._db.fetchrow(SQL.find_payment, payment_id, provider)
        return payment_of(row) if row else None

    async def list_payments(self, scope: Scope, wanted: PaymentFilter, page: Page) -> list[Payment]:
        """Return one row more than the page shows, newest first."""
        rows = await self._db.fetch(
            SQL.list_payments,
            *(scope.merchant_id, wanted.order_id, wanted.status, wanted.provider),
            *(scope.person_id, page.after_text, page.rows),
        )
        return payment_of.each(rows)

    async def list_notices(
        self, merchant_id: str, wanted: NoticeFilter, page: Page
    ) -> list[tuple[int, Notice]]:
        """Return (number, notice), one row more than the page shows, newest first."""
        before = page.after_number or None
        rows = await self._db.fetch(
            SQL.list_notices, merchant_id, wanted.payment_id, wanted.outcome, before, page.rows
        )
        return [(row["number"], notice_of(row)) for row in rows]
