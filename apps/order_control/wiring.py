"""Puts order control together."""

from __future__ import annotations

from zhongtai.ordercontrol.v1 import order_control_service_pb2

from apps.order_control.counter import Counter
from apps.order_control.customers import Customers
from apps.order_control.following import followers
from apps.order_control.importing import Importer
from apps.order_control.paying import Payer
from apps.order_control.peers import connect
from apps.order_control.placing import Placer
from apps.order_control.quoting import Quoter
from apps.order_control.servicer import Desks, OrderControlServicer
from mesh.call.methods import ServiceSpec
from mesh.process.host import HostContext, Part


async def build(host: HostContext) -> Part:
    """Return order control of this process."""
    peers = connect(host.channel)
    quoter, payer = Quoter(peers, host.clock), Payer(peers)
    placer = Placer(peers, quoter, host.clock)
    counter = Counter(peers, quoter, placer)
    desks = Desks(quoter, placer, counter, Importer(peers), payer, Customers(peers))
    readers = followers(host, peers, payer)
    descriptor = order_control_service_pb2.DESCRIPTOR.services_by_name["OrderControlService"]
    servicer = OrderControlServicer(desks, peers, readers, host.clock)
    return Part(
        services=[ServiceSpec(descriptor, servicer)],
        followers=readers,
    )
