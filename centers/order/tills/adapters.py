"""The only place that calls POS plug-ins: orders down to the tills, progress back up."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from zhongtai.order.v1 import event_pb2
from zhongtai.plugin.v1 import plugin_pb2, pos_pb2, pos_pb2_grpc

from centers.order.model import Order
from centers.order.tills.messages import pos_after_sale, pos_order
from mesh.feed.follower import Page
from mesh.feed.follower_feeds import HomeLetters
from mesh.feed.follower_items import Item
from mesh.feed.letters import Letters
from mesh.feed.pulled import Pulled
from mesh.plugins.client import HELD_SECONDS, Handle, PluginClient
from mesh.plugins.faults import ItemAnswer, item_answers

PUSH_TIMEOUT_SECONDS = 10.0
MAX_BATCH = 500
SALES_PAUSE_SECONDS = 0.5
"""Between two looks for sales at the counter, at plug-ins that hold no calls."""


class NoteKind(Enum):
    """What a till is told of an order that it has."""

    GONE = auto()
    CANCELLED = auto()
    APPLIED = auto()
    SETTLED = auto()
    CHANGED = auto()
    FINISHED = auto()


_CHANGES = {
    NoteKind.GONE: pos_pb2.ORDER_CHANGE_KIND_CANCELLED,
    NoteKind.CANCELLED: pos_pb2.ORDER_CHANGE_KIND_CANCELLED,
    NoteKind.APPLIED: pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_OPENED,
    NoteKind.SETTLED: pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_CLOSED,
    NoteKind.CHANGED: pos_pb2.ORDER_CHANGE_KIND_CHANGED,
    NoteKind.FINISHED: pos_pb2.ORDER_CHANGE_KIND_FINISHED,
}
_ELSEWHERE = "Another till of the store has this order now."


@dataclass(frozen=True, slots=True)
class TillNote:
    """Something that happened to an order elsewhere and that its till is told.

    `order` is given where its content is what changed.
    """

    event: event_pb2.OrderEvent
    kind: NoteKind
    order: Order | None = None


def pos_client(handle: Handle) -> PluginClient[pos_pb2_grpc.PosServiceAsyncStub]:
    """Return the client of a POS plug-in."""
    return PluginClient(handle, pos_pb2_grpc.PosServiceStub, timeout=PUSH_TIMEOUT_SECONDS)


class TillAdapter:
    """One POS plug-in."""

    def __init__(self, handle: Handle) -> None:
        self._plugin = pos_client(handle)

    @property
    def name(self) -> str:
        """The plug-in's name, for example "pos_till"."""
        return self._plugin.name

    @property
    def shows_scheduled(self) -> bool:
        """Whether it is given orders for later while they wait. Raise PluginUnavailable."""
        return self._plugin.surely_can(plugin_pb2.CAPABILITY_POS_SCHEDULED)

    async def push(self, orders: Sequence[Order], traces: Mapping[str, str]) -> list[ItemAnswer]:
        """Hand orders over, and return the answer about each, by order id.

        `traces` are those of what made the tills get them, by order id.
        Raise PluginUnavailable, PluginFault; whatever was handed over twice is there once.
        """
        request = pos_pb2.PushOrdersRequest(
            orders=[pos_order(each, traces.get(each.head.order_id, "")) for each in orders]
        )
        reply = await self._plugin.call(self._plugin.stub.PushOrders, request)
        return item_answers(reply.results, self.name)

    async def tell(self, notes: Sequence[TillNote]) -> list[ItemAnswer]:
        """Tell the till what happened elsewhere, and return its answer about each, by event id."""
        changes = [
            pos_pb2.OrderChange(
                change_id=note.event.event_id,
                order_id=note.event.order_id,
                kind=_CHANGES[note.kind],
                note=_ELSEWHERE if note.kind is NoteKind.GONE else note.event.note[:300],
                occurred_time=note.event.occur_time,
                after_sale=pos_after_sale(note.event.after_sale)
                if note.event.HasField("after_sale")
                else None,
                order=pos_order(note.order, note.event.trace_id) if note.order else None,
            )
            for note in notes
        ]
        request = pos_pb2.UpdateOrdersRequest(changes=changes)
        reply = await self._plugin.call(self._plugin.stub.UpdateOrders, request)
        return item_answers(reply.results, self.name)

    async def pull_sales(self, _chain: str, cursor: str) -> Pulled[pos_pb2.TillSale]:
        """Return sales at the counters of all chains after a cursor; none where tills tell none.

        The plug-in forgets what is before the cursor. Raise PluginUnavailable, PluginFault.
        """
        if not self._plugin.can(plugin_pb2.CAPABILITY_POS_TILL_SALES):
            return Pulled([], cursor)
        request = pos_pb2.PullTillSalesRequest(
            after_cursor=cursor, page_size=MAX_BATCH, wait_seconds=HELD_SECONDS
        )
        reply = await self._plugin.pull(self._plugin.stub.PullTillSales, request)
        return Pulled([sale_item(sale) for sale in reply.sales], reply.cursor)


class TillReports(HomeLetters):
    """The stream of what the tills of one POS plug-in report."""

    def __init__(self, handle: Handle, letters: Letters) -> None:
        super().__init__(letters)
        self._plugin = pos_client(handle)

    async def read(self) -> AsyncGenerator[Page[pos_pb2.TillUpdate], None]:
        """Yield what tills report, from the oldest batch that was not acknowledged, for ever."""
        request = pos_pb2.WatchUpdatesRequest(max_batch=MAX_BATCH)
        async for reply in self._plugin.stream(self._plugin.stub.WatchUpdates, request):
            if reply.updates:
                yield Page([report_item(update) for update in reply.updates], reply.cursor)

    async def ack(self, cursor: str) -> None:
        """Acknowledge what is stored up to the cursor; the plug-in may forget it."""
        request = pos_pb2.AckUpdatesRequest(cursor=cursor)
        await self._plugin.call(self._plugin.stub.AckUpdates, request)


def sale_item(sale: pos_pb2.TillSale) -> Item[pos_pb2.TillSale]:
    """Return a sale at the counter as an item; its subject is the sale."""
    number = f"{sale.store_id}/{sale.till_id}/{sale.till_sale_id}"
    return Item.of(sale, item_id=number, subject_id=number, merchant_id=sale.merchant_id)


def report_item(update: pos_pb2.TillUpdate) -> Item[pos_pb2.TillUpdate]:
    """Return a till's report as an item; its subject is the order."""
    return Item.of(
        update,
        item_id=update.update_id,
        subject_id=update.order_id,
        merchant_id=update.merchant_id,
    )
