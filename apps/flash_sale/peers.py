"""The only place where flash sales call services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

if TYPE_CHECKING:
    from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceAsyncStub
    from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceAsyncStub
    from zhongtai.user.v1.user_service_pb2_grpc import UserServiceAsyncStub


@dataclass(frozen=True, slots=True)
class Peers:
    """The services that flash sales ask, and whose feeds they follow."""

    promotion: PromotionServiceAsyncStub
    order: OrderServiceAsyncStub
    user: UserServiceAsyncStub


def connect(channel: Callable[[str], grpc.aio.Channel]) -> Peers:
    """Stubs on channels, by the names of the units."""
    return Peers(
        promotion=PromotionServiceStub(channel("promotion")),
        order=OrderServiceStub(channel("order")),
        user=UserServiceStub(channel("user")),
    )
