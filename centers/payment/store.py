"""Where payments are kept: with `books_store` the only place of this center with SQL."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from centers.payment.answers import event_row
from centers.payment.commands import (
    Opened,
    PaymentFilter,
    RefundFilter,
    Started,
    StartRequest,
)
from centers.payment.model import Going, Payable, Payment, Refund
from centers.payment.records import event_columns, payment_of, row_of
from centers.payment.rules_desk import Desk, ToKeep
from mesh.data.database import Connection, Database, Record
from mesh.data.queries import load_queries
from mesh.data.rows import columns, json_rows, json_text

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))
READING = load_queries(Path(__file__).with_name("queries_reading.sql"))

T = TypeVar("T")


class PaymentStore:
    """The tables of payments and refunds."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def start(self, wanted: Sequence[StartRequest]) -> list[Started]:
        """Give each start request its payment, in one statement; new ones where they may be."""
        rows = await self._db.fetch(
            SQL.start_payments, *columns([_start_row(each) for each in wanted], 16)
        )
        return [_started(row) for row in rows]

    async def mark_pending(self, opened: Sequence[Opened]) -> set[str]:
        """The provider knows these payments; gives those that had not moved on meanwhile."""
        rows = [
            (each.payment_id, each.trade_id, json_text(dict(each.client_parameters)), each.pay_url)
            for each in opened
        ]
        marked = await self._db.fetch(SQL.mark_pending, *columns(rows, 4))
        return {row["payment_id"] for row in marked}

    async def in_transaction(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run `work` in a transaction, again from the start after a conflict."""
        return await self._db.run_in_transaction(work)

    async def take_to_check(
        self, now: datetime, leased_to: datetime, limit: int
    ) -> list[tuple[Payment, int]]:
        """Open payments to ask the provider about, with how often it was asked, this included."""
        rows = await self._db.fetch(SQL.take_payments_to_check, now, leased_to, limit)
        return [(payment_of(row), row["checks"]) for row in rows]

    async def set_next_checks(self, at: Sequence[tuple[str, datetime]]) -> None:
        """When to ask next, by payment id."""
        await self._db.execute(SQL.set_next_checks, *columns(at, 2))

    async def take_to_attempt(
        self, now: datetime, leased_to: datetime, limit: int, only: Sequence[str] | None = None
    ) -> list[Refund]:
        """Refunds to ask the provider for; `only` these, or all that are due."""
        rows = await self._db.fetch(SQL.take_refunds_to_attempt, now, leased_to, limit, only)
        return [row_of(Refund, row) for row in rows]

    async def mark_submitted(
        self, refund_id: str, provider_refund_id: str, next_at: datetime, *, taken: bool
    ) -> None:
        """The refund has not ended; `taken` says that the provider has it."""
        await self._db.execute(SQL.mark_submitted, refund_id, taken, provider_refund_id, next_at)

    async def get(self, merchant_id: str, payment_id: str) -> Payment | None:
        """One payment of a merchant."""
        row = await self._db.fetchrow(READING.get_payment, merchant_id, payment_id)
        return payment_of(row) if row else None

    async def find(self, provider: str, payment_id: str) -> Payment | None:
        """One payment at a provider, whoever the merchant is."""
        row = await self._db.fetchrow(READING.find_payment, payment_id, provider)
        return payment_of(row) if row else None

    async def kept_payment_id(self, merchant_id: str, order_id: str) -> str:
        """The payment that pays an order; empty when none does."""
        return await self._db.fetchval(READING.find_kept_payment, merchant_id, order_id) or ""

    async def list_payments(self, wanted: PaymentFilter, before: str, limit: int) -> list[Payment]:
        """Payments, newest first, with ids before `before` (empty: from the top)."""
        rows = await self._db.fetch(
            READING.list_payments,
            wanted.merchant_id,
            wanted.order_id,
            wanted.status,
            wanted.provider,
            wanted.person_id,
            before,
            limit,
        )
        return [payment_of(row) for row in rows]

    async def get_refund(self, merchant_id: str, refund_id: str) -> Refund | None:
        """One refund of a merchant."""
        row = await self._db.fetchrow(READING.get_refund, merchant_id, refund_id)
        return row_of(Refund, row) if row else None

    async def list_refunds(self, wanted: RefundFilter, before: str, limit: int) -> list[Refund]:
        """Refunds, newest first, with ids before `before` (empty: from the top)."""
        rows = await self._db.fetch(
            READING.list_refunds,
            wanted.merchant_id,
            wanted.order_id,
            wanted.payment_id,
            wanted.status,
            wanted.person_id,
            before,
            limit,
            wanted.after_sale_id,
        )
        return [row_of(Refund, row) for row in rows]


async def lock(
    conn: Connection, payment_ids: Sequence[str], refund_ids: Sequence[str] = ()
) -> Desk:
    """Payments with their orders, and refunds of theirs, locked until the transaction ends."""
    rows = await conn.fetch(SQL.lock_payments, sorted(set(payment_ids)))
    refunds = await conn.fetch(SQL.lock_refunds, sorted(set(refund_ids))) if refund_ids else []
    return Desk(
        [payment_of(row) for row in rows],
        [row_of(Payable, row) for row in rows],
        [row_of(Refund, row) for row in refunds],
    )


async def lock_orders_closed(
    conn: Connection, merchant_id: str, orders: Mapping[str, str]
) -> tuple[list[Payable], list[Payment], list[Refund]]:
    """Mark orders (order id → store id) as taking no money; give them with all they have."""
    ids = sorted(orders)
    stores = [orders[order_id] for order_id in ids]
    payables = await conn.fetch(SQL.close_payables, merchant_id, ids, stores)
    payments = await conn.fetch(SQL.lock_payments_of_orders, merchant_id, ids)
    refunds = await conn.fetch(SQL.list_refunds_of_orders, merchant_id, ids)
    return (
        [row_of(Payable, row) for row in payables],
        [payment_of(row) for row in payments],
        [row_of(Refund, row) for row in refunds],
    )


async def refund_of_attempt(
    conn: Connection, payment: Payment, after_sale_id: str, attempt: int
) -> Refund | None:
    """The refund of an attempt of an after-sale request, if there is one."""
    key = (payment.merchant_id, payment.order_id, after_sale_id, attempt)
    row = await conn.fetchrow(SQL.find_refund_of_attempt, *key)
    return row_of(Refund, row) if row else None


async def keep(conn: Connection, what: ToKeep, now: datetime) -> None:
    """Write what decisions made, in one statement."""
    if what.is_empty:
        return
    await conn.execute(
        SQL.keep_changes,
        now,
        json_rows(what.payments.values()),
        json_rows(what.payables.values()),
        json_rows(what.refunds.values()),
        json_rows(what.entries),
        json_rows(what.differences),
        json_rows(what.notices),
        *event_columns([event_row(event, trace_id) for event, trace_id in what.events]),
    )


def _start_row(wanted: StartRequest) -> tuple[Any, ...]:
    payment = wanted.payment
    return (
        payment.merchant_id,
        wanted.caller,
        wanted.request_id,
        wanted.body_hash,
        payment.payment_id,
        payment.store_id,
        payment.order_id,
        payment.person_id,
        payment.provider,
        payment.amount,
        payment.currency,
        payment.subject,
        payment.payer_subject,
        payment.created_at,
        payment.expires_at,
        wanted.first_check_at,
    )


def _started(row: Record) -> Started:
    going = row["going_payment_id"]
    return Started(
        payable=row_of(Payable, row),
        is_fresh=row["is_fresh"],
        payment_id=row["got_payment_id"],
        body_hash=row["got_hash"],
        going=Going(going, row["going_amount"], row["going_currency"]) if going else None,
    )
