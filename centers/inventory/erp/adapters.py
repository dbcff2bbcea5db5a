"""The only place of the inventory center that calls ERP plug-ins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet

from zhongtai.plugin.v1 import erp_pb2, erp_pb2_grpc, plugin_pb2

from centers.inventory.erp.messages import movement_message
from centers.inventory.erp.model import Waiting
from centers.inventory.erp.store import ErpStore
from mesh.feed.follower import Page
from mesh.feed.follower_feeds import HomeLetters
from mesh.feed.follower_items import Item
from mesh.feed.letters import Letters
from mesh.feed.pulled import Pulled, state_item
from mesh.plugins.client import Handle, PluginClient
from mesh.plugins.faults import ItemAnswer, item_answers

TIMEOUT_SECONDS = 30.0
MAX_BATCH = 500
PAUSE_SECONDS = 0.5
"""Between two looks for movements, while there are none."""

Counts = Pulled[erp_pb2.ErpCount]


class ErpAdapter:
    """One ERP plug-in, as counts are pulled from it and movements pushed to it."""

    def __init__(self, handle: Handle) -> None:
        self._plugin: PluginClient[erp_pb2_grpc.ErpServiceAsyncStub] = PluginClient(
            handle, erp_pb2_grpc.ErpServiceStub, timeout=TIMEOUT_SECONDS
        )

    @property
    def name(self) -> str:
        """The plug-in's name, for example "file_drop"."""
        return self._plugin.name

    @property
    def tells_counts(self) -> bool:
        """Whether counts can be pulled from it; False while it is not known."""
        return self._plugin.can(plugin_pb2.CAPABILITY_ERP_COUNTS)

    @property
    def takes_movements(self) -> bool:
        """Whether movements can be pushed to it. Raise PluginUnavailable."""
        return self._plugin.surely_can(plugin_pb2.CAPABILITY_ERP_MOVEMENTS)

    async def wait_usable(self) -> None:
        """Wait until it is known what it can do."""
        await self._plugin.wait_usable()

    async def pull(self, merchant_id: str, cursor: str, store_id: str = "") -> Counts:
        """Return counts after a cursor. Raise PluginUnavailable, PluginFault."""
        if not self.tells_counts:
            return Pulled([], cursor)
        request = erp_pb2.PullCountsRequest(
            merchant_id=merchant_id, store_id=store_id, after_cursor=cursor, page_size=MAX_BATCH
        )
        reply = await self._plugin.call(self._plugin.stub.PullCounts, request)
        return Pulled([count_item(each, merchant_id) for each in reply.counts], reply.cursor)

    async def push(self, movements: Iterable[erp_pb2.ErpMovement]) -> list[ItemAnswer]:
        """Hand movements over, and return the answer about each, by movement id.

        Raise PluginUnavailable, PluginFault; what is handed over twice is there once.
        """
        request = erp_pb2.PushMovementsRequest(movements=movements)
        reply = await self._plugin.call(self._plugin.stub.PushMovements, request)
        return item_answers(reply.results, self.name)


class WaitingMovements(HomeLetters):
    """The entries of the ledger that the ERP of some chains has not taken, page by page.

    The next page is read when the one before it is dealt with. Where the ERP takes no movements,
    they do not gather. Those of a chain that is to be left alone stay where they are.
    """

    def __init__(
        self, adapter: ErpAdapter, chains: Sequence[str], store: ErpStore, letters: Letters
    ) -> None:
        super().__init__(letters)
        self._adapter = adapter
        self._chains = chains
        self._store = store
        self._left: AbstractSet[str] = frozenset()
        self._out: Sequence[Waiting] = ()
        self._acknowledged = asyncio.Event()

    async def read(self) -> AsyncGenerator[Page[erp_pb2.ErpMovement], None]:
        """Yield what waits, for ever."""
        await self._adapter.wait_usable()
        while True:
            chains = [each for each in self._chains if each not in self._left]
            waiting = await self._store.waiting(chains, MAX_BATCH)
            if not waiting:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            self._out = waiting
            self._acknowledged.clear()
            takes = self._adapter.takes_movements
            yield Page([movement_item(each) for each in waiting] if takes else [], "out")
            await self._acknowledged.wait()

    def leave(self, chains: AbstractSet[str]) -> None:
        """Leave these chains alone from now on, and no others."""
        self._left = chains

    async def ack(self, _cursor: str) -> None:
        """Forget the page that is out."""
        await self._store.drop_waiting(self._out)
        self._out = ()
        self._acknowledged.set()


def count_item(count: erp_pb2.ErpCount, merchant_id: str) -> Item[erp_pb2.ErpCount]:
    """Return an ERP's count as an item."""
    return state_item(count, merchant_id, f"{count.store_id}/{count.sku_code}")


def movement_item(waiting: Waiting) -> Item[erp_pb2.ErpMovement]:
    """Return an entry of the ledger as an item; it is about its SKU in its store."""
    message = movement_message(waiting)
    return Item.of(
        message,
        item_id=f"{message.merchant_id}/{message.movement_id}",
        subject_id=f"{message.merchant_id}/{message.store_id}/{message.sku_id}",
        merchant_id=message.merchant_id,
    )


FindErp = Callable[[str], ErpAdapter | None]
"""Gives the ERP plug-in of a chain; None where it has none, or it is not installed."""
