"""Lives the story of an order: customer, rider, service desk and store each do their part."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from simulators.core.clock import Clock
from simulators.core.courier import PATIENCE_SECONDS
from simulators.core.entry import Entry, Refund, RefundState, Rider, Stage, Why
from simulators.core.faults import Fault, Schedule
from simulators.core.stores import Stores
from simulators.core.stories import Answer, Step, StoreDoes, Then
from simulators.core.world import Way

SHORT, LONG = 0.2, 1.0
ODD_IN = 5
"""Of so many orders one comes with codes that nobody knows."""


class Kind(StrEnum):
    """What a platform tells its merchants of an order."""

    SOLD = "sold"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    RIDER = "rider"
    DONE = "done"
    REFUND = "refund"
    ODD = "a code that nobody knows"


class Teller(Protocol):
    """How a platform tells its merchants of an order."""

    async def tell(self, entry: Entry, kind: Kind, refund: Refund | None = None) -> None:
        """Tell how the order stands now; return when that was taken, or is to be late."""
        ...


class _Over(Exception):
    """The story ends here."""


@dataclass(frozen=True, slots=True)
class Life:
    """Lives one order after the other."""

    teller: Teller
    stores: Stores
    schedule: Schedule
    clock: Clock
    patience: float = PATIENCE_SECONDS

    async def live(self, entry: Entry) -> None:
        """Live the story of an order to its end."""
        try:
            await self.teller.tell(entry, Kind.SOLD)
            await self._take_on(entry)
            await self._make(entry)
            await self._bring(entry)
            entry.finish()
            await self.teller.tell(entry, Kind.DONE)
            await self._at(Step.DONE, entry)
        except _Over:
            return

    async def _take_on(self, entry: Entry) -> None:
        story, number = entry.order.story, entry.order.number
        if story.cancelled_at is Step.SOLD:
            await self._cancelled_at_once(entry)
        if story.store is StoreDoes.SAYS_NOTHING:
            await self.clock.pause(LONG)
            await self._cancel(entry, Why.TIMEOUT)
        if story.store is StoreDoes.REJECTS:
            await self._told(entry, await self.stores.report(number, "rejected", "太忙 too busy"))
            await self._hears(entry, "rejection", lambda: entry.stage is Stage.CANCELLED)
            await self.teller.tell(entry, Kind.CANCELLED)
            raise _Over
        await self._told(entry, await self.stores.report(number, "accepted"))
        await self._hears(entry, "confirmation", lambda: entry.stage is not Stage.SOLD)
        await self.teller.tell(entry, Kind.CONFIRMED)
        if self.schedule.struck(Fault.UNKNOWN_CODE, entry.order.place, ODD_IN):
            await self.teller.tell(entry, Kind.ODD)
        await self._at(Step.CONFIRMED, entry)

    async def _cancelled_at_once(self, entry: Entry) -> None:
        """Cancel while, for every other order, the store takes it on in the same moment."""
        accepted = None
        if entry.order.place % 2:
            accepted = asyncio.create_task(self.stores.report(entry.order.number, "accepted"))
        try:
            await self._cancel(entry, Why.CUSTOMER)
        finally:
            if accepted is not None:
                accepted.cancel()

    async def _make(self, entry: Entry) -> None:
        story, order = entry.order.story, entry.order
        if story.store is StoreDoes.CANNOT_MAKE_ALL:
            await self._told(entry, await self.stores.cut(order.number, 0, order.lines[0].quantity))
            await self._hears(entry, "pieces that cannot be made", lambda: bool(entry.refunds))
            await self.teller.tell(entry, Kind.REFUND, entry.refunds[0])
            await self._if_all_is_back(entry, Why.STORE)
        if order.way is Way.PLATFORM_RIDER:
            await self._ride(entry, Rider.ACCEPTED, Rider.AT_STORE)
        await self._told(entry, await self.stores.report(order.number, "ready"))
        await self._hears(entry, "readiness", lambda: entry.prepared)
        await self._at(Step.READY, entry)

    async def _bring(self, entry: Entry) -> None:
        number, way = entry.order.number, entry.order.way
        if way is Way.PLATFORM_RIDER:
            await self._ride(entry, Rider.PICKED_UP)
        elif way is Way.STORE_RIDER:
            await self._told(entry, await self.stores.report(number, "delivering"))
            await self._hears(entry, "way", lambda: entry.rider >= Rider.PICKED_UP)
        await self._at(Step.PICKED_UP, entry)
        if way is Way.PLATFORM_RIDER:
            await self._ride(entry, Rider.DELIVERED)
        else:
            await self._told(entry, await self.stores.report(number, "fulfilled"))
        if way is Way.STORE_RIDER:
            await self._hears(entry, "arrival", lambda: entry.rider is Rider.DELIVERED)
        await self._at(Step.DELIVERED, entry)

    async def _ride(self, entry: Entry, *steps: Rider) -> None:
        for step in steps:
            await self.clock.pause(SHORT)
            entry.rider = step
            await self.teller.tell(entry, Kind.RIDER)

    async def _at(self, step: Step, entry: Entry) -> None:
        """Do what the story has at this step. Raise _Over when the order ends by that."""
        await self.clock.pause(SHORT)
        story = entry.order.story
        if story.cancelled_at is step:
            await self._cancel(entry, Why.DESK)
        wish = story.wish
        if wish is None or wish.at is not step:
            return
        pieces = None if wish.whole else {entry.order.lines[0].number: 1}
        refund = entry.ask_back(pieces, "少送了 something is missing")
        await self.teller.tell(entry, Kind.REFUND, refund)
        await self._answered(entry, refund, wish.answer, wish.then)
        if step < Step.DELIVERED:
            await self._if_all_is_back(entry, refund.by)

    async def _answered(self, entry: Entry, refund: Refund, answer: Answer, then: Then) -> None:
        if answer is Answer.SAYS_NOTHING:
            await self.clock.pause(LONG)
            withdrawn = then is Then.WITHDRAWN
            await self._decide(
                entry,
                refund,
                RefundState.WITHDRAWN if withdrawn else RefundState.AGREED,
                Why.CUSTOMER if withdrawn else Why.TIMEOUT,
            )
            return
        agreed = answer is Answer.AGREES
        await self._told(entry, await self.stores.answer(entry.order.number, agreed=agreed))
        await self._hears(
            entry, "answer to a wish for money back", lambda: refund.state is not RefundState.ASKED
        )
        await self.teller.tell(entry, Kind.REFUND, refund)
        if then in (Then.DESK_AGREES, Then.DESK_REFUSES):
            await self._decide(entry, refund, RefundState.APPEALED, Why.CUSTOMER)
            won = then is Then.DESK_AGREES
            state = RefundState.AGREED if won else RefundState.DESK_REFUSED
            await self._decide(entry, refund, state, Why.DESK)

    async def _decide(self, entry: Entry, refund: Refund, state: RefundState, by: Why) -> None:
        await self.clock.pause(SHORT)
        refund.state, refund.by = state, by
        entry.wake()
        await self.teller.tell(entry, Kind.REFUND, refund)

    async def _if_all_is_back(self, entry: Entry, by: Why) -> None:
        """End an order that nothing was paid for any more; what is left of it cost nothing."""
        if entry.given_back == entry.order.total:
            await self._cancel(entry, by)

    async def _cancel(self, entry: Entry, by: Why) -> None:
        entry.cancel(by)
        await self.teller.tell(entry, Kind.CANCELLED)
        raise _Over

    async def _told(self, entry: Entry, at_the_till: bool) -> None:
        if not at_the_till:
            entry.faults.append("the till never had what the store was to answer")
            raise _Over

    async def _hears(self, entry: Entry, what: str, is_so: Callable[[], bool]) -> None:
        """Wait for what the merchant must tell. Raise _Over when it never does."""
        if not await entry.until(is_so, self.patience):
            entry.faults.append(f"the platform was never told of the {what}")
            raise _Over
