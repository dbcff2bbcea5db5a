"""Puts Meituan together. Its settings are read here."""

from __future__ import annotations

from collections.abc import Mapping

from zhongtai.order.v1 import event_pb2, read_messages_pb2
from zhongtai.product.v1 import product_feed_pb2
from zhongtai.store.v1 import store_feed_pb2

from gateways.takeaway.following import Telling, order_item
from gateways.takeaway.intake import Intake
from gateways.takeaway.meituan import adapt, signature
from gateways.takeaway.meituan.missed import Missed
from gateways.takeaway.meituan.platform import Meituan
from gateways.takeaway.meituan.pushes import Pushes
from gateways.takeaway.meituan.routes import push_routes
from gateways.takeaway.meituan.shelves import EVERYTHING, Shelves
from gateways.takeaway.pace import Pace
from gateways.takeaway.peers import Peers
from gateways.takeaway.refunds import Refunds
from gateways.takeaway.self_delivery import self_delivery
from gateways.takeaway.shelving import Shelving, product_item, store_item
from gateways.takeaway.sweeping import Sweeper
from mesh.edge.callbacks import CallbackDoor
from mesh.edge.outside import Outside
from mesh.feed.following import Events, Following
from mesh.process.host import HostContext, Part
from mesh.process.rounds import Rounds
from mesh.process.settings import SettingInvalid, integer, origin, seconds, text

PREFIX = "ZHONGTAI_TAKEAWAY_MEITUAN"
URL = "https://waimaiopen.meituan.com"
CALLS_PER_SECOND = 20
SWEEP_SECONDS = 60.0
MENU_RATE = 5
SHELF_SECONDS = 60.0


def build(host: HostContext, peers: Peers) -> Part:
    """Return Meituan's part of the gateway. Raise SettingInvalid."""
    settings = host.settings
    door = CallbackDoor.read(host, signature, "meituan")
    rate = integer(settings, f"{PREFIX}_CALLS_PER_SECOND", CALLS_PER_SECOND, min=1, max=10_000)
    outside = Outside(origin(settings, f"{PREFIX}_URL") or URL)
    menu_rate = integer(settings, f"{PREFIX}_MENU_CALLS_PER_SECOND", MENU_RATE, min=1, max=10_000)
    meituan = Meituan(outside, door.accounts, Pace(rate), Pace(menu_rate))
    brings = self_delivery(settings, f"{PREFIX}_SELF_DELIVERY")
    intake, refunds = Intake(peers, adapt.CHANNEL), Refunds(peers)
    pushes = Pushes(intake, refunds, meituan, brings, host.clock)
    telling = Telling(host.unit, peers, meituan, host.clock)
    orders = Events(peers.order, read_messages_pb2, event_pb2.OrderEvent)
    sweep = seconds(settings, f"{PREFIX}_SWEEP_SECONDS", SWEEP_SECONDS, min=1, max=86_400)
    missed = Missed(peers, meituan, pushes, host.clock)
    merchants = [account.merchant_id for account in door.accounts.values()]
    sweeper = Sweeper(peers, adapt.CHANNEL, merchants, host.identity, missed)
    pause = seconds(settings, f"{PREFIX}_SHELF_SECONDS", SHELF_SECONDS, min=1, max=86_400)
    shelving = Shelving(
        peers,
        adapt.CHANNEL,
        merchants,
        host.identity,
        shelver=Shelves(meituan, _shown(settings)),
        every_seconds=pause,
    )
    following = Following.of(host)
    catalog = Events(peers.product, product_feed_pb2, product_feed_pb2.ProductEvent)
    stores = Events(peers.store, store_feed_pb2, store_feed_pb2.StoreEvent)
    return Part(
        background=[Rounds(sweeper.do_round, sweep).run, shelving.shelve],
        http=[push_routes(f"{host.path}/meituan", door, pushes)],
        followers=[
            following.reader("meituan", telling.handle, orders, order_item),
            following.reader("meituan_menu", shelving.catalog, catalog, product_item),
            following.reader("meituan_stores", shelving.stores, stores, store_item),
        ],
        close=outside.close,
    )


def _shown(settings: Mapping[str, str]) -> frozenset[str]:
    """Return which parts of a shelf are shown; all where nothing is said."""
    name = f"{PREFIX}_SHOWN"
    parts = frozenset(text(settings, name, ",".join(EVERYTHING)).replace(" ", "").split(","))
    if parts - {*EVERYTHING, "none"}:
        raise SettingInvalid(f"{name} must be none, or some of {', '.join(EVERYTHING)}.")
    return parts
