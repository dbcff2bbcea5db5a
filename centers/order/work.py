"""The unit of work of a batch of changes: locked orders, and what messages make of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from centers.order import errors
from centers.order.model import Event, Head
from centers.order.rules import Decision, Outcome
from mesh.call.scope import Scope
from mesh.pure.errors import Refusal, RequestIdReused
from mesh.pure.ids import store_of_order
from mesh.pure.working_set import WorkingSet

PlacementKey = tuple[str, str, str]
"""Merchant id, person id and request id of a placement."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The first step of placing an order: which id it gets."""

    merchant_id: str
    person_id: str
    request_id: str
    body_hash: bytes
    order_id: str
    store_id: str

    @property
    def key(self) -> PlacementKey:
        """What names it."""
        return (self.merchant_id, self.person_id, self.request_id)

    @property
    def owner(self) -> tuple[str, str]:
        """Merchant id and person id."""
        return (self.merchant_id, self.person_id)


@dataclass(frozen=True, slots=True)
class Change:
    """One message to one order.

    `key` names the message among those to this order; empty when the decision itself tells
    a repetition. `body_hash` tells a repetition from another message of the same key.
    `account` says that the decision looks at what has been asked back of the order. `fresh` has
    it decided on what the database holds, even where this process knows the order.
    """

    order_id: str
    scope: Scope
    decide: Decision
    trace_id: str
    key: str = ""
    body_hash: bytes = b""
    account: bool = False
    fresh: bool = False

    @property
    def store_id(self) -> str:
        """The store of the order."""
        return store_of_order(self.order_id)

    @property
    def place(self) -> tuple[str, str]:
        """Store id and order id."""
        return (self.store_id, self.order_id)


@dataclass(frozen=True, slots=True)
class Touched:
    """An order that a batch writes something about, and the version that it was decided on.

    `numbered_on` is the day of its number, if it gets one now.
    """

    store_id: str
    order_id: str
    version: int
    numbered_on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What tells a request about one order from others.

    `digest` is that of its content; `request_id` is empty where another key names the request.
    """

    order_id: str
    digest: bytes
    request_id: str = ""


class Work:
    """Orders at the moment `now`, locked or as this process knows them, and what becomes of them.

    `applied` are the messages that took effect before, by order id and key.
    """

    def __init__(
        self, now: datetime, heads: Iterable[Head], applied: Mapping[tuple[str, str], bytes]
    ) -> None:
        self.now = now
        self._heads = WorkingSet.of(heads, lambda head: head.order_id)
        self._applied = dict(applied)
        self._results: list[Head | Refusal] = []
        self.messages: list[Change] = []
        """The messages that took effect now."""
        self.events: list[tuple[Event, str]] = []
        """What happened, each with the trace of its message."""

    def decide(self, changes: Sequence[Change]) -> None:
        """Decide one change after the other; each sees what those before it did."""
        for change in changes:
            try:
                self._decide(change)
            except Refusal as refusal:
                self._results.append(refusal)
            else:
                self._results.append(self._heads[change.order_id])

    @property
    def is_untouched(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.messages or self.events or self._heads.changed())

    @property
    def results(self) -> list[Head | Refusal]:
        """What each change came to: its order as the batch leaves it, or why it was refused."""
        return [
            self._heads[each.order_id] if isinstance(each, Head) else each for each in self._results
        ]

    def changed(self) -> list[tuple[Head, Head]]:
        """Return before and after of each order that is another now, by id."""
        pairs = ((self._heads.before(key), self._heads[key]) for key in self._heads.changed())
        return [(before, after) for before, after in pairs if before is not None]

    def touched(self) -> list[Touched]:
        """Return the orders about which there is something to write, by id.

        Those that became placed get their daily numbers.
        """
        ids = {change.order_id for change in self.messages}
        ids.update(event.head.order_id for event, _ in self.events)
        ids.update(self._heads.changed())
        return [self._touched(order_id) for order_id in sorted(ids)]

    def give_number(self, order_id: str, daily_number: int) -> None:
        """Note the number of the day that an order got."""
        head = replace(self._heads[order_id], daily_number=daily_number)
        self._heads.put(order_id, head)

    def _touched(self, order_id: str) -> Touched:
        after = self._heads[order_id]
        before = self._heads.before(order_id) or after
        newly_placed = before.times.placed_at is None and after.times.placed_at is not None
        day = after.business_date if newly_placed else None
        return Touched(after.store_id, order_id, before.version, day)

    def _decide(self, change: Change) -> None:
        head = self._heads.get(change.order_id)
        if head is None or not change.scope.covers(head):
            raise errors.OrderNotFound(order_id=change.order_id)
        if change.key and (change.order_id, change.key) in self._applied:
            self._demand_repetition(change, head)
            return
        outcome = change.decide(head, self.now)
        self._keep(change, head, outcome)
        if outcome.refusal is not None:
            raise outcome.refusal

    def _keep(self, change: Change, before: Head, outcome: Outcome) -> None:
        self.events += [(event, change.trace_id) for event in outcome.events]
        if change.key:
            self.messages.append(change)
            self._applied[change.order_id, change.key] = change.body_hash
        if outcome.head != before:
            times = replace(outcome.head.times, updated_at=self.now)
            after = replace(outcome.head, version=before.version + 1, times=times)
            self._heads.put(change.order_id, after)

    def _demand_repetition(self, change: Change, head: Head) -> None:
        if self._applied[change.order_id, change.key] != change.body_hash:
            raise RequestIdReused(request_id=change.key.partition(":")[2])
        refusal = _refusal_again(change, head, self.now)
        if refusal is not None:
            raise refusal


def _refusal_again(change: Change, head: Head, now: datetime) -> Refusal | None:
    """Return why money is not wanted that was not wanted the first time either."""
    try:
        return change.decide(head, now).refusal
    except Refusal:
        return None
