"""Puts order control together."""

from __future__ import annotations

from zhongtai.delivery.v1 import feed_messages_pb2 as delivery_feed
from zhongtai.order.v1 import read_messages_pb2 as order_feed
from zhongtai.ordercontrol.v1 import order_control_service_pb2
from zhongtai.payment.v1 import feed_messages_pb2 as payment_feed

from apps.order_control.delivering import Delivering
from apps.order_control.following import Follower
from apps.order_control.importing import Importer
from apps.order_control.order_effects import OrderEffects
from apps.order_control.paying import Payer
from apps.order_control.payment_effects import PaymentEffects
from apps.order_control.peers import connect
from apps.order_control.placing import Placer
from apps.order_control.quoting import Quoter
from apps.order_control.servicer import Desks, OrderControlServicer
from mesh.host import HostContext, Part
from mesh.methods import ServiceSpec


async def build(host: HostContext) -> Part:
    """Order control of this process."""
    peers = connect(host.channel)
    quoter, payer, delivering = Quoter(peers), Payer(peers), Delivering(peers, host.clock)
    desks = Desks(quoter, Placer(peers, quoter, host.clock), Importer(peers), payer)
    order_effects = OrderEffects(peers, delivering)
    payment_effects = PaymentEffects(peers, payer)
    feeds = (
        ("order_control.orders", peers.order, order_feed, order_effects.handle),
        ("order_control.payments", peers.payment, payment_feed, payment_effects.handle),
        ("order_control.deliveries", peers.delivery, delivery_feed, delivering.handle),
    )
    followers = [
        Follower(reader, stub, messages, handle, identify=host.identity, clock=host.clock)
        for reader, stub, messages, handle in feeds
    ]
    descriptor = order_control_service_pb2.DESCRIPTOR.services_by_name["OrderControlService"]
    servicer = OrderControlServicer(desks, peers, followers)
    return Part(
        services=[ServiceSpec(descriptor, servicer)],
        background=[follower.run_forever for follower in followers],
    )
