"""All centers in one, in memory: a feed of given events, letters, and calls noted by order."""

import asyncio
from types import SimpleNamespace
from typing import Any

import grpc
from google.protobuf.message import Message
from zhongtai.common.v1 import trade_pb2
from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2
from zhongtai.inventory.v1 import inventory_pb2
from zhongtai.member.v1 import points_requests_pb2
from zhongtai.order.v1 import change_messages_pb2, event_pb2, order_pb2, till_sale_pb2
from zhongtai.payment.v1 import payment_event_pb2, payment_pb2
from zhongtai.store.v1 import store_feed_pb2, store_pb2, store_service_pb2
from zhongtai.user.v1 import revocation_pb2, user_feed_pb2, user_pb2

from tests.unit.mesh.following import Source


def moved(order_id: str, before: int, after: int) -> event_pb2.OrderEvent:
    """An order went from one state to another."""
    return event_pb2.OrderEvent(
        event_id=f"e-{order_id}",
        order_id=order_id,
        merchant_id="demo",
        kind=event_pb2.ORDER_EVENT_KIND_MOVED,
        from_status=before,
        to_status=after,
        person_id="per_1",
        service_type=trade_pb2.SERVICE_TYPE_DELIVERY,
        delivered_by=trade_pb2.DELIVERED_BY_CARRIER,
    )


def paid(order_id: str, kind: int) -> payment_event_pb2.PaymentEvent:
    """Money came, or went back."""
    payment = payment_pb2.Payment(order_id=order_id, payment_id=f"p-{order_id}")
    refund = payment_pb2.Refund(order_id=order_id, refund_id=f"r-{order_id}")
    return payment_event_pb2.PaymentEvent(
        event_id=f"e-{order_id}", merchant_id="demo", kind=kind, payment=payment, refund=refund
    )


def brought(order_id: str) -> delivery_event_pb2.DeliveryEvent:
    """A rider handed an order over."""
    delivered = delivery_pb2.DELIVERY_STATUS_DELIVERED
    return delivery_event_pb2.DeliveryEvent(
        event_id=f"e-{order_id}",
        merchant_id="demo",
        kind=delivery_event_pb2.DELIVERY_EVENT_KIND_MOVED,
        delivery=delivery_pb2.Delivery(order_id=order_id, status=delivered),
    )


def sold(sale_id: str) -> event_pb2.OrderEvent:
    """Something was sold at the counter of a till."""
    line = till_sale_pb2.TillSaleLine(sku_id="sku_1", quantity=1)
    return event_pb2.OrderEvent(
        event_id=f"e-{sale_id}",
        merchant_id="demo",
        store_id="s",
        kind=event_pb2.ORDER_EVENT_KIND_TILL_SALE,
        till_sale=till_sale_pb2.TillSale(till_id="t", till_sale_id=sale_id, lines=[line]),
    )


def shut_out(till_id: str) -> store_feed_pb2.StoreEvent:
    """A till may not go on."""
    return store_feed_pb2.StoreEvent(
        event_id=f"e-{till_id}",
        merchant_id="demo",
        kind=store_feed_pb2.STORE_EVENT_KIND_TILL_REVOKED,
        till_id=till_id,
    )


def merged(merge_id: str) -> user_feed_pb2.UserEvent:
    """A person is another one from now on."""
    return user_feed_pb2.UserEvent(
        event_id=f"e-{merge_id}",
        merchant_id="demo",
        kind=user_feed_pb2.USER_EVENT_KIND_PERSON_MERGED,
        merge=user_pb2.PersonMerge(merge_id=merge_id),
    )


def renamed(store_id: str) -> store_feed_pb2.StoreEvent:
    """A store has changed."""
    return store_feed_pb2.StoreEvent(
        event_id=f"e-{store_id}",
        merchant_id="demo",
        kind=store_feed_pb2.STORE_EVENT_KIND_CHANGED,
        store_id=store_id,
    )


def ran_out(sku_id: str) -> inventory_pb2.StockEvent:
    """A store has none of a SKU any more."""
    return inventory_pb2.StockEvent(
        event_id=f"e-{sku_id}",
        merchant_id="demo",
        kind=inventory_pb2.STOCK_EVENT_KIND_SOLD_OUT,
        stock=inventory_pb2.Stock(store_id="s", sku_id=sku_id),
    )


class OneCenter:
    """Answers every call, one result for each order, unless a bad order is among them.

    With `answers_each` the bad one is refused alone, as malformed, and the others are done.
    """

    def __init__(self, bad: str, *, answers_each: bool = False) -> None:
        self.bad = {bad}
        self.answers_each = answers_each
        self.calls: list[str] = []
        self.pages: asyncio.Queue[list[Any]] = asyncio.Queue()
        self.done: list[tuple[str, str]] = []
        self.acked = ""
        self.box = Source()

    async def WatchEvents(self, request):
        number = 0
        while events := await self.pages.get():
            number += 1
            yield SimpleNamespace(events=events, cursor=str(number))

    async def AckEvents(self, request):
        self.acked = request.cursor

    async def KeepLetters(self, request):
        await self.box.keep(request)

    async def TakeLetters(self, request):
        return await self.box.take(request.reader)

    def orders_of(self, method: str) -> list[str]:
        """The orders that a method was called for."""
        return [order_id for name, order_id in self.done if name == method]

    def __getattr__(self, method: str):
        async def call(request, **_):
            order_ids = _orders_in(request)
            self.calls.append(method)
            if self.bad.intersection(order_ids) and not self.answers_each:
                nothing = grpc.aio.Metadata()
                raise grpc.aio.AioRpcError(grpc.StatusCode.INTERNAL, nothing, nothing)
            self.done += [(method, each) for each in order_ids if each not in self.bad]
            return _answer(order_ids, self.bad)

        return call


ABOUT = {
    revocation_pb2.RevokeAccessTokensRequest: "subject",
    store_service_pb2.GetStoreRequest: "store_id",
    change_messages_pb2.SetStoreTillRequest: "store_id",
}
"""Requests that are about something other than orders, and the field that names it."""


def _orders_in(request: Message) -> list[str]:
    """The orders, sales at the counter, SKUs, tills or merges that a call is about."""
    if named := ABOUT.get(type(request)):
        return [getattr(request, named)]
    if hasattr(request, "merge_id"):
        return [request.merge_id]
    if hasattr(request, "order_ids"):
        return list(request.order_ids)
    if hasattr(request, "sales"):
        return [sale.till_order_id for sale in request.sales]
    if hasattr(request, "changes"):
        return [change.sku_id for change in request.changes]
    return [getattr(item, "order_id", "") for item in getattr(request, "items", [request])]


def _result(order_id: str, reason: str) -> SimpleNamespace:
    return SimpleNamespace(
        order_id=order_id,
        till_id="t",
        till_order_id=order_id,
        outcome=points_requests_pb2.ITEM_OUTCOME_REFUSED if reason else 1,
        reason=reason,
        refusal_reason=reason,
        refusal_message="order_id: is not the id of an order" if reason else "",
    )


def _answer(order_ids: list[str], bad: set[str]) -> SimpleNamespace:
    """What any of the centers answers, as far as order control reads it."""
    return SimpleNamespace(
        results=[_result(each, "INVALID_REQUEST" if each in bad else "") for each in order_ids],
        order=order_pb2.Order(
            order_id=order_ids[0],
            status=order_pb2.ORDER_STATUS_ACCEPTED,
            delivered_by=trade_pb2.DELIVERED_BY_CARRIER,
        ),
        delivery=delivery_pb2.Delivery(),
        deliveries=[],
        store=store_pb2.Store(store_id=order_ids[0], name="s"),
        preparation_minutes=0,
    )
