"""Puts together what posts sales to ERP plug-ins."""

from __future__ import annotations

from zhongtai.order.v1 import event_pb2

from centers.order.erp.adapters import ErpAdapter
from centers.order.erp.operations import ErpSales
from centers.order.store import OrderStore
from centers.order.tills.wiring import home_feed
from mesh.feed.feed import Feed
from mesh.feed.follower import Follower
from mesh.feed.following import PluginFollowing
from mesh.plugins.choice import ErpChoice
from mesh.plugins.handle import PluginHandle
from mesh.process.host import HostContext


def sales_follower(
    host: HostContext, handle: PluginHandle, choice: ErpChoice, store: OrderStore, feed: Feed
) -> Follower[event_pb2.OrderEvent]:
    """Return the reader that posts sales to one ERP plug-in."""
    name, sales = reader_of(handle.name), ErpSales(ErpAdapter(handle), choice, store)
    source = home_feed(name, feed, sales.wants)
    return PluginFollowing(host, handle).reader(name, source, event_pb2.OrderEvent, sales.post)


def reader_of(plugin: str) -> str:
    """Return the name under which sales are posted to a plug-in."""
    return f"order.{plugin}.postings"
