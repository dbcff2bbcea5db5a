"""Takes syncs on, whichever process started them: a step of one after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from centers.member.crm.adapters import FindCrm
from centers.member.crm.syncs import rules
from centers.member.crm.syncs.model import Sync
from centers.member.crm.syncs.operations import Syncs
from centers.member.crm.syncs.store import SyncStore, lease, next_due
from mesh.call.context import as_call, internal_identity
from mesh.data.database import Database
from mesh.plugins.faults import PluginBadRequest, PluginConflict, PluginFault, PluginRejected
from mesh.process.rounds import DueRounds
from mesh.pure.clock import Clock
from mesh.pure.errors import PluginUnavailable

SWEEP_SECONDS = 1.0
LEASE = timedelta(seconds=60)
"""How long a step may take; one whose process has died is done again by another after it."""
REST = timedelta(seconds=10)
"""How long a CRM that is away is left alone."""
STEP_SECONDS = 50.0


class SyncSweeper:
    """Looks for syncs that go on."""

    def __init__(self, db: Database, syncs: Syncs, find: FindCrm, clock: Clock) -> None:
        self._db = db
        self._syncs = syncs
        self._find = find
        self._clock = clock
        self.rounds = DueRounds(
            self.round,
            lambda: next_due(db),
            SWEEP_SECONDS,
            clock,
            others_write=db.beside is not None,
        )

    async def round(self) -> bool:
        """Do the next step of a sync; return whether there was one that is due."""
        now = self._clock.now()
        found = await lease(self._db, now, now + LEASE)
        if found is None:
            return False
        merchant, sync = found
        with as_call(internal_identity("member", merchant), "crm_sync", timeout=STEP_SECONDS):
            await self._step(merchant, sync)
        return True

    async def _step(self, merchant: str, sync: Sync) -> None:
        adapter, now = self._find(merchant), self._clock.now()
        if adapter is None or adapter.name != sync.plugin:
            why = "The chain has no CRM any more, or another one."
            await self._keep(merchant, sync, rules.failed(sync, why, now), now)
            return
        try:
            await self._syncs.step(sync, adapter)
        except (PluginRejected, PluginBadRequest, PluginConflict) as fault:
            why = f"{fault.reason}: {fault.message}"
            await self._keep(merchant, sync, rules.failed(sync, why, now), now)
        except (PluginUnavailable, PluginFault) as fault:
            waits = replace(sync, failure=f"{fault.reason}: {fault.message}")
            await self._keep(merchant, sync, waits, now + REST)

    async def _keep(self, merchant: str, before: Sync, after: Sync, due_at: datetime) -> None:
        await SyncStore(self._db, merchant).keep(before, after, due_at)
