"""Follows the orders of places: each says which place it is for, from its first event on."""

from __future__ import annotations

from zhongtai.order.v1 import event_pb2, order_pb2

from apps.group_buy.operations import PLACE
from apps.group_buy.settling import Settling
from apps.group_buy.store import GroupStore
from mesh.call.context import merchant_id
from mesh.data.database import Database
from mesh.feed.follower_items import Batch

Events = Batch[event_pb2.OrderEvent]

_MOVES = (order_pb2.ORDER_STATUS_PLACED, order_pb2.ORDER_STATUS_CANCELLED)
"""Where an order has come to when its group is looked at."""


class PlaceOrders:
    """Settles the groups whose orders came into being, were paid, or ended."""

    def __init__(self, db: Database, settling: Settling) -> None:
        self._db = db
        self._settling = settling

    async def handle(self, batch: Events) -> None:
        """Do what the events of one merchant's orders make necessary."""
        items = [item for item in batch.items if _concerns(item.message)]
        await batch.each(items, self._settle)

    async def _settle(self, event: event_pb2.OrderEvent) -> None:
        place = await GroupStore(self._db, merchant_id()).find_place(event.wait_for)
        if place is not None:
            await self._settling.settle(place.group_id, {place.place_id: event.order_id})
        elif event.to_status != order_pb2.ORDER_STATUS_CANCELLED:
            # Its placing was refused, and came about all the same.
            await self._settling.cancel(event.order_id, event.wait_for)


def _concerns(event: event_pb2.OrderEvent) -> bool:
    if not event.wait_for.startswith(f"{PLACE}_"):
        return False
    created = event.kind == event_pb2.ORDER_EVENT_KIND_CREATED
    moved = event.kind == event_pb2.ORDER_EVENT_KIND_MOVED
    return created or (moved and event.to_status in _MOVES)
