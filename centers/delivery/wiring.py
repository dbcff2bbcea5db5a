"""Puts the delivery center together. Settings are read here and nowhere else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from zhongtai.delivery.v1 import delivery_service_pb2

from centers.delivery.adapters import Carriers, Plugins
from centers.delivery.desk import DeliveryDesk
from centers.delivery.dispatching import Dispatcher
from centers.delivery.moving import Moving
from centers.delivery.operations import Deliveries
from centers.delivery.servicer import DeliveryServicer, Parts
from centers.delivery.store import CHECKS, MIGRATIONS, DeliveryStore
from mesh.auditing import Audit
from mesh.clock import Clock
from mesh.database import Database
from mesh.feed import Feed
from mesh.host import HostContext, Part
from mesh.methods import ServiceSpec


@dataclass(frozen=True, slots=True)
class Center:
    """The delivery center, put together."""

    servicer: DeliveryServicer
    deliveries: Deliveries
    dispatcher: Dispatcher
    feed: Feed


def assemble(database: Database, plugins: Plugins, callback_base: str, clock: Clock) -> Center:
    """The center on a database, with the plug-ins of a host; tests pass their own."""
    store, feed = DeliveryStore(database), Feed(database)
    carriers = Carriers(plugins, callback_base)
    desk = DeliveryDesk(store, feed, clock)
    dispatcher = Dispatcher(store, desk, carriers, clock)
    deliveries = Deliveries(
        store=store, desk=desk, dispatcher=dispatcher, carriers=carriers, clock=clock
    )
    moving = Moving(database, desk, dispatcher, deliveries)
    servicer = DeliveryServicer(Parts(deliveries, moving, feed, Audit(database, CHECKS)))
    return Center(servicer, deliveries, dispatcher, feed)


async def build(host: HostContext) -> Part:
    """The delivery center of this process."""
    database = await host.database("delivery", MIGRATIONS)
    center = assemble(database, host.plugins, host.http_url, host.clock)
    carriers = host.plugins.of_kind("carrier")
    background: list[Callable[[], Awaitable[None]]] = [
        center.dispatcher.rounds.run,
        *(
            carrier.until_removed(partial(center.deliveries.follow_carrier, carrier.name))
            for carrier in carriers
        ),
    ]
    descriptor = delivery_service_pb2.DESCRIPTOR.services_by_name["DeliveryService"]
    return Part(
        services=[ServiceSpec(descriptor, center.servicer)],
        background=background,
        close=center.feed.close,
    )
