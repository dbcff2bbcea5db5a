"""Follows the feeds of the centers: whatever an event makes necessary elsewhere is done.

Each kind of effect is a reader of its own, with its own place and its own letters, so that
points never keep a refund waiting, nor a rider a coupon.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from google.protobuf.message import Message
from zhongtai.delivery.v1 import delivery_event_pb2
from zhongtai.delivery.v1 import feed_messages_pb2 as delivery_feed
from zhongtai.inventory.v1 import feed_pb2 as stock_feed
from zhongtai.inventory.v1 import inventory_pb2
from zhongtai.order.v1 import event_pb2
from zhongtai.order.v1 import read_messages_pb2 as order_feed
from zhongtai.payment.v1 import feed_messages_pb2 as payment_feed
from zhongtai.payment.v1 import payment_event_pb2
from zhongtai.store.v1 import store_feed_pb2
from zhongtai.user.v1 import user_feed_pb2

from apps.order_control.delivering import Delivering
from apps.order_control.order_effects import Coupons, Money, Points, Riders, Stock
from apps.order_control.paying import Payer
from apps.order_control.payment_effects import PaymentEffects
from apps.order_control.peers import Peers
from apps.order_control.person_effects import PersonMoves, user_item
from apps.order_control.shelf import Shelf, stock_item
from apps.order_control.till_effects import StorePlugins, TillTokens
from apps.order_control.till_sales import TillSales, till_sale_item
from mesh.call.context import as_call
from mesh.feed.follower import Follower
from mesh.feed.follower_feeds import Identify, PeerFeed
from mesh.feed.follower_health import Patience
from mesh.feed.follower_items import Batch, Item
from mesh.process.host import HostContext

M = TypeVar("M", bound=Message)
Handle = Callable[[Batch[M]], Awaitable[None]]


def followers(
    host: HostContext, peers: Peers, payer: Payer, patience: Patience | None = None
) -> list[Follower[Any]]:
    """The readers of order control, one for each kind of effect."""
    patience = patience or host.patience
    delivering = Delivering(peers, host.clock)
    payments = PaymentEffects(peers, payer)
    order_event, payment_event = event_pb2.OrderEvent, payment_event_pb2.PaymentEvent
    delivery_event = delivery_event_pb2.DeliveryEvent

    def follow(
        kind: str,
        handle: Handle[M],
        message_type: type[M],
        item_of: Callable[[M], Item[M]],
        feed: tuple[Any, Any],
    ) -> Follower[M]:
        reader = f"order_control.{kind}"
        source = PeerFeed(reader, *feed, item_of, host.identity)
        handled = by_merchant(handle, host.identity, patience.calls_timeout)
        return Follower(reader, source, message_type, handled, clock=host.clock, patience=patience)

    orders, paid = (peers.order, order_feed), (peers.payment, payment_feed)
    brought, stores = (peers.delivery, delivery_feed), (peers.store, store_feed_pb2)
    store_event = store_feed_pb2.StoreEvent
    stocked, stock_event = (peers.inventory, stock_feed), inventory_pb2.StockEvent
    persons, user_event = (peers.user, user_feed_pb2), user_feed_pb2.UserEvent
    moves = {
        "member": peers.member.MovePerson,
        "promotion": peers.promotion.MovePerson,
        "order": peers.order.MovePerson,
        "delivery": peers.delivery.MovePerson,
    }
    return [
        follow("stock", Stock(peers).handle, order_event, order_item, orders),
        follow("coupons", Coupons(peers).handle, order_event, order_item, orders),
        follow("money", Money(peers).handle, order_event, order_item, orders),
        follow("points", Points(peers).handle, order_event, order_item, orders),
        follow("riders", Riders(delivering).handle, order_event, order_item, orders),
        follow("till_sales", TillSales(peers).handle, order_event, till_sale_item, orders),
        follow("payments", payments.captured, payment_event, payment_item, paid),
        follow("refunds", payments.returned, payment_event, payment_item, paid),
        follow("shelf", Shelf(peers).handle, stock_event, stock_item, stocked),
        follow("deliveries", delivering.handle, delivery_event, delivery_item, brought),
        follow("tills", TillTokens(peers).handle, store_event, store_item, stores),
        follow("store_tills", StorePlugins(peers).handle, store_event, store_item, stores),
        *(
            follow(f"persons.{center}", PersonMoves(move).handle, user_event, user_item, persons)
            for center, move in moves.items()
        ),
    ]


def by_merchant(handle: Handle[M], identify: Identify, timeout: float) -> Handle[M]:
    """The handler for items of many merchants: acts as order control within each.

    `timeout` is in seconds, for all of them together.
    """

    async def handle_each(batch: Batch[M]) -> None:
        latest = time.monotonic() + timeout
        by_merchant: defaultdict[str, list[Item[M]]] = defaultdict(list)
        for item in batch.items:
            by_merchant[item.merchant_id].append(item)
        for merchant_id, items in by_merchant.items():
            left = latest - time.monotonic()
            with as_call(identify(merchant_id), "follow", timeout=left):
                await handle(batch.within(items))

    return handle_each


def order_item(event: event_pb2.OrderEvent) -> Item[event_pb2.OrderEvent]:
    """An event of an order."""
    return Item.of(
        event,
        item_id=event.event_id,
        subject_id=event.order_id,
        merchant_id=event.merchant_id,
    )


def payment_item(event: payment_event_pb2.PaymentEvent) -> Item[payment_event_pb2.PaymentEvent]:
    """An event of a payment; it is about the order."""
    return Item.of(
        event,
        item_id=event.event_id,
        subject_id=event.payment.order_id,
        merchant_id=event.merchant_id,
    )


def delivery_item(
    event: delivery_event_pb2.DeliveryEvent,
) -> Item[delivery_event_pb2.DeliveryEvent]:
    """An event of a delivery; it is about the order."""
    return Item.of(
        event,
        item_id=event.event_id,
        subject_id=event.delivery.order_id,
        merchant_id=event.merchant_id,
    )


def store_item(event: store_feed_pb2.StoreEvent) -> Item[store_feed_pb2.StoreEvent]:
    """An event of a store, or of a till."""
    return Item.of(
        event,
        item_id=event.event_id,
        subject_id=event.till_id or event.store_id,
        merchant_id=event.merchant_id,
    )
