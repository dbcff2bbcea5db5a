"""The only place of the product center that calls ERP plug-ins."""

from __future__ import annotations

from zhongtai.plugin.v1 import erp_pb2, erp_pb2_grpc, plugin_pb2

from mesh.feed.follower_items import Item
from mesh.feed.pulled import Pulled, state_item
from mesh.plugins.client import Handle, PluginClient

TIMEOUT_SECONDS = 30.0
MAX_BATCH = 500


class ErpAdapter:
    """One ERP plug-in, as items are pulled from it."""

    def __init__(self, handle: Handle) -> None:
        self._plugin: PluginClient[erp_pb2_grpc.ErpServiceAsyncStub] = PluginClient(
            handle, erp_pb2_grpc.ErpServiceStub, timeout=TIMEOUT_SECONDS
        )

    async def pull(self, merchant_id: str, cursor: str) -> Pulled[erp_pb2.ErpItem]:
        """Return items after a cursor; none where the ERP tells none.

        Raise PluginUnavailable, PluginFault.
        """
        if not self._plugin.can(plugin_pb2.CAPABILITY_ERP_ITEMS):
            return Pulled([], cursor)
        request = erp_pb2.PullItemsRequest(
            merchant_id=merchant_id, after_cursor=cursor, page_size=MAX_BATCH
        )
        reply = await self._plugin.call(self._plugin.stub.PullItems, request)
        return Pulled([item_of(each, merchant_id) for each in reply.items], reply.cursor)


def item_of(item: erp_pb2.ErpItem, merchant_id: str) -> Item[erp_pb2.ErpItem]:
    """Return what an ERP tells of an item."""
    return state_item(item, merchant_id, item.code)
