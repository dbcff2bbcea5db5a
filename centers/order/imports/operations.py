"""What is done with orders that a channel has sold, one function per RPC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from centers.order.checks import check_new_order
from centers.order.imports.checks import check_import
from centers.order.imports.model import UnmappedItem
from centers.order.imports.store import ImportStore
from centers.order.imports.writer import Import, Imported, ImportWriter
from centers.order.model import NewOrder
from centers.order.scope import NODE
from centers.order.tills.rules import TillChoice
from mesh.call.context import current, merchant_id
from mesh.data.paging import Page
from mesh.pure.clock import Clock
from mesh.pure.passage import Passage


class Imports:
    """The operations on imported orders."""

    def __init__(
        self, store: ImportStore, writer: ImportWriter, tills: TillChoice, clock: Clock
    ) -> None:
        self._store = store
        self._writer = writer
        self._tills = tills
        self._clock = clock

    def check(self, new: NewOrder) -> None:
        """Raise InvalidRequest or AmountsDisagree unless the order may be taken over."""
        check_new_order(new, imported=True)
        check_import(new, self._clock.now())

    async def take_over(self, news: Iterable[NewOrder]) -> list[Imported | BaseException]:
        """Take over checked orders that a channel has sold, each once.

        Return what became of each: ChannelNumberTaken is that of one, and so is any other error.
        """
        way = (*current().passages, Passage(NODE, datetime.now(UTC)))
        return await self._writer.take_over_all([self._import(new, way) for new in news])

    async def sell(self, new: NewOrder, passages: tuple[Passage, ...]) -> None:
        """Write an order that a till has taken the money of, once: it is placed.

        Raise InvalidRequest, AmountsDisagree, ChannelNumberTaken.
        """
        check_new_order(new, imported=False)
        await self._writer.take_over(self._import(new, passages))

    async def list_unmapped(self, store_id: str, channel: str, page: Page) -> list[UnmappedItem]:
        """Return one dish that is to be mapped more than the page shows."""
        return await self._store.list_unmapped(merchant_id(), store_id, channel, page)

    def _import(self, new: NewOrder, passages: tuple[Passage, ...]) -> Import:
        call = current()
        merchant = call.identity.merchant_id
        plugin = self._tills.plugin_of(new, merchant)
        if plugin != new.pos_plugin:
            new = replace(new, pos_plugin=plugin)
        return Import(new, merchant, call.trace_id, passages)
