"""Finishes what was left open: payments whose notice never came, refunds not answered yet."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from centers.payment import rules
from centers.payment.adapters import Providers
from centers.payment.model import Payment, Report
from centers.payment.refunds.sweeper import RefundSweeper
from centers.payment.store import PaymentStore
from centers.payment.writer import PaymentWriter
from mesh.process.rounds import DueRounds, side_by_side
from mesh.pure.clock import Clock
from mesh.pure.errors import Refusal

LEASE = timedelta(seconds=60)
"""Longer than one look at a provider takes: no other process asks meanwhile."""
BATCH = 100
PARALLEL = 16
"""So many providers are asked for a chain at a time; one that is slow takes no other's time."""
POLL_SECONDS = 1.0

_log = structlog.get_logger()


class Sweeper:
    """Looks for what is due, in every process that hosts this center; leases keep them apart."""

    def __init__(
        self,
        store: PaymentStore,
        writer: PaymentWriter,
        refunds: RefundSweeper,
        providers: Providers,
        clock: Clock,
        *,
        others_write: bool = False,
    ) -> None:
        """`others_write` is that of DueRounds."""
        self._store = store
        self._writer = writer
        self._refunds = refunds
        self._providers = providers
        self._clock = clock
        self.rounds = DueRounds(
            self.sweep, store.next_due, POLL_SECONDS, clock, others_write=others_write
        )

    async def sweep(self) -> int:
        """Do what is due now; return how much that was."""
        return await self.check_payments() + await self._refunds.attempt()

    async def check_payments(self) -> int:
        """Ask the providers about open payments that are due; return how many."""
        now = self._clock.now()
        due = await self._store.take_to_check(now, now + LEASE, BATCH)
        again: list[tuple[str, datetime]] = []

        async def check(one: tuple[Payment, int]) -> None:
            later = await self._check(*one, now)
            if later is not None:
                again.append(later)

        await side_by_side(due, check, PARALLEL, lane=lambda one: one[0].merchant_id)
        if again:
            await self._store.set_next_checks(again)
        return len(due)

    async def _check(
        self, payment: Payment, checks: int, now: datetime
    ) -> tuple[str, datetime] | None:
        """Book what the provider says; return when to ask again if it says nothing yet."""
        try:
            report = await self._ask(payment, now)
            if report is not None:
                await self._writer.book(report)
                return None
        except Refusal as refusal:
            _log.warning("payment check", payment_id=payment.payment_id, reason=refusal.reason)
        return payment.payment_id, rules.next_check(payment, checks, now)

    async def _ask(self, payment: Payment, now: datetime) -> Report | None:
        if payment.closing:
            return await self._providers.close(payment, "No longer wanted.")
        if now >= payment.expires_at:
            return await self._providers.close(payment, "Not paid in time.")
        return await self._providers.query(payment)
