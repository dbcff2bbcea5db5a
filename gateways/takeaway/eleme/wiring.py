"""Puts Ele.me together. Its settings are read here, and in `assembly.py`."""

from __future__ import annotations

from google.protobuf.struct_pb2 import Struct

from gateways.takeaway.assembly import assembled, paces, sweep_seconds
from gateways.takeaway.eleme import adapt, signature
from gateways.takeaway.eleme.failed import FailedPushes
from gateways.takeaway.eleme.items import Items
from gateways.takeaway.eleme.missed import Missed
from gateways.takeaway.eleme.platform import KEY, Eleme, tokens_of
from gateways.takeaway.eleme.pushes import Pushes
from gateways.takeaway.eleme.riders import Riders
from gateways.takeaway.eleme.routes import push_routes
from gateways.takeaway.eleme.shelves import OFFERED, UNASKED, Counter
from gateways.takeaway.eleme.shops import Shops
from gateways.takeaway.intake import Intake
from gateways.takeaway.missing import Missing
from gateways.takeaway.peers import Peers
from gateways.takeaway.pulling import Pulling
from gateways.takeaway.refunds import Refunds
from gateways.takeaway.self_delivery import self_delivery
from mesh.edge.callbacks import CallbackDoor
from mesh.edge.outside import Outside
from mesh.feed.following import Following
from mesh.process.host import HostContext, Part
from mesh.process.settings import origin, text

PREFIX = "ZHONGTAI_TAKEAWAY_ELEME"
URL = "https://open-api.shop.ele.me"


def build(host: HostContext, peers: Peers) -> Part:
    """Return Ele.me's part of the gateway. Raise SettingInvalid."""
    settings = host.settings
    outside = Outside(origin(settings, f"{PREFIX}_URL") or URL)
    door = CallbackDoor.read(host, signature, "eleme", (KEY,), reach=outside.reach)
    tokens = tokens_of(outside, door.accounts)
    eleme = Eleme(outside, door.accounts, *paces(settings, PREFIX), tokens)
    without = text(settings, f"{PREFIX}_SELF_DELIVERY_STORES", "").replace(" ", "").split(",")
    riders = Riders(self_delivery(settings, f"{PREFIX}_SELF_DELIVERY"), frozenset(without) - {""})
    shops, intake = Shops(eleme), Intake(peers, adapt.CHANNEL)
    pushes = Pushes(intake, Refunds(peers), eleme, shops, riders, host.clock)
    missing = Missing(
        peers, intake, host.clock, pushes.numbers, adapt.DAY, adapt.SHOP, adapt.number_of
    )
    part = assembled(
        host,
        peers,
        eleme,
        door,
        prefix=PREFIX,
        swept=Missed(eleme, shops, pushes, missing),
        counter=Counter(eleme, shops, Items(eleme)),
        offered=OFFERED,
        unasked=UNASKED,
    )
    following = Following.of(host)
    pulling = Pulling(
        following.name_of("eleme_pulled"),
        peers,
        FailedPushes(eleme, pushes),
        host.identity,
        sweep_seconds(settings, PREFIX),
        at_once=True,
        reach=outside.reach,
    )
    part.followers.append(following.reader_of("eleme_pulled", pulling.deal_with, pulling, Struct))
    part.http = [push_routes(f"{host.path}/eleme", door, pushes)]
    part.close = outside.close
    return part
