"""An order's journey from the phone to the till and back, on both topologies."""

import asyncio
import random
import secrets

import pytest
from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed
from zhongtai.inventory.v1 import stock_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.order.v1 import read_messages_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2

from tests.acceptance.shop import LONGEST_PAUSE_SECONDS, Problem, Shop
from tests.passages import missing_nodes

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]


async def test_the_code_given_at_the_till_appears_on_the_open_phone(shop: Shop):
    phone = await shop.phone("anna")
    order = await phone.paid_order("beef-noodles-m")
    async with phone.live(order["order_id"]) as changes:
        first = await anext(changes)
        assert first["pickup_code"] == ""
        report = asyncio.create_task(
            shop.till_says(order["order_id"], "accepted", pickup_code="A42")
        )
        async with asyncio.timeout(60):
            async for seen in changes:
                if seen["pickup_code"]:
                    break
        await report
    assert (seen["pickup_code"], seen["status"]) == ("A42", "ACCEPTED")


async def test_the_order_shows_the_five_nodes_it_has_passed(shop: Shop):
    phone = await shop.phone("anna")
    order = await phone.paid_order("soy-milk")
    await shop.till_says(order["order_id"], "accepted")
    await phone.until(order["order_id"], lambda seen: seen["status"] == "ACCEPTED")
    request = read_messages_pb2.ListOrderEventsRequest(order_id=order["order_id"])
    reply = await shop.orders.ListOrderEvents(request, **shop.operator)
    assert missing_nodes(reply.passages) == []
    times = [each.pass_time.ToNanoseconds() for each in reply.passages[:3]]
    assert times == sorted(times)
    assert times[0] > 0


async def test_discounts_are_allocated_to_the_last_fen_and_explained(shop: Shop):
    phone = await shop.phone("anna")
    draft = shop.draft("beef-noodles-l", "scallion-pancake", "scallion-pancake")
    preview = await phone.post("/orders/preview", draft)
    amounts = preview["amounts"]
    assert amounts["discount"] == 400 + 500
    assert sum(line["discount"] for line in preview["lines"]) == amounts["discount"]
    assert amounts["total"] == amounts["lines"] - amounts["discount"] == 4100
    given = {told["name"]: told["amount"] for told in preview["explanation"]}
    assert sum(given.values()) == amounts["discount"]


async def test_an_order_is_refused_when_the_price_is_not_the_one_seen(shop: Shop):
    phone = await shop.phone("anna")
    with pytest.raises(Problem) as refused:
        await phone.order("soy-milk", expected_total={"minor_units": 1, "currency": "CNY"})
    assert (refused.value.status, refused.value.reason) == (409, "PRICE_CHANGED")


async def test_a_hundred_placings_under_one_key_make_one_order_and_one_payment(shop: Shop):
    phone = await shop.phone("hasty")
    draft = shop.draft("soup-dumplings")
    replies = await asyncio.gather(*(phone.post("/orders", draft, "same") for _ in range(100)))
    ids = {reply["order_id"] for reply in replies}
    assert len(ids) == 1
    [order_id] = ids
    starts = await asyncio.gather(
        *(phone.post(f"/orders/{order_id}/payments", {}, "pay") for _ in range(20))
    )
    assert len({start["payment_id"] for start in starts}) == 1
    await shop.pay(starts[0]["payment_id"])
    await phone.until(order_id, lambda seen: seen["status"] == "PLACED")
    orders = (await phone.get("/orders"))["orders"]
    assert [order["order_id"] for order in orders] == [order_id]


async def test_one_key_for_two_wishes_is_refused(shop: Shop):
    phone = await shop.phone("hasty")
    await phone.order("soy-milk", key="one-key")
    with pytest.raises(Problem) as refused:
        await phone.order("cucumber", key="one-key")
    assert refused.value.reason == "REQUEST_ID_REUSED"


async def test_an_unpaid_order_is_cancelled_and_gives_its_stock_back(shop: Shop):
    phone = await shop.phone("bert")
    before = await available(shop, "soup-dumplings")
    order = await phone.order("soup-dumplings")
    assert await available(shop, "soup-dumplings") == before - 1
    await phone.post(f"/orders/{order['order_id']}/cancel", {})
    await stock_becomes(shop, "soup-dumplings", before)


async def test_a_paid_order_is_cancelled_and_its_money_comes_back(shop: Shop):
    phone = await shop.phone("bert")
    order = await phone.paid_order("wonton-soup")
    await phone.post(f"/orders/{order['order_id']}/cancel", {})
    refunded = await until_refunded(phone, order["order_id"])
    assert refunded["amounts"]["refunded"] == refunded["amounts"]["paid"] == 2600


async def test_an_order_the_store_rejects_is_refunded(shop: Shop):
    phone = await shop.phone("bert")
    order = await phone.paid_order("wonton-soup")
    await shop.till_says(order["order_id"], "rejected", reason="out of shrimp")
    refunded = await until_refunded(phone, order["order_id"])
    assert (refunded["status"], refunded["cancel_note"]) == ("CANCELLED", "out of shrimp")


async def test_points_come_with_completion_and_go_with_a_refund(shop: Shop):
    phone = await shop.phone("clara")
    order = await phone.paid_order("wonton-soup")
    await shop.till_says(order["order_id"], "completed")
    await points_become(phone, 26)
    desk = {"metadata": shop.platform.metadata("operator", "olga"), "timeout": 30}
    asked = payment_messages_pb2.ApplyAfterSaleRequest(
        request_id="desk-1", order_id=order["order_id"], reason="goodwill"
    )
    kept = (await shop.control.ApplyAfterSale(asked, **desk)).after_sale
    agree = payment_messages_pb2.AgreeAfterSaleRequest(
        request_id="desk-2", order_id=order["order_id"], after_sale_id=kept.after_sale_id
    )
    await shop.control.AgreeAfterSale(agree, **desk)
    await points_become(phone, 0)


async def test_two_hundred_orders_at_once_for_fifty_pieces_sell_exactly_fifty(shop: Shop):
    await restock(shop, "soup-dumplings", 50)
    phones = await asyncio.gather(*(shop.phone(f"crowd-{n}") for n in range(20)))

    async def try_one(number: int) -> str:
        while True:
            try:
                await phones[number % 20].order("soup-dumplings", key=f"crowd-{number}")
            except Problem as refused:
                # Out of time is no answer: the same wish is sent again under the same key.
                if refused.reason not in ("DEADLINE_EXCEEDED", "IN_PROGRESS"):
                    return str(refused.reason)
                await asyncio.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))
            else:
                return "sold"

    outcomes = await asyncio.gather(*(try_one(n) for n in range(200)))
    assert outcomes.count("sold") == 50
    assert set(outcomes) == {"sold", "OUT_OF_STOCK"}
    assert await available(shop, "soup-dumplings") == 0


async def until_refunded(phone, order_id: str) -> dict:
    return await poll(
        lambda: phone.get(f"/orders/{order_id}"),
        lambda order: order["amounts"]["refunded"] == order["amounts"]["paid"] > 0,
    )


async def points_become(phone, points: int) -> None:
    await poll(lambda: phone.get("/me"), lambda me: me["points"] == points)


async def stock_becomes(shop: Shop, sku: str, pieces: int) -> None:
    await poll(lambda: available(shop, sku), lambda seen: seen == pieces)


async def poll(look, wanted, seconds=60.0, pause=0.05):
    """Look until it is as wanted: effects between centers follow feeds."""

    async def once():
        return await look()

    attempts = AsyncRetrying(
        retry=retry_if_result(lambda seen: not wanted(seen)),
        wait=wait_fixed(pause),
        stop=stop_after_delay(seconds),
    )
    return await attempts(once)


async def available(shop: Shop, sku: str) -> int:
    request = stock_pb2.GetStockRequest(store_id=shop.store_id, sku_id=shop.skus[sku]["sku_id"])
    stub = InventoryServiceStub(shop.channel)
    return (await stub.GetStock(request, **shop.operator)).stock.available


async def restock(shop: Shop, sku: str, pieces: int) -> None:
    """Count the shelf so that so many pieces are free beside those held.

    An order of before may be taken off between the look and the count: then it is counted again.
    """
    sku_id = shop.skus[sku]["sku_id"]
    stub = InventoryServiceStub(shop.channel)
    ask = stock_pb2.GetStockRequest(store_id=shop.store_id, sku_id=sku_id)
    stock = (await stub.GetStock(ask, **shop.operator)).stock
    while not stock.tracked or stock.on_hand - stock.reserved != pieces:
        count = stock_pb2.StockCount(sku_id=sku_id, counted=stock.reserved + pieces)
        request = stock_pb2.SetStockRequest(
            request_id=secrets.token_hex(8), store_id=shop.store_id, counts=[count]
        )
        await stub.SetStock(request, **shop.operator)
        stock = (await stub.GetStock(ask, **shop.operator)).stock
