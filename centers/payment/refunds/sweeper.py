"""Carries refunds out: asks the providers for them until they have ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog

from centers.payment.adapters import Providers
from centers.payment.model import Report, ReportKind
from centers.payment.refunds import rules
from centers.payment.refunds.model import Refund, RefundReport, RefundStatus
from centers.payment.refunds.store import RefundStore
from centers.payment.writer import PaymentWriter
from mesh.process.rounds import side_by_side
from mesh.pure.clock import Clock
from mesh.pure.errors import Refusal

LEASE = timedelta(seconds=60)
"""Longer than one refund may take at a provider: no other process asks meanwhile."""
BATCH = 100
PARALLEL = 16
"""So many refunds of a chain are asked for at a time."""

_log = structlog.get_logger()

_ENDED = {
    RefundStatus.SUCCEEDED: ReportKind.REFUND_SUCCEEDED,
    RefundStatus.FAILED: ReportKind.REFUND_FAILED,
}


class RefundSweeper:
    """Asks for refunds that are due, in every process that hosts this center."""

    def __init__(
        self, store: RefundStore, writer: PaymentWriter, providers: Providers, clock: Clock
    ) -> None:
        self._store = store
        self._writer = writer
        self._providers = providers
        self._clock = clock

    async def attempt(self, only: Sequence[str] | None = None) -> int:
        """Ask the providers for refunds that are due; return how many were asked for.

        `only` names refunds; None means all. What a provider does not answer stays due.
        """
        now = self._clock.now()
        due = await self._store.take_to_attempt(now, now + LEASE, BATCH, only)
        await side_by_side(due, self._attempt, PARALLEL, lane=lambda one: one.merchant_id)
        return len(due)

    async def _attempt(self, refund: Refund) -> None:
        try:
            await self._take(refund, await self._providers.refund(refund))
        except Refusal as refusal:
            _log.warning("refund waits", refund_id=refund.refund_id, reason=refusal.reason)
            await self._wait(refund, RefundReport(None))

    async def _take(self, refund: Refund, report: RefundReport) -> None:
        kind = _ENDED.get(report.status) if report.status else None
        if kind is None:
            await self._wait(refund, report)
            return
        await self._writer.book(
            Report(
                kind,
                refund.provider,
                refund.payment_id,
                refund_id=refund.refund_id,
                trade_id=report.provider_refund_id,
                amount=refund.amount,
                currency=refund.currency,
                merchant_id=refund.merchant_id,
                occurred_at=report.occurred_at,
                failure=report.failure,
            )
        )

    async def _wait(self, refund: Refund, report: RefundReport) -> None:
        next_at = rules.next_attempt(refund, self._clock.now())
        taken = report.status is RefundStatus.SUBMITTED
        await self._store.mark_submitted(
            refund.refund_id, report.provider_refund_id, next_at, taken=taken
        )
