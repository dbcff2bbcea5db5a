"""Puts the cart together. Settings are read here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from zhongtai.user.v1 import user_feed_pb2

from apps.cart.checkouts.operations import Checkouts
from apps.cart.operations import Carts
from apps.cart.peers import Peers, connect
from apps.cart.persons import carts_of_merged
from apps.cart.servicer import SERVICE, CartServicer
from apps.cart.store import CHECKS, MIGRATIONS
from apps.cart.sweeper import Sweeper
from mesh.call.context import Identity
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.data.person_merges import PersonMerges
from mesh.feed.following import Events, Following
from mesh.feed.person_moves import PersonMoves, moves_persons, user_item
from mesh.process.host import HostContext, Part
from mesh.process.settings import integer
from mesh.pure.clock import Clock

KEPT_DAYS = "ZHONGTAI_CART_DAYS"
"""Setting: for how many days a cart is kept that nobody touches."""
DEFAULT_KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class CartApp:
    """The parts of the cart."""

    servicer: CartServicer
    sweeper: Sweeper
    merges: PersonMerges


def assemble(
    db: Database,
    clock: Clock,
    peers: Peers,
    identify: Callable[[str, str], Identity],
    kept_for: timedelta = timedelta(days=DEFAULT_KEPT_DAYS),
) -> CartApp:
    """Return the cart on a database; `identify` gives its own identity, for a person."""
    changes = Changes(db, None, clock)
    checkouts = Checkouts(changes, peers)
    servicer = CartServicer(Carts(db), checkouts, changes, peers, Audit(db, CHECKS))
    sweeper = Sweeper(db, checkouts, clock, identify, kept_for)
    return CartApp(servicer, sweeper, carts_of_merged(db, clock))


async def build(host: HostContext) -> Part:
    """Return the cart of this process."""
    db, peers = await host.database("cart", MIGRATIONS), connect(host.channel)
    days = integer(host.settings, KEPT_DAYS, DEFAULT_KEPT_DAYS, min=1, max=366)
    app = assemble(db, host.clock, peers, host.identity, timedelta(days=days))
    persons = Events(peers.user, user_feed_pb2, user_feed_pb2.UserEvent)
    moves = PersonMoves(app.merges.handle)
    return Part(
        services=[ServiceSpec(SERVICE, app.servicer)],
        background=[app.sweeper.rounds.run],
        followers=[
            Following.of(host).reader("persons", moves.handle, persons, user_item, moves_persons)
        ],
    )
