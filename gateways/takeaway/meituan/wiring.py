"""Puts Meituan together. Its settings are read here, and in `assembly.py`."""

from __future__ import annotations

from gateways.takeaway.assembly import assembled, paces
from gateways.takeaway.intake import Intake
from gateways.takeaway.meituan import adapt, signature
from gateways.takeaway.meituan.missed import Missed
from gateways.takeaway.meituan.platform import Meituan
from gateways.takeaway.meituan.pushes import Pushes
from gateways.takeaway.meituan.routes import push_routes
from gateways.takeaway.meituan.shelves import Counter
from gateways.takeaway.missing import Missing
from gateways.takeaway.peers import Peers
from gateways.takeaway.refunds import Refunds
from gateways.takeaway.self_delivery import self_delivery
from mesh.edge.callbacks import CallbackDoor
from mesh.edge.outside import Outside
from mesh.process.host import HostContext, Part
from mesh.process.settings import origin

PREFIX = "ZHONGTAI_TAKEAWAY_MEITUAN"
URL = "https://waimaiopen.meituan.com"


def build(host: HostContext, peers: Peers) -> Part:
    """Return Meituan's part of the gateway. Raise SettingInvalid."""
    settings = host.settings
    outside = Outside(origin(settings, f"{PREFIX}_URL") or URL)
    door = CallbackDoor.read(host, signature, "meituan", reach=outside.reach)
    meituan = Meituan(outside, door.accounts, *paces(settings, PREFIX))
    brings = self_delivery(settings, f"{PREFIX}_SELF_DELIVERY")
    intake = Intake(peers, adapt.CHANNEL)
    pushes = Pushes(intake, Refunds(peers), meituan, brings, host.clock)
    missing = Missing(
        peers, intake, host.clock, pushes.numbers, adapt.DAY, adapt.SHOP, adapt.day_number_of
    )
    part = assembled(
        host,
        peers,
        meituan,
        door,
        prefix=PREFIX,
        swept=Missed(meituan, pushes, missing),
        counter=Counter(meituan),
    )
    part.http = [push_routes(f"{host.path}/meituan", door, pushes)]
    part.close = outside.close
    return part
