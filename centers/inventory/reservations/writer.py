"""The batch writer of reservations: many callers, one batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from centers.inventory.reservations import rules
from centers.inventory.reservations.model import Demand, Reservation
from centers.inventory.store import InventoryStore, Needed
from centers.inventory.work import Work
from mesh.data.batching import GroupCommit
from mesh.data.change import Changes
from mesh.pure.errors import Refusal

MAX_BATCH = 128

Answer: TypeAlias = Reservation | Exception | None


class ReservationWriter:
    """Reserves in batches, in the order of arrival."""

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


def _decide(work: Work, demand: Demand) -> Answer:
    try:
        return rules.reserve(work, demand)
    except Refusal as refusal:
        return refusal
