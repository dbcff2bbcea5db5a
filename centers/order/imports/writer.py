"""The batch writer of orders that are sold already: each is written once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from centers.order import errors
from centers.order.imports.rules import as_imported
from centers.order.imports.store import ChannelKey, ImportStore, Known
from centers.order.messages import new_event
from centers.order.model import Head, NewOrder, Order
from centers.order.rules import created, make_order
from centers.order.snapshots import RecentOrders
from mesh.data.batching import GroupCommit
from mesh.data.change import Changes, Unit
from mesh.data.person_merges import Owner, PersonsMerged
from mesh.feed.events import NewEvent
from mesh.pure.clock import Clock
from mesh.pure.ids import new_order_id
from mesh.pure.passage import Passage

MAX_BATCH = 128

Written = tuple[dict[ChannelKey, Head], dict[ChannelKey, Known]]
"""The heads of the orders that were written, and what was there before."""


@dataclass(frozen=True, slots=True)
class Import:
    """An order to be taken over, the trace of the call that asks for it, and the nodes passed."""

    new: NewOrder
    merchant_id: str
    trace_id: str
    passages: tuple[Passage, ...]

    @property
    def key(self) -> ChannelKey:
        """What names it to its channel."""
        new = self.new
        return ChannelKey(new.store_id, new.channel, new.channel_order_number)

    def placed_at(self, now: datetime) -> datetime:
        """Return when it was placed: daily numbers are given in this order."""
        return self.new.channel_placed_at or now

    def build(
        self, daily_number: int, now: datetime, now_are: Mapping[Owner, str]
    ) -> tuple[Order, NewEvent]:
        """Return the order and its first event; `now_are` are the merged persons."""
        # What a merged person's order was sold for: it is the other's now.
        person_id = now_are.get((self.merchant_id, self.new.person_id))
        new = self.new if person_id is None else replace(self.new, person_id=person_id)
        made = make_order(new, new.order_id or new_order_id(new.store_id), self.merchant_id, now)
        order = as_imported(made, daily_number, self.placed_at(now), new.finished)
        event = created(order.head, self.passages, new.finished, new.taken_by_till)
        return order, new_event(event, now, self.trace_id)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an import."""

    order_id: str
    created: bool
    daily_number: int


class ImportWriter:
    """Takes orders over in batches."""

    def __init__(
        self, store: ImportStore, recent: RecentOrders, changes: Changes, clock: Clock
    ) -> None:
        self._store = store
        self._recent = recent
        self._changes = changes
        self._clock = clock
        self._imports: GroupCommit[Import, Imported] = GroupCommit(
            self._import_all, MAX_BATCH, lane=lambda one: one.new.store_id
        )

    async def take_over(self, one: Import) -> Imported:
        """Write one order, once. Raise ChannelNumberTaken."""
        return await self._imports.submit(one)

    async def take_over_all(self, many: Sequence[Import]) -> list[Imported | BaseException]:
        """Write many orders, each once; return what became of each, ChannelNumberTaken of some."""
        return await self._imports.submit_all(many)

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self._imports.close()

    async def _import_all(self, imports: list[Import]) -> Sequence[Imported | Exception]:
        now = self._clock.now()
        first: dict[ChannelKey, Import] = {}
        for each in sorted(imports, key=lambda one: one.placed_at(now)):
            first.setdefault(each.key, each)
        try:
            written, known = await self._write(first, {})
        except PersonsMerged as merged:
            written, known = await self._write(first, merged.now_are)
        return [_imported(each, first, written, known) for each in imports]

    async def _write(
        self, first: Mapping[ChannelKey, Import], now_are: Mapping[Owner, str]
    ) -> Written:
        days = {key: date.fromisoformat(each.new.business_date) for key, each in first.items()}
        built: dict[str, Order] = {}

        async def write(unit: Unit) -> Written:
            def build(key: ChannelKey, number: int) -> tuple[Order, NewEvent]:
                order, event = first[key].build(number, unit.now, now_are)
                built[order.head.order_id] = order
                self._recent.expect([order.head.order_id])
                return order, event

            return await self._store.take_over(unit, days, build)

        ids: list[str] = []
        try:
            written, known = await self._changes.run(write)
            ids = [head.order_id for head in written.values()]
        finally:
            self._recent.keep(built, [built[order_id] for order_id in ids])
        return written, known


def _imported(
    each: Import,
    first: Mapping[ChannelKey, Import],
    written: Mapping[ChannelKey, Head],
    known: Mapping[ChannelKey, Known],
) -> Imported | Exception:
    head = written.get(each.key)
    order: Head | Known = known[each.key] if head is None else head
    if order.content_hash != each.new.content_hash:
        return errors.ChannelNumberTaken(channel_order_number=each.new.channel_order_number)
    is_new = head is not None and first[each.key] is each
    return Imported(order.order_id, is_new, order.daily_number)
