"""Puts together what follows POS plug-ins. Settings of tills are read here and nowhere else."""

from __future__ import annotations

from typing import Any

from zhongtai.order.v1 import event_pb2
from zhongtai.plugin.v1 import pos_pb2

from centers.order.store import OrderStore
from centers.order.tills.adapters import SALES_PAUSE_SECONDS, TillAdapter, TillReports
from centers.order.tills.operations import TillSales, TillSync
from centers.order.tills.rules import TillChoice
from centers.order.tills.store import TillStore
from centers.order.writer import ChangeWriter
from mesh.data.change import Changes
from mesh.feed.feed import Feed
from mesh.feed.follower import Follower
from mesh.feed.follower_feeds import HomeFeed, Wants
from mesh.feed.following import ItemOf, PluginFollowing, item_about
from mesh.feed.pulled import PulledPages
from mesh.plugins.choice import chains_in
from mesh.plugins.handle import PluginHandle
from mesh.process.host import HostContext

POS_PLUGIN = "ZHONGTAI_POS_PLUGIN"
"""Setting: the POS plug-in of stores that name none: "pos_a", or "brand1=pos_a, brand2=pos_b"."""


def till_choice(host: HostContext) -> TillChoice:
    """Return how orders find the POS plug-in of their store. Raise SettingInvalid."""
    chains = chains_in(host.settings, POS_PLUGIN)
    plugins = host.plugins
    return TillChoice(lambda: [handle.name for handle in plugins.of_kind("pos")], chains)


def till_followers(
    host: HostContext,
    handle: PluginHandle,
    *,
    orders: OrderStore,
    store: TillStore,
    changing: ChangeWriter,
    changes: Changes,
    feed: Feed,
) -> list[Follower[Any]]:
    """Return the readers of one POS plug-in: its orders, its tills' reports, and their sales."""
    adapter = TillAdapter(handle)
    tills = TillSync(adapter, orders, changing)
    pushed, reported, sold = readers_of(handle.name)
    sales = PulledPages(sold, [""], adapter.pull_sales, feed, SALES_PAUSE_SECONDS)
    keep = TillSales(store, changes, host.clock).keep
    its = PluginFollowing(host, handle)
    return [
        its.reader(pushed, home_feed(pushed, feed, tills.wants), event_pb2.OrderEvent, tills.push),
        its.reader(reported, TillReports(handle, feed.letters), pos_pb2.TillUpdate, tills.apply),
        its.reader(sold, sales, pos_pb2.TillSale, keep),
    ]


def home_feed(
    reader: str, feed: Feed, wants: Wants[event_pb2.OrderEvent]
) -> HomeFeed[event_pb2.OrderEvent]:
    """Return the feed of this center for a reader that wants some of it."""
    return HomeFeed(reader, feed, event_pb2.OrderEvent, event_item, wants=wants)


def readers_of(plugin: str) -> tuple[str, str, str]:
    """Return the names under which a plug-in's orders, reports and sales are followed."""
    return (f"order.{plugin}", f"order.{plugin}.reports", f"order.{plugin}.sales")


event_item: ItemOf[event_pb2.OrderEvent] = item_about(lambda event: event.order_id)
"""An event of the feed of this center; its subject is the order."""
