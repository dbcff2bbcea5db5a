"""The only place where this gateway calls services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub
from zhongtai.product.v1 import catalog_messages_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.store.v1 import store_pb2, store_service_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from gateways.takeaway.shelf import codes_on
from mesh.call.pages import each_page

if TYPE_CHECKING:
    from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceAsyncStub
    from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceAsyncStub
    from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceAsyncStub
    from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceAsyncStub


@dataclass(frozen=True, slots=True)
class Peers:
    """The services behind the channels."""

    order: OrderServiceAsyncStub
    order_control: OrderControlServiceAsyncStub
    product: ProductServiceAsyncStub
    store: StoreServiceAsyncStub

    async def stores(self) -> list[store_pb2.Store]:
        """Return all stores of the chain for which the call is."""
        request = store_service_pb2.ListStoresRequest(page_size=200)
        pages = each_page(self.store.ListStores, request)
        return [store async for page in pages for store in page.stores]

    async def codes_on(self, channel: str, *, with_archived: bool = False) -> dict[str, str]:
        """Return the channel's codes of the chain's SKUs, by their ids."""
        request = catalog_messages_pb2.ListProductsRequest(
            page_size=200, with_archived=with_archived
        )
        pages = each_page(self.product.ListProducts, request)
        return codes_on(channel, [product async for page in pages for product in page.products])


def connect(channel: Callable[[str], grpc.aio.Channel]) -> Peers:
    """Return stubs on channels, by the names of the units."""
    return Peers(
        order=OrderServiceStub(channel("order")),
        order_control=OrderControlServiceStub(channel("order_control")),
        product=ProductServiceStub(channel("product")),
        store=StoreServiceStub(channel("store")),
    )
