"""Refunds: asked for by callers, carried out through the providers until they end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog
from zhongtai.payment.v1 import refund_messages_pb2 as pb

from centers.payment import errors
from centers.payment import rules_books as books
from centers.payment.adapters import Providers, RefundWord
from centers.payment.answers import refund_message
from centers.payment.booking import BookingDesk
from centers.payment.commands import RefundFilter
from centers.payment.messages import check_create_refund
from centers.payment.model import Refund, Report
from centers.payment.model_kinds import RefundOrigin, RefundStatus, ReportKind
from centers.payment.scope import scope_of_caller
from centers.payment.store import PaymentStore, keep, lock, refund_of_attempt
from mesh.call.context import current
from mesh.data.database import Connection, Database
from mesh.data.idempotency import once
from mesh.data.paging import Page
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock
from mesh.pure.errors import Refusal

LEASE = timedelta(seconds=60)
"""Longer than one refund may take at a provider: nobody else asks meanwhile."""
BATCH = 100
PARALLEL = 16

_log = structlog.get_logger()


class Refunds:
    """The operations about refunds."""

    def __init__(
        self,
        *,
        database: Database,
        store: PaymentStore,
        booking: BookingDesk,
        providers: Providers,
        feed: Feed,
        clock: Clock,
    ) -> None:
        self._db = database
        self._store = store
        self._booking = booking
        self._providers = providers
        self._feed = feed
        self._clock = clock

    async def create(self, request: pb.CreateRefundRequest) -> Refund:
        """Set money aside to go back and ask the provider for it; gives the refund as it stands.

        Raises PaymentNotFound, NothingCaptured, RefundExceedsCaptured, CurrencyDiffers.
        """
        check_create_refund(request)
        merchant_id = current().identity.merchant_id
        payment_id = request.payment_id or await self._payment_of_order(request.order_id)

        async def effect(conn: Connection) -> pb.CreateRefundResponse:
            return pb.CreateRefundResponse(
                refund=refund_message(await self._request(conn, request, payment_id))
            )

        reply = await once(self._db, request, pb.CreateRefundResponse, effect)
        self._feed.wake()
        refund_id = reply.refund.refund_id
        await self.attempt([refund_id])
        refund = await self._store.get_refund(merchant_id, refund_id)
        if refund is None:
            raise errors.RefundNotFound(refund_id=refund_id)
        return refund

    async def get(self, refund_id: str) -> Refund:
        """One refund. Raises RefundNotFound, also for a refund of somebody else."""
        scope = scope_of_caller()
        refund = await self._store.get_refund(scope.merchant_id, refund_id)
        if refund is not None and scope.person_id:
            payment = await self._store.get(scope.merchant_id, refund.payment_id)
            refund = refund if payment is not None and scope.covers(payment) else None
        if refund is None:
            raise errors.RefundNotFound(refund_id=refund_id)
        return refund

    async def list_refunds(self, wanted: RefundFilter, page: Page) -> list[Refund]:
        """One row more than the page shows, newest first."""
        before = str(page.after[0]) if page.after else ""
        return await self._store.list_refunds(wanted, before, page.limit + 1)

    async def attempt(self, only: Sequence[str] | None = None) -> int:
        """Ask the providers for refunds that are due; tells how many were asked for.

        `only` names refunds; None means all. What a provider does not answer stays due.
        """
        now = self._clock.now()
        due = await self._store.take_to_attempt(now, now + LEASE, BATCH, only)
        gate = asyncio.Semaphore(PARALLEL)

        async def one(refund: Refund) -> None:
            async with gate:
                await self._attempt(refund)

        await asyncio.gather(*map(one, due))
        return len(due)

    async def _attempt(self, refund: Refund) -> None:
        try:
            word = await self._providers.refund(refund)
            await self._take(refund, word)
        except Refusal as refusal:
            _log.warning("refund waits", refund_id=refund.refund_id, reason=refusal.reason)
            await self._wait(refund, RefundWord(None))

    async def _take(self, refund: Refund, word: RefundWord) -> None:
        if word.status in (RefundStatus.SUCCEEDED, RefundStatus.FAILED):
            succeeded = word.status is RefundStatus.SUCCEEDED
            await self._booking.book(
                Report(
                    ReportKind.REFUND_SUCCEEDED if succeeded else ReportKind.REFUND_FAILED,
                    refund.provider,
                    refund.payment_id,
                    refund_id=refund.refund_id,
                    trade_id=word.provider_refund_id,
                    amount=refund.amount,
                    currency=refund.currency,
                    merchant_id=refund.merchant_id,
                    occurred_at=word.occurred_at,
                    failure=word.failure,
                )
            )
        else:
            await self._wait(refund, word)

    async def _wait(self, refund: Refund, word: RefundWord) -> None:
        next_at = books.next_attempt(refund, self._clock.now())
        taken = word.status is RefundStatus.SUBMITTED
        await self._store.mark_submitted(
            refund.refund_id, word.provider_refund_id, next_at, taken=taken
        )

    async def _payment_of_order(self, order_id: str) -> str:
        merchant_id = current().identity.merchant_id
        payment_id = await self._store.kept_payment_id(merchant_id, order_id)
        if not payment_id:
            raise errors.PaymentNotFound(
                f"No payment has paid the order {order_id}.", order_id=order_id
            )
        return payment_id

    async def _request(
        self, conn: Connection, request: pb.CreateRefundRequest, payment_id: str
    ) -> Refund:
        call, now = current(), self._clock.now()
        desk = await lock(conn, [payment_id])
        payment = desk.payment(payment_id)
        if payment is None or not scope_of_caller().covers(payment):
            raise errors.PaymentNotFound(payment_id=payment_id)
        if request.after_sale_id:
            attempt = (request.after_sale_id, request.after_sale_attempt)
            made = await refund_of_attempt(conn, payment, *attempt)
            if made is not None:
                return made
        asked = request.amount.minor_units if request.HasField("amount") else None
        amount = books.amount_to_refund(payment, asked, request.amount.currency_code)
        change = books.request_refund(
            payment,
            amount,
            request.reason,
            RefundOrigin.CALLER,
            now,
            after_sale=(request.after_sale_id, request.after_sale_attempt),
        )
        desk.apply(change, call.trace_id)
        await keep(conn, desk.to_keep, now)
        return change.refunds[0]
