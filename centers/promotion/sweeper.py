"""Ends holds and coupons whose time is over."""

from __future__ import annotations

from centers.promotion.coupons.store import CouponStore
from centers.promotion.holds import rules
from centers.promotion.holds.store import HoldStore
from mesh.data.change import Changes
from mesh.process.rounds import DueRounds
from mesh.pure.clock import Clock

BATCH = 200


class Sweeper:
    """Rounds of one batch of holds and one of coupons."""

    def __init__(
        self,
        holds: HoldStore,
        coupons: CouponStore,
        changes: Changes,
        clock: Clock,
        *,
        pause_seconds: float,
        others_write: bool,
    ) -> None:
        """`others_write` is that of DueRounds."""
        self._holds = holds
        self._coupons = coupons
        self._changes = changes
        self._clock = clock
        self.rounds = DueRounds(
            self._round, holds.next_due, pause_seconds, clock, others_write=others_write
        )

    async def sweep(self) -> int:
        """End one batch of each; return the size of the larger.

        Holds of which somebody has the budget locked are left for another round; all of them while
        another process sweeps.
        """
        coupons = await self._coupons.expire(self._clock.now(), BATCH)
        holds = await self._changes.end_due(
            lambda unit: self._holds.lapsed(unit, BATCH),
            lambda unit, keys: self._holds.expire(unit, keys, rules.expire),
        )
        return max(holds, coupons)

    async def _round(self) -> bool:
        return await self.sweep() == BATCH
