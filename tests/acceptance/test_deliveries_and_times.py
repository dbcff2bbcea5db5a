"""Orders that a rider brings and orders wanted for later, through the public doors."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from zhongtai.common.v1 import geo_pb2, money_pb2, trade_pb2
from zhongtai.delivery.v1 import delivery_pb2
from zhongtai.delivery.v1 import messages_pb2 as delivery_pb
from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceStub
from zhongtai.order.v1 import create_messages_pb2, line_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2

from tests.acceptance.shop import Phone, Problem, Shop

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

HOME = {
    "contact_name": "Anna",
    "contact_phone": "13800000000",
    "street": "滇池路 1 号",
    "latitude": 31.2405,
    "longitude": 121.4905,
}
PREPARATION = timedelta(minutes=15)
"""What the demo's stores say they need."""
ENOUGH = ("beef-noodles-m", "beef-noodles-m")


async def delivered_home(phone: Phone, **wishes: Any) -> dict[str, Any]:
    return await phone.paid_order(*ENOUGH, service_type="DELIVERY", address=HOME, **wishes)


def has_rider(order: dict[str, Any]) -> bool:
    return order["delivery"] is not None and bool(order["delivery"]["rider_name"])


async def deliveries_of(shop: Shop, order_id: str) -> list[Any]:
    stub: Any = DeliveryServiceStub(shop.channel)
    request = delivery_pb.ListDeliveriesRequest(order_id=order_id)
    return list((await stub.ListDeliveries(request, **shop.operator)).deliveries)


def from_platform(shop: Shop, **fields: Any) -> create_messages_pb2.NewOrder:
    """A paid delivery order of a takeaway platform."""
    price = money_pb2.Money(minor_units=2000, currency_code="CNY")
    sku = shop.skus["soy-milk"]["sku_id"]
    line = line_pb2.OrderLine(
        line_id="1", sku_id=sku, name="豆浆", quantity=1, unit_price=price, amount=price
    )
    address = geo_pb2.Address(contact_name="Li", contact_phone="139", street="滇池路 2 号")
    return create_messages_pb2.NewOrder(
        store_id=shop.store_id,
        channel="meituan",
        channel_order_number=secrets.token_hex(8),
        service_type=trade_pb2.SERVICE_TYPE_DELIVERY,
        lines=[line],
        total=price,
        delivery_address=address,
        **fields,
    )


async def imported(shop: Shop, order: create_messages_pb2.NewOrder) -> str:
    request = messages_pb2.ImportOrderRequest(order=order)
    hub = {"metadata": shop.platform.metadata("service", "hub"), "timeout": 30}
    return (await shop.control.ImportOrder(request, **hub)).result.order_id


@pytest.mark.parametrize("first_word", ["accepted", "preparing", "ready"])
async def test_whatever_the_till_says_first_a_rider_comes_and_the_customer_sees_it(
    shop: Shop, first_word: str
):
    phone = await shop.phone("anna")
    order = await delivered_home(phone)
    assert order["delivered_by"] == "CARRIER"
    await shop.till_says(order["order_id"], first_word)
    seen = await phone.until(order["order_id"], has_rider)
    rider = await phone.get(f"/orders/{order['order_id']}/rider")
    assert rider["rider_name"] == seen["delivery"]["rider_name"]
    assert len(await deliveries_of(shop, order["order_id"])) == 1


async def test_goods_that_are_ready_are_brought_and_the_operator_sees_the_cost(shop: Shop):
    phone = await shop.phone("anna")
    order = await delivered_home(phone)
    await at_the_till(shop, order["order_id"], "")
    before = await shop.pull("")
    await shop.till_says(order["order_id"], "ready")
    await phone.until(order["order_id"], lambda seen: seen["status"] == "FULFILLED")
    request = read_messages_pb2.GetOrderRequest(order_id=order["order_id"])
    shown = (await shop.orders.GetOrder(request, **shop.operator)).order
    seen = await last_at_the_till(shop, order["order_id"], before["cursor"])
    assert (seen["state"], seen["order"]["rider"]["step"]) == ("completed", "delivered")
    assert shown.delivery.fee.minor_units > 0
    assert shown.delivery.carrier == "sandbox"


@pytest.mark.parametrize("words", [["ready", "fulfilled"], ["delivering", "fulfilled"]])
async def test_no_rider_comes_for_what_the_store_has_brought_itself(shop: Shop, words: list[str]):
    phone = await shop.phone("anna")
    # Wanted later, so that the carrier's rider is not there yet.
    wanted = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    order_id = (await delivered_home(phone, expected_time=wanted))["order_id"]
    await shop.till_says(order_id, "accepted")
    await phone.until(order_id, lambda seen: seen["delivery"] is not None)
    for word in words:
        await shop.till_says(order_id, word)
    await phone.until(
        order_id,
        lambda seen: (
            seen["status"] == "FULFILLED" and (seen["delivery"] or {}).get("step") == "CANCELLED"
        ),
    )
    [delivery] = await deliveries_of(shop, order_id)
    assert delivery.status == delivery_pb2.DELIVERY_STATUS_CANCELLED


async def test_no_carrier_is_paid_for_what_the_platforms_riders_bring(shop: Shop):
    phone = await shop.phone("anna")
    theirs = await imported(shop, from_platform(shop))
    await shop.till_says(theirs, "accepted")
    # Events are followed in order: when this one has its rider, theirs has been looked at.
    ours = await delivered_home(phone)
    await shop.till_says(ours["order_id"], "accepted")
    await phone.until(ours["order_id"], lambda seen: seen["delivery"] is not None)
    assert not await deliveries_of(shop, theirs)


@pytest.mark.parametrize(
    ("after", "cause"),
    [
        (timedelta(days=-2500), "TIME_PASSED"),
        (timedelta(minutes=-10), "TIME_PASSED"),
        (timedelta(days=8), "TOO_FAR_AHEAD"),
        (timedelta(days=60_000), "TOO_FAR_AHEAD"),
    ],
)
async def test_a_wanted_time_back_then_or_far_ahead_is_refused(
    shop: Shop, after: timedelta, cause: str
):
    phone = await shop.phone("anna")
    wanted = (datetime.now(UTC) + after).isoformat()
    for path in ("/orders/preview", "/orders"):
        with pytest.raises(Problem) as refused:
            await phone.post(path, shop.draft("soy-milk", expected_time=wanted))
        assert refused.value.reason == "STORE_NOT_TAKING_ORDERS"
        assert refused.value.body["metadata"]["cause"] == cause


async def test_an_order_for_later_waits_paid_and_the_till_is_told_when_it_is_due(shop: Shop):
    phone = await shop.phone("anna")
    begin = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=25)
    wanted = begin + PREPARATION
    order = await phone.paid_order("soy-milk", expected_time=wanted.isoformat())
    order_id = order["order_id"]
    assert order["waits"]
    assert datetime.fromisoformat(order["prepare_from"]) == begin
    entry = await at_the_till(shop, order_id, "")
    assert (entry["state"], entry["order"]["waits"]) == ("new", True)
    assert datetime.fromisoformat(entry["order"]["prepare_from"]) == begin
    await phone.until(order_id, lambda seen: not seen["waits"])
    assert datetime.now(UTC) >= begin
    while "waits" in entry["order"]:
        await asyncio.sleep(0.1)
        entry = await at_the_till(shop, order_id, "")
    assert datetime.fromisoformat(entry["order"]["expected_at"]) == wanted


async def test_an_order_that_waits_can_be_cancelled_and_is_off_the_till_then(shop: Shop):
    phone = await shop.phone("anna")
    wanted = datetime.now(UTC) + timedelta(days=2)
    order = await phone.paid_order("soy-milk", expected_time=wanted.isoformat())
    await phone.post(f"/orders/{order['order_id']}/cancel", {})
    back = await until_refunded(phone, order["order_id"])
    assert (back["status"], back["waits"]) == ("CANCELLED", False)
    while order["order_id"] in await open_at_the_till(shop):
        await shop.pull("", wait_seconds=1)


async def open_at_the_till(shop: Shop) -> set[str]:
    return {entry["order"]["order_id"] for entry in (await shop.pull(""))["orders"]}


async def until_refunded(phone: Phone, order_id: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            order = await phone.get(f"/orders/{order_id}")
            if order["amounts"]["refunded"] == order["amounts"]["paid"]:
                return order
            await asyncio.sleep(0.2)


async def last_at_the_till(shop: Shop, order_id: str, after: str) -> dict[str, Any]:
    """The order as the till has it when nothing is left to do."""
    while (entry := await at_the_till(shop, order_id, after))["state"] != "completed":  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    return entry


async def at_the_till(shop: Shop, order_id: str, after: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            page = await shop.pull(after, wait_seconds=2)
            for entry in page["orders"]:
                if entry["order"]["order_id"] == order_id:
                    return entry
            after = page["cursor"]
