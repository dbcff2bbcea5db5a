"""The batch writers of orders: what is placed, and what changes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import asyncpg

from centers.order.messages import new_event
from centers.order.model import Head, Order
from centers.order.rules import Decision, created
from centers.order.snapshots import RecentOrders
from centers.order.store import KeptPlacement, OrderStore, create_orders
from centers.order.work import Change, Placement, PlacementKey
from mesh.call.scope import Scope
from mesh.data.again import LocksHeld
from mesh.data.batching import GroupCommit
from mesh.data.change import Changes, Unit
from mesh.data.person_merges import PersonsMerged
from mesh.pure.clock import Clock
from mesh.pure.errors import InProgress, RequestIdReused
from mesh.pure.ids import store_of_order
from mesh.pure.passage import Passage

LEASE = timedelta(seconds=15)
"""How long a placement keeps its concurrent duplicates waiting: longer than a call may take."""
MAX_NEW = 128
# Events of this size make a batch of about a megabyte; larger ones do not get faster.
MAX_CHANGES = 256


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
    """An order to be written, the trace of the call that asks for it, and the nodes it passed.

    `placement` is set for one that was not begun.
    """

    order: Order
    trace_id: str
    passages: tuple[Passage, ...]
    placement: Placement | None = None


class PlacingWriter:
    """Writes placements and new orders in batches."""

    def __init__(
        self, store: OrderStore, recent: RecentOrders, changes: Changes, clock: Clock
    ) -> None:
        self._store = store
        self._recent = recent
        self._changes = changes
        self._clock = clock
        self._begins: GroupCommit[Placement, Begun] = GroupCommit(
            self._begin_all, MAX_NEW, lane=lambda placement: placement.store_id
        )
        self._creations: GroupCommit[Creation, Order | None] = GroupCommit(
            self._create_all, MAX_NEW, lane=lambda creation: creation.order.head.store_id
        )

    async def begin(self, placement: Placement) -> Begun:
        """Give the placement its order id.

        Raise RequestIdReused for another body, InProgress for duplicates within one batch,
        PersonMerged.
        """
        return await self._begins.submit(placement)

    async def abandon(self, key: PlacementKey, order_id: str) -> None:
        """Give the lease back after a refusal, so that the customer may try again at once."""
        await self._store.end_lease(key, order_id)

    async def create(self, creation: Creation) -> Order | None:
        """Write a new order; return None when it was there before, with the same content.

        Raise RequestIdReused for another content, PersonMerged.
        """
        return await self._creations.submit(creation)

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self._begins.close()
        await self._creations.close()

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
        orders = {order_id: each.order for order_id, each in first.items()}

        async def write(unit: Unit) -> set[str]:
            events = [
                new_event(created(each.order.head, each.passages), unit.now, each.trace_id)
                for each in first.values()
            ]
            begun = [each.placement for each in first.values() if each.placement is not None]
            return await create_orders(unit, list(orders.values()), events, begun)

        self._recent.expect(orders)
        written: set[str] = set()
        try:
            written = await self._changes.run_statements(write)
        finally:
            self._recent.keep(orders, [orders[order_id] for order_id in written])
        repeated = [each for each in creations if not _is_new(each, first, written)]
        before = await self._before(repeated)
        return [
            creation.order if _is_new(creation, first, written) else before[id(creation)]
            for creation in creations
        ]

    async def _before(self, repeated: Sequence[Creation]) -> dict[int, Order | Exception | None]:
        """Return what is there instead of orders that were not written, or why, by identity."""
        heads = [each.order.head for each in repeated if each.placement is None]
        hashes = await self._store.content_hashes(heads) if heads else {}
        placements = [each.placement for each in repeated if each.placement is not None]
        kept = await self._store.kept_placements([each.key for each in placements])
        orders = await self._placed(placements, kept)
        unwritten = [head.owner for head in heads if head.order_id not in hashes]
        unwritten += [each.owner for each in placements if each.key not in kept]
        merged = await self._store.merged_among(unwritten)
        return {
            id(each): _same_or_refused(each.order.head, hashes, merged)
            if each.placement is None
            else _placed_or_refused(each.placement, kept, orders, merged)
            for each in repeated
        }

    async def _placed(
        self, placements: Sequence[Placement], kept: Mapping[PlacementKey, KeptPlacement]
    ) -> dict[str, Order]:
        """Return the orders that placements have led to, by id."""
        found = [(x.merchant_id, kept[x.key].order_id) for x in placements if x.key in kept]
        return await self._store.get_all((at, store_of_order(each), each) for at, each in found)


class ChangeWriter:
    """Takes changes from many callers and writes them in batches.

    Every change of an order goes through here, so each is seen by the decision after it. Orders
    that this process knows are changed with one statement; the others are locked and read first.
    Where other processes change orders at the same time none is known: they are read, and changed
    with one statement by the version that was read.
    """

    def __init__(
        self,
        store: OrderStore,
        recent: RecentOrders,
        changes: Changes,
        *,
        is_shared: bool = False,
    ) -> None:
        """`is_shared` says that other processes change orders, too (Database.beside)."""
        self._store = store
        self._recent = recent
        self._changes = changes
        self._is_shared = is_shared
        self._batches: GroupCommit[Change, Head] = GroupCommit(
            self._write, MAX_CHANGES, lane=lambda change: change.store_id
        )

    async def submit(self, change: Change) -> Head:
        """Apply a change and return the order's head after it.

        A message that took effect before changes nothing and gives the head as it is now.
        Raise OrderNotFound, RequestIdReused, or what the decision refuses.
        """
        return await self._batches.submit(change)

    async def decide_all(
        self, orders: Iterable[tuple[str, str]], decide: Decision
    ) -> list[Head | BaseException]:
        """Decide over orders (merchant id, order id) as the database holds them, for no caller.

        Return what came of each.
        """
        changes = [
            Change(order_id, Scope(merchant), decide, "", fresh=True)
            for merchant, order_id in orders
        ]
        return await asyncio.gather(*map(self.submit, changes), return_exceptions=True)

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self._batches.close()

    async def _write(self, changes: list[Change]) -> Sequence[Head | Exception]:
        taken = self._recent.take({change.order_id for change in changes})
        results: dict[int, Head | Exception] = {}
        heads: list[Head] = []
        try:
            known = await self._known(changes, taken)
            places = [place for place, each in enumerate(changes) if each.order_id in known]
            if places:
                results |= await self._change_known(changes, places, known)
            rest = [place for place in range(len(changes)) if place not in results]
            if rest:
                wanted = [changes[place] for place in rest]
                results |= dict(zip(rest, await self._change_locked(wanted), strict=True))
            heads = [result for result in results.values() if isinstance(result, Head)]
        finally:
            self._recent.keep(taken, _changed(taken, heads))
        return [results[place] for place in range(len(changes))]

    async def _known(
        self, changes: Sequence[Change], taken: Mapping[str, Order]
    ) -> dict[str, Head]:
        """Return the heads to decide on by their versions, by order id."""
        locked = {each.order_id for each in changes if each.account or each.fresh}
        known = {each: order.head for each, order in taken.items() if each not in locked}
        if self._is_shared:
            places = {each.place for each in changes if each.order_id not in locked}
            known |= await self._store.heads(places) if places else {}
        return known

    async def _change_locked(self, wanted: list[Change]) -> Sequence[Head | Exception]:
        """Return what came of changes to orders that are locked for it, if they can be."""
        try:
            work = await self._changes.run(lambda unit: self._store.change(unit, wanted))
        except LocksHeld as held:
            # Those beside them are written.
            return [held] * len(wanted)
        return work.results

    async def _change_known(
        self, changes: Sequence[Change], places: Sequence[int], known: Mapping[str, Head]
    ) -> dict[int, Head]:
        """Return what came of the changes at these places, without those to be decided anew.

        Refusals are among the latter: a repetition is told from them by what the database keeps.
        """
        wanted = [changes[place] for place in places]
        heads = {each.order_id: known[each.order_id] for each in wanted}
        try:
            work, others = await self._changes.run_statements(
                lambda unit: self._store.change_known(unit, wanted, heads.values())
            )
        except asyncpg.UniqueViolationError:
            # One of the messages took effect before, and this process does not know of it.
            return {}
        pairs = zip(places, work.results, strict=True)
        return {
            at: result
            for at, result in pairs
            if isinstance(result, Head) and changes[at].order_id not in others
        }


def _changed(orders: Mapping[str, Order], heads: Iterable[Head]) -> list[Order]:
    """Return those of the orders whose heads are given, with these."""
    return [
        replace(orders[head.order_id], head=replace(head, account=None))
        for head in heads
        if head.order_id in orders
    ]


def _begun(
    placement: Placement, kept: KeptPlacement | None, leased: bool, merged: PersonsMerged
) -> Begun | Exception:
    if kept is None:
        return merged.refusal_for(placement.owner)
    if kept.body_hash != placement.body_hash:
        return RequestIdReused(request_id=placement.request_id)
    return Begun(kept.order_id, kept.order_id != placement.order_id, leased)


def _is_new(creation: Creation, first: Mapping[str, Creation], written: set[str]) -> bool:
    order_id = creation.order.head.order_id
    return order_id in written and first[order_id] is creation


def _placed_or_refused(
    placement: Placement,
    kept: Mapping[PlacementKey, KeptPlacement],
    orders: Mapping[str, Order],
    merged: PersonsMerged,
) -> Order | Exception:
    if placement.key not in kept:
        return merged.refusal_for(placement.owner)
    if kept[placement.key].body_hash != placement.body_hash:
        return RequestIdReused(request_id=placement.request_id)
    # Without an order it has been begun by another attempt, which may be under way.
    return orders.get(kept[placement.key].order_id) or InProgress()


def _same_or_refused(
    head: Head, hashes: Mapping[str, bytes], merged: PersonsMerged
) -> Exception | None:
    if head.order_id not in hashes:
        return merged.refusal_for(head.owner)
    if hashes.get(head.order_id) == head.content_hash:
        return None
    return RequestIdReused(request_id=head.order_id)
