"""The counter where orders take stock: many callers, one batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from centers.inventory import rules
from centers.inventory.bench import Bench
from centers.inventory.model import Demand, OrderKey, Reservation
from centers.inventory.store import InventoryStore, Needed
from mesh.data.batching import GroupCommit
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock
from mesh.pure.errors import Refusal
from mesh.pure.ids import store_of_order

MAX_BATCH = 128
SWEEP_BATCH = 200

Answer: TypeAlias = Reservation | Exception | None


class ReserveDesk:
    """Reserves in batches, in the order of arrival, and ends what has lapsed."""

    def __init__(self, store: InventoryStore, feed: Feed, clock: Clock) -> None:
        self._store = store
        self._feed = feed
        self._clock = clock
        self._demands: GroupCommit[Demand, Reservation | None] = GroupCommit(
            self._reserve_all, MAX_BATCH
        )

    async def reserve(self, demand: Demand) -> Reservation | None:
        """Set aside all lines; None when none of them is tracked.

        Raises OutOfStock and ReservationDiffers.
        """
        return await self._demands.submit(demand)

    async def sweep(self) -> int:
        """End one batch of reservations whose time is over; give how many were looked at."""
        count = await self._store.expire(self._clock.now(), SWEEP_BATCH, rules.expire)
        if count:
            self._feed.wake()
        return count

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
        decided = await self._store.change(
            needed, self._clock.now(), lambda bench: [_decide(bench, each) for each in wanted]
        )
        self._feed.wake()
        for place, answer in zip(places, decided, strict=True):
            answers[place] = answer
        return answers


def order_keys(merchant_id: str, order_ids: Sequence[str]) -> list[OrderKey]:
    """The keys of orders, each with the store that its id carries."""
    return [OrderKey(merchant_id, store_of_order(each), each) for each in order_ids]


def _decide(bench: Bench, demand: Demand) -> Answer:
    try:
        return rules.reserve(bench, demand)
    except Refusal as refusal:
        return refusal
