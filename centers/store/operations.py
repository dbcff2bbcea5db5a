"""What the store center does with stores, one function per RPC: fetch, decide, keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from centers.store import checks, errors, rules
from centers.store.messages import store_event
from centers.store.model import (
    EventKind,
    ImportDecision,
    ImportOutcome,
    Profile,
    Standing,
    Store,
    StoreFilter,
)
from centers.store.serving.model import ChannelStore, Nearby, Question, Search, Serving
from centers.store.serving.rules import find_nearby, serve
from centers.store.snapshots import StoreIndex
from centers.store.store import StoreStore
from mesh.call.context import merchant_id
from mesh.data.change import Changes, Unit
from mesh.data.paging import Page
from mesh.data.snapshots import Snapshots
from mesh.pure.clock import Clock
from mesh.pure.ids import new_id

Merge = Callable[[Store], Profile]
"""Returns the profile that a store shall have, from the store as it stands."""


class Stores:
    """The operations on stores, for the merchant of the current call.

    Those that are handed a unit of work change something once per request_id; an import
    recognises a store by its external code.
    """

    def __init__(
        self,
        store: StoreStore,
        snapshots: Snapshots[StoreIndex],
        changes: Changes,
        clock: Clock,
    ) -> None:
        self._store = store
        self._snapshots = snapshots
        self._changes = changes
        self._clock = clock

    async def create(self, unit: Unit, profile: Profile) -> Store:
        """Open a new store."""
        index = await self._take(unit)
        store = rules.new_store(index, profile, new_id("sto"), unit.now)
        await self._keep(unit, {store.store_id: EventKind.CREATED}, [store])
        return store

    async def update(self, unit: Unit, store_id: str, revision: int, merge: Merge) -> Store:
        """Change the profile of a store; `revision` 0 means whatever it is now.

        Raise RevisionMismatch when the store changed since.
        """

        def change(store: Store, _now: datetime) -> Store:
            if revision not in (0, store.revision):
                raise errors.RevisionMismatch(store_id=store_id, revision=store.revision)
            return rules.with_profile(store, merge(store))

        return await self.change(unit, store_id, change)

    async def set_standing(self, unit: Unit, store_id: str, standing: Standing) -> Store:
        """Set the status of a store."""
        change = rules.set_standing(standing)
        return await self.change(unit, store_id, change, EventKind.STATUS_CHANGED)

    async def change(
        self,
        unit: Unit,
        store_id: str,
        change: rules.Change,
        kind: EventKind = EventKind.CHANGED,
    ) -> Store:
        """Apply a change to a store. Raise StoreNotFound, and what the change raises."""
        index = await self._take(unit)
        changed = change(_existing(index, store_id), unit.now)
        rules.demand_free_codes(index, changed.profile, store_id)
        after = replace(changed, revision=index.revision + 1, updated_at=unit.now)
        await self._keep(unit, {store_id: kind}, [after])
        return after

    async def import_stores(
        self, items: Sequence[Profile | ImportDecision], *, dry_run: bool
    ) -> list[ImportDecision]:
        """Create or change stores by their codes; an item may come rejected already."""
        if dry_run:
            return rules.plan_items(await self._newest(), items)
        return await self._changes.run(lambda unit: self._import(unit, items))

    async def get(self, store_id: str) -> Store:
        """Return one store as it is now. Raise StoreNotFound."""
        return _existing(await self._newest(), store_id)

    async def list_stores(self, wanted: StoreFilter, page: Page) -> list[Store]:
        """Return one store more than the page shows, oldest first."""
        checks.check_filter(wanted)
        stores = (await self._newest()).stores
        ordered = (stores[store_id] for store_id in sorted(stores) if store_id > page.after_text)
        return list(islice(filter(rules.matching(wanted), ordered), page.rows))

    async def check(self, store_id: str, question: Question) -> Serving:
        """Return whether a store would take an order. Raise StoreNotFound."""
        checks.check_question(question)
        return serve(_existing(await self._snapshots.get(merchant_id()), store_id), question)

    async def find_nearby(self, search: Search, page: Page) -> list[Nearby]:
        """Return one store more than the page shows, nearest first."""
        checks.check_search(search)
        after = (int(page.after[0]), str(page.after[1])) if page.after else (-1, "")
        index = await self._snapshots.get(merchant_id())
        return list(islice(find_nearby(index, search, after), page.rows))

    async def resolve_channel_code(self, channel: str, code: str) -> ChannelStore:
        """Return the store behind a channel's code. Raise ChannelCodeNotFound."""
        checks.check_channel_code(channel, code)
        index = await self._snapshots.get(merchant_id())
        store_id = index.by_channel_code.get((channel, code))
        if store_id is None:
            raise errors.ChannelCodeNotFound(channel=channel, code=code)
        store = index.stores[store_id]
        paused = any(c.paused for c in store.profile.channel_codes if c.channel == channel)
        status = rules.standing_at(store, self._clock.now()).status
        named = rules.named_for(store, index.namings.of(channel, ""))
        return ChannelStore(named, status, paused)

    async def _import(
        self, unit: Unit, items: Sequence[Profile | ImportDecision]
    ) -> list[ImportDecision]:
        index = await self._take(unit)
        decisions = [_with_id(decision) for decision in rules.plan_items(index, items)]
        imported = (rules.imported_store(index, decision, unit.now) for decision in decisions)
        stores = [store for store in imported if store is not None]
        kinds = {
            decision.store_id: _IMPORT_EVENTS[decision.outcome]
            for decision in decisions
            if decision.outcome in _IMPORT_EVENTS
        }
        if stores:
            await self._keep(unit, kinds, stores)
        return decisions

    async def _newest(self) -> StoreIndex:
        return await self._snapshots.get(merchant_id(), newest=True)

    async def _take(self, unit: Unit) -> StoreIndex:
        merchant = merchant_id()
        return await self._store.take(unit.connection, merchant, self._snapshots.held(merchant))

    async def _keep(
        self, unit: Unit, kinds: Mapping[str, EventKind], stores: Sequence[Store]
    ) -> None:
        """Write stores, each with the event of what happened to it."""
        merchant = merchant_id()
        await self._store.keep(unit.connection, merchant, stores)
        unit.events.extend(
            store_event(kinds[store.store_id], store, merchant, unit.trace_id) for store in stores
        )


_IMPORT_EVENTS = {
    ImportOutcome.CREATED: EventKind.CREATED,
    ImportOutcome.UPDATED: EventKind.CHANGED,
}


def _existing(index: StoreIndex, store_id: str) -> Store:
    store = index.stores.get(store_id)
    if store is None:
        raise errors.StoreNotFound(store_id=store_id)
    return store


def _with_id(decision: ImportDecision) -> ImportDecision:
    if decision.outcome is not ImportOutcome.CREATED:
        return decision
    return replace(decision, store_id=new_id("sto"))
