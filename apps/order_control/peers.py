"""The only place where order control calls services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceStub
from zhongtai.flashsale.v1.flash_sale_service_pb2_grpc import FlashSaleServiceStub
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.payment.v1.payment_service_pb2_grpc import PaymentServiceStub
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from mesh.call.errors_wire import refusal_of

if TYPE_CHECKING:
    from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceAsyncStub
    from zhongtai.flashsale.v1.flash_sale_service_pb2_grpc import FlashSaleServiceAsyncStub
    from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceAsyncStub
    from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceAsyncStub
    from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceAsyncStub
    from zhongtai.payment.v1.payment_service_pb2_grpc import PaymentServiceAsyncStub
    from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceAsyncStub
    from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceAsyncStub
    from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceAsyncStub
    from zhongtai.user.v1.user_service_pb2_grpc import UserServiceAsyncStub


@dataclass(frozen=True, slots=True)
class Peers:
    """The services that order control puts together."""

    store: StoreServiceAsyncStub
    product: ProductServiceAsyncStub
    promotion: PromotionServiceAsyncStub
    inventory: InventoryServiceAsyncStub
    order: OrderServiceAsyncStub
    payment: PaymentServiceAsyncStub
    member: MemberServiceAsyncStub
    delivery: DeliveryServiceAsyncStub
    user: UserServiceAsyncStub
    flash_sale: FlashSaleServiceAsyncStub


def connect(channel: Callable[[str], grpc.aio.Channel]) -> Peers:
    """Stubs on channels, by the names of the units."""
    return Peers(
        store=StoreServiceStub(channel("store")),
        product=ProductServiceStub(channel("product")),
        promotion=PromotionServiceStub(channel("promotion")),
        inventory=InventoryServiceStub(channel("inventory")),
        order=OrderServiceStub(channel("order")),
        payment=PaymentServiceStub(channel("payment")),
        member=MemberServiceStub(channel("member")),
        delivery=DeliveryServiceStub(channel("delivery")),
        user=UserServiceStub(channel("user")),
        flash_sale=FlashSaleServiceStub(channel("flash_sale")),
    )


def reason_of(exc: grpc.aio.AioRpcError) -> str:
    """Return the reason of a peer's refusal; empty when it gave none."""
    return refusal_of(exc).reason
