"""What carriers would charge, and the rules by which stores send deliveries out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from centers.delivery import errors
from centers.delivery.adapters import Carriers
from centers.delivery.dispatch import rules
from centers.delivery.dispatch.model import DispatchRule, Quote
from centers.delivery.dispatch.store import DispatchStore
from centers.delivery.model import Route, Strategy, Trip
from mesh.call.context import merchant_id
from mesh.data.change import Changes
from mesh.data.paging import Page


class Dispatch:
    """The operations about quotes and dispatch rules, for the merchant of the current call."""

    def __init__(self, store: DispatchStore, changes: Changes, carriers: Carriers) -> None:
        self._store = store
        self._changes = changes
        self._carriers = carriers

    async def quote(self, trip: Trip) -> list[Quote]:
        """Return what each carrier that the store's rule allows would charge, best first."""
        rule = await self.rule_of_store(trip.store_id)
        allowed = rules.allowed(rule.carriers, self._carriers.names())
        quotes = await ranked_quotes(self._carriers, trip, allowed, rule.strategy)
        return [Quote(Route.OWN_RIDERS), *quotes] if rule.own_riders_first else quotes

    async def set_rule(self, rule: DispatchRule) -> DispatchRule:
        """Keep how a store sends out; the last rule counts. Raise CarrierUnknown."""
        names = tuple(self._carriers.name_of(carrier) for carrier in rule.carriers)
        kept = replace(rule, carriers=names)
        await self._changes.run_statements(lambda unit: self._store.set_rule(unit, kept))
        return kept

    async def get_rule(self, store_id: str) -> DispatchRule:
        """Return the store's own rule; that of all stores for "". Raise RuleNotFound."""
        for rule in await self._store.find_rules(merchant_id(), store_id):
            if rule.store_id == store_id:
                return rule
        raise errors.RuleNotFound(store_id=store_id)

    async def list_rules(self, page: Page) -> list[DispatchRule]:
        """Return one row more than the page shows, by store."""
        return await self._store.list_rules(merchant_id(), page)

    async def rule_of_store(self, store_id: str) -> DispatchRule:
        """Return the rule that applies to a store: its own, that of all stores, or the default."""
        found = await self._store.find_rules(merchant_id(), store_id)
        return found[0] if found else DispatchRule(merchant_id(), store_id)


async def ranked_quotes(
    carriers: Carriers, trip: Trip, names: Sequence[str], strategy: Strategy
) -> list[Quote]:
    """Ask carriers for quotes at the same time; return them best first."""
    quotes = await asyncio.gather(*(carriers.quote(name, trip) for name in names))
    return rules.ranked(quotes, strategy)
