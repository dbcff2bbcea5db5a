"""Puts OpenDelivery together. Its settings are read here, and in `assembly.py`."""

from __future__ import annotations

from google.protobuf.struct_pb2 import Struct
from zhongtai.order.v1 import event_pb2, read_messages_pb2
from zhongtai.product.v1 import product_feed_pb2
from zhongtai.store.v1 import store_feed_pb2

from gateways.takeaway.assembly import paces, shelving_of, shown
from gateways.takeaway.following import Telling, order_item
from gateways.takeaway.intake import Intake
from gateways.takeaway.opendelivery.dialect import STANDARD
from gateways.takeaway.opendelivery.events import Events
from gateways.takeaway.opendelivery.merchant import SAID_BY_ACCOUNTS
from gateways.takeaway.opendelivery.merchants import Merchants
from gateways.takeaway.opendelivery.platform import OpenDelivery, tokens
from gateways.takeaway.opendelivery.polling import Polled
from gateways.takeaway.opendelivery.pulls import pull_routes
from gateways.takeaway.opendelivery.routes import webhook_routes
from gateways.takeaway.opendelivery.shelves import API_KEY, OFFERED, Shelves
from gateways.takeaway.opendelivery.signature import BASE64, HEX, Webhooks
from gateways.takeaway.peers import Peers
from gateways.takeaway.pulling import Pulling
from gateways.takeaway.refunds import Refunds
from gateways.takeaway.self_delivery import self_delivery
from gateways.takeaway.shelving import product_item, store_item
from mesh.edge.callbacks import CallbackDoor, accounts_in
from mesh.edge.outside import Outside
from mesh.feed.following import Events as Feed
from mesh.feed.following import Following
from mesh.process.host import HostContext, Part
from mesh.process.settings import SettingInvalid, address, one_of, seconds

PREFIX = "ZHONGTAI_TAKEAWAY_OPENDELIVERY"
POLL_SECONDS = 30.0


def build(host: HostContext, peers: Peers) -> Part:
    """Return OpenDelivery's part of the gateway. Raise SettingInvalid."""
    settings = host.settings
    url = address(settings, f"{PREFIX}_URL")
    if not url:
        raise SettingInvalid(f"Set {PREFIX}_URL, the base of the platform's interface.")
    encoding = one_of(settings, f"{PREFIX}_SIGNATURE", HEX, (HEX, BASE64))
    more = (API_KEY, *SAID_BY_ACCOUNTS)
    accounts = accounts_in(settings, f"{PREFIX}_ACCOUNTS", more)
    door = CallbackDoor.read(host, Webhooks(encoding, accounts), "opendelivery", more)
    outside, dialect = Outside(url), STANDARD
    kept = tokens(outside, door.accounts, dialect)
    platform = OpenDelivery(outside, door.accounts, *paces(settings, PREFIX), kept, dialect)
    brings = self_delivery(settings, f"{PREFIX}_SELF_DELIVERY")
    intake = Intake(peers, dialect.channel)
    events = Events(intake, Refunds(peers), platform, brings, host.clock)
    telling = Telling(host.unit, peers, platform, host.clock)
    orders = Feed(peers.order, read_messages_pb2, event_pb2.OrderEvent)
    catalog = Feed(peers.product, product_feed_pb2, product_feed_pb2.ProductEvent)
    stores = Feed(peers.store, store_feed_pb2, store_feed_pb2.StoreEvent)
    pause = seconds(settings, f"{PREFIX}_POLL_SECONDS", POLL_SECONDS, min=0.1, max=3600)
    merchants = Merchants(peers, dialect.channel, host.clock)
    shelves = Shelves(platform, shown(settings, f"{PREFIX}_SHOWN", OFFERED))
    shelving = shelving_of(
        host,
        peers,
        dialect.channel,
        door.accounts,
        prefix=PREFIX,
        look=merchants.look,
        shelver=shelves,
    )
    following = Following.of(host)
    reader = following.name_of("opendelivery_events")
    polling = Pulling(reader, peers, Polled(events), host.identity, pause)
    path = f"{host.path}/opendelivery"
    return Part(
        background=[shelving.shelve],
        http=[webhook_routes(path, door, events), pull_routes(path, door, merchants)],
        followers=[
            following.reader("opendelivery", telling.handle, orders, order_item),
            following.reader_of("opendelivery_events", polling.deal_with, polling, Struct),
            following.reader("opendelivery_menu", shelving.catalog, catalog, product_item),
            following.reader("opendelivery_stores", shelving.stores, stores, store_item),
        ],
        close=outside.close,
    )
