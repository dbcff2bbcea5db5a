"""What platforms are put together from, with the settings that several of them have."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from zhongtai.order.v1 import event_pb2, read_messages_pb2
from zhongtai.product.v1 import product_feed_pb2
from zhongtai.store.v1 import store_feed_pb2

from gateways.takeaway.following import Telling, order_item
from gateways.takeaway.pace import Pace
from gateways.takeaway.peers import Peers
from gateways.takeaway.platforms import Platform
from gateways.takeaway.shelves import EVERYTHING, SOLD_OUT, Counter, Shelves
from gateways.takeaway.shelving import (
    Look,
    Seen,
    ShelfLook,
    Shelver,
    Shelving,
    product_item,
    store_item,
)
from gateways.takeaway.sweeping import Sweeper, Swept
from mesh.edge.callbacks import CallbackDoor
from mesh.feed.following import Events, Following
from mesh.process.host import HostContext, Part
from mesh.process.rounds import Rounds
from mesh.process.settings import SettingInvalid, integer, seconds, text

CALLS_PER_SECOND = 20
SWEEP_SECONDS = 60.0
MENU_RATE = 5
SHELF_SECONDS = 60.0


def pace(settings: Mapping[str, str], prefix: str) -> Pace:
    """Return the pace of calls about orders. Raise SettingInvalid."""
    rate = integer(settings, f"{prefix}_CALLS_PER_SECOND", CALLS_PER_SECOND, min=1, max=10_000)
    return Pace(rate)


def paces(settings: Mapping[str, str], prefix: str) -> tuple[Pace, Pace]:
    """Return the pace of calls about orders, and of those about what stores show.

    Raise SettingInvalid.
    """
    menu_rate = integer(settings, f"{prefix}_MENU_CALLS_PER_SECOND", MENU_RATE, min=1, max=10_000)
    return pace(settings, prefix), Pace(menu_rate)


def sweep_seconds(settings: Mapping[str, str], prefix: str) -> float:
    """Return the pause between two rounds of what is pulled. Raise SettingInvalid."""
    return seconds(settings, f"{prefix}_SWEEP_SECONDS", SWEEP_SECONDS, min=1, max=86_400)


def assembled(
    host: HostContext,
    peers: Peers,
    platform: Platform,
    door: CallbackDoor,
    *,
    prefix: str,
    swept: Swept,
    counter: Counter,
    offered: Collection[str] = EVERYTHING,
    unasked: Collection[str] = EVERYTHING,
) -> Part:
    """Return what tells a platform, sweeps it, and shows stores there, of those parts `offered`.

    `unasked` are the parts that are shown where no setting says which. Its routes are still to be
    added. Raise SettingInvalid.
    """
    channel, settings = platform.channel, host.settings
    telling = Telling(host.unit, peers, platform, host.clock)
    sweeps = sweeping_of(host, peers, channel, door, prefix=prefix, swept=swept)
    shelves = Shelves(counter, shown(settings, f"{prefix}_SHOWN", offered, unasked))
    has = counter.has if SOLD_OUT in shelves.parts else None
    look = ShelfLook(peers, channel, has).look
    shelving = shelving_of(host, peers, channel, door, prefix=prefix, look=look, shelver=shelves)
    orders = Events(peers.order, read_messages_pb2, event_pb2.OrderEvent)
    catalog = Events(peers.product, product_feed_pb2, product_feed_pb2.ProductEvent)
    stores = Events(peers.store, store_feed_pb2, store_feed_pb2.StoreEvent)
    following = Following.of(host)
    return Part(
        background=[*(each.run for each in sweeps), shelving.shelve],
        followers=[
            following.reader(channel, telling.handle, orders, order_item, telling.wants),
            following.reader(f"{channel}_menu", shelving.catalog, catalog, product_item),
            following.reader(f"{channel}_stores", shelving.stores, stores, store_item),
        ],
    )


def sweeping_of(
    host: HostContext,
    peers: Peers,
    channel: str,
    door: CallbackDoor,
    *,
    prefix: str,
    swept: Swept,
) -> list[Rounds]:
    """Return the rounds in which a platform is swept, chain by chain. Raise SettingInvalid."""
    sweeper = Sweeper(peers, channel, _merchants(door), host.identity, swept, reach=door.reach)
    return sweeper.rounds(sweep_seconds(host.settings, prefix))


def shelving_of(
    host: HostContext,
    peers: Peers,
    channel: str,
    door: CallbackDoor,
    *,
    prefix: str,
    look: Look[Seen],
    shelver: Shelver[Seen],
) -> Shelving[Seen]:
    """Return what shows on a platform the stores of the chains with accounts.

    Raise SettingInvalid.
    """
    every = seconds(host.settings, f"{prefix}_SHELF_SECONDS", SHELF_SECONDS, min=1, max=86_400)
    return Shelving(
        peers,
        channel,
        _merchants(door),
        host.identity,
        look=look,
        shelver=shelver,
        every_seconds=every,
        reach=door.reach,
    )


def _merchants(door: CallbackDoor) -> list[str]:
    return [account.merchant_id for account in door.accounts.values()]


def shown(
    settings: Mapping[str, str],
    name: str,
    offered: Collection[str],
    unasked: Collection[str] = EVERYTHING,
) -> frozenset[str]:
    """Return which parts of a shelf are shown; where nothing is said those offered `unasked`.

    Raise SettingInvalid.
    """
    default = ",".join(part for part in offered if part in unasked)
    parts = frozenset(text(settings, name, default).replace(" ", "").split(","))
    if parts - {*offered, "none"}:
        raise SettingInvalid(f"{name} must be none, or some of {', '.join(offered)}.")
    return parts
