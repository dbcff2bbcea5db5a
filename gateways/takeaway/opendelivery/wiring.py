"""Puts OpenDelivery together. Its settings are read here."""

from __future__ import annotations

from google.protobuf.struct_pb2 import Struct
from zhongtai.order.v1 import event_pb2, read_messages_pb2
from zhongtai.store.v1 import store_feed_pb2

from gateways.takeaway.following import Telling, order_item
from gateways.takeaway.intake import Intake
from gateways.takeaway.opendelivery import adapt
from gateways.takeaway.opendelivery.events import Events
from gateways.takeaway.opendelivery.platform import OpenDelivery, tokens
from gateways.takeaway.opendelivery.polling import Polled
from gateways.takeaway.opendelivery.routes import webhook_routes
from gateways.takeaway.opendelivery.shelves import NOTHING, OPENING, Shelves
from gateways.takeaway.opendelivery.signature import BASE64, HEX, Webhooks
from gateways.takeaway.pace import Pace
from gateways.takeaway.peers import Peers
from gateways.takeaway.pulling import Pulling
from gateways.takeaway.refunds import Refunds
from gateways.takeaway.self_delivery import self_delivery
from gateways.takeaway.shelving import Shelving, store_item
from mesh.edge.callbacks import CallbackDoor, accounts_in
from mesh.edge.outside import Outside
from mesh.feed.following import Events as Feed
from mesh.feed.following import Following
from mesh.process.host import HostContext, Part
from mesh.process.settings import SettingInvalid, address, integer, one_of, seconds

PREFIX = "ZHONGTAI_TAKEAWAY_OPENDELIVERY"
CALLS_PER_SECOND = 20
POLL_SECONDS = 30.0
SHELF_SECONDS = 60.0


def build(host: HostContext, peers: Peers) -> Part:
    """Return OpenDelivery's part of the gateway. Raise SettingInvalid."""
    settings = host.settings
    url = address(settings, f"{PREFIX}_URL")
    if not url:
        raise SettingInvalid(f"Set {PREFIX}_URL, the base of the platform's interface.")
    encoding = one_of(settings, f"{PREFIX}_SIGNATURE", HEX, (HEX, BASE64))
    accounts = accounts_in(settings, f"{PREFIX}_ACCOUNTS")
    door = CallbackDoor.read(host, Webhooks(encoding, accounts), "opendelivery")
    rate = integer(settings, f"{PREFIX}_CALLS_PER_SECOND", CALLS_PER_SECOND, min=1, max=10_000)
    outside = Outside(url)
    kept = tokens(outside, door.accounts)
    platform = OpenDelivery(outside, door.accounts, Pace(rate), kept)
    brings = self_delivery(settings, f"{PREFIX}_SELF_DELIVERY")
    events = Events(Intake(peers, adapt.CHANNEL), Refunds(peers), platform, brings, host.clock)
    telling = Telling(host.unit, peers, platform, host.clock)
    feed = Feed(peers.order, read_messages_pb2, event_pb2.OrderEvent)
    pause = seconds(settings, f"{PREFIX}_POLL_SECONDS", POLL_SECONDS, min=0.1, max=3600)
    shelving = _shelving(host, peers, platform)
    stores = Feed(peers.store, store_feed_pb2, store_feed_pb2.StoreEvent)
    following = Following.of(host)
    reader = following.name_of("opendelivery_events")
    polling = Pulling(reader, peers, Polled(events), host.identity, pause)
    return Part(
        background=[shelving.shelve],
        http=[webhook_routes(f"{host.path}/opendelivery", door, events)],
        followers=[
            following.reader("opendelivery", telling.handle, feed, order_item),
            following.reader_of("opendelivery_events", polling.deal_with, polling, Struct),
            following.reader("opendelivery_stores", shelving.stores, stores, store_item),
        ],
        close=outside.close,
    )


def _shelving(host: HostContext, peers: Peers, platform: OpenDelivery) -> Shelving:
    """Return what shows stores, as far as the settings want it."""
    look = seconds(host.settings, f"{PREFIX}_SHELF_SECONDS", SHELF_SECONDS, min=1, max=86_400)
    shown = one_of(host.settings, f"{PREFIX}_SHOWN", OPENING, (OPENING, NOTHING))
    return Shelving(
        peers,
        adapt.CHANNEL,
        [account.merchant_id for account in platform.accounts.values()],
        host.identity,
        shelver=Shelves(platform, shown == OPENING),
        every_seconds=look,
    )
