"""What is sold at the counter is gone online, at once and by name, and comes back by itself."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.common.v1 import letter_pb2
from zhongtai.inventory.v1 import inventory_pb2, reservation_pb2, stock_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.product.v1 import availability_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub

from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.test_journey import available, poll, restock

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

DISH = "soup-dumplings"


def sale(shop: Shop, pieces: int, number: str = "", **named: str) -> dict:
    line = {"quantity": pieces, **(named or {"sku_id": shop.skus[DISH]["sku_id"]})}
    return {
        "till_sale_id": number or secrets.token_hex(8),
        "store_id": shop.store_id,
        "lines": [line],
        "occurred_at": datetime.now(UTC).isoformat(),
    }


async def sold_out(shop: Shop, phone: Phone) -> bool:
    """Whether the customer's menu says that the dish is sold out."""
    menu = await phone.get(f"/stores/{shop.store_id}/menu")
    skus = [sku for product in menu["products"] for sku in product["skus"]]
    return next(sku["sold_out"] for sku in skus if sku["external_code"] == DISH)


async def until_menu_says(shop: Shop, phone: Phone, wanted: bool) -> None:
    await poll(lambda: sold_out(shop, phone), lambda said: said is wanted)


async def booked(shop: Shop) -> int:
    """How many sales of its tills the stock of the store knows."""
    request = reservation_pb2.ListTillSalesRequest(store_id=shop.store_id, page_size=200)
    answer = await InventoryServiceStub(shop.channel).ListTillSales(request, **shop.operator)
    return len(answer.sales)


async def receive(shop: Shop, pieces: int) -> None:
    sku_id = shop.skus[DISH]["sku_id"]
    reason = inventory_pb2.MOVEMENT_KIND_RECEIVED
    change = stock_pb2.StockAdjustment(sku_id=sku_id, delta=pieces, reason=reason)
    request = stock_pb2.AdjustStockRequest(
        request_id=secrets.token_hex(8), store_id=shop.store_id, adjustments=[change]
    )
    await InventoryServiceStub(shop.channel).AdjustStock(request, **shop.operator)


async def say(shop: Shop, *, can_be_sold: bool) -> None:
    """Say in the store whether there is any of the dish."""
    sku_id = shop.skus[DISH]["sku_id"]
    change = availability_pb2.AvailabilityChange(sku_id=sku_id, available=can_be_sold)
    request = availability_pb2.SetAvailabilityRequest(
        request_id=secrets.token_hex(8), store_id=shop.store_id, changes=[change]
    )
    await ProductServiceStub(shop.channel).SetAvailability(request, **shop.operator)


async def causes(shop: Shop) -> list[int]:
    """What stands against the dish."""
    request = availability_pb2.ListSoldOutRequest(store_id=shop.store_id)
    stub = ProductServiceStub(shop.channel)
    found = (await stub.ListSoldOut(request, **shop.operator)).sold_out
    return [c for e in found if e.sku_id == shop.skus[DISH]["sku_id"] for c in e.causes]


async def test_the_last_pieces_at_the_counter_are_sold_out_online_and_come_back(shop: Shop):
    phone = await shop.phone("counter")
    await restock(shop, DISH, 2)
    await shop.sell([sale(shop, 2)])
    await until_menu_says(shop, phone, True)
    name = shop.names[DISH]
    for path in ("/orders/preview", "/orders"):
        with pytest.raises(Problem) as caught:
            await phone.post(path, shop.draft(DISH))
        assert caught.value.reason == "OUT_OF_STOCK"
        assert name in caught.value.body["detail"]
    await receive(shop, 1)
    await until_menu_says(shop, phone, False)
    assert (await phone.post("/orders/preview", shop.draft(DISH)))["lines"][0]["name"]


async def test_what_the_store_called_sold_out_stays_so_when_stock_comes_back(shop: Shop):
    phone = await shop.phone("manual")
    await restock(shop, DISH, 1)
    await say(shop, can_be_sold=False)
    await shop.sell([sale(shop, 1)])
    await poll(lambda: causes(shop), lambda found: len(found) == 2)
    await receive(shop, 5)
    manual = [availability_pb2.SOLD_OUT_CAUSE_MANUAL]
    await poll(lambda: causes(shop), lambda found: found == manual)
    assert await sold_out(shop, phone)
    await say(shop, can_be_sold=True)
    await until_menu_says(shop, phone, False)


async def test_counter_and_online_selling_the_last_pieces_at_once_never_oversell(shop: Shop):
    await restock(shop, DISH, 20)
    phones = await asyncio.gather(*(shop.phone(f"last-{n}") for n in range(15)))
    known = await booked(shop)
    await until_menu_says(shop, phones[0], False)
    online = (phone.order(DISH) for phone in phones)
    counter = (shop.sell([sale(shop, 1)]) for _ in range(15))
    told = await asyncio.gather(*online, *counter, return_exceptions=True)
    refused = {each.reason for each in told if isinstance(each, Problem)}
    assert refused <= {"OUT_OF_STOCK"}
    assert not [e for e in told if isinstance(e, BaseException) and not isinstance(e, Problem)]
    await poll(lambda: booked(shop), lambda count: count == known + 15)
    await poll(lambda: available(shop, DISH), lambda pieces: pieces == 0)
    ask = stock_pb2.GetStockRequest(store_id=shop.store_id, sku_id=shop.skus[DISH]["sku_id"])
    stock = (await InventoryServiceStub(shop.channel).GetStock(ask, **shop.operator)).stock
    assert stock.on_hand == stock.reserved


async def test_an_unknown_code_waits_for_an_operator_and_its_neighbours_are_booked(shop: Shop):
    await restock(shop, DISH, 9)
    before = await available(shop, DISH)
    again = sale(shop, 2, sku_code=DISH)
    late = sale(shop, 1) | {"occurred_at": (datetime.now(UTC) - timedelta(days=9)).isoformat()}
    await shop.sell([sale(shop, 1), sale(shop, 1, sku_code="no-such-code"), again])
    await shop.sell([again, sale(shop, -1), late])
    await poll(lambda: available(shop, DISH), lambda pieces: pieces == before - 4)

    async def dead() -> list[letter_pb2.Letter]:
        request = letter_pb2.ListLettersRequest(state=letter_pb2.LETTER_STATE_DEAD)
        return list((await shop.orders.ListLetters(request, **shop.operator)).letters)

    (letter,) = await poll(dead, bool)
    assert (letter.reader, letter.reason) == (
        "order_control.till_sales",
        "No SKU has the code no-such-code",
    )
