"""Compares days of the books with providers' bills, those asked for and each that is over."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import structlog

from centers.payment.adapters import Providers
from centers.payment.reconciliation import rules
from centers.payment.reconciliation.model import Found, Reconciliation
from centers.payment.reconciliation.operations import LEASE, Comparing, NotTheBill, Overtaken
from centers.payment.reconciliation.store import ReconciliationStore
from mesh.plugins.faults import PluginBadRequest, PluginRejected
from mesh.process.rounds import Rounds, side_by_side
from mesh.pure.clock import Clock
from mesh.pure.errors import Refusal
from mesh.pure.ids import new_id

MOST_SECONDS = 1800.0
"""A comparison that takes longer is begun again."""
AT_ONCE = 4
"""So many comparisons, of as many chains, are worked on at a time."""
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
NOT_READY = "BILL_NOT_READY"

_log = structlog.get_logger()


class ReconciliationSweeper:
    """Works comparisons off, in every process that hosts this center; leases keep them apart."""

    def __init__(
        self, store: ReconciliationStore, comparing: Comparing, providers: Providers, clock: Clock
    ) -> None:
        self._store = store
        self._comparing = comparing
        self._providers = providers
        self._clock = clock
        self._begun_for: tuple[date, frozenset[str]] | None = None
        self.rounds = Rounds(self._round, PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)

    async def _round(self) -> int:
        await self.begin_days()
        return await self.sweep()

    async def begin_days(self) -> None:
        """Begin to compare the last days that are over, once for each day and set of providers."""
        now, providers = self._clock.now(), self._providers.with_bills()
        days = rules.days_to_compare(now)
        wanted = (days[-1], frozenset(providers))
        if not providers or wanted == self._begun_for:
            return
        begins = [datetime.combine(day, time(), UTC) for day in days]
        found = await self._store.days_to_compare(providers, days, begins)
        await self._store.begin([Reconciliation(new_id("rec"), *each, now) for each in found])
        self._begun_for = wanted

    async def sweep(self) -> int:
        """Work on comparisons that are due; return how many."""
        now = self._clock.now()
        due = await self._store.take(now, now + LEASE, AT_ONCE)
        await side_by_side(due, self._attempt, AT_ONCE, lane=lambda one: one.merchant_id)
        return len(due)

    async def _attempt(self, wanted: Reconciliation) -> None:
        found = Found()
        try:
            async with asyncio.timeout(MOST_SECONDS):
                await self._comparing.compare(wanted, found)
        except NotTheBill:
            await self._end(wanted, found, "The bill lacks most of the books: whose is it?")
        except Overtaken:
            _log.info("comparison is another's", reconciliation_id=wanted.reconciliation_id)
        except (PluginRejected, PluginBadRequest) as refusal:
            await self._refused(wanted, found, refusal)
        except (Refusal, TimeoutError) as failure:
            await self._again(wanted, found, str(failure) or "It took too long.")
        else:
            await self._end(wanted, found, "")

    async def _refused(
        self, wanted: Reconciliation, found: Found, refusal: PluginRejected | PluginBadRequest
    ) -> None:
        if refusal.code == NOT_READY:
            await self._again(wanted, found, refusal.message, rules.NOT_READY_PAUSE)
        else:
            await self._end(wanted, found, refusal.message)

    async def _again(
        self, wanted: Reconciliation, found: Found, why: str, pause: timedelta | None = None
    ) -> None:
        """Try again later; give up two days after it was begun."""
        now = self._clock.now()
        if now - wanted.created_at >= rules.GIVE_UP_AFTER:
            await self._end(wanted, found, why)
            return
        until = now + (pause or rules.pause_after(wanted.attempts))
        await self._store.put_off(wanted, until)
        _log.info("comparison waits", reconciliation_id=wanted.reconciliation_id, why=why)

    async def _end(self, wanted: Reconciliation, found: Found, why: str) -> None:
        await self._store.end(wanted, found, why, self._clock.now())
        tell = _log.warning if why or found.differences else _log.info
        tell(
            "compared with the bill",
            reconciliation_id=wanted.reconciliation_id,
            provider=wanted.provider,
            bill_date=wanted.bill_date.isoformat(),
            matched=found.matched,
            differences=found.differences,
            why_not=why,
        )
