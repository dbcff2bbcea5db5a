"""Puts together what follows the items of ERP plug-ins. Settings are read here."""

from __future__ import annotations

from zhongtai.plugin.v1 import erp_pb2

from centers.product.erp.adapters import ErpAdapter
from centers.product.erp.operations import ErpItems
from mesh.feed.feed import Feed
from mesh.feed.follower import Follower
from mesh.feed.following import PluginFollowing, by_merchant
from mesh.feed.pulled import PulledChains
from mesh.plugins.choice import ErpChoice, erp_pull_seconds
from mesh.plugins.handle import PluginHandle
from mesh.process.host import HostContext


def items_followers(
    host: HostContext, items: ErpItems, feed: Feed
) -> list[Follower[erp_pb2.ErpItem]]:
    """Return the readers of the items of all ERP plug-ins that chains have."""
    choice = ErpChoice.read(host.settings)
    return [
        _follower(host, handle, chains, items, feed)
        for handle in host.plugins.of_kind("erp")
        if (chains := choice.chains_of(handle.name))
    ]


def _follower(
    host: HostContext,
    handle: PluginHandle,
    chains: list[str],
    items: ErpItems,
    feed: Feed,
) -> Follower[erp_pb2.ErpItem]:
    reader = reader_of(handle.name)
    pause = erp_pull_seconds(host.settings)
    return PluginFollowing(host, handle).reader(
        reader,
        PulledChains(reader, chains, ErpAdapter(handle).pull, feed, pause),
        erp_pb2.ErpItem,
        by_merchant(items.take, host.identity, host.patience.calls_timeout),
    )


def reader_of(plugin: str) -> str:
    """Return the name under which the items of a plug-in are followed."""
    return f"product.{plugin}.items"
