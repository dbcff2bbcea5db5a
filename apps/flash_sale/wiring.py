"""Puts flash sales together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhongtai.order.v1 import event_pb2
from zhongtai.order.v1 import read_messages_pb2 as order_feed
from zhongtai.user.v1 import user_feed_pb2

from apps.flash_sale.admissions.operations import Admissions
from apps.flash_sale.admissions.writer import AdmissionWriter
from apps.flash_sale.following import Orders, concerns, order_item
from apps.flash_sale.operations import Sessions
from apps.flash_sale.peers import Peers, connect
from apps.flash_sale.persons import admissions_of_merged
from apps.flash_sale.servicer import SERVICE, Desks, FlashSaleServicer
from apps.flash_sale.store import CHECKS, MIGRATIONS
from apps.flash_sale.sweeper import Sweeper
from mesh.call.context import Identity
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.data.person_merges import PersonMerges
from mesh.feed.following import Events, Following
from mesh.feed.person_moves import PersonMoves, moves_persons, user_item
from mesh.process.host import HostContext, Part
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class FlashSales:
    """The parts of flash sales."""

    servicer: FlashSaleServicer
    admissions: Admissions
    sweeper: Sweeper
    orders: Orders
    writer: AdmissionWriter
    merges: PersonMerges


def assemble(
    db: Database, clock: Clock, peers: Peers, identify: Callable[[str], Identity]
) -> FlashSales:
    """Return flash sales on a database; `identify` gives its own identity within a merchant."""
    changes = Changes(db, None, clock)
    sessions = Sessions(db, changes, peers, clock)
    admissions, writer = Admissions(db, changes, clock), AdmissionWriter(changes)
    servicer = FlashSaleServicer(Desks(sessions, admissions, writer, changes), Audit(db, CHECKS))
    sweeper = Sweeper(db, sessions, admissions, peers, clock=clock, identify=identify)
    for rounds in (sweeper.settling, sweeper.rounds):
        changes.when_changed(rounds.touch)
    merges = admissions_of_merged(db, clock)
    return FlashSales(servicer, admissions, sweeper, Orders(admissions), writer, merges)


async def build(host: HostContext) -> Part:
    """Return flash sales of this process."""
    db, peers = await host.database("flash_sale", MIGRATIONS), connect(host.channel)
    app = assemble(db, host.clock, peers, host.identity)
    reader, moves = Following.of(host).reader, PersonMoves(app.merges.handle)
    orders = Events(peers.order, order_feed, event_pb2.OrderEvent)
    persons = Events(peers.user, user_feed_pb2, user_feed_pb2.UserEvent)
    return Part(
        services=[ServiceSpec(SERVICE, app.servicer)],
        background=[app.sweeper.settling.run, app.sweeper.rounds.run],
        followers=[
            reader("orders", app.orders.handle, orders, order_item, concerns),
            reader("persons", moves.handle, persons, user_item, moves_persons),
        ],
        close=app.writer.close,
    )
