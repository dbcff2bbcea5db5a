"""Puts together what keeps members and the CRMs of chains in step. Settings are read here."""

from __future__ import annotations

from functools import partial
from typing import Any

from zhongtai.member.v1 import member_event_pb2
from zhongtai.plugin.v1 import crm_member_pb2

from centers.member.crm.adapters import CrmAdapter, FindCrm, event_item
from centers.member.crm.operations import Crm
from mesh.feed.feed import Feed
from mesh.feed.follower import Follower
from mesh.feed.follower_feeds import HomeFeed
from mesh.feed.follower_items import Batch
from mesh.feed.following import Handle, PluginFollowing, by_merchant
from mesh.feed.pulled import PulledChains
from mesh.plugins.choice import CrmChoice, crm_pull_seconds
from mesh.plugins.handle import PluginHandle
from mesh.process.host import HostContext


def finder(host: HostContext, choice: CrmChoice) -> FindCrm:
    """Return what gives the CRM plug-in of a chain."""

    def find(merchant_id: str) -> CrmAdapter | None:
        named = host.plugins.named("crm", choice.plugin_of(merchant_id))
        return CrmAdapter(named) if named is not None else None

    return find


def crm_followers(
    host: HostContext, handle: PluginHandle, chains: list[str], *, crm: Crm, feed: Feed
) -> list[Follower[Any]]:
    """Return the readers of one CRM plug-in: its members, and what it is told."""
    pulled, told = readers_of(handle.name)
    adapter = CrmAdapter(handle)
    pause = crm_pull_seconds(host.settings)
    timeout = host.patience.calls_timeout
    its = PluginFollowing(host, handle)
    return [
        its.reader(
            pulled,
            PulledChains(pulled, chains, adapter.pull, feed, pause),
            crm_member_pb2.CrmMember,
            by_merchant(partial(crm.take_pulled, adapter), host.identity, timeout),
        ),
        its.reader(
            told,
            HomeFeed(told, feed, member_event_pb2.MemberEvent, event_item),
            member_event_pb2.MemberEvent,
            only_of(chains, by_merchant(partial(crm.push, adapter), host.identity, timeout)),
        ),
    ]


def only_of(
    chains: list[str], handle: Handle[member_event_pb2.MemberEvent]
) -> Handle[member_event_pb2.MemberEvent]:
    """Return a handler that is given the events of these chains; others are done."""

    async def handle_some(batch: Batch[member_event_pb2.MemberEvent]) -> None:
        mine = [item for item in batch.items if item.merchant_id in chains]
        if mine:
            await handle(batch.within(mine))

    return handle_some


def readers_of(plugin: str) -> tuple[str, str]:
    """Return the names under which a plug-in's members, and what it is told, are followed."""
    return (f"member.{plugin}.members", f"member.{plugin}.told")
