"""A simulated platform worked by a person: sell, cancel, ask money back, send the rider on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simulators.core.book import Book
from simulators.core.clock import Clock
from simulators.core.entry import Entry, RefundState, Rider, Stage, Why
from simulators.core.errands import Errands
from simulators.core.life import Kind, Teller
from simulators.core.stories import PLAIN
from simulators.core.world import World

WORDS = "少送了 something is missing"
PART = "ask-part-back"


class NotNow(Exception):
    """That cannot be done with the order as it stands; the text says why."""


@dataclass
class ByHand:
    """Orders that a person sells. What the merchant answers is echoed to it, as platforms do.

    `parts` says whether the platform gives back the money of parts of an order.
    """

    book: Book
    world: World
    teller: Teller
    clock: Clock
    parts: bool = True
    _places: int = 0
    errands: Errands = field(default_factory=Errands)

    def sell(self) -> Entry:
        """Sell an order that goes well unless somebody does something about it."""
        order = self.world.order(self._places, self.clock.now(), story=PLAIN)
        self._places += 1
        entry = self.book.sell(order)
        self.errands.start(self._told_on(entry))
        return entry

    def act(self, number: str, what: str) -> Entry:
        """Do something with an order. Raise NotNow."""
        entry = self.book.entries.get(number)
        if entry is None or what not in ACTS:
            raise NotNow("There is no such order, or nothing of that kind.")
        if what == PART and not self.parts:
            raise NotNow("This platform gives back whole orders only.")
        ACTS[what](entry)
        return entry

    def shown(self) -> list[dict[str, Any]]:
        """Return all orders as the page shows them, newest first."""
        return [_shown(entry) for entry in reversed(list(self.book.all()))]

    async def _told_on(self, entry: Entry) -> None:
        """Tell the merchant of the order, and of each change after that."""
        await self.teller.tell(entry, Kind.SOLD)
        stage, rider, refunds = Stage.SOLD, Rider.NONE, dict[str, RefundState]()
        while True:
            if entry.rider is not rider:
                rider = entry.rider
                await self.teller.tell(entry, Kind.RIDER)
            for refund in list(entry.refunds):
                if refunds.get(refund.number) is not refund.state:
                    refunds[refund.number] = refund.state
                    await self.teller.tell(entry, Kind.REFUND, refund)
            if entry.stage is not stage:
                stage = entry.stage
                await self.teller.tell(entry, _KINDS[stage])
            await entry.changed_from(stage, rider, refunds)


_KINDS = {
    Stage.CONFIRMED: Kind.CONFIRMED,
    Stage.DONE: Kind.DONE,
    Stage.CANCELLED: Kind.CANCELLED,
}


def _cancel(entry: Entry) -> None:
    if entry.stage in (Stage.DONE, Stage.CANCELLED):
        raise NotNow("It is over.")
    entry.cancel(Why.CUSTOMER if entry.stage is Stage.SOLD else Why.DESK)


def _ask_all(entry: Entry) -> None:
    _may_ask(entry)
    entry.ask_back(None, WORDS)


def _ask_part(entry: Entry) -> None:
    left = _may_ask(entry)
    entry.ask_back({next(iter(left)): 1}, WORDS)


def _may_ask(entry: Entry) -> dict[str, int]:
    """Return the pieces of which money may be asked back. Raise NotNow when there are none."""
    if entry.stage in (Stage.SOLD, Stage.CANCELLED) or entry.open_refund() is not None:
        raise NotNow("It is not confirmed, it is cancelled, or money was asked back already.")
    left = {number: count for number, count in entry.pieces_left().items() if count}
    if not left:
        raise NotNow("Nothing is left of it.")
    return left


def _ride_on(entry: Entry) -> None:
    if entry.stage is not Stage.CONFIRMED or entry.rider is Rider.DELIVERED:
        raise NotNow("No rider comes now.")
    entry.rider = Rider(entry.rider + 1)
    entry.wake()


def _finish(entry: Entry) -> None:
    if entry.stage is not Stage.CONFIRMED:
        raise NotNow("It is not confirmed, or it is over.")
    entry.finish()


ACTS: dict[str, Callable[[Entry], None]] = {
    "cancel": _cancel,
    "ask-all-back": _ask_all,
    PART: _ask_part,
    "rider": _ride_on,
    "finish": _finish,
}


def _shown(entry: Entry) -> dict[str, Any]:
    order = entry.order
    return {
        "number": order.number,
        "day_number": order.day_number,
        "store": order.store.name,
        "way": order.way,
        "total": order.total,
        "given_back": entry.given_back,
        "lines": [f"{line.dish.name} ×{line.quantity}" for line in order.lines],
        "state": entry.stage.name.lower(),
        "prepared": entry.prepared,
        "rider": entry.rider.name.lower(),
        "ended_by": entry.cancelled_by,
        "words": entry.cancel_words,
        "refunds": [
            {"number": each.number, "amount": each.amount, "state": each.state, "by": each.by}
            for each in entry.refunds
        ],
        "never_taken": entry.untaken,
        "faults": entry.faults,
    }
