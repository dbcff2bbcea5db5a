"""Moves open orders to the POS plug-in of their store: as it is named, and as it becomes known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import structlog

from centers.order import rules
from centers.order.acceptance.rules import accepting
from centers.order.tills.checks import check_store_till
from centers.order.tills.rules import TillChoice
from centers.order.tills.store import TillStore
from centers.order.writer import ChangeWriter
from mesh.process.rounds import Rounds, side_by_side
from mesh.pure.errors import Refusal

log = structlog.get_logger()

PAUSE_SECONDS = 5.0
BATCH = 500
NODE = "order"
NO_PLUGIN = "pos"
"""Stands in `zhongtai status` for the plug-in of orders for which none is named."""


class StoreTills:
    """Knows which plug-ins stores name, and moves what no till has yet to the right one."""

    def __init__(self, store: TillStore, changing: ChangeWriter, choice: TillChoice) -> None:
        self._store = store
        self._changing = changing
        self._choice = choice
        self._wanted: Mapping[str, str] = {}
        self.rounds = Rounds(self._round, PAUSE_SECONDS)

    async def set(self, merchant_id: str, store_id: str, plugin: str, store_code: str) -> int:
        """Keep what a store names, move its open orders that no till has, and return how many."""
        check_store_till(store_id, plugin, store_code)
        await self._store.keep_store_till(merchant_id, store_id, plugin)
        chosen = self._choice.plugin_for(merchant_id, plugin)
        orders = await self._store.to_route(merchant_id, store_id, chosen, store_code)
        await self._route(((merchant_id, each) for each in orders), chosen, store_code)
        return len(orders)

    def missing(self) -> Mapping[str, str]:
        """Return the plug-ins that are named or needed and not installed, with an explanation."""
        installed = set(self._choice.installed())
        return {name: words for name, words in self._wanted.items() if name not in installed}

    async def _round(self) -> bool:
        return await self.look() >= BATCH

    async def look(self) -> int:
        """See what is named, and give orders without a plug-in the one that is known by now."""
        routed: list[int] = []
        unknown: list[int] = []

        async def route(found: tuple[str, int]) -> None:
            merchant_id, count = found
            chosen = self._choice.plugin_for(merchant_id, "")
            if not chosen:
                unknown.append(count)
                return
            orders = await self._store.without_till(merchant_id, BATCH)
            try:
                await self._route(((merchant_id, each) for each in orders), chosen)
            except Refusal as refusal:
                # They are looked for again; other chains' orders do not wait for it.
                log.warning("orders_not_routed", plugin=chosen, reason=refusal.reason)
            else:
                routed.append(len(orders))

        await side_by_side(await self._store.merchants_without_till(), route)
        self._wanted = await self._named() | _without_plugin(sum(unknown))
        return sum(routed)

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
        decide = accepting(rules.route_to(plugin, store_code, NODE))
        outcomes = await self._changing.decide_all(orders, decide)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        if outcomes:
            log.info("orders_routed", plugin=plugin, count=len(outcomes))


def _without_plugin(orders: int) -> dict[str, str]:
    """Return what to say of orders that wait because no plug-in is named for them."""
    if not orders:
        return {}
    words = f"{orders} orders wait: name a POS plug-in at their stores or in ZHONGTAI_POS_PLUGIN"
    return {NO_PLUGIN: words}
