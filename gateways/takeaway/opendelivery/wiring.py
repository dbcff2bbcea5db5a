"""Puts OpenDelivery together. Its settings are read here, and in `assembly.py`."""

from __future__ import annotations

from google.protobuf.struct_pb2 import Struct
from zhongtai.order.v1 import event_pb2, read_messages_pb2
from zhongtai.store.v1 import store_feed_pb2

from gateways.takeaway.assembly import pace, shelving_of
from gateways.takeaway.following import Telling, order_item
from gateways.takeaway.intake import Intake
from gateways.takeaway.opendelivery import adapt
from gateways.takeaway.opendelivery.events import Events
from gateways.takeaway.opendelivery.platform import OpenDelivery, tokens
from gateways.takeaway.opendelivery.polling import Polled
from gateways.takeaway.opendelivery.routes import webhook_routes
from gateways.takeaway.opendelivery.shelves import NOTHING, OPENING, Shelves
from gateways.takeaway.opendelivery.signature import BASE64, HEX, Webhooks
from gateways.takeaway.peers import Peers
from gateways.takeaway.pulling import Pulling
from gateways.takeaway.refunds import Refunds
from gateways.takeaway.self_delivery import self_delivery
from gateways.takeaway.shelving import store_item
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
    accounts = accounts_in(settings, f"{PREFIX}_ACCOUNTS")
    door = CallbackDoor.read(host, Webhooks(encoding, accounts), "opendelivery")
    outside = Outside(url)
    kept = tokens(outside, door.accounts)
    platform = OpenDelivery(outside, door.accounts, pace(settings, PREFIX), kept)
    brings = self_delivery(settings, f"{PREFIX}_SELF_DELIVERY")
    events = Events(Intake(peers, adapt.CHANNEL), Refunds(peers), platform, brings, host.clock)
    telling = Telling(host.unit, peers, platform, host.clock)
    feed = Feed(peers.order, read_messages_pb2, event_pb2.OrderEvent)
    pause = seconds(settings, f"{PREFIX}_POLL_SECONDS", POLL_SECONDS, min=0.1, max=3600)
    shown = one_of(settings, f"{PREFIX}_SHOWN", OPENING, (OPENING, NOTHING))
    shelves = Shelves(platform, shown == OPENING)
    shelving = shelving_of(
        host, peers, adapt.CHANNEL, door.accounts, prefix=PREFIX, shelver=shelves
    )
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
