"""The POS plug-in of each store: kept as order control tells it, and open orders moved along."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

import structlog

from centers.order import rules
from centers.order.changing import Change, ChangeDesk
from centers.order.scope import Scope
from centers.order.store import OrderStore
from centers.order.till_choice import TillChoice
from mesh.process.rounds import Rounds
from mesh.pure.validation import Check

log = structlog.get_logger()

PAUSE_SECONDS = 5.0
BATCH = 500
NODE = "order"
NOBODYS = "pos"
"""Stands in `zhongtai status` for the plug-in of orders for which none is named."""


class StoreTills:
    """Knows which plug-ins stores name, and moves what no till has yet to the right one."""

    def __init__(self, store: OrderStore, changing: ChangeDesk, choice: TillChoice) -> None:
        self._store = store
        self._changing = changing
        self._choice = choice
        self._wanted: Mapping[str, str] = {}
        self.rounds = Rounds(self._round, PAUSE_SECONDS)

    async def set(self, merchant_id: str, store_id: str, plugin: str, store_code: str) -> int:
        """Keep what a store names, and move its open orders that no till has; give how many."""
        check = Check()
        check.identifier("store_id", store_id)
        check.text("pos_plugin", plugin, min=0, max=64)
        check.text("pos_store_code", store_code, min=0, max=64)
        check.raise_if_any()
        await self._store.keep_store_till(merchant_id, store_id, plugin)
        chosen = self._choice.plugin_for(merchant_id, plugin)
        orders = await self._store.to_route(merchant_id, store_id, chosen, store_code)
        await self._route(((merchant_id, each) for each in orders), chosen, store_code)
        return len(orders)

    def missing(self) -> Mapping[str, str]:
        """The plug-ins that are named or needed and not installed, with words for a person."""
        installed = set(self._choice.installed())
        return {name: words for name, words in self._wanted.items() if name not in installed}

    async def _round(self) -> bool:
        return await self.look() >= BATCH

    async def look(self) -> int:
        """See what is named, and give orders without a plug-in the one that is known by now."""
        routed = unknown = 0
        for merchant_id, count in await self._store.merchants_without_till():
            chosen = self._choice.plugin_for(merchant_id, "")
            if not chosen:
                unknown += count
                continue
            orders = await self._store.without_till(merchant_id, BATCH)
            await self._route(((merchant_id, each) for each in orders), chosen)
            routed += len(orders)
        self._wanted = await self._named() | _nobodys(unknown)
        return routed

    async def _named(self) -> dict[str, str]:
        by_stores = {
            plugin: f"{count} stores name it, {store_id} among them"
            for plugin, count, store_id in await self._store.named_plugins()
        }
        by_setting = {
            plugin: ", ".join(self._choice.chains_with(plugin)) + " names it"
            for plugin in self._choice.named
        }
        named = by_setting | by_stores
        return {name: f"{words}: their orders wait for it" for name, words in named.items()}

    async def _route(
        self, orders: Iterable[tuple[str, str]], plugin: str, store_code: str | None = None
    ) -> None:
        decide = rules.route_to(plugin, store_code, NODE)
        changes = [Change(order_id, Scope(merchant), decide, "") for merchant, order_id in orders]
        await asyncio.gather(*map(self._changing.submit, changes))
        if changes:
            log.info("orders_routed", plugin=plugin, count=len(changes))


def _nobodys(orders: int) -> dict[str, str]:
    """What to say of orders that wait because nobody named a plug-in."""
    if not orders:
        return {}
    words = f"{orders} orders wait: name a POS plug-in at their stores or in ZHONGTAI_POS_PLUGIN"
    return {NOBODYS: words}
