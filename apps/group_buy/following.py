"""Follows the orders of places: each says which place it is for, from its first event on."""

from __future__ import annotations

from collections import defaultdict

from zhongtai.order.v1 import event_pb2, order_pb2

from apps.group_buy.operations import PLACE
from apps.group_buy.settling import Settling
from apps.group_buy.store import GroupStore
from mesh.call.context import merchant_id
from mesh.data.database import Database
from mesh.feed.follower_items import Batch, Item

Events = Batch[event_pb2.OrderEvent]
EventItem = Item[event_pb2.OrderEvent]

_MOVES = (order_pb2.ORDER_STATUS_PLACED, order_pb2.ORDER_STATUS_CANCELLED)
"""Where an order has come to when its group is looked at."""


class PlaceOrders:
    """Settles the groups whose orders came into being, were paid, or ended."""

    def __init__(self, db: Database, settling: Settling) -> None:
        self._db = db
        self._settling = settling

    async def handle(self, batch: Events) -> None:
        """Do what the events of one merchant's orders make necessary: once for each group."""
        items = [item for item in batch.items if concerns(item.message)]
        if not items:
            return
        store = GroupStore(self._db, merchant_id())
        group_of = await store.groups_of_places({item.message.wait_for for item in items})
        by_group: defaultdict[str, list[EventItem]] = defaultdict(list)
        for item in items:
            by_group[group_of.get(item.message.wait_for, "")].append(item)
        await batch.each(by_group.pop("", []), self._end)

        async def settle(event: event_pb2.OrderEvent) -> None:
            group_id = group_of[event.wait_for]
            events = [item.message for item in by_group[group_id]]
            await self._settling.settle(group_id, {e.wait_for: e.order_id for e in events})

        await batch.each([first for first, *_ in by_group.values()], settle)
        for first, *others in by_group.values():
            if first.item_id in batch.undone:
                for item in others:
                    batch.fail(item, batch.undone[first.item_id])

    async def _end(self, event: event_pb2.OrderEvent) -> None:
        """End an order without a place: its placing was refused, and came about all the same."""
        if event.to_status != order_pb2.ORDER_STATUS_CANCELLED:
            await self._settling.cancel(event.order_id, event.wait_for)


def concerns(event: event_pb2.OrderEvent) -> bool:
    """Return whether an event may settle a group."""
    if not event.wait_for.startswith(f"{PLACE}_"):
        return False
    created = event.kind == event_pb2.ORDER_EVENT_KIND_CREATED
    moved = event.kind == event_pb2.ORDER_EVENT_KIND_MOVED
    return created or (moved and event.to_status in _MOVES)
