"""The only place where this gateway calls services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
from zhongtai.cart.v1.cart_service_pb2_grpc import CartServiceStub
from zhongtai.flashsale.v1.flash_sale_service_pb2_grpc import FlashSaleServiceStub
from zhongtai.groupbuy.v1.group_buy_service_pb2_grpc import GroupBuyServiceStub
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

if TYPE_CHECKING:
    from zhongtai.cart.v1.cart_service_pb2_grpc import CartServiceAsyncStub
    from zhongtai.flashsale.v1.flash_sale_service_pb2_grpc import FlashSaleServiceAsyncStub
    from zhongtai.groupbuy.v1.group_buy_service_pb2_grpc import GroupBuyServiceAsyncStub
    from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceAsyncStub
    from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceAsyncStub
    from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceAsyncStub
    from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceAsyncStub
    from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceAsyncStub
    from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceAsyncStub
    from zhongtai.user.v1.user_service_pb2_grpc import UserServiceAsyncStub


@dataclass(frozen=True, slots=True)
class Peers:
    """The services behind the channel."""

    user: UserServiceAsyncStub
    member: MemberServiceAsyncStub
    store: StoreServiceAsyncStub
    product: ProductServiceAsyncStub
    promotion: PromotionServiceAsyncStub
    order: OrderServiceAsyncStub
    order_control: OrderControlServiceAsyncStub
    cart: CartServiceAsyncStub
    flash_sale: FlashSaleServiceAsyncStub
    group_buy: GroupBuyServiceAsyncStub


def connect(channel: Callable[[str], grpc.aio.Channel]) -> Peers:
    """Stubs on channels, by the names of the units."""
    return Peers(
        user=UserServiceStub(channel("user")),
        member=MemberServiceStub(channel("member")),
        store=StoreServiceStub(channel("store")),
        product=ProductServiceStub(channel("product")),
        promotion=PromotionServiceStub(channel("promotion")),
        order=OrderServiceStub(channel("order")),
        order_control=OrderControlServiceStub(channel("order_control")),
        cart=CartServiceStub(channel("cart")),
        flash_sale=FlashSaleServiceStub(channel("flash_sale")),
        group_buy=GroupBuyServiceStub(channel("group_buy")),
    )
