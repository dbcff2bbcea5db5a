"""Puts together what keeps the stock and the ERPs of chains in step. Settings are read here."""

from __future__ import annotations

from functools import partial
from typing import Any

from zhongtai.plugin.v1 import erp_pb2

from centers.inventory.erp.adapters import ErpAdapter, FindErp, WaitingMovements
from centers.inventory.erp.operations import Erp, push_waiting
from centers.inventory.erp.store import ErpStore
from mesh.feed.feed import Feed
from mesh.feed.follower import Follower
from mesh.feed.following import PluginFollowing, by_merchant
from mesh.feed.pulled import PulledChains
from mesh.plugins.choice import ErpChoice, erp_pull_seconds
from mesh.plugins.handle import PluginHandle
from mesh.process.host import HostContext


def finder(host: HostContext, choice: ErpChoice) -> FindErp:
    """Return what gives the ERP plug-in of a chain."""

    def find(merchant_id: str) -> ErpAdapter | None:
        named = host.plugins.named("erp", choice.plugin_of(merchant_id))
        return ErpAdapter(named) if named is not None else None

    return find


def erp_followers(
    host: HostContext,
    handle: PluginHandle,
    chains: list[str],
    *,
    erp: Erp,
    store: ErpStore,
    feed: Feed,
) -> list[Follower[Any]]:
    """Return the readers of one ERP plug-in: its counts, and what it is told."""
    counted, moved = readers_of(handle.name)
    adapter = ErpAdapter(handle)
    pause = erp_pull_seconds(host.settings)
    its = PluginFollowing(host, handle)
    return [
        its.reader(
            counted,
            PulledChains(counted, chains, adapter.pull, feed, pause),
            erp_pb2.ErpCount,
            by_merchant(erp.take_pulled, host.identity, host.patience.calls_timeout),
        ),
        its.reader(
            moved,
            WaitingMovements(adapter, chains, store, feed.letters),
            erp_pb2.ErpMovement,
            partial(push_waiting, adapter),
        ),
    ]


def readers_of(plugin: str) -> tuple[str, str]:
    """Return the names under which a plug-in's counts and the movements for it are followed."""
    return (f"inventory.{plugin}.counts", f"inventory.{plugin}.movements")
