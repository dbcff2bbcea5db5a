"""An order in the platform's own book: where it stands, and which moves the platform allows."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from simulators.core.world import Line, SoldOrder

Told = Mapping[str, Any]
"""What comes with a command."""


class Stage(IntEnum):
    """Where an order stands on the platform."""

    SOLD = 0
    CONFIRMED = 1
    DONE = 2
    CANCELLED = 3


class Rider(IntEnum):
    """How far its rider has come."""

    NONE = 0
    ACCEPTED = 1
    AT_STORE = 2
    PICKED_UP = 3
    DELIVERED = 4


class Why(StrEnum):
    """Who ended an order, or gave money back."""

    NOBODY = ""
    CUSTOMER = "customer"
    STORE = "store"
    DESK = "service desk"
    TIMEOUT = "time-out"


class RefundState(StrEnum):
    """Where a wish for money back stands."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    APPEALED = "appealed"
    DESK_REFUSED = "refused by the desk"
    WITHDRAWN = "withdrawn"


class Refused(Exception):
    """The platform does not do it."""


class AlreadyChanged(Refused):
    """The order is no longer in a state in which that can be done."""


class Finished(Refused):
    """The order is done: it cannot be cancelled any more."""


class TooEarly(Refused):
    """The order has not come that far."""


class NotOfferedHere(Refused):
    """It names something that the order does not have."""


@dataclass(slots=True)
class Refund:
    """Money asked back or given back: `pieces` per line number; all of it when `whole`."""

    number: str
    amount: int
    pieces: Mapping[str, int]
    whole: bool
    reason: str
    state: RefundState
    by: Why = Why.NOBODY
    asked_by: Why = Why.CUSTOMER
    asked_at: float = field(default_factory=time.time)


@dataclass(slots=True)
class Entry:
    """One order. What merchants tell are methods that raise Refused; customers never fail."""

    order: SoldOrder
    stage: Stage = Stage.SOLD
    rider: Rider = Rider.NONE
    prepared: bool = False
    cancelled_by: Why = Why.NOBODY
    cancel_words: str = ""
    cancel_code: str = ""
    refunds: list[Refund] = field(default_factory=list)
    done: set[tuple[str, str]] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    told_again: Counter[str] = field(default_factory=Counter)
    untaken: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    messages: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def confirm(self) -> None:
        """The store takes it on. Raise AlreadyChanged."""
        if self.stage is not Stage.SOLD:
            raise AlreadyChanged
        self._move(Stage.CONFIRMED)

    def reject(self, code: str, words: str) -> None:
        """The store cancels it. Raise AlreadyChanged or Finished."""
        if self.stage is Stage.DONE:
            raise Finished
        if self.stage is Stage.CANCELLED:
            raise AlreadyChanged
        self.cancel_code, self.cancel_words = code, words
        self.cancel(Why.STORE)

    def prepare(self) -> None:
        """The store has it ready. Raise TooEarly or AlreadyChanged."""
        if self.stage is Stage.SOLD:
            raise TooEarly
        if self.stage is not Stage.CONFIRMED or self.prepared:
            raise AlreadyChanged
        self.prepared = True
        self.wake()

    def ride(self, step: Rider) -> None:
        """The store's own rider has come so far. Raise TooEarly or AlreadyChanged."""
        if self.stage is Stage.SOLD:
            raise TooEarly
        if self.stage is not Stage.CONFIRMED or self.rider >= step:
            raise AlreadyChanged
        self.rider = step
        self.wake()

    def answer_refund(self, *, agreed: bool, words: str = "", number: str = "") -> Refund:
        """The store answers the wish for money back. Raise AlreadyChanged."""
        refund = self.open_refund(number)
        if refund is None:
            raise AlreadyChanged
        refund.state = RefundState.AGREED if agreed else RefundState.REFUSED
        refund.by = Why.STORE
        refund.reason = words or refund.reason
        self.wake()
        return refund

    def give_back(self, pieces: Mapping[str, int], words: str) -> Refund:
        """The store gives the money of some pieces back. Raise NotOfferedHere or AlreadyChanged."""
        if self.stage is Stage.CANCELLED:
            raise AlreadyChanged
        left = self.pieces_left()
        if not pieces or any(not 0 < count <= left.get(n, 0) for n, count in pieces.items()):
            raise NotOfferedHere
        refund = self._refund(pieces, words, RefundState.AGREED)
        refund.by = refund.asked_by = Why.STORE
        self.wake()
        return refund

    def cancel(self, by: Why) -> None:
        """End it, as the platform itself does; all money goes back."""
        self.cancelled_by = by
        for refund in self.refunds:
            if refund.state in (RefundState.ASKED, RefundState.APPEALED):
                refund.state = RefundState.WITHDRAWN
        self._move(Stage.CANCELLED)

    def finish(self) -> None:
        """Close it: the customer has it."""
        self._move(Stage.DONE)

    def ask_back(self, pieces: Mapping[str, int] | None, words: str) -> Refund:
        """Keep a customer's wish for money back, of some pieces or (None) of all."""
        refund = self._refund(pieces, words, RefundState.ASKED)
        self.wake()
        return refund

    def open_refund(self, number: str = "") -> Refund | None:
        """Return the wish that waits for the store, if there is one."""
        for refund in self.refunds:
            if refund.state is RefundState.ASKED and number in ("", refund.number):
                return refund
        return None

    @property
    def given_back(self) -> int:
        """What the customer has back."""
        if self.stage is Stage.CANCELLED:
            return self.order.total
        return sum(each.amount for each in self.refunds if each.state is RefundState.AGREED)

    def pieces_left(self) -> dict[str, int]:
        """Return how many pieces of each line nobody has asked back."""
        left = {line.number: line.quantity for line in self.order.lines}
        for refund in self._standing():
            for number, count in refund.pieces.items():
                left[number] -= count
        return left

    def pieces_of(self, wanted: Iterable[tuple[str, int]]) -> dict[str, int]:
        """Return pieces per line for pieces per dish, by its code; a dish may be in several lines.

        Raise NotOfferedHere.
        """
        left = self.pieces_left()
        pieces: dict[str, int] = {}
        for code, count in wanted:
            for line in self.order.lines:
                if line.dish.code == code and count > 0 and left[line.number]:
                    taken = min(count, left[line.number])
                    left[line.number] -= taken
                    pieces[line.number] = pieces.get(line.number, 0) + taken
                    count -= taken  # noqa: PLW2901 - what is still to be found
            if count:
                raise NotOfferedHere
        return pieces

    def carried_out(self, command: str, told: Told, *, answered: bool) -> None:
        """Keep that a command was done as it was `told`, and whether whoever told it knows."""
        self.done.add((command, text_of(told)))
        if answered:
            self.answered.add(command)

    def refused(self, command: str, why: Refused, told: Told, *, once: bool) -> None:
        """Keep what the merchant should not have told; `once`: nor again after its answer."""
        # What is not there any more was given back before: who was killed then asks for it again,
        # in the same words. Other pieces that are not there are pieces that never were.
        gone = isinstance(why, NotOfferedHere) and (command, text_of(told)) in self.done
        if isinstance(why, TooEarly | NotOfferedHere) and not gone:
            self.faults.append(f"{command} was refused: {type(why).__name__}")
        if command in self.answered:
            self.told_again[command] += 1
            if once:
                self.faults.append(f"{command} was told again after its answer")

    async def until(self, is_so: Callable[[], bool], seconds: float) -> bool:
        """Wait until it is so; False when it was not within the time."""
        try:
            async with asyncio.timeout(seconds):
                while not is_so():
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    async def changed_from(
        self, stage: Stage, rider: Rider, refunds: Mapping[str, RefundState]
    ) -> None:
        """Wait until it stands elsewhere, or has other wishes for money back."""
        while (stage, rider, refunds) == (
            self.stage,
            self.rider,
            {refund.number: refund.state for refund in self.refunds},
        ):
            await self._changed.wait()

    def wake(self) -> None:
        """Let those look again that wait for a change."""
        self._changed.set()
        self._changed = asyncio.Event()

    def _move(self, stage: Stage) -> None:
        self.stage = stage
        self.wake()

    def _standing(self) -> Iterator[Refund]:
        open_states = (RefundState.ASKED, RefundState.APPEALED, RefundState.AGREED)
        return (refund for refund in self.refunds if refund.state in open_states)

    def _refund(self, pieces: Mapping[str, int] | None, words: str, state: RefundState) -> Refund:
        left = self.order.total - sum(refund.amount for refund in self._standing())
        whole = pieces is None
        pieces = self.pieces_left() if pieces is None else dict(pieces)
        amount = left if whole else min(left, self._worth(pieces))
        number = f"{self.order.number}{len(self.refunds) + 1:02d}"
        refund = Refund(number, amount, pieces, whole, words, state)
        self.refunds.append(refund)
        return refund

    def _worth(self, pieces: Mapping[str, int]) -> int:
        """What pieces cost after discounts, with their boxes: rounded down, as platforms do."""
        lines: dict[str, Line] = {line.number: line for line in self.order.lines}
        goods = sum(lines[number].price * count for number, count in pieces.items())
        boxes = sum(lines[number].dish.box_fee * count for number, count in pieces.items())
        off = sum(each.amount for each in self.order.discounts)
        spared = -(-off * goods // self.order.full_price)
        return max(1, goods - spared + boxes)


_OF_THE_CALL = frozenset({"timestamp", "sig", "createdAt"})
"""What is another with each call of the same command."""


def text_of(told: Told) -> str:
    """Return what comes with a command as one text, the same whenever the same is told."""
    said = {name: value for name, value in told.items() if name not in _OF_THE_CALL}
    return json.dumps(said, sort_keys=True, default=str)
