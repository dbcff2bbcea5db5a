"""What the store center does with stores, one function per RPC: fetch, decide, keep."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from zhongtai.store.v1 import store_pb2

from centers.store import errors
from centers.store.answers import event_message, store_message
from centers.store.changes import (
    Change,
    demand_own_codes,
    new_store,
    set_standing,
    with_particulars,
)
from centers.store.checks import MAX_RADIUS_M, check_channel, check_point
from centers.store.index import Search, StoreIndex, find_nearby
from centers.store.model import (
    EventKind,
    ImportOutcome,
    Nearby,
    Particulars,
    Point,
    ServiceType,
    Serving,
    Standing,
    Store,
    StoreStatus,
)
from centers.store.rules import ImportDecision, Question, plan_import, serve
from centers.store.store import StoreStore
from mesh.call.context import current, merchant_id
from mesh.data.database import Connection, Database
from mesh.data.idempotency import RequestWithId, once
from mesh.data.paging import Page
from mesh.data.snapshots import Snapshots
from mesh.feed.feed import Feed, NewEvent
from mesh.pure.clock import Clock
from mesh.pure.errors import AccessDenied
from mesh.pure.ids import new_id
from mesh.pure.validation import Check

DEFAULT_RADIUS_M = 5000
MAX_IMPORT = 500

Effect = Callable[[Connection], Awaitable[store_pb2.Store]]

Merge = Callable[[Store], Particulars]
"""Gives the particulars that a store shall have, from the store as it stands."""


class Stores:
    """The operations on stores."""

    def __init__(self, db: Database, store: StoreStore, feed: Feed, clock: Clock) -> None:
        self._db = db
        self._store = store
        self._feed = feed
        self._clock = clock
        self._snapshots: Snapshots[StoreIndex] = Snapshots(store.load)

    async def close(self) -> None:
        """End what is under way in the background."""
        await self._snapshots.close()

    async def create(self, request: RequestWithId, said: Particulars) -> store_pb2.Store:
        """Open a new store, once per request_id."""

        async def effect(conn: Connection) -> store_pb2.Store:
            index = await self._take(conn)
            store = new_store(index, said, new_id("sto"), self._clock.now())
            await self._keep(conn, {store.store_id: EventKind.CREATED}, [store])
            return store_message(store)

        return await self._once(request, effect)

    async def update(
        self, request: RequestWithId, store_id: str, revision: int, merge: Merge
    ) -> store_pb2.Store:
        """Change particulars, once per request_id; `revision` 0 means whatever it is now."""

        def change(store: Store, _now: datetime) -> Store:
            if revision not in (0, store.revision):
                raise errors.RevisionMismatch(store_id=store_id, revision=store.revision)
            return with_particulars(store, merge(store))

        return await self.change(request, store_id, change)

    async def change(
        self,
        request: RequestWithId,
        store_id: str,
        change: Change,
        kind: EventKind = EventKind.CHANGED,
    ) -> store_pb2.Store:
        """Apply a change to a store, once per request_id."""

        async def effect(conn: Connection) -> store_pb2.Store:
            index, now = await self._take(conn), self._clock.now()
            before = _existing(index, store_id)
            changed = change(before, now)
            demand_own_codes(index, changed.particulars, store_id)
            after = replace(changed, revision=index.revision + 1, updated_at=now)
            await self._keep(conn, {store_id: kind}, [after])
            return store_message(after)

        return await self._once(request, effect)

    async def set_standing(
        self, request: RequestWithId, store_id: str, standing: Standing
    ) -> store_pb2.Store:
        """What the store's people say; a till may only speak for its own store."""
        identity = current().identity
        if identity.store_id and (
            identity.store_id != store_id or standing.status is StoreStatus.RETIRED
        ):
            raise AccessDenied
        change = set_standing(standing)
        return await self.change(request, store_id, change, EventKind.STATUS_CHANGED)

    async def import_stores(
        self, items: Sequence[Particulars | ImportDecision], *, dry_run: bool
    ) -> list[ImportDecision]:
        """Create or change stores by their codes; an item may come rejected already."""
        if dry_run:
            return _plan(await self._newest(), items)

        async def work(conn: Connection) -> list[ImportDecision]:
            index, now = await self._take(conn), self._clock.now()
            decisions = [_with_id(decision) for decision in _plan(index, items)]
            stores = [
                store
                for decision in decisions
                if (store := _imported(index, decision, now)) is not None
            ]
            kinds = {
                decision.store_id: _IMPORT_EVENTS[decision.outcome]
                for decision in decisions
                if decision.outcome in _IMPORT_EVENTS
            }
            if stores:
                await self._keep(conn, kinds, stores)
            return decisions

        decisions = await self._db.run_in_transaction(work)
        self._tell()
        return decisions

    async def get(self, store_id: str) -> Store:
        """One store as it is now. Raises StoreNotFound."""
        return _existing(await self._newest(), store_id)

    async def list_stores(self, wanted: Callable[[Store], bool], page: Page) -> list[Store]:
        """One store more than the page shows, oldest first."""
        after = str(page.after[0]) if page.after else ""
        stores = (await self._newest()).stores
        ordered = (stores[store_id] for store_id in sorted(stores) if store_id > after)
        return list(islice(filter(wanted, ordered), page.limit + 1))

    async def check(self, store_id: str, question: Question) -> Serving:
        """Whether a store would take an order. Raises StoreNotFound."""
        check = Check()
        check_channel(check, "channel", question.channel)
        if question.point is not None:
            check_point(check, "point", question.point)
        check.raise_if_any()
        return serve(_existing(await self._snapshots.get(merchant_id()), store_id), question)

    async def find_nearby(self, search: Search, page: Page) -> list[Nearby]:
        """One store more than the page shows, nearest first."""
        check = Check()
        check_point(check, "point", search.point)
        check.integer("radius_m", search.radius_m, min=1, max=MAX_RADIUS_M)
        if search.question.channel:
            check_channel(check, "channel", search.question.channel)
        check.raise_if_any()
        after = (int(page.after[0]), str(page.after[1])) if page.after else (-1, "")
        index = await self._snapshots.get(merchant_id())
        return list(islice(find_nearby(index, search, after), page.limit + 1))

    async def resolve_channel_code(self, channel: str, code: str) -> tuple[Store, bool]:
        """The store behind a channel's code, and whether it is paused there."""
        check = Check()
        check_channel(check, "channel", channel)
        check.text("code", code, max=64)
        check.raise_if_any()
        index = await self._snapshots.get(merchant_id())
        store_id = index.by_channel_code.get((channel, code))
        if store_id is None:
            raise errors.ChannelCodeNotFound(channel=channel, code=code)
        store = index.stores[store_id]
        paused = any(c.paused for c in store.particulars.channel_codes if c.channel == channel)
        return store, paused

    def question(
        self,
        at: datetime | None,
        service_type: ServiceType | None,
        channel: str,
        point: Point | None,
    ) -> Question:
        """A question about now, or about the time `at` that is wanted."""
        now = self._clock.now()
        return Question(at or now, service_type, channel, point, now if at else None)

    async def _newest(self) -> StoreIndex:
        return await self._snapshots.get(merchant_id(), newest=True)

    async def _take(self, conn: Connection) -> StoreIndex:
        merchant = merchant_id()
        return await self._store.take(conn, merchant, self._snapshots.held(merchant))

    async def _keep(
        self, conn: Connection, kinds: dict[str, EventKind], stores: Sequence[Store]
    ) -> None:
        """Write stores and what happened to them, in one transaction."""
        call, merchant = current(), merchant_id()
        await self._store.keep(conn, merchant, stores)
        events = []
        for store in stores:
            kind = kinds[store.store_id]
            payload = event_message(kind, store, merchant, call.trace_id).SerializeToString()
            events.append(NewEvent(merchant, store.store_id, store.store_id, kind.name, payload))
        await self._feed.append(conn, events)

    async def _once(self, request: RequestWithId, effect: Effect) -> store_pb2.Store:
        check = Check()
        check.request_id(request.request_id)
        check.raise_if_any()
        reply = await once(self._db, request, store_pb2.Store, effect)
        self._tell()
        return reply

    def _tell(self) -> None:
        """Let readers of the memory and of the feed see what was committed."""
        self._snapshots.expire(merchant_id())
        self._feed.wake()


_IMPORT_EVENTS = {
    ImportOutcome.CREATED: EventKind.CREATED,
    ImportOutcome.UPDATED: EventKind.CHANGED,
}


def _existing(index: StoreIndex, store_id: str) -> Store:
    store = index.stores.get(store_id)
    if store is None:
        raise errors.StoreNotFound(store_id=store_id)
    return store


def _plan(index: StoreIndex, items: Sequence[Particulars | ImportDecision]) -> list[ImportDecision]:
    readable = [item for item in items if isinstance(item, Particulars)]
    existing = {code: index.stores[store_id] for code, store_id in index.by_external_code.items()}
    planned = iter(plan_import(readable, existing, index.by_channel_code))
    return [next(planned) if isinstance(item, Particulars) else item for item in items]


def _with_id(decision: ImportDecision) -> ImportDecision:
    if decision.outcome is not ImportOutcome.CREATED:
        return decision
    return replace(decision, store_id=new_id("sto"))


def _imported(index: StoreIndex, decision: ImportDecision, now: datetime) -> Store | None:
    """The store that an import writes, or None when it writes nothing."""
    if decision.particulars is None:
        return None
    if decision.outcome is ImportOutcome.CREATED:
        return new_store(index, decision.particulars, decision.store_id, now)
    if decision.outcome is ImportOutcome.UPDATED:
        store = with_particulars(index.stores[decision.store_id], decision.particulars)
        return replace(store, revision=index.revision + 1, updated_at=now)
    return None
