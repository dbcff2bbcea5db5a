"""The desk where every change of an order is decided: batches, locked, in order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from centers.order import errors
from centers.order.answers import event_row
from centers.order.commands import Decided, Message
from centers.order.model import Head
from centers.order.records import EventRow
from centers.order.rules import Decision, Outcome
from centers.order.scope import Scope
from centers.order.store import OrderStore
from mesh.data.batching import GroupCommit
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock
from mesh.pure.errors import Refusal, RequestIdReused
from mesh.pure.ids import store_of_order

# Events of this size make a batch of about a megabyte; larger ones do not get faster.
MAX_BATCH = 256


@dataclass(frozen=True, slots=True)
class Change:
    """One message to one order.

    `key` names the message among those to this order; empty when the decision itself tells
    a repetition. `body_hash` tells a repetition from another message of the same key.
    `account` says that the decision looks at what has been asked back of the order.
    """

    order_id: str
    scope: Scope
    decide: Decision
    trace_id: str
    key: str = ""
    body_hash: bytes = b""
    account: bool = False

    @property
    def place(self) -> tuple[str, str]:
        """Store id and order id."""
        return (store_of_order(self.order_id), self.order_id)


class ChangeDesk:
    """Takes changes from many callers and writes them in batches.

    Every change of an order goes through here, so each is seen by the decision after it.
    """

    def __init__(self, store: OrderStore, feed: Feed, clock: Clock) -> None:
        self._store = store
        self._feed = feed
        self._clock = clock
        self._batches: GroupCommit[Change, Head] = GroupCommit(self._write, MAX_BATCH)

    async def submit(self, change: Change) -> Head:
        """Apply a change and give the order's head after it.

        A message that took effect before changes nothing and gives the head as it is now.
        Raises OrderNotFound, RequestIdReused, or what the decision refuses.
        """
        return await self._batches.submit(change)

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self._batches.close()

    async def _write(self, changes: list[Change]) -> Sequence[Head | Exception]:
        batch = _Batch(changes, self._clock.now())
        places = sorted({change.place for change in changes})
        messages = [_message(change) for change in changes if change.key]
        accounts = sorted({change.place for change in changes if change.account})
        numbered = await self._store.change(places, messages, batch.decide, accounts)
        if batch.events:
            self._feed.wake()
        return [
            numbered.get(result.order_id, result) if isinstance(result, Head) else result
            for result in batch.results
        ]


class _Batch:
    """Decides a batch over the locked heads; decides anew when it is asked again."""

    def __init__(self, changes: Sequence[Change], now: datetime) -> None:
        self._changes = changes
        self._now = now
        self.results: list[Head | Exception] = []
        self.events: list[EventRow] = []

    def decide(self, heads: dict[str, Head], applied: dict[tuple[str, str], bytes]) -> Decided:
        """What becomes of the orders: each change sees what those before it did."""
        self._heads = dict(heads)
        self._applied = dict(applied)
        self._changed: set[str] = set()
        self._messages: list[Message] = []
        self.results, self.events = [], []
        for change in self._changes:
            try:
                self.results.append(self._one(change))
            except Refusal as refusal:
                self.results.append(refusal)
        changed = {order_id: self._heads[order_id] for order_id in self._changed}
        return Decided(changed, self._messages, self.events)

    def _one(self, change: Change) -> Head:
        head = self._heads.get(change.order_id)
        if head is None or not change.scope.covers(head):
            raise errors.OrderNotFound(order_id=change.order_id)
        if change.key and (change.order_id, change.key) in self._applied:
            return self._repeated(change, head)
        outcome = change.decide(head, self._now)
        self._keep(change, head, outcome)
        if outcome.refusal is not None:
            raise outcome.refusal
        return self._heads[change.order_id]

    def _keep(self, change: Change, before: Head, outcome: Outcome) -> None:
        self.events += [event_row(event, self._now, change.trace_id) for event in outcome.events]
        if change.key:
            self._messages.append(_message(change))
            self._applied[change.order_id, change.key] = change.body_hash
        if outcome.head != before:
            times = replace(outcome.head.times, updated_at=self._now)
            after = replace(outcome.head, version=before.version + 1, times=times)
            self._heads[change.order_id] = after
            self._changed.add(change.order_id)

    def _repeated(self, change: Change, head: Head) -> Head:
        if self._applied[change.order_id, change.key] != change.body_hash:
            raise RequestIdReused(request_id=change.key.partition(":")[2])
        refusal = _refusal_again(change, head, self._now)
        if refusal is not None:
            raise refusal
        return head


def _refusal_again(change: Change, head: Head, now: datetime) -> Refusal | None:
    """Money that was not wanted the first time is not wanted the second time either."""
    try:
        return change.decide(head, now).refusal
    except Refusal:
        return None


def _message(change: Change) -> Message:
    store_id, order_id = change.place
    return Message(store_id, order_id, change.key, change.body_hash)
