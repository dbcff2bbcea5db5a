"""The audit through the public doors: silent about what is lawful, never about what is not."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.inventory.v1 import inventory_pb2, reservation_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.payment.v1 import payment_messages_pb2, payment_pb2
from zhongtai.payment.v1.payment_service_pb2_grpc import PaymentServiceStub

from cli.audit.centers import CENTERS
from mesh.pure.ids import new_order_id
from tests.acceptance.auditing import breaches_of, centers_of, settled
from tests.acceptance.shop import Shop

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

RACES = 8


async def pay_and_cancel(shop: Shop, number: int) -> payment_pb2.Payment:
    """A customer who cancels in the moment in which they pay; gives the payment afterwards."""
    phone = await shop.phone("anna")
    order_id = (await phone.order("soy-milk"))["order_id"]
    started = await phone.post(f"/orders/{order_id}/payments", {"provider": "sandbox"})
    pay = shop.try_to_pay(started["payment_id"])
    cancel = phone.post(f"/orders/{order_id}/cancel", {})
    both = (pay, cancel) if number % 2 else (cancel, pay)
    answers = await asyncio.gather(*both)
    assert answers[1 - number % 2].status_code in (200, 409), "409: the cancellation was first"
    get = payment_messages_pb2.GetPaymentRequest(payment_id=started["payment_id"])
    await phone.until(order_id, lambda seen: seen["status"] == "CANCELLED")
    return (await PaymentServiceStub(shop.channel).GetPayment(get, **shop.operator)).payment


async def test_an_order_cancelled_while_it_was_paid_leaves_no_breach(shop: Shop):
    await asyncio.gather(*(pay_and_cancel(shop, number) for number in range(RACES)))
    assert await settled(shop) == {}


async def test_orders_on_their_way_are_not_named(shop: Shop):
    phone = await shop.phone("anna")
    await phone.order("soy-milk", "scallion-pancake")
    await phone.paid_order("beef-noodles-m")
    accepted = await phone.paid_order("soy-milk")
    await shop.till_says(accepted["order_id"], "accepted")
    wanted = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    assert (await phone.paid_order("soy-milk", expected_time=wanted))["waits"]
    assert await settled(shop) == {}


async def test_stock_that_is_held_for_no_order_is_named_until_it_is_free(shop: Shop):
    inventory = InventoryServiceStub(shop.channel)
    order_id, sku_id = new_order_id(shop.store_id), shop.skus["soup-dumplings"]["sku_id"]
    line = inventory_pb2.StockLine(sku_id=sku_id, quantity=1)
    request = reservation_pb2.ReserveStockRequest(
        order_id=order_id, store_id=shop.store_id, lines=[line]
    )
    await inventory.ReserveStock(request, **shop.operator)
    named = await breaches_of(shop)
    assert named["reservations_have_their_order"] == [f"{order_id}: stock is taken for no order"]
    release = reservation_pb2.ReleaseReservationsRequest(order_ids=[order_id])
    await inventory.ReleaseReservations(release, **shop.operator)
    assert await settled(shop) == {}


async def test_every_center_says_that_it_has_the_merchant(shop: Shop):
    centers = centers_of(shop)
    await shop.phone("anna")
    with_something = {"user", "store", "product", "inventory", "promotion", "order", "payment"}
    for center in CENTERS:
        known = await centers.merchants(center)
        assert known.count(shop.merchant) == 1 or center not in with_something
