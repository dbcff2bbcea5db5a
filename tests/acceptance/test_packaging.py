"""What packing costs, from the menu to the till, the refund and a platform's own fee."""

import secrets
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.order.v1 import create_messages_pb2, line_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2, payment_messages_pb2
from zhongtai.product.v1 import catalog_import_pb2

from demo.tables import read_chain
from tests.acceptance.auditing import settled
from tests.acceptance.shop import Phone, Shop
from tests.acceptance.stores import everything, like_the_first, open_store, sell
from tests.acceptance.test_after_sale import agree, ask, at_till, becomes
from tests.acceptance.test_deliveries_and_times import HOME
from tests.acceptance.test_journey import points_become

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

SOUP, PANCAKE = "wonton-soup", "scallion-pancake"
SOUP_BOX, PANCAKE_BOX, BAG = 700, 50, 30
"""What the menu of the store says of the soup and of orders, and the pancake of itself."""


def cny(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="CNY")


@dataclass(frozen=True)
class Packer:
    """A store that charges for packing, also at the counter."""

    shop: Shop
    store_id: str

    def draft(self, *skus: str, **wishes: Any) -> dict[str, Any]:
        return self.shop.draft(*skus, store_id=self.store_id, **wishes)

    async def placed(self, phone: Phone, *skus: str) -> dict[str, Any]:
        """A paid order of one piece of each."""
        return await phone.paid_order(*skus, store_id=self.store_id)


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def packer(shop: Shop) -> Packer:
    store = like_the_first("packer")
    for offer in store.services:
        offer.without_packaging_fee = False
    store_id = await open_store(shop, store)
    of_the_app = catalog_import_pb2.ImportMenu(
        code="packer-app",
        name="App",
        store_ids=[store_id],
        channels=["miniapp"],
        priority=5,
        order_packaging_fee=cny(BAG),
        entries=[catalog_import_pb2.ImportMenuEntry(sku_code=SOUP, packaging_fee=cny(SOUP_BOX))],
    )
    await sell(shop, everything(store_id, "packer"), of_the_app)
    return Packer(shop, store_id)


async def test_packaging_reaches_no_threshold_and_gets_no_discount(packer: Packer):
    phone = await packer.shop.phone("paula")
    # 34 yuan of goods are below the 40 that save 5, although packing makes them more.
    below = (await phone.post("/orders/preview", packer.draft(SOUP, PANCAKE)))["amounts"]
    assert (below["lines"], below["packaging_fee"], below["discount"]) == (3400, 780, 0)
    assert below["total"] == 3400 + SOUP_BOX + PANCAKE_BOX + BAG
    # The second pancake costs half of its price, and a whole box.
    two = (await phone.post("/orders/preview", packer.draft(PANCAKE, PANCAKE)))["amounts"]
    assert (two["discount"], two["packaging_fee"]) == (400, 2 * PANCAKE_BOX + BAG)
    assert two["total"] == 1600 - 400 + two["packaging_fee"]


@pytest.mark.parametrize(
    ("service", "fee"), [("PICK_UP", SOUP_BOX + BAG), ("DINE_IN", 0), ("DELIVERY", SOUP_BOX + BAG)]
)
async def test_what_is_eaten_in_the_store_is_not_packed(packer: Packer, service: str, fee: int):
    phone = await packer.shop.phone("paula")
    draft = packer.draft(SOUP, service_type=service, address=HOME)
    assert (await phone.post("/orders/preview", draft))["amounts"]["packaging_fee"] == fee
    menu = await phone.get(f"/stores/{packer.store_id}/menu?service_type={service}")
    [soup] = [s for p in menu["products"] for s in p["skus"] if s["external_code"] == SOUP]
    shown = [
        each["minor_units"] for each in (soup["packaging_fee"], menu["order_packaging_fee"]) if each
    ]
    assert sum(shown) == fee


async def test_a_store_says_that_it_packs_for_nothing_at_its_counter(packer: Packer):
    phone = await packer.shop.phone("paula")
    wishes = {"address": HOME, "service_type": "DELIVERY"}
    draft = packer.shop.draft(SOUP)
    at_counter = await phone.post("/orders/preview", draft)
    at_door = await phone.post("/orders/preview", draft | wishes)
    fees = [each["amounts"]["packaging_fee"] for each in (at_counter, at_door)]
    chain = read_chain()
    [box] = [row["box_fee"] for row in chain["products"] if row["code"] == SOUP]
    assert fees == [0, box + chain["bag_fee"]]


@pytest.mark.parametrize(("service", "fee"), [("pick_up", PANCAKE_BOX), ("dine_in", 0)])
async def test_a_till_charges_for_packing_what_is_taken_away(
    packer: Packer, service: str, fee: int
):
    basket = {
        "store_id": packer.store_id,
        "service_type": service,
        "lines": [{"sku_code": PANCAKE, "quantity": 1}],
    }
    priced = await packer.shop.at_counter("baskets", basket)
    assert (priced["packaging_fee"], priced["total"]) == (fee, priced["goods"] + fee)
    assert priced["lines"][0].get("packaging_fee", 0) == fee


async def test_customer_till_and_payment_see_the_same_packaging(packer: Packer):
    phone = await packer.shop.phone("paula")
    order = await packer.placed(phone, SOUP, PANCAKE)
    assert order["amounts"]["paid"] == order["amounts"]["total"] == 3400 + 780
    assert [line["packaging_fee"] for line in order["lines"]] == [SOUP_BOX, PANCAKE_BOX]
    entry = await at_till(packer.shop, order["order_id"], lambda seen: seen["state"] == "new")
    seen = entry["order"]
    assert seen["packaging_fee"] == order["amounts"]["packaging_fee"]
    assert [line["packaging_fee"] for line in seen["lines"]] == [SOUP_BOX, PANCAKE_BOX]
    goods = sum(line["line_total"] for line in seen["lines"])
    assert seen["total"] == goods + seen["packaging_fee"] - seen["discount_total"]


async def test_pieces_come_back_with_their_packaging_and_the_bag_with_the_last(packer: Packer):
    phone = await packer.shop.phone("petra")
    order_id = await two_pancakes(packer, phone)
    await packer.shop.till_says(order_id, "fulfilled")
    given = []
    for _ in range(2):
        request = await ask(phone, order_id, 1)
        await agree(packer.shop, request)
        await becomes(phone, request, "REFUNDED")
        given.append((request["amount"]["minor_units"], request["lines"][0]["packaging_fee"]))
    assert given == [(600 + PANCAKE_BOX, PANCAKE_BOX), (600 + PANCAKE_BOX + BAG, PANCAKE_BOX)]
    amounts = (await phone.get(f"/orders/{order_id}"))["amounts"]
    assert amounts["refunded"] == amounts["paid"]


async def test_points_are_earned_on_goods_and_not_on_packaging(packer: Packer):
    phone = await packer.shop.phone("pia")
    order_id = await two_pancakes(packer, phone)
    await packer.shop.till_says(order_id, "completed")
    await points_become(phone, 12)
    for left in (6, 0):
        await by_the_desk(packer.shop, order_id)
        await points_become(phone, left)


async def two_pancakes(packer: Packer, phone: Phone) -> str:
    """A paid order of two pieces of one line, for 12 yuan with 1.30 of packaging; gives its id."""
    draft = packer.draft(PANCAKE)
    draft["lines"][0]["quantity"] = 2
    order_id = (await phone.post("/orders", draft))["order_id"]
    await phone.pay(order_id)
    return order_id


async def by_the_desk(shop: Shop, order_id: str) -> None:
    """The chain's desk gives a piece back, also after the order is completed."""
    asked = payment_messages_pb2.ApplyAfterSaleRequest(
        request_id=secrets.token_hex(8), order_id=order_id, reason="cold"
    )
    asked.lines.add(line_id="1", quantity=1)
    request = (await shop.control.ApplyAfterSale(asked, **shop.operator)).after_sale
    await agree(shop, {"order_id": order_id, "after_sale_id": request.after_sale_id})


async def test_what_the_store_cannot_make_costs_no_packaging(packer: Packer):
    phone = await packer.shop.phone("petra")
    order = await packer.placed(phone, SOUP, PANCAKE)
    soup, till = order["lines"][0], packer.shop.till_says
    await till(order["order_id"], "accepted")
    missing = [{"line_id": soup["line_id"], "quantity": 1}]
    await till(order["order_id"], "lines_cancelled", lines=missing, reason="no wonton left")
    seen = await phone.until(order["order_id"], lambda seen: seen["amounts"]["refunded"])
    assert seen["amounts"]["refunded"] == soup["amount"] + SOUP_BOX


def from_platform(packer: Packer, *, of_line: int, of_order: int) -> create_messages_pb2.NewOrder:
    """A paid order of a takeaway platform, which has its own prices of packing."""
    line = line_pb2.OrderLine(
        line_id="1",
        sku_id=packer.shop.skus[SOUP]["sku_id"],
        name="云吞",
        quantity=2,
        unit_price=cny(1000),
        amount=cny(2000),
        packaging_fee=cny(of_line),
    )
    return create_messages_pb2.NewOrder(
        store_id=packer.store_id,
        channel="meituan",
        channel_order_number=secrets.token_hex(8),
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        lines=[line],
        packaging_fee=cny(of_order),
        total=cny(2000 + of_order),
    )


async def test_a_platform_gives_its_own_packaging_fee(packer: Packer):
    shop = packer.shop
    hub = {"metadata": shop.platform.metadata("service", "hub"), "timeout": 30}
    orders = [from_platform(packer, of_line=200, of_order=whole) for whole in (250, 199)]
    request = messages_pb2.BatchImportOrdersRequest(orders=orders)
    taken, refused = (await shop.control.BatchImportOrders(request, **hub)).results
    assert refused.refusal_reason == "INVALID_REQUEST"
    get = read_messages_pb2.GetOrderRequest(order_id=taken.order_id)
    order = (await shop.orders.GetOrder(get, **shop.operator)).order
    assert order.amounts.packaging_fee == cny(250)
    assert order.lines[0].packaging_fee == cny(200)
    assert order.amounts.total == order.amounts.paid_by_channel == cny(2250)


async def test_the_books_agree_about_packaging(shop: Shop):
    assert await settled(shop) == {}
