"""Puts group buying together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhongtai.order.v1 import event_pb2
from zhongtai.order.v1 import read_messages_pb2 as order_feed
from zhongtai.user.v1 import user_feed_pb2

from apps.group_buy.following import PlaceOrders, concerns
from apps.group_buy.offers import Offers
from apps.group_buy.operations import Groups
from apps.group_buy.peers import Peers, connect
from apps.group_buy.persons import places_of_merged
from apps.group_buy.servicer import SERVICE, Servicer
from apps.group_buy.settling import Settling
from apps.group_buy.store import CHECKS, MIGRATIONS
from apps.group_buy.sweeper import Sweeper
from mesh.call.context import Identity
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.data.person_merges import PersonMerges
from mesh.feed.following import Events, Following, ItemOf, item_about
from mesh.feed.person_moves import PersonMoves, moves_persons, user_item
from mesh.process.host import HostContext, Part
from mesh.pure.clock import Clock

order_item: ItemOf[event_pb2.OrderEvent] = item_about(lambda event: event.order_id)


@dataclass(frozen=True, slots=True)
class GroupBuy:
    """The parts of group buying."""

    servicer: Servicer
    sweeper: Sweeper
    orders: PlaceOrders
    settling: Settling
    merges: PersonMerges


def assemble(
    db: Database, clock: Clock, peers: Peers, identify: Callable[[str], Identity]
) -> GroupBuy:
    """Return group buying on a database; `identify` gives its own identity within a merchant."""
    changes = Changes(db, None, clock)
    offers, settling = Offers(db, peers), Settling(db, changes, peers, identify)
    groups = Groups(db, changes, peers, settling)
    servicer = Servicer(offers, groups, changes, Audit(db, CHECKS), clock)
    sweeper = Sweeper(db, settling, offers, clock, identify)
    return GroupBuy(servicer, sweeper, PlaceOrders(db, settling), settling, places_of_merged(db))


async def build(host: HostContext) -> Part:
    """Return the group buying of this process."""
    db, peers = await host.database("group_buy", MIGRATIONS), connect(host.channel)
    app = assemble(db, host.clock, peers, host.identity)
    orders = Events(peers.order, order_feed, event_pb2.OrderEvent)
    persons = Events(peers.user, user_feed_pb2, user_feed_pb2.UserEvent)
    reader = Following.of(host).reader
    return Part(
        services=[ServiceSpec(SERVICE, app.servicer)],
        background=[app.sweeper.rounds.run],
        followers=[
            reader("orders", app.orders.handle, orders, order_item, concerns),
            reader(
                "persons", PersonMoves(app.merges.handle).handle, persons, user_item, moves_persons
            ),
        ],
    )
