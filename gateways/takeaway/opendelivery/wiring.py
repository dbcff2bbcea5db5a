"""Puts OpenDelivery together, and who speaks it. Settings are read here, and in `assembly.py`."""

from __future__ import annotations

from google.protobuf.struct_pb2 import Struct
from zhongtai.order.v1 import event_pb2, read_messages_pb2
from zhongtai.product.v1 import product_feed_pb2
from zhongtai.store.v1 import store_feed_pb2

from gateways.takeaway.assembly import paces, shelving_of, shown, sweeping_of
from gateways.takeaway.following import Telling, order_item
from gateways.takeaway.intake import Intake
from gateways.takeaway.opendelivery.dialect import KEETA, STANDARD, Dialect
from gateways.takeaway.opendelivery.events import Events
from gateways.takeaway.opendelivery.merchant import SAID_BY_ACCOUNTS
from gateways.takeaway.opendelivery.merchants import Merchants
from gateways.takeaway.opendelivery.missed import Missed
from gateways.takeaway.opendelivery.platform import OpenDelivery, tokens
from gateways.takeaway.opendelivery.polling import Polled
from gateways.takeaway.opendelivery.pulls import pull_routes
from gateways.takeaway.opendelivery.routes import webhook_routes
from gateways.takeaway.opendelivery.shelves import API_KEY, OFFERED, Shelves
from gateways.takeaway.opendelivery.signature import BASE64, HEX, UNSIGNED, Webhooks
from gateways.takeaway.peers import Peers
from gateways.takeaway.pulling import Pulling
from gateways.takeaway.refunds import Refunds
from gateways.takeaway.self_delivery import self_delivery
from gateways.takeaway.shelving import product_item, store_item
from gateways.takeaway.standing import Standing
from mesh.edge.callbacks import CallbackDoor, accounts_in
from mesh.edge.outside import Outside
from mesh.feed.following import Events as Feed
from mesh.feed.following import Following
from mesh.process.host import HostContext, Part
from mesh.process.settings import SettingInvalid, address, one_of, seconds

POLL_SECONDS = 30.0


def build(host: HostContext, peers: Peers) -> Part:
    """Return OpenDelivery's part of the gateway. Raise SettingInvalid."""
    return _build(host, peers, STANDARD)


def build_keeta(host: HostContext, peers: Peers) -> Part:
    """Return Keeta's part of the gateway. Raise SettingInvalid."""
    return _build(host, peers, KEETA)


def _build(host: HostContext, peers: Peers, dialect: Dialect) -> Part:
    settings, prefix = host.settings, f"ZHONGTAI_TAKEAWAY_{dialect.channel.upper()}"
    platform, door, outside = _outward(host, dialect, prefix)
    brings = self_delivery(settings, f"{prefix}_SELF_DELIVERY")
    intake, refunds = Intake(peers, dialect.channel), Refunds(peers)
    events = Events(intake, refunds, platform, brings, host.clock)
    sweeps = sweeping_of(
        host,
        peers,
        dialect.channel,
        door,
        prefix=prefix,
        swept=Missed(platform, Standing(intake, refunds)),
    )
    telling = Telling(host.unit, peers, platform, host.clock)
    orders = Feed(peers.order, read_messages_pb2, event_pb2.OrderEvent)
    catalog = Feed(peers.product, product_feed_pb2, product_feed_pb2.ProductEvent)
    stores = Feed(peers.store, store_feed_pb2, store_feed_pb2.StoreEvent)
    pause = seconds(settings, f"{prefix}_POLL_SECONDS", POLL_SECONDS, min=0.1, max=3600)
    merchants = Merchants(peers, dialect.channel, host.clock)
    shelves = Shelves(platform, shown(settings, f"{prefix}_SHOWN", OFFERED))
    shelving = shelving_of(
        host,
        peers,
        dialect.channel,
        door,
        prefix=prefix,
        look=merchants.look,
        shelver=shelves,
    )
    following, name = Following.of(host), dialect.channel
    reader = following.name_of(f"{name}_events")
    polling = Pulling(reader, peers, Polled(events), host.identity, pause, reach=outside.reach)
    path = f"{host.path}/{name}"
    return Part(
        background=[*(each.run for each in sweeps), shelving.shelve],
        http=[webhook_routes(path, door, events), pull_routes(path, door, merchants, shelves)],
        followers=[
            following.reader(name, telling.handle, orders, order_item, telling.wants),
            following.reader_of(f"{name}_events", polling.deal_with, polling, Struct),
            following.reader(f"{name}_menu", shelving.catalog, catalog, product_item),
            following.reader(f"{name}_stores", shelving.stores, stores, store_item),
        ],
        close=outside.close,
    )


def _outward(
    host: HostContext, dialect: Dialect, prefix: str
) -> tuple[OpenDelivery, CallbackDoor, Outside]:
    """Return the platform as it is called, and the door that it calls at. Raise SettingInvalid."""
    settings, more = host.settings, (API_KEY, *SAID_BY_ACCOUNTS)
    url = address(settings, f"{prefix}_URL") or dialect.url
    if not url:
        raise SettingInvalid(f"Set {prefix}_URL, the base of the platform's interface.")
    webhooks = one_of(settings, f"{prefix}_SIGNATURE", dialect.webhooks, (HEX, BASE64))
    calls = one_of(settings, f"{prefix}_CALL_SIGNATURE", dialect.calls, (UNSIGNED, HEX, BASE64))
    accounts = accounts_in(settings, f"{prefix}_ACCOUNTS", more)
    outside = Outside(url)
    door = CallbackDoor.read(
        host, Webhooks(webhooks, accounts), dialect.channel, more, reach=outside.reach
    )
    kept = tokens(outside, door.accounts, dialect)
    paced = paces(settings, prefix)
    return OpenDelivery(outside, door.accounts, *paced, kept, dialect, calls), door, outside
