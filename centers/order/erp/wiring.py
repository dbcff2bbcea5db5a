"""Puts together what posts sales to ERP plug-ins."""

from __future__ import annotations

from zhongtai.order.v1 import event_pb2

from centers.order.erp.adapters import ErpAdapter
from centers.order.erp.operations import ErpSales
from centers.order.store import OrderStore
from centers.order.tills.wiring import event_item
from mesh.feed.feed import Feed
from mesh.feed.follower import Follower
from mesh.feed.follower_feeds import HomeFeed
from mesh.plugins.choice import ErpChoice
from mesh.plugins.handle import PluginHandle
from mesh.process.host import HostContext


def sales_follower(
    host: HostContext, handle: PluginHandle, choice: ErpChoice, store: OrderStore, feed: Feed
) -> Follower[event_pb2.OrderEvent]:
    """Return the reader that posts sales to one ERP plug-in."""
    reader = reader_of(handle.name)
    return Follower(
        reader,
        HomeFeed(reader, feed, feed.letters, event_item),
        event_pb2.OrderEvent,
        ErpSales(ErpAdapter(handle), choice, store).post,
        clock=host.clock,
        patience=host.patience,
        until=handle.until_removed,
    )


def reader_of(plugin: str) -> str:
    """Return the name under which sales are posted to a plug-in."""
    return f"order.{plugin}.postings"
