"""The servicer part of exports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing

from zhongtai.order.v1 import read_messages_pb2 as pb
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceServicer

from centers.order.exports.checks import check_range
from centers.order.exports.operations import Exports
from mesh.call.wire import moment


class ExportMethods(OrderServiceServicer):
    """ExportOrders."""

    exports: Exports

    async def ExportOrders(
        self, request: pb.ExportOrdersRequest, _: object
    ) -> AsyncIterator[pb.ExportOrdersResponse]:
        first, last = check_range(moment(request, "created_from"), moment(request, "created_to"))
        async with aclosing(self.exports.pieces(first, last)) as pieces:
            async for piece in pieces:
                yield pb.ExportOrdersResponse(chunk=piece)
