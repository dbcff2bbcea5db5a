"""Puts together what follows OMS plug-ins. Settings of the OMS are read here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhongtai.order.v1 import event_pb2
from zhongtai.plugin.v1 import oms_pb2

from centers.order.oms.adapters import PULL_PAUSE_SECONDS, OmsAdapter
from centers.order.oms.operations import OmsSync, of_vouchers
from centers.order.store import OrderStore
from centers.order.tills.wiring import home_feed
from centers.order.writer import ChangeWriter
from mesh.feed.feed import Feed
from mesh.feed.follower import Follower
from mesh.feed.following import PluginFollowing
from mesh.feed.pulled import PulledPages
from mesh.plugins.choice import chains_in
from mesh.plugins.handle import PluginHandle
from mesh.process.host import HostContext
from mesh.pure.plugin_choice import PluginChoice

OMS_PLUGIN = "ZHONGTAI_OMS_PLUGIN"
"""Setting: the OMS plug-in of each chain: "oms_a", or "brand1=oms_a, brand2=oms_b".

Not needed where only one is installed.
"""


def oms_choice(host: HostContext) -> PluginChoice:
    """Return which OMS plug-in a chain's orders of vouchers go to. Raise SettingInvalid."""
    plugins, chains = host.plugins, chains_in(host.settings, OMS_PLUGIN)
    return PluginChoice(lambda: [handle.name for handle in plugins.of_kind("oms")], chains)


def oms_finder(host: HostContext, choice: PluginChoice) -> Callable[[str], OmsAdapter | None]:
    """Return what gives the OMS of a chain, None where there is none."""

    def find(merchant_id: str) -> OmsAdapter | None:
        named = host.plugins.named("oms", choice.plugin_for(merchant_id))
        return OmsAdapter(named) if named is not None else None

    return find


def missing_oms(choice: PluginChoice) -> dict[str, str]:
    """Return the OMS plug-ins that are named and not installed, with an explanation."""
    return choice.missing("names it in ZHONGTAI_OMS_PLUGIN: its orders of vouchers wait for it")


def oms_followers(
    host: HostContext,
    handle: PluginHandle,
    *,
    choice: PluginChoice,
    orders: OrderStore,
    changing: ChangeWriter,
    feed: Feed,
) -> list[Follower[Any]]:
    """Return the readers of one OMS plug-in: what it is given, and what changes there."""
    adapter = OmsAdapter(handle)
    sync = OmsSync(adapter, choice, orders, changing)
    given, changed = oms_readers_of(handle.name)
    pulled = PulledPages(changed, [""], adapter.pull, feed, PULL_PAUSE_SECONDS)
    its = PluginFollowing(host, handle)
    return [
        its.reader(given, home_feed(given, feed, of_vouchers), event_pb2.OrderEvent, sync.push),
        its.reader(changed, pulled, oms_pb2.OmsChange, sync.mirror),
    ]


def oms_readers_of(plugin: str) -> tuple[str, str]:
    """Return the names under which a plug-in's orders and its changes are followed."""
    return (f"order.{plugin}.vouchers", f"order.{plugin}.changes")
