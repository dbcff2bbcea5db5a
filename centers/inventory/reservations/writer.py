"""The batch writer of reservations: many callers, one batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from centers.inventory.reservations import rules
from centers.inventory.reservations.model import Demand, OrderKey, Reservation
from centers.inventory.store import InventoryStore, Needed
from centers.inventory.work import Work
from mesh.data.again import in_parts
from mesh.data.batching import GroupCommit
from mesh.data.change import Changes
from mesh.pure.errors import Refusal
from mesh.pure.ids import store_of_order

MAX_BATCH = 128
SWEEP_BATCH = 200

Answer: TypeAlias = Reservation | Exception | None


class ReservationWriter:
    """Reserves in batches, in the order of arrival, and ends what has lapsed."""

    def __init__(self, store: InventoryStore, changes: Changes) -> None:
        self._store = store
        self._changes = changes
        self._demands: GroupCommit[Demand, Reservation | None] = GroupCommit(
            self._reserve_all, MAX_BATCH, lane=lambda demand: demand.key[:2]
        )

    async def reserve(self, demand: Demand) -> Reservation | None:
        """Set aside all lines; return None when none of them is tracked.

        Raise OutOfStock and ReservationDiffers.
        """
        return await self._demands.submit(demand)

    async def sweep(self) -> int:
        """End one batch of reservations whose time is over; return how many were looked at.

        Those of which somebody holds the stock are left for another round; all of them while
        another process is about them.
        """

        async def expire(keys: Sequence[OrderKey]) -> int:
            return await self._changes.run(
                lambda unit: self._store.expire(unit, keys, rules.expire)
            )

        lapsed = await self._changes.run_statements(
            lambda unit: self._store.lapsed(unit, SWEEP_BATCH)
        )
        return await in_parts(expire, lapsed) if lapsed else 0

    async def next_due(self) -> datetime | None:
        """Return when the first reservation lapses."""
        return await self._store.next_due()

    async def sweep_round(self) -> bool:
        """Do the same; return whether there may be more."""
        return await self.sweep() == SWEEP_BATCH

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self._demands.close()

    async def _reserve_all(self, demands: list[Demand]) -> Sequence[Answer]:
        answers: list[Answer] = [None] * len(demands)
        # Most menus track few SKUs: orders of none of them need no transaction at all.
        concerned = await self._store.concerned(demands)
        places = [place for place, needs_tables in enumerate(concerned) if needs_tables]
        if not places:
            return answers
        wanted = [demands[place] for place in places]
        needed = Needed(
            stocks={key for demand in wanted for key in demand.stock_keys()},
            orders={demand.key for demand in wanted},
        )
        decided = await self._changes.run(
            lambda unit: self._store.change(
                unit, needed, lambda work: [_decide(work, each) for each in wanted]
            )
        )
        for place, answer in zip(places, decided, strict=True):
            answers[place] = answer
        return answers


def order_keys(merchant_id: str, order_ids: Sequence[str]) -> list[OrderKey]:
    """Return the keys of orders, each with the store that its id carries."""
    return [OrderKey(merchant_id, store_of_order(each), each) for each in order_ids]


def _decide(work: Work, demand: Demand) -> Answer:
    try:
        return rules.reserve(work, demand)
    except Refusal as refusal:
        return refusal
