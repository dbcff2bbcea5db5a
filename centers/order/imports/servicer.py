"""What the order center tells of imports."""

from __future__ import annotations

from zhongtai.order.v1 import unmapped_pb2 as pb
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceServicer

from centers.order.imports.messages import unmapped_message
from centers.order.operations import Orders
from mesh.data.paging import read_page


class ImportMethods(OrderServiceServicer):
    """Methods about imported orders."""

    orders: Orders

    async def ListUnmappedItems(
        self, request: pb.ListUnmappedItemsRequest, _: object
    ) -> pb.ListUnmappedItemsResponse:
        filters = (request.store_id, request.channel)
        page = read_page(
            "unmapped", request.page_size, request.page_token, *filters, key_types=(str, str, str)
        )
        rows = await self.orders.list_unmapped(page, request.store_id, request.channel)
        shown, token = page.cut(rows, key=lambda item: item.key)
        return pb.ListUnmappedItemsResponse(
            items=map(unmapped_message, shown), next_page_token=token
        )
