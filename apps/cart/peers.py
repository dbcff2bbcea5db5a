"""The only place where the cart calls services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

if TYPE_CHECKING:
    from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceAsyncStub
    from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceAsyncStub
    from zhongtai.user.v1.user_service_pb2_grpc import UserServiceAsyncStub


@dataclass(frozen=True, slots=True)
class Peers:
    """The services that the cart asks."""

    order_control: OrderControlServiceAsyncStub
    order: OrderServiceAsyncStub
    user: UserServiceAsyncStub


def connect(channel: Callable[[str], grpc.aio.Channel]) -> Peers:
    """Stubs on channels, by the names of the units."""
    return Peers(
        order_control=OrderControlServiceStub(channel("order_control")),
        order=OrderServiceStub(channel("order")),
        user=UserServiceStub(channel("user")),
    )
