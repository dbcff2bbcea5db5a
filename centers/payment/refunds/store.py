"""Where refunds are read, and leased to whoever asks the providers for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from centers.payment.records import refund_of
from centers.payment.refunds.model import Refund, RefundFilter, RefundOrder
from mesh.call.scope import Scope
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.data.queries import load_queries
from mesh.pure.errors import RequestIdReused

SQL = load_queries(Path(__file__).with_name("queries.sql"))


class RefundStore:
    """The table of refunds. What becomes of the money is written by the store of payments."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def kept_payment_id(self, merchant_id: str, order_id: str) -> str:
        """Return the payment that pays an order; empty when none does."""
        return await self._db.fetchval(SQL.find_kept_payment, merchant_id, order_id) or ""

    async def get(self, merchant_id: str, refund_id: str) -> Refund | None:
        """Return one refund of a merchant."""
        row = await self._db.fetchrow(SQL.get_refund, merchant_id, refund_id)
        return refund_of(row) if row else None

    async def refund_of_request(
        self, unit: Unit, merchant_id: str, wanted: RefundOrder
    ) -> Refund | None:
        """Return the refund that a request has led to before; its payment is locked.

        Raise RequestIdReused where it asked for something else then.
        """
        key = (merchant_id, wanted.payment_id, wanted.request_id)
        row = await unit.connection.fetchrow(SQL.find_refund_of_request, *key)
        if row is not None and row["body_hash"] != wanted.body_hash:
            raise RequestIdReused(request_id=wanted.request_id)
        return refund_of(row) if row else None

    async def keep_request(self, unit: Unit, wanted: RefundOrder, refund: Refund) -> None:
        """Keep which refund a request has led to."""
        request = (wanted.request_id, wanted.body_hash)
        key = (refund.merchant_id, refund.payment_id)
        await unit.connection.execute(SQL.keep_refund_request, *key, *request, refund.refund_id)

    async def list_refunds(self, scope: Scope, wanted: RefundFilter, page: Page) -> list[Refund]:
        """Return one row more than the page shows, newest first."""
        rows = await self._db.fetch(
            SQL.list_refunds,
            *(scope.merchant_id, wanted.order_id, wanted.payment_id, wanted.status),
            *(scope.person_id, page.after_text, page.rows, wanted.after_sale_id),
        )
        return refund_of.each(rows)

    async def take_to_attempt(
        self, now: datetime, leased_to: datetime, limit: int, only: Sequence[str] | None = None
    ) -> list[Refund]:
        """Lease refunds that the provider is to be asked for: `only` these, or all that are due."""
        rows = await self._db.fetch(SQL.take_refunds_to_attempt, now, leased_to, limit, only)
        return refund_of.each(rows)

    async def mark_submitted(
        self, refund_id: str, provider_refund_id: str, next_at: datetime, *, taken: bool
    ) -> None:
        """Keep when to ask again for a refund; `taken` says that the provider has it."""
        await self._db.execute(SQL.mark_submitted, refund_id, taken, provider_refund_id, next_at)
