"""Posts completed orders, and money given back after that, to the ERP of their chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from zhongtai.order.v1 import event_pb2, order_pb2
from zhongtai.plugin.v1 import erp_sale_pb2

from centers.order.erp.adapters import ErpAdapter
from centers.order.erp.messages import refund_of, sale_of
from centers.order.model import Order
from centers.order.store import OrderStore
from mesh.feed.follower_items import Batch, Item, undone_of_item
from mesh.plugins.choice import ErpChoice

Events = Batch[event_pb2.OrderEvent]
EventItem = Item[event_pb2.OrderEvent]

_ARRIVALS = (event_pb2.ORDER_EVENT_KIND_CREATED, event_pb2.ORDER_EVENT_KIND_MOVED)


class ErpSales:
    """Posts to one ERP plug-in what is sold in the chains that it keeps the books of."""

    def __init__(self, adapter: ErpAdapter, choice: ErpChoice, store: OrderStore) -> None:
        self._adapter = adapter
        self._choice = choice
        self._store = store

    async def post(self, batch: Events) -> None:
        """Post what these events completed or gave back, each once under its own key."""
        due = [item for item in batch.items if self._concerns(item.message)]
        orders = await self._orders_of(due) if due else {}
        told = [(item, _posting(orders[item.message.order_id], item.message)) for item in due]
        if not told:
            return
        answers = await self._adapter.post([posting for _, posting in told])
        for item, answer in batch.answers(
            [item for item, _ in told], answers, asked=_key, answered=lambda each: each.item_id
        ):
            if answer.fault is not None:
                batch.fail(item, undone_of_item(answer.fault))

    def _concerns(self, event: event_pb2.OrderEvent) -> bool:
        if self._choice.plugin_of(event.merchant_id) != self._adapter.name:
            return False
        return _completes(event) or _gives_back(event)

    async def _orders_of(self, items: Sequence[EventItem]) -> dict[str, Order]:
        places: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for event in (item.message for item in items):
            places[event.merchant_id].add((event.store_id, event.order_id))
        found: dict[str, Order] = {}
        for merchant_id, keys in places.items():
            found |= await self._store.get(merchant_id, sorted(keys))
        return found


def _completes(event: event_pb2.OrderEvent) -> bool:
    """Return whether the order was completed by it; one imported late came so."""
    return event.kind in _ARRIVALS and event.to_status == order_pb2.ORDER_STATUS_COMPLETED


def _gives_back(event: event_pb2.OrderEvent) -> bool:
    """Return whether money went back for an order whose sale is posted."""
    refunds = event.kind == event_pb2.ORDER_EVENT_KIND_REFUND_RECORDED
    return refunds and event.to_status == order_pb2.ORDER_STATUS_COMPLETED


def _posting(order: Order, event: event_pb2.OrderEvent) -> erp_sale_pb2.ErpSale:
    return refund_of(order, event) if _gives_back(event) else sale_of(order, event)


def _key(event: event_pb2.OrderEvent) -> str:
    return event.refund_id if _gives_back(event) else event.order_id
