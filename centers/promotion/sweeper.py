"""Ends holds and coupons whose time is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from centers.promotion.coupons.store import CouponStore
from centers.promotion.holds import rules
from centers.promotion.holds.model import OrderKey
from centers.promotion.holds.store import HoldStore
from mesh.data.again import in_parts
from mesh.data.change import Changes
from mesh.pure.clock import Clock

BATCH = 200


class Sweeper:
    """Rounds of one batch of holds and one of coupons."""

    def __init__(
        self, holds: HoldStore, coupons: CouponStore, changes: Changes, clock: Clock
    ) -> None:
        self._holds = holds
        self._coupons = coupons
        self._changes = changes
        self._clock = clock

    async def sweep(self) -> int:
        """End one batch of each; return the size of the larger.

        Holds of which somebody has the budget locked are left for another round; all of them while
        another process is about them.
        """
        coupons = await self._coupons.expire(self._clock.now(), BATCH)

        async def expire(keys: Sequence[OrderKey]) -> int:
            return await self._changes.run(
                lambda unit: self._holds.expire(unit, keys, rules.expire)
            )

        lapsed = await self._changes.run_statements(lambda unit: self._holds.lapsed(unit, BATCH))
        return max(await in_parts(expire, lapsed) if lapsed else 0, coupons)

    async def next_due(self) -> datetime | None:
        """Return when the first hold or coupon ends."""
        return await self._holds.next_due()

    async def sweep_round(self) -> bool:
        """Do the same; return whether there may be more."""
        return await self.sweep() == BATCH
