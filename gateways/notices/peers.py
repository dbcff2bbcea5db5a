"""The only place where this gateway calls services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceStub
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub

if TYPE_CHECKING:
    from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceAsyncStub
    from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceAsyncStub


@dataclass(frozen=True, slots=True)
class Peers:
    """The services behind the gateway."""

    order_control: OrderControlServiceAsyncStub
    delivery: DeliveryServiceAsyncStub


def connect(channel: Callable[[str], grpc.aio.Channel]) -> Peers:
    """Stubs on channels, by the names of the units."""
    return Peers(
        order_control=OrderControlServiceStub(channel("order_control")),
        delivery=DeliveryServiceStub(channel("delivery")),
    )
