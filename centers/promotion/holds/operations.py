"""What the promotion center does with what orders set aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from centers.promotion import errors
from centers.promotion.holds import rules
from centers.promotion.holds.model import (
    Hold,
    HoldDemand,
    HoldState,
    RedeemOutcome,
    ReleaseCause,
    ReleaseOutcome,
)
from centers.promotion.holds.signals import Signals
from centers.promotion.holds.store import HoldStore, Needed
from centers.promotion.holds.work import Work
from centers.promotion.holds.writer import HoldWriter
from centers.promotion.snapshots import Snapshots
from mesh.call.context import merchant_id
from mesh.data.change import Changes
from mesh.data.paging import Page
from mesh.pure.clock import Clock
from mesh.pure.errors import Refusal
from mesh.pure.ids import OrderKey, order_keys

T = TypeVar("T")


class Holds:
    """Holds, for the merchant of the current call. A repetition is recognised by the order."""

    def __init__(
        self,
        store: HoldStore,
        writer: HoldWriter,
        changes: Changes,
        snapshots: Snapshots,
        *,
        clock: Clock,
        signals: Signals,
    ) -> None:
        self._store = store
        self._writer = writer
        self._changes = changes
        self._snapshots = snapshots
        self._clock = clock
        self._signals = signals

    async def hold(self, demand: HoldDemand) -> Hold | None:
        """Set aside what an evaluation gave; return None when nothing in the order is limited.

        Raise what rules.hold raises, and PersonMerged.
        """
        chain = demand.key.merchant_id
        snapshot = await self._snapshots.of(chain)
        if not any(map(snapshot.must_be_held, demand.items)):
            self._signals.held("not_needed")
            return None
        try:
            held = await self._writer.hold(demand)
        except Refusal as refusal:
            self._signals.held(refusal.reason.lower())
            if isinstance(refusal, errors.BudgetSpent):
                # The next evaluation is to see it.
                self._snapshots.invalidate(chain)
            raise
        self._signals.held("held" if held else "not_needed")
        return held

    async def redeem(self, order_ids: Sequence[str]) -> list[RedeemOutcome]:
        """Use what orders hold; return one outcome per id."""
        keys = order_keys(merchant_id(), order_ids)
        outcomes = await self._change_orders(
            keys, lambda work: [rules.redeem(work, key) for key in keys]
        )
        self._signals.redeemed(order_ids, outcomes)
        return outcomes

    async def release(self, order_ids: Sequence[str], cause: ReleaseCause) -> list[ReleaseOutcome]:
        """Give back what orders hold; return one outcome per id."""
        keys = order_keys(merchant_id(), order_ids)
        return await self._change_orders(
            keys, lambda work: [rules.release(work, key, cause) for key in keys]
        )

    async def get_hold(self, order_id: str) -> Hold:
        """Return the hold of an order. Raise HoldNotFound."""
        found = await self._store.holds(order_keys(merchant_id(), [order_id]))
        if not found:
            raise errors.HoldNotFound(order_id=order_id)
        return found[0]

    async def list_holds(self, state: HoldState | None, page: Page) -> list[Hold]:
        """Return one row more than the page shows, newest first."""
        return await self._store.list_holds(merchant_id(), state, page)

    async def _change_orders(
        self, keys: Sequence[OrderKey], decide: Callable[[Work], list[T]]
    ) -> list[T]:
        """Change what orders hold; most orders hold nothing, and need no transaction."""
        holding = await self._store.holding_among(keys)
        if not holding:
            return decide(Work(self._clock.now()))
        return await self._changes.run(
            lambda unit: self._store.change(unit, Needed(holding), decide)
        )
