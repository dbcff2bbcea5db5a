"""Puts the delivery center together. Settings are read here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from zhongtai.plugin.v1 import carrier_pb2

from centers.delivery.adapters import Carriers, CarrierUpdates
from centers.delivery.dispatch.adapters import CarrierPolicies, Choose, by_the_rule
from centers.delivery.dispatch.operations import Dispatch
from centers.delivery.dispatch.store import DispatchStore
from centers.delivery.dispatch.sweeper import Sweeper
from centers.delivery.operations import Deliveries
from centers.delivery.persons import deliveries_of_merged
from centers.delivery.servicer import SERVICE, DeliveryServicer
from centers.delivery.store import CHECKS, MIGRATIONS, DeliveryStore
from centers.delivery.writer import DeliveryWriter
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.feed.follower import Follower, Work
from mesh.feed.follower_health import Patience
from mesh.plugins.client import Plugins
from mesh.plugins.policy import Policies
from mesh.process.host import HostContext, Part
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class DeliveryCenter:
    """The parts of a delivery center."""

    servicer: DeliveryServicer
    deliveries: Deliveries
    sweeper: Sweeper
    carriers: Carriers
    feed: Feed


def assemble(
    db: Database,
    plugins: Plugins,
    callback_base: str,
    clock: Clock,
    choose: Choose = by_the_rule,
) -> DeliveryCenter:
    """Return a delivery center on a database, with the carriers among the plug-ins.

    `callback_base` is the address below which carriers call us back; `choose` gives the carriers
    that a chain's own rules name for a delivery.
    """
    feed = Feed(db)
    changes = Changes(db, feed, clock)
    store, dispatch_store = DeliveryStore(db), DispatchStore(db)
    carriers = Carriers(plugins, callback_base)
    writer = DeliveryWriter(store, changes)
    sweeper = Sweeper(
        store, dispatch_store, writer, carriers, clock, others_write=db.beside is not None
    )
    changes.when_changed(sweeper.rounds.touch)
    dispatch = Dispatch(dispatch_store, changes, carriers)
    deliveries = Deliveries(
        store=store,
        writer=writer,
        dispatch=dispatch,
        sweeper=sweeper,
        carriers=carriers,
        choose=choose,
    )
    servicer = DeliveryServicer(
        deliveries=deliveries,
        dispatch=dispatch,
        persons=deliveries_of_merged(db),
        changes=changes,
        feed=feed,
        audit=Audit(db, CHECKS),
        clock=clock,
    )
    return DeliveryCenter(servicer, deliveries, sweeper, carriers, feed)


def reader_of(plugin: str) -> str:
    """Return the name under which what a carrier reports by itself is followed."""
    return f"delivery.{plugin}.updates"


def carrier_follower(
    center: DeliveryCenter,
    plugin: str,
    clock: Clock,
    patience: Patience | None = None,
    until: Callable[[Work], Work] | None = None,
) -> Follower[carrier_pb2.DeliveryUpdate]:
    """Return the reader of what a carrier's plug-in reports by itself."""
    return Follower(
        reader_of(plugin),
        CarrierUpdates(center.carriers, plugin, center.feed.letters),
        carrier_pb2.DeliveryUpdate,
        partial(center.deliveries.take_updates, plugin),
        clock=clock,
        patience=patience,
        until=until,
    )


async def build(host: HostContext) -> Part:
    """Return the delivery center of this process."""
    db = await host.database("delivery", MIGRATIONS)
    policies = CarrierPolicies(Policies.read(host.settings, host.plugins, host.metrics))
    center = assemble(db, host.plugins, host.http_url, host.clock, policies.choose)
    followers = [
        carrier_follower(center, carrier.name, host.clock, host.patience, carrier.until_removed)
        for carrier in host.plugins.of_kind("carrier")
    ]

    async def forget(plugin: str) -> None:
        await center.feed.letters.forget(reader_of(plugin))

    host.plugins.when_removed(forget)
    return Part(
        services=[ServiceSpec(SERVICE, center.servicer)],
        everywhere=[center.sweeper.rounds.run],
        followers=followers,
        close=center.feed.close,
    )
