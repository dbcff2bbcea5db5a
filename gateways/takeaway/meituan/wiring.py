"""Puts Meituan together. Its settings are read here."""

from __future__ import annotations

from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import event_pb2, read_messages_pb2

from gateways.takeaway.following import Telling, order_item
from gateways.takeaway.intake import Intake
from gateways.takeaway.meituan import adapt, signature
from gateways.takeaway.meituan.missed import Missed
from gateways.takeaway.meituan.platform import Meituan
from gateways.takeaway.meituan.pushes import Pushes
from gateways.takeaway.meituan.routes import push_routes
from gateways.takeaway.pace import Pace
from gateways.takeaway.peers import Peers
from gateways.takeaway.refunds import Refunds
from gateways.takeaway.sweeping import Sweeper
from mesh.edge.callbacks import CallbackDoor
from mesh.edge.outside import Outside
from mesh.feed.following import Events, Following
from mesh.process.host import HostContext, Part
from mesh.process.rounds import Rounds
from mesh.process.settings import integer, one_of, origin, seconds

PREFIX = "ZHONGTAI_TAKEAWAY_MEITUAN"
URL = "https://waimaiopen.meituan.com"
CALLS_PER_SECOND = 20
SWEEP_SECONDS = 60.0
_SELF = {
    "store": trade_pb2.DELIVERED_BY_STORE,
    "carrier": trade_pb2.DELIVERED_BY_CARRIER,
}


def build(host: HostContext, peers: Peers) -> Part:
    """Return Meituan's part of the gateway. Raise SettingInvalid."""
    settings = host.settings
    door = CallbackDoor.read(host, signature, "meituan")
    rate = integer(settings, f"{PREFIX}_CALLS_PER_SECOND", CALLS_PER_SECOND, min=1, max=10_000)
    outside = Outside(origin(settings, f"{PREFIX}_URL") or URL)
    meituan = Meituan(outside, door.accounts, Pace(rate))
    brings = one_of(settings, f"{PREFIX}_SELF_DELIVERY", "store", tuple(_SELF))
    intake, refunds = Intake(peers, adapt.CHANNEL), Refunds(peers)
    pushes = Pushes(intake, refunds, meituan, _SELF[brings], host.clock)
    telling = Telling(host.unit, peers, meituan, host.clock)
    orders = Events(peers.order, read_messages_pb2, event_pb2.OrderEvent)
    sweep = seconds(settings, f"{PREFIX}_SWEEP_SECONDS", SWEEP_SECONDS, min=1, max=86_400)
    missed = Missed(peers, meituan, pushes, host.clock)
    merchants = [account.merchant_id for account in door.accounts.values()]
    sweeper = Sweeper(peers, adapt.CHANNEL, merchants, host.identity, missed)
    return Part(
        background=[Rounds(sweeper.do_round, sweep).run],
        http=[push_routes(f"{host.path}/meituan", door, pushes)],
        followers=[Following.of(host).reader("meituan", telling.handle, orders, order_item)],
        close=outside.close,
    )
