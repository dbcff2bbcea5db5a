"""The batch writer of holds: many callers, one batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from centers.promotion.holds import rules
from centers.promotion.holds.model import Hold, HoldDemand, PersonUse
from centers.promotion.holds.store import HoldStore, Needed
from centers.promotion.holds.work import Work
from mesh.data.batching import GroupCommit
from mesh.data.change import Changes
from mesh.data.person_merges import PersonsMerged
from mesh.pure.errors import Refusal

MAX_BATCH = 128

Answer: TypeAlias = Hold | Exception | None


class HoldWriter:
    """Holds in batches, in the order of arrival."""

    def __init__(self, store: HoldStore, changes: Changes) -> None:
        self._store = store
        self._changes = changes
        self._demands: GroupCommit[HoldDemand, Hold | None] = GroupCommit(
            self._hold_all, MAX_BATCH, lane=lambda demand: demand.key.merchant_id
        )

    async def hold(self, demand: HoldDemand) -> Hold | None:
        """Set aside all that is limited; return None when nothing is.

        Raise what rules.hold raises, and PersonMerged for a person who is another one now.
        """
        return await self._demands.submit(demand)

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self._demands.close()

    async def _hold_all(self, demands: list[HoldDemand]) -> Sequence[Answer]:
        needed = _needed_by(demands)
        try:
            return await self._changes.run(
                lambda unit: self._store.change(
                    unit, needed, lambda work: [_decide(work, demand) for demand in demands]
                )
            )
        except PersonsMerged as merged:
            return await self._without(demands, merged)

    async def _without(self, demands: list[HoldDemand], merged: PersonsMerged) -> list[Answer]:
        """Refuse what is for persons who are others now, and hold the rest."""
        others = [demand for demand in demands if demand.owner not in merged.now_are]
        answers = iter(await self._hold_all(others) if others else [])
        return [
            merged.refusal_for(demand.owner) if demand.owner in merged.now_are else next(answers)
            for demand in demands
        ]


def _needed_by(demands: Sequence[HoldDemand]) -> Needed:
    budgets = {(key, demand.person_id) for demand in demands for key in demand.promotions()}
    return Needed(
        orders={demand.key for demand in demands},
        budgets={key for key, _ in budgets},
        coupons={key for demand in demands for key in demand.coupons()},
        persons={PersonUse(*key, person_id) for key, person_id in budgets if person_id},
        first_orders={demand.first_order for demand in demands if demand.first_order},
    )


def _decide(work: Work, demand: HoldDemand) -> Answer:
    try:
        return rules.hold(work, demand)
    except Refusal as refusal:
        return refusal
