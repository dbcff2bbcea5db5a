"""Where providers' words are booked: in batches, under lock, in the order of their arrival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from centers.payment.model import Change, Report
from centers.payment.rules_desk import Desk
from centers.payment.store import PaymentStore, keep, lock
from mesh.call.context import current_or_none
from mesh.data.batching import GroupCommit
from mesh.data.database import Connection
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock

MAX_BATCH = 256


@dataclass(frozen=True, slots=True)
class Word:
    """What a provider said, and the trace of the call in which it said so."""

    report: Report
    trace_id: str


class BookingDesk:
    """Takes providers' words from many callers and books them in batches."""

    def __init__(self, store: PaymentStore, feed: Feed, clock: Clock) -> None:
        self._store = store
        self._feed = feed
        self._clock = clock
        self._batches: GroupCommit[Word, Change] = GroupCommit(self._write, MAX_BATCH)

    async def book(self, report: Report) -> Change:
        """Book a report; it is durable when this returns. A repetition changes nothing."""
        call = current_or_none()
        return await self._batches.submit(Word(report, call.trace_id if call else ""))

    async def close(self) -> None:
        """Book what waits, and take no more."""
        await self._batches.close()

    async def _write(self, words: list[Word]) -> Sequence[Change | Exception]:
        now = self._clock.now()

        async def work(conn: Connection) -> tuple[list[Change], Desk]:
            payment_ids = [word.report.payment_id for word in words]
            refund_ids = [word.report.refund_id for word in words if word.report.refund_id]
            desk = await lock(conn, payment_ids, refund_ids)
            changes = [desk.work_in(word.report, now, word.trace_id) for word in words]
            await keep(conn, desk.to_keep, now)
            return changes, desk

        changes, desk = await self._store.in_transaction(work)
        if desk.to_keep.events:
            self._feed.wake()
        return changes
