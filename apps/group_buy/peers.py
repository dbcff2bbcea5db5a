"""The only place where group buying calls services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from mesh.call.errors_wire import refusal_of

if TYPE_CHECKING:
    from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceAsyncStub
    from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceAsyncStub
    from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceAsyncStub
    from zhongtai.user.v1.user_service_pb2_grpc import UserServiceAsyncStub


@dataclass(frozen=True, slots=True)
class Peers:
    """The services that group buying asks."""

    order_control: OrderControlServiceAsyncStub
    order: OrderServiceAsyncStub
    promotion: PromotionServiceAsyncStub
    user: UserServiceAsyncStub


def connect(channel: Callable[[str], grpc.aio.Channel]) -> Peers:
    """Stubs on channels, by the names of the units."""
    return Peers(
        order_control=OrderControlServiceStub(channel("order_control")),
        order=OrderServiceStub(channel("order")),
        promotion=PromotionServiceStub(channel("promotion")),
        user=UserServiceStub(channel("user")),
    )


def has_gone_on(exc: grpc.aio.AioRpcError) -> bool:
    """Return whether the order center refused because of where an order stands by now."""
    refusal = refusal_of(exc)
    return (refusal.domain, refusal.reason) == ("zhongtai.order", "STATUS_DIFFERS")
