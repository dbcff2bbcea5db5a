"""Puts the delivery center together. Settings are read here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from zhongtai.delivery.v1 import delivery_service_pb2
from zhongtai.plugin.v1 import carrier_pb2

from centers.delivery.adapters import Carriers, CarrierUpdates
from centers.delivery.desk import DeliveryDesk
from centers.delivery.dispatching import Dispatcher
from centers.delivery.moving import Moving
from centers.delivery.operations import Deliveries
from centers.delivery.persons import deliveries_of_merged
from centers.delivery.servicer import DeliveryServicer, Parts
from centers.delivery.store import CHECKS, MIGRATIONS, DeliveryStore
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.feed.follower import Follower, Work
from mesh.feed.follower_health import Patience
from mesh.plugins.client import Plugins
from mesh.process.host import HostContext, Part
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class Center:
    """The delivery center, put together."""

    servicer: DeliveryServicer
    deliveries: Deliveries
    dispatcher: Dispatcher
    carriers: Carriers
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
    persons = deliveries_of_merged(database)
    servicer = DeliveryServicer(Parts(deliveries, moving, feed, Audit(database, CHECKS), persons))
    return Center(servicer, deliveries, dispatcher, carriers, feed)


def reader_of(plugin: str) -> str:
    """The name under which what a carrier tells by itself is followed."""
    return f"delivery.{plugin}.updates"


def carrier_follower(
    center: Center,
    plugin: str,
    clock: Clock,
    patience: Patience | None = None,
    until: Callable[[Work], Work] | None = None,
) -> Follower[carrier_pb2.DeliveryUpdate]:
    """The reader of what a carrier's plug-in tells by itself."""
    return Follower(
        reader_of(plugin),
        CarrierUpdates(center.carriers, plugin, center.feed.letters),
        carrier_pb2.DeliveryUpdate,
        partial(center.deliveries.work_in, plugin),
        clock=clock,
        patience=patience,
        until=until,
    )


async def build(host: HostContext) -> Part:
    """The delivery center of this process."""
    database = await host.database("delivery", MIGRATIONS)
    center = assemble(database, host.plugins, host.http_url, host.clock)
    followers = [
        carrier_follower(center, carrier.name, host.clock, host.patience, carrier.until_removed)
        for carrier in host.plugins.of_kind("carrier")
    ]

    async def forget(plugin: str) -> None:
        await center.feed.letters.forget(reader_of(plugin))

    host.plugins.when_removed(forget)
    descriptor = delivery_service_pb2.DESCRIPTOR.services_by_name["DeliveryService"]
    return Part(
        services=[ServiceSpec(descriptor, center.servicer)],
        background=[center.dispatcher.rounds.run],
        followers=followers,
        close=center.feed.close,
    )
