"""Follows the orders: what becomes of one is what becomes of the admission that it used."""

from __future__ import annotations

from collections.abc import Iterable

from zhongtai.order.v1 import event_pb2, order_pb2

from apps.flash_sale.admissions.operations import Admissions
from mesh.feed.follower_items import Batch
from mesh.feed.following import ItemOf, item_about

_ARRIVALS = (event_pb2.ORDER_EVENT_KIND_CREATED, event_pb2.ORDER_EVENT_KIND_MOVED)
_ENDS = (order_pb2.ORDER_STATUS_PLACED, order_pb2.ORDER_STATUS_CANCELLED)

order_item: ItemOf[event_pb2.OrderEvent] = item_about(lambda event: event.order_id)


class Orders:
    """Sells the pieces of orders that were placed, and gives back those of cancelled ones."""

    def __init__(self, admissions: Admissions) -> None:
        self._admissions = admissions

    async def handle(self, batch: Batch[event_pb2.OrderEvent]) -> None:
        """Do what the events of one merchant's orders make necessary.

        First what was placed: an order that was also cancelled since is given back after it.
        """
        events = [each for each in batch.messages if concerns(each)]
        if placed := _orders_that_became(events, order_pb2.ORDER_STATUS_PLACED):
            await self._admissions.sell(placed)
        if cancelled := _orders_that_became(events, order_pb2.ORDER_STATUS_CANCELLED):
            await self._admissions.return_of(cancelled)


def concerns(event: event_pb2.OrderEvent) -> bool:
    """Return whether an event tells that an order was placed or cancelled."""
    return event.kind in _ARRIVALS and event.to_status in _ENDS


def _orders_that_became(events: Iterable[event_pb2.OrderEvent], status: int) -> list[str]:
    return list({each.order_id: None for each in events if each.to_status == status})
