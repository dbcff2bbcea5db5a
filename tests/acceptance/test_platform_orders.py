"""An order that a platform sells, brings and partly refunds: both books say the same."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import pytest
from zhongtai.common.v1 import audit_pb2, geo_pb2, money_pb2, trade_pb2
from zhongtai.delivery.v1 import messages_pb2 as delivery_pb
from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceStub
from zhongtai.order.v1 import after_sale_messages_pb2 as order_pb
from zhongtai.order.v1 import (
    after_sale_pb2,
    create_messages_pb2,
    event_pb2,
    line_pb2,
    read_messages_pb2,
)
from zhongtai.order.v1 import order_pb2 as view
from zhongtai.ordercontrol.v1 import messages_pb2 as control_pb
from zhongtai.ordercontrol.v1 import payment_messages_pb2 as pb

from tests.acceptance.shop import Shop
from tests.acceptance.test_journey import poll

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

CHANNEL = "platform"
CUSTOMER = after_sale_pb2.AFTER_SALE_ORIGIN_CUSTOMER
PAID = 3400
"""Three dishes for 30, the third of them 5 off at the platform's cost, 9 for bringing them."""


def cny(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="CNY")


class Gateway:
    """A channel's gateway: hands orders in, passes on what is agreed, tells what comes of it."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.options = {"metadata": shop.platform.metadata("service", CHANNEL), "timeout": 30}
        self.refuses = False

    async def hand_in(self) -> str:
        line = line_pb2.OrderLine(
            line_id="1",
            sku_id=self._shop.skus["soy-milk"]["sku_id"],
            name="豆浆",
            quantity=3,
            unit_price=cny(1000),
            amount=cny(3000),
        )
        off = line_pb2.OrderDiscount(promotion_id="act", name="off", paid_by=2, amount=cny(500))
        off.allocations.add(line_id="1", amount=cny(500))
        order = create_messages_pb2.NewOrder(
            store_id=self._shop.store_id,
            channel=CHANNEL,
            channel_order_number=secrets.token_hex(8),
            service_type=trade_pb2.SERVICE_TYPE_DELIVERY,
            lines=[line],
            discounts=[off],
            delivery_fee=cny(900),
            total=cny(PAID),
            delivery_address=geo_pb2.Address(contact_name="Li", contact_phone="1", street="一号"),
        )
        request = control_pb.ImportOrderRequest(order=order)
        result = (await self._shop.control.ImportOrder(request, **self.options)).result
        return str(result.order_id)

    async def refunded(self, order_id: str, amount: int, **more: Any) -> after_sale_pb2.AfterSale:
        """The platform says that it has given money back."""
        number = {"channel_refund_number": f"r-{secrets.token_hex(6)}"} | more
        request = pb.RecordChannelRefundRequest(order_id=order_id, amount=cny(amount), **number)
        reply = await self._shop.control.RecordChannelRefund(request, **self.options)
        return reply.after_sale

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """What it does all the time: the platform is told of what is agreed, and answers."""
        task = asyncio.create_task(self._follow())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, grpc.aio.AioRpcError):
            await task

    async def _follow(self) -> None:
        watch = read_messages_pb2.WatchEventsRequest(reader=f"{CHANNEL}.after_sale")
        metadata = self.options["metadata"]
        async for reply in self._shop.orders.WatchEvents(watch, metadata=metadata):
            for event in reply.events:
                request = event.after_sale
                agreed = request.status == after_sale_pb2.AFTER_SALE_STATUS_AGREED
                told = event.kind == event_pb2.ORDER_EVENT_KIND_AFTER_SALE
                if told and agreed and request.held_by_channel and event.channel == CHANNEL:
                    await self._pass_on(event.order_id, request)
            ack = read_messages_pb2.AckEventsRequest(reader=watch.reader, cursor=reply.cursor)
            await self._shop.orders.AckEvents(ack, **self.options)

    async def _pass_on(self, order_id: str, request: after_sale_pb2.AfterSale) -> None:
        if not self.refuses:
            number = f"{request.after_sale_id}.{request.attempt}"
            named = {"after_sale_id": request.after_sale_id, "channel_refund_number": number}
            await self.refunded(order_id, request.amount.minor_units, **named)
            return
        failed = order_pb.FailAfterSaleRequest(
            order_id=order_id,
            after_sale_id=request.after_sale_id,
            attempt=request.attempt,
            reason="too late for the platform",
        )
        await self._shop.orders.FailAfterSale(failed, **self.options)


async def seen(shop: Shop, order_id: str) -> view.Order:
    request = read_messages_pb2.GetOrderRequest(order_id=order_id)
    return (await shop.orders.GetOrder(request, **shop.operator)).order


async def ask(shop: Shop, order_id: str, pieces: int) -> after_sale_pb2.AfterSale:
    asked = pb.ApplyAfterSaleRequest(
        request_id=secrets.token_hex(8), order_id=order_id, reason="missing"
    )
    asked.lines.add(line_id="1", quantity=pieces)
    return (await shop.control.ApplyAfterSale(asked, **shop.operator)).after_sale


async def agree(shop: Shop, request: after_sale_pb2.AfterSale) -> None:
    agreed = pb.AgreeAfterSaleRequest(
        request_id=secrets.token_hex(8),
        order_id=request.order_id,
        after_sale_id=request.after_sale_id,
    )
    await shop.control.AgreeAfterSale(agreed, **shop.operator)


async def becomes(shop: Shop, request: after_sale_pb2.AfterSale, status: str) -> Any:
    wanted = after_sale_pb2.AfterSaleStatus.Value(f"AFTER_SALE_STATUS_{status}")
    get = order_pb.GetAfterSaleRequest(
        order_id=request.order_id, after_sale_id=request.after_sale_id
    )

    async def look() -> after_sale_pb2.AfterSale:
        return (await shop.orders.GetAfterSale(get, **shop.operator)).after_sale

    return await poll(look, lambda found: found.status == wanted)


async def brought_by_the_platform(shop: Shop, gateway: Gateway) -> str:
    """An order that the store has made and the platform's rider has brought."""
    order_id = await gateway.hand_in()
    for word in ("accepted", "ready", "delivering", "fulfilled"):
        await shop.till_says(order_id, word)
    await poll(lambda: seen(shop, order_id), lambda order: order.times.HasField("fulfil_time"))
    return order_id


async def test_a_platform_sells_brings_and_partly_refunds_and_its_books_are_ours(shop: Shop):
    gateway = Gateway(shop)
    order_id = await brought_by_the_platform(shop, gateway)
    one = after_sale_pb2.AfterSaleLine(line_id="1", quantity=1)
    told = await gateway.refunded(order_id, 833, lines=[one], requested_by=CUSTOMER)
    assert (told.origin, told.discount_by_platform) == (CUSTOMER, cny(166))
    order = await seen(shop, order_id)
    assert order.delivered_by == trade_pb2.DELIVERED_BY_PLATFORM
    amounts = (order.amounts.paid, order.amounts.paid_by_channel, order.amounts.refunded)
    assert amounts == (cny(PAID), cny(PAID), cny(833))
    listing = delivery_pb.ListDeliveriesRequest(order_id=order_id)
    stub: Any = DeliveryServiceStub(shop.channel)
    assert not (await stub.ListDeliveries(listing, **shop.operator)).deliveries
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await gateway.refunded(order_id, PAID - 833 + 1)
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION


async def test_the_platform_is_told_of_what_the_chain_agrees_to_and_may_refuse_first(shop: Shop):
    gateway = Gateway(shop)
    order_id = await brought_by_the_platform(shop, gateway)
    gateway.refuses = True
    async with gateway.following():
        request = await ask(shop, order_id, 1)
        await agree(shop, request)
        failed = await becomes(shop, request, "FAILED")
        assert failed.failure_reason == "too late for the platform"
        gateway.refuses = False
        await agree(shop, request)
        assert (await becomes(shop, request, "REFUNDED")).refunded == cny(833)
        for pieces in (1, 1):
            last = await ask(shop, order_id, pieces)
            await agree(shop, last)
            await becomes(shop, last, "REFUNDED")
    assert (await seen(shop, order_id)).amounts.refunded == cny(PAID)
    assert await breaches(shop) == []


async def breaches(shop: Shop) -> list[str]:
    reply = await shop.orders.Audit(read_messages_pb2.AuditRequest(), **shop.operator)
    checks: list[audit_pb2.AuditCheck] = list(reply.checks)
    return [check.name for check in checks if check.breach_count]
