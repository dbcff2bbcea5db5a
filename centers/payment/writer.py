"""The batch writer of payments: many callers, one batch of each kind at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from centers.payment import rules
from centers.payment.model import Change, Opened, Report, StartRequest, StartResult
from centers.payment.store import PaymentStore
from mesh.call.context import current_or_none
from mesh.data.batching import GroupCommit
from mesh.data.change import Changes, Unit
from mesh.pure.errors import InProgress

MAX_STARTS = 128
MAX_REPORTS = 256


@dataclass(frozen=True, slots=True)
class TracedReport:
    """A provider's report, and the trace of the call that brought it."""

    report: Report
    trace_id: str


class PaymentWriter:
    """Writes new payments, what providers gave for them, and what providers report of them."""

    def __init__(self, store: PaymentStore, changes: Changes) -> None:
        self._store = store
        self._changes = changes
        self._starts: GroupCommit[StartRequest, StartResult] = GroupCommit(self._start, MAX_STARTS)
        self._openings: GroupCommit[Opened, bool] = GroupCommit(self._mark_opened, MAX_STARTS)
        self._reports: GroupCommit[TracedReport, Change] = GroupCommit(self._book, MAX_REPORTS)

    async def start(self, wanted: StartRequest) -> StartResult:
        """Give a request its payment: the one it got before, the open one, or a new one.

        Raise InProgress when a request with this id is being written by another process.
        """
        return await self._starts.submit(wanted)

    async def opened(self, opened: Opened) -> bool:
        """Keep what the provider gave; return False when the payment has moved on meanwhile."""
        return await self._openings.submit(opened)

    async def book(self, report: Report) -> Change:
        """Book a report; it is durable when this returns. A repetition changes nothing."""
        call = current_or_none()
        return await self._reports.submit(TracedReport(report, call.trace_id if call else ""))

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self._starts.close()
        await self._openings.close()
        await self._reports.close()

    async def _start(self, wanted: list[StartRequest]) -> Sequence[StartResult | Exception]:
        try:
            return await self._store.start(wanted)
        except asyncpg.UniqueViolationError:
            if len(wanted) > 1:
                raise  # the batch is tried again in halves
            return [InProgress()]

    async def _mark_opened(self, opened: list[Opened]) -> Sequence[bool | Exception]:
        marked = await self._store.mark_pending(opened)
        return [each.payment_id in marked for each in opened]

    async def _book(self, batch: list[TracedReport]) -> Sequence[Change | Exception]:
        payment_ids = [each.report.payment_id for each in batch]
        refund_ids = [each.report.refund_id for each in batch if each.report.refund_id]

        async def effect(unit: Unit) -> list[Change]:
            work = await self._store.lock(unit, payment_ids, refund_ids)
            changes = [rules.take_report(work, each.report, each.trace_id) for each in batch]
            await self._store.keep(unit, work)
            return changes

        return await self._changes.run(effect)
