"""What an audit looks at, read from the services: orders, payments, holds, sums."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhongtai.delivery.v1 import feed_messages_pb2 as delivery_pb
from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceStub
from zhongtai.inventory.v1 import feed_pb2 as inventory_pb
from zhongtai.inventory.v1 import inventory_pb2, reservation_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.member.v1 import member_requests_pb2 as member_pb
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.order.v1 import read_messages_pb2 as order_pb
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.payment.v1 import feed_messages_pb2 as payment_pb
from zhongtai.payment.v1 import payment_messages_pb2, payment_pb2
from zhongtai.payment.v1.payment_service_pb2_grpc import PaymentServiceStub
from zhongtai.product.v1 import catalog_messages_pb2 as product_pb
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.promotion.v1 import hold_pb2
from zhongtai.promotion.v1 import promotion_requests_pb2 as promotion_pb
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub
from zhongtai.store.v1 import store_service_pb2 as store_pb
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub
from zhongtai.user.v1 import person_requests_pb2 as user_pb
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from cli.replay.connection import Connection
from cli.replay.patience import ask

PAGE = 200

CENTERS: Mapping[str, tuple[Any, Any]] = {
    "user": (UserServiceStub, user_pb),
    "member": (MemberServiceStub, member_pb),
    "store": (StoreServiceStub, store_pb),
    "product": (ProductServiceStub, product_pb),
    "inventory": (InventoryServiceStub, inventory_pb),
    "promotion": (PromotionServiceStub, promotion_pb),
    "order": (OrderServiceStub, order_pb),
    "payment": (PaymentServiceStub, payment_pb),
    "delivery": (DeliveryServiceStub, delivery_pb),
}
"""The stub of each center, and the module of its AuditRequest."""


@dataclass(slots=True)
class Facts:
    """All that an audit compares."""

    own_checks: dict[str, Sequence[Any]] = field(default_factory=dict)
    totals: dict[str, Mapping[str, int]] = field(default_factory=dict)
    orders: dict[str, Any] = field(default_factory=dict)
    payments: list[Any] = field(default_factory=list)
    reservations: list[Any] = field(default_factory=list)
    open_holds: list[Any] = field(default_factory=list)


async def read_facts(connection: Connection, progress: Callable[[str], None]) -> Facts:
    """Ask every center for its own checks, and read what is compared between them."""
    facts = Facts()
    stubs = {name: stub(connection.channel) for name, (stub, _) in CENTERS.items()}
    asker = _Asker(connection.options)
    replies = await asyncio.gather(
        *(asker(stubs[name].Audit, module.AuditRequest()) for name, (_, module) in CENTERS.items())
    )
    for name, reply in zip(CENTERS, replies, strict=True):
        facts.own_checks[name] = list(reply.checks)
        facts.totals[name] = dict(reply.totals)
    progress("payments")
    # Payments before orders: an order's money is there before the order says so.
    payments = payment_messages_pb2.ListPaymentsRequest(page_size=PAGE)
    async for reply in asker.pages(stubs["payment"].ListPayments, payments):
        facts.payments += reply.payments
    progress("orders")
    async for reply in asker.pages(
        stubs["order"].ListOrders, order_pb.ListOrdersRequest(page_size=PAGE)
    ):
        facts.orders.update({order.order_id: order for order in reply.orders})
    progress("stock and promotions")
    for store_id in sorted({order.store_id for order in facts.orders.values()}):
        wanted = reservation_pb2.ListReservationsRequest(store_id=store_id, page_size=PAGE)
        async for reply in asker.pages(stubs["inventory"].ListReservations, wanted):
            facts.reservations += reply.reservations
    holds = hold_pb2.ListHoldsRequest(state=hold_pb2.HOLD_STATE_HELD, page_size=PAGE)
    async for reply in asker.pages(stubs["promotion"].ListHolds, holds):
        facts.open_holds += reply.holds
    return facts


class _Asker:
    """Calls stubs patiently, page by page where there are pages."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        # The sums of a large chain take longer than an ordinary call.
        self._options = {**options, "timeout": 120.0}

    async def __call__(self, method: Any, request: Any) -> Any:
        return await ask(method, request, self._options)

    async def pages(self, method: Any, request: Any) -> AsyncIterator[Any]:
        while True:
            reply = await self(method, request)
            yield reply
            if not reply.next_page_token:
                return
            request.page_token = reply.next_page_token


def pays_its_order(payment: Any) -> bool:
    """Whether the payment's money is the order's (and not a surplus that goes back)."""
    return bool(payment.use == payment_pb2.PAYMENT_USE_ORDER)


HELD = inventory_pb2.RESERVATION_STATE_HELD
COMMITTED = inventory_pb2.RESERVATION_STATE_COMMITTED
