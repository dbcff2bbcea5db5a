"""The only place of the order center that calls ERP plug-ins."""

from __future__ import annotations

from collections.abc import Sequence

from zhongtai.plugin.v1 import erp_pb2, erp_pb2_grpc, erp_sale_pb2

from mesh.plugins.client import Handle, PluginClient
from mesh.plugins.faults import ItemAnswer, item_answers

POST_TIMEOUT_SECONDS = 30.0


class ErpAdapter:
    """One ERP plug-in, as sales are posted to it."""

    def __init__(self, handle: Handle) -> None:
        self._plugin: PluginClient[erp_pb2_grpc.ErpServiceAsyncStub] = PluginClient(
            handle, erp_pb2_grpc.ErpServiceStub, timeout=POST_TIMEOUT_SECONDS
        )

    @property
    def name(self) -> str:
        """The plug-in's name, for example "file_drop"."""
        return self._plugin.name

    async def post(self, sales: Sequence[erp_sale_pb2.ErpSale]) -> list[ItemAnswer]:
        """Hand postings over, and return the answer about each, by posting id.

        Raise PluginUnavailable, PluginFault; what is handed over twice is posted once.
        """
        request = erp_pb2.PushSalesRequest(sales=sales)
        reply = await self._plugin.call(self._plugin.stub.PushSales, request)
        return item_answers(reply.results, self.name)
