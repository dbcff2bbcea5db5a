"""Ends reservations whose time is over."""

from __future__ import annotations

from centers.inventory.reservations import rules
from centers.inventory.store import InventoryStore
from mesh.data.change import Changes
from mesh.process.rounds import DueRounds
from mesh.pure.clock import Clock

BATCH = 200


class Sweeper:
    """Rounds of one batch of reservations."""

    def __init__(
        self,
        store: InventoryStore,
        changes: Changes,
        clock: Clock,
        *,
        pause_seconds: float,
        others_write: bool,
    ) -> None:
        """`others_write` is that of DueRounds."""
        self._store = store
        self._changes = changes
        self.rounds = DueRounds(
            self._round, store.next_due, pause_seconds, clock, others_write=others_write
        )

    async def sweep(self) -> int:
        """End one batch; return how many were looked at.

        Those whose stock somebody has locked are left for another round; all of them while another
        process sweeps.
        """
        return await self._changes.end_due(
            lambda unit: self._store.lapsed(unit, BATCH),
            lambda unit, keys: self._store.expire(unit, keys, rules.expire),
        )

    async def _round(self) -> bool:
        return await self.sweep() == BATCH
