"""The counter where orders set coupons and budgets aside: many callers, one batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from centers.promotion import holding
from centers.promotion.hold_bench import HoldBench
from centers.promotion.holds import Hold, HoldDemand, OrderKey, PersonUse
from centers.promotion.store import HoldStore, Needed
from mesh.data.batching import GroupCommit
from mesh.data.person_merges import PersonsMerged
from mesh.pure.clock import Clock
from mesh.pure.errors import Refusal
from mesh.pure.ids import store_of_order

MAX_BATCH = 128
SWEEP_BATCH = 200

Answer: TypeAlias = Hold | Exception | None


class HoldDesk:
    """Holds in batches, in the order of arrival, and ends what has lapsed."""

    def __init__(self, store: HoldStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._demands: GroupCommit[HoldDemand, Hold | None] = GroupCommit(self._hold_all, MAX_BATCH)

    async def hold(self, demand: HoldDemand) -> Hold | None:
        """Set aside all that is limited; None when nothing is. Raises what holding.hold does."""
        return await self._demands.submit(demand)

    async def sweep(self) -> int:
        """End one batch of holds and one of coupons; give the size of the larger."""
        now = self._clock.now()
        holds = await self._store.expire(now, SWEEP_BATCH, holding.expire)
        coupons = await self._store.expire_coupons(now, SWEEP_BATCH)
        return max(holds, coupons)

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self._demands.close()

    async def _hold_all(self, demands: list[HoldDemand]) -> Sequence[Answer]:
        try:
            return await self._store.change(
                needed_by(demands),
                self._clock.now(),
                lambda bench: [_decide(bench, demand) for demand in demands],
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


def needed_by(demands: Sequence[HoldDemand]) -> Needed:
    """The rows that the demands concern."""
    budgets = {(key, demand.person_id) for demand in demands for key in demand.promotions()}
    return Needed(
        orders={demand.key for demand in demands},
        budgets={key for key, _ in budgets},
        coupons={key for demand in demands for key in demand.coupons()},
        persons={PersonUse(*key, person_id) for key, person_id in budgets if person_id},
        first_orders={demand.first_order for demand in demands if demand.first_order},
    )


def order_keys(merchant_id: str, order_ids: Sequence[str]) -> list[OrderKey]:
    """The keys of orders, each with the store that its id carries."""
    return [OrderKey(merchant_id, store_of_order(each), each) for each in order_ids]


def _decide(bench: HoldBench, demand: HoldDemand) -> Answer:
    try:
        return holding.hold(bench, demand)
    except Refusal as refusal:
        return refusal
