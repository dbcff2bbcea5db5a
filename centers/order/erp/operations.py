"""Posts completed orders, and money given back after that, to the ERP of their chain."""

from __future__ import annotations

from zhongtai.order.v1 import event_pb2, order_pb2
from zhongtai.plugin.v1 import erp_sale_pb2

from centers.order.erp.adapters import ErpAdapter
from centers.order.erp.messages import refund_of, sale_of
from centers.order.model import Order
from centers.order.store import OrderStore
from mesh.feed.follower_items import Batch
from mesh.plugins.choice import ErpChoice

Events = Batch[event_pb2.OrderEvent]

_ARRIVALS = (event_pb2.ORDER_EVENT_KIND_CREATED, event_pb2.ORDER_EVENT_KIND_MOVED)


class ErpSales:
    """Posts to one ERP plug-in what is sold in the chains that it keeps the books of."""

    def __init__(self, adapter: ErpAdapter, choice: ErpChoice, store: OrderStore) -> None:
        self._adapter = adapter
        self._choice = choice
        self._store = store

    async def post(self, batch: Events) -> None:
        """Post what these events completed or gave back, each once under its own key."""
        due = [item for item in batch.items if self.wants(item.message)]
        if not due:
            return
        events = [item.message for item in due]
        orders = await self._store.of_events(events)
        answers = await self._adapter.post([_posting(orders[x.order_id], x) for x in events])
        batch.fail_refused(due, answers, asked=_key)

    def wants(self, event: event_pb2.OrderEvent) -> bool:
        """Return whether the ERP is told of it."""
        if not (_completes(event) or _gives_back(event)):
            return False
        return self._choice.plugin_of(event.merchant_id) == self._adapter.name


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
