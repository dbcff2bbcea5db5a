"""The batch writer of payments: many callers, one batch of each kind at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
import structlog

from centers.payment import rules
from centers.payment.model import (
    Change,
    Payment,
    Report,
    StartRequest,
    StartResult,
)
from centers.payment.snapshots import OPENING_DELAY_SECONDS, Openings
from centers.payment.store import PaymentStore
from centers.payment.work import Work
from mesh.call.context import current_or_none
from mesh.data.again import LocksHeld
from mesh.data.batching import GroupCommit
from mesh.data.change import Changes, Unit
from mesh.pure.clock import Clock
from mesh.pure.errors import InProgress, Refusal

MAX_STARTS = 128
MAX_REPORTS = 256


_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class TracedReport:
    """A provider's report, and the trace of the call that brought it."""

    report: Report
    trace_id: str


class PaymentWriter:
    """Writes new payments, what providers gave for them, and what providers report of them."""

    def __init__(
        self,
        store: PaymentStore,
        changes: Changes,
        clock: Clock,
        opening_delay_seconds: float = OPENING_DELAY_SECONDS,
    ) -> None:
        self.openings = Openings(store, opening_delay_seconds)
        self._store = store
        self._changes = changes
        self._clock = clock
        self._starts: GroupCommit[StartRequest, StartResult] = GroupCommit(
            self._start, MAX_STARTS, lane=lambda wanted: wanted.payment.order_id
        )
        self._reports: GroupCommit[TracedReport, Change] = GroupCommit(
            self._book, MAX_REPORTS, lane=lambda traced: traced.report.payment_id
        )

    async def start(self, wanted: StartRequest) -> StartResult:
        """Give a request its payment: the one it got before, the open one, or a new one.

        Raise InProgress when a request with this id is being written by another process.
        """
        return await self._starts.submit(wanted)

    async def book(self, report: Report) -> Change:
        """Book a report; it is durable when this returns. A repetition changes nothing."""
        call = current_or_none()
        return await self._reports.submit(TracedReport(report, call.trace_id if call else ""))

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self._starts.close()
        await self._reports.close()
        await self.openings.close()

    async def _start(self, wanted: list[StartRequest]) -> Sequence[StartResult | Exception]:
        try:
            return await self._store.start(wanted)
        except asyncpg.UniqueViolationError:
            if len(wanted) > 1:
                raise  # the batch is tried again in halves
            return [InProgress()]

    async def _book(self, batch: list[TracedReport]) -> Sequence[Change | Exception]:
        changes: dict[int, Change | Exception] = dict(await self._book_known(batch))
        rest = [place for place in range(len(batch)) if place not in changes]
        if rest:
            booked = await self._book_locked([batch[place] for place in rest])
            changes |= dict(zip(rest, booked, strict=True))
        self.openings.booked(each for each in changes.values() if isinstance(each, Change))
        return [changes[place] for place in range(len(batch))]

    async def _book_known(self, batch: Sequence[TracedReport]) -> dict[int, Change]:
        """Book money that is what orders wait for, as far as this process knows, at once.

        Return the changes by their places; those of other reports, and of what the database knows
        otherwise, are missing.
        """
        known: dict[int, Payment] = {}
        orders: set[tuple[str, str]] = set()
        for place, each in enumerate(batch):
            payment = self.openings.known(each.report.payment_id)
            if payment is not None and rules.is_expected(payment, each.report):
                order = (payment.merchant_id, payment.order_id)
                if order not in orders:
                    known[place] = payment
                    orders.add(order)
        if not known:
            return {}

        shared: list[str] = []

        async def effect(unit: Unit) -> dict[int, Change]:
            work = Work(unit.now, known.values(), map(rules.waiting, known.values()))
            decided = {
                place: rules.take_report(work, batch[place].report, batch[place].trace_id)
                for place in known
            }
            written = await self._store.keep_captures(unit, work)
            shared[:] = [payment_id for payment_id, again in written.items() if again]
            return {at: change for at, change in decided.items() if known[at].payment_id in written}

        booked = await self._changes.run_statements(effect)
        if shared:
            await self._close_others(shared)
        return booked

    async def _close_others(self, payment_ids: Sequence[str]) -> None:
        """Have the other payments closed of orders that were started again and are paid now."""
        try:
            await self._store.close_others(self._clock.now(), payment_ids)
        except (Refusal, asyncpg.PostgresError) as fault:
            # The money is booked; what comes for the others is refunded, as without this.
            _log.warning("others not closed", payments=payment_ids, fault=type(fault).__name__)

    async def _book_locked(self, batch: Sequence[TracedReport]) -> Sequence[Change | Exception]:
        payment_ids = [each.report.payment_id for each in batch]
        refund_ids = [each.report.refund_id for each in batch if each.report.refund_id]

        async def effect(unit: Unit) -> list[Change]:
            work = await self._store.lock(unit, payment_ids, refund_ids)
            changes = [rules.take_report(work, each.report, each.trace_id) for each in batch]
            await self._store.keep(unit, work)
            return changes

        try:
            return await self._changes.run(effect)
        except LocksHeld as held:
            # What was known is booked.
            return [held] * len(batch)
