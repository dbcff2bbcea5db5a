"""Follows the feeds of the centers: whatever an event makes necessary elsewhere is done.

Each kind of effect is a reader of its own, with its own place and its own letters, so that
points never keep a refund waiting, nor a rider a coupon.
"""

from __future__ import annotations

from typing import Any

from zhongtai.delivery.v1 import delivery_event_pb2
from zhongtai.delivery.v1 import feed_messages_pb2 as delivery_feed
from zhongtai.inventory.v1 import feed_pb2 as stock_feed
from zhongtai.inventory.v1 import inventory_pb2
from zhongtai.order.v1 import event_pb2
from zhongtai.order.v1 import read_messages_pb2 as order_feed
from zhongtai.payment.v1 import feed_messages_pb2 as payment_feed
from zhongtai.payment.v1 import payment_event_pb2
from zhongtai.product.v1 import product_feed_pb2
from zhongtai.store.v1 import store_feed_pb2
from zhongtai.user.v1 import user_feed_pb2

from apps.order_control import rules
from apps.order_control.delivering import Delivering
from apps.order_control.order_effects import Coupons, Money, Points, Riders, Stock
from apps.order_control.paying import Payer
from apps.order_control.payment_effects import PaymentEffects, is_capture, is_refund
from apps.order_control.peers import Peers
from apps.order_control.shelf import Shelf, stock_item
from apps.order_control.sku_codes import SkuCodes, catalog_item
from apps.order_control.till_effects import StorePlugins, TillTokens
from apps.order_control.till_sales import TillSales, till_sale_item
from mesh.feed.follower import Follower
from mesh.feed.follower_health import Patience
from mesh.feed.following import Events, Following, ItemOf, item_about
from mesh.feed.person_moves import PersonMoves, moves_persons, user_item
from mesh.process.host import HostContext


def followers(
    host: HostContext, peers: Peers, payer: Payer, patience: Patience | None = None
) -> list[Follower[Any]]:
    """Return the readers of order control, one for each kind of effect."""
    reader = (Following(host, patience) if patience else Following.of(host)).reader
    delivering = Delivering(peers, host.clock)
    payments = PaymentEffects(peers, payer)
    orders = Events(peers.order, order_feed, event_pb2.OrderEvent)
    paid = Events(peers.payment, payment_feed, payment_event_pb2.PaymentEvent)
    brought = Events(peers.delivery, delivery_feed, delivery_event_pb2.DeliveryEvent)
    stores = Events(peers.store, store_feed_pb2, store_feed_pb2.StoreEvent)
    stocked = Events(peers.inventory, stock_feed, inventory_pb2.StockEvent)
    catalogs = Events(peers.product, product_feed_pb2, product_feed_pb2.ProductEvent)
    persons = Events(peers.user, user_feed_pb2, user_feed_pb2.UserEvent)
    moves = {
        "member": peers.member.MovePerson,
        "promotion": peers.promotion.MovePerson,
        "order": peers.order.MovePerson,
        "delivery": peers.delivery.MovePerson,
    }
    return [
        reader("stock", Stock(peers).handle, orders, order_item, rules.wants_stock),
        reader("coupons", Coupons(peers).handle, orders, order_item, rules.wants_coupons),
        reader("money", Money(peers).handle, orders, order_item, rules.wants_money),
        reader("points", Points(peers).handle, orders, order_item, rules.wants_points),
        reader("riders", Riders(delivering).handle, orders, order_item, rules.wants_riders),
        reader("till_sales", TillSales(peers).handle, orders, till_sale_item, rules.is_till_sale),
        reader("payments", payments.captured, paid, payment_item, is_capture),
        reader("refunds", payments.returned, paid, payment_item, is_refund),
        reader("shelf", Shelf(peers).handle, stocked, stock_item),
        reader("sku_codes", SkuCodes(peers).handle, catalogs, catalog_item),
        reader("deliveries", delivering.handle, brought, delivery_item),
        reader("tills", TillTokens(peers).handle, stores, store_item),
        reader("store_tills", StorePlugins(peers).handle, stores, store_item),
        *(
            reader(f"persons.{center}", PersonMoves(move).handle, persons, user_item, moves_persons)
            for center, move in moves.items()
        ),
    ]


order_item: ItemOf[event_pb2.OrderEvent] = item_about(lambda event: event.order_id)
# What becomes of a payment, or of a delivery, is about the order.
payment_item: ItemOf[payment_event_pb2.PaymentEvent] = item_about(
    lambda event: event.payment.order_id
)
delivery_item: ItemOf[delivery_event_pb2.DeliveryEvent] = item_about(
    lambda event: event.delivery.order_id
)
store_item: ItemOf[store_feed_pb2.StoreEvent] = item_about(
    lambda event: event.till_id or event.store_id
)
