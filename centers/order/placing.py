"""How orders come into being: placed by a customer, or taken over from a channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from centers.order import errors
from centers.order.answers import event_row
from centers.order.checks import check_new_order, make_order
from centers.order.commands import ChannelKey, KeptPlacement, Placement
from centers.order.imports.checks import check_import
from centers.order.imports.rules import as_imported
from centers.order.model import Event, EventKind, Finished, Head, Order, Route
from centers.order.new_order import NewOrder
from centers.order.records import EventRow
from centers.order.store import OrderStore
from centers.order.till_choice import TillChoice
from mesh.data.batching import GroupCommit
from mesh.data.person_merges import PersonsMerged
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock
from mesh.pure.errors import InProgress, RequestIdReused
from mesh.pure.ids import new_order_id
from mesh.pure.passage import Passage

LEASE = timedelta(seconds=15)
"""How long a placement keeps its twins waiting: longer than a call may take."""
MAX_BATCH = 128

Way = tuple[Passage, ...]
"""The nodes that a new order has passed, as each says of itself."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The id for a placement.

    `known` when it had one before, so the order may exist; `leased` when the caller may go on.
    """

    order_id: str
    known: bool
    leased: bool


@dataclass(frozen=True, slots=True)
class Creation:
    """An order to be written, and the trace of the call that asks for it."""

    order: Order
    trace_id: str
    passages: Way


@dataclass(frozen=True, slots=True)
class Import:
    """An order to be taken over."""

    new: NewOrder
    merchant_id: str
    trace_id: str
    passages: Way

    @property
    def key(self) -> ChannelKey:
        """What names it to its channel."""
        return (self.new.store_id, self.new.channel, self.new.channel_order_number)

    def placed_at(self, now: datetime) -> datetime:
        """When it was placed: daily numbers are given in this order."""
        return self.new.channel_placed_at or now


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an import."""

    order_id: str
    created: bool
    daily_number: int


class PlacingDesk:
    """Writes new orders in batches."""

    def __init__(self, store: OrderStore, feed: Feed, clock: Clock, tills: TillChoice) -> None:
        self._store = store
        self._feed = feed
        self._clock = clock
        self._tills = tills
        self._begins: GroupCommit[Placement, Begun] = GroupCommit(self._begin_all, MAX_BATCH)
        self._creations: GroupCommit[Creation, Order | None] = GroupCommit(
            self._create_all, MAX_BATCH
        )
        self._imports: GroupCommit[Import, Imported] = GroupCommit(self._import_all, MAX_BATCH)

    async def begin(self, placement: Placement) -> Begun:
        """Give the placement its order id.

        Raises RequestIdReused for another body, InProgress for twins within one batch,
        PersonMerged.
        """
        return await self._begins.submit(placement)

    async def abandon(self, key: tuple[str, str, str], order_id: str) -> None:
        """Give the lease back after a refusal, so that the customer may try again at once."""
        await self._store.end_lease(key, order_id)

    async def create(
        self, new: NewOrder, merchant_id: str, trace_id: str, passages: Way
    ) -> Order | None:
        """Write a new order; None when it was there before, with the same content.

        Raises InvalidRequest, AmountsDisagree, RequestIdReused, PersonMerged.
        """
        check_new_order(new, imported=False)
        new = self._with_till(new, merchant_id)
        order = make_order(new, new.order_id, merchant_id, self._clock.now())
        return await self._creations.submit(Creation(order, trace_id, passages))

    async def sell(self, new: NewOrder, merchant_id: str, trace_id: str, passages: Way) -> None:
        """Write an order that a till has taken the money of, once: it is placed.

        Raises InvalidRequest, AmountsDisagree, ChannelNumberTaken.
        """
        check_new_order(new, imported=False)
        new = self._with_till(new, merchant_id)
        await self._imports.submit(Import(new, merchant_id, trace_id, passages))

    async def take_over(
        self, new: NewOrder, merchant_id: str, trace_id: str, passages: Way
    ) -> Imported:
        """Take an order over from its channel, once.

        Raises InvalidRequest, AmountsDisagree, ChannelNumberTaken.
        """
        check_new_order(new, imported=True)
        check_import(new, self._clock.now())
        new = self._with_till(new, merchant_id)
        return await self._imports.submit(Import(new, merchant_id, trace_id, passages))

    def _with_till(self, new: NewOrder, merchant_id: str) -> NewOrder:
        """The order with the POS plug-in that gets it; with none when it is not for a till."""
        for_till = new.route is Route.TILL
        plugin = self._tills.plugin_for(merchant_id, new.pos_plugin) if for_till else ""
        return replace(new, pos_plugin=plugin)

    async def close(self) -> None:
        """Write what waits, and take no more."""
        for batches in (self._begins, self._creations, self._imports):
            await batches.close()

    async def _begin_all(self, placements: list[Placement]) -> Sequence[Begun | Exception]:
        first = {placement.key: placement for placement in reversed(placements)}
        now = self._clock.now()
        leased, kept = await self._store.begin_placements(list(first.values()), now, LEASE)
        # One that is gone again has moved with its person.
        missing = [placement.owner for placement in first.values() if placement.key not in kept]
        merged = await self._store.merged_among(missing)
        return [
            _begun(placement, kept.get(placement.key), placement.key in leased, merged)
            if first[placement.key] is placement
            else InProgress()
            for placement in placements
        ]

    async def _create_all(self, creations: list[Creation]) -> Sequence[Order | Exception | None]:
        first = {each.order.head.order_id: each for each in reversed(creations)}
        now = self._clock.now()
        events = [
            event_row(_created(c.order.head, c.passages), now, c.trace_id) for c in first.values()
        ]
        written = await self._store.create([c.order for c in first.values()], events)
        if written:
            self._feed.wake()
        repeated = [c.order.head for c in creations if not _is_new(c, first, written)]
        hashes = await self._store.content_hashes(repeated) if repeated else {}
        unwritten = [head.owner for head in repeated if head.order_id not in hashes]
        merged = await self._store.merged_among(unwritten)
        return [
            creation.order
            if _is_new(creation, first, written)
            else _same_or_refused(creation.order.head, hashes, merged)
            for creation in creations
        ]

    async def _import_all(self, imports: list[Import]) -> Sequence[Imported | Exception]:
        now = self._clock.now()
        first: dict[ChannelKey, Import] = {}
        for each in sorted(imports, key=lambda one: one.placed_at(now)):
            first.setdefault(each.key, each)
        days = {key: date.fromisoformat(each.new.business_date) for key, each in first.items()}

        now_are: Mapping[tuple[str, str], str] = {}

        def build(key: ChannelKey, number: int) -> tuple[Order, EventRow]:
            new, merchant_id = first[key].new, first[key].merchant_id
            # What a merged person's order was sold for: it is the other's now.
            new = replace(new, person_id=now_are.get((merchant_id, new.person_id), new.person_id))
            made = make_order(new, new.order_id or new_order_id(new.store_id), merchant_id, now)
            order = as_imported(made, number, first[key].placed_at(now), new.finished)
            way = first[key].passages
            created = _created(order.head, way, new.finished, new.taken_by_till)
            return order, event_row(created, now, first[key].trace_id)

        try:
            written, known = await self._store.import_orders(list(first), days, build)
        except PersonsMerged as merged:
            now_are = merged.now_are
            written, known = await self._store.import_orders(list(first), days, build)
        if written:
            self._feed.wake()
        return [_imported(each, first, written, known) for each in imports]


def _begun(
    placement: Placement, kept: KeptPlacement | None, leased: bool, merged: PersonsMerged
) -> Begun | Exception:
    if kept is None:
        return merged.refusal_for(placement.owner)
    if kept.body_hash != placement.body_hash:
        return RequestIdReused(request_id=placement.request_id)
    return Begun(kept.order_id, kept.order_id != placement.order_id, leased)


def _created(
    head: Head, passages: Way, finished: Finished | None = None, till_id: str = ""
) -> Event:
    node = f"till:{till_id}" if till_id else f"gateway:{head.channel}"
    return Event(EventKind.CREATED, head, None, node, finished=finished, passages=passages)


def _is_new(creation: Creation, first: dict[str, Creation], written: set[str]) -> bool:
    order_id = creation.order.head.order_id
    return order_id in written and first[order_id] is creation


def _same_or_refused(
    head: Head, hashes: Mapping[str, bytes], merged: PersonsMerged
) -> Exception | None:
    if head.order_id not in hashes:
        return merged.refusal_for(head.owner)
    if hashes.get(head.order_id) == head.content_hash:
        return None
    return RequestIdReused(request_id=head.order_id)


def _imported(
    each: Import,
    first: dict[ChannelKey, Import],
    written: dict[ChannelKey, Head],
    known: dict[ChannelKey, tuple[str, bytes, int]],
) -> Imported | Exception:
    head = written.get(each.key)
    if head is not None:
        if head.content_hash != each.new.content_hash:
            return _number_taken(each)
        return Imported(head.order_id, first[each.key] is each, head.daily_number)
    order_id, content_hash, daily_number = known[each.key]
    if content_hash != each.new.content_hash:
        return _number_taken(each)
    return Imported(order_id, False, daily_number)


def _number_taken(each: Import) -> errors.ChannelNumberTaken:
    return errors.ChannelNumberTaken(channel_order_number=each.new.channel_order_number)
