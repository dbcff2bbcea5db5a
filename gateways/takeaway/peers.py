"""The only place where this gateway calls services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

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


def connect(channel: Callable[[str], grpc.aio.Channel]) -> Peers:
    """Return stubs on channels, by the names of the units."""
    return Peers(
        order=OrderServiceStub(channel("order")),
        order_control=OrderControlServiceStub(channel("order_control")),
        product=ProductServiceStub(channel("product")),
        store=StoreServiceStub(channel("store")),
    )
