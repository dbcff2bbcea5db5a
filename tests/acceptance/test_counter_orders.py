"""Orders at the counter: the same prices, promotions, coupons and stock as online."""

import asyncio
import secrets
from typing import Any

import pytest
from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.order.v1 import read_messages_pb2
from zhongtai.ordercontrol.v1 import counter_messages_pb2 as pb

from tests.acceptance.auditing import settled
from tests.acceptance.coupons import coupon_becomes, coupon_for
from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.test_journey import available, poll, restock

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

DISH = "soup-dumplings"


def basket(shop: Shop, *coupons: str, **more: Any) -> dict[str, Any]:
    """Two portions, eaten here."""
    lines = [{"sku_code": DISH, "quantity": 2}]
    said = {"store_id": shop.store_id, "service_type": "dine_in", "table": "7", "lines": lines}
    return said | {"coupons": list(coupons)} | more


async def paid(shop: Shop, priced: dict[str, Any], *coupons: str, **more: Any) -> dict[str, Any]:
    """Place what was priced, with the money in the drawer."""
    money = {"taken": priced["total"], "currency": priced["currency"], "tender": "cash"}
    number = {"till_order_number": secrets.token_hex(8)}
    return await shop.at_counter("orders", basket(shop, *coupons) | number | money | more)


async def as_kept(shop: Shop, order_id: str) -> Any:
    get = read_messages_pb2.GetOrderRequest(order_id=order_id)
    return (await shop.orders.GetOrder(get, **shop.operator)).order


async def test_an_order_at_the_counter_with_a_coupon_takes_stock_and_reaches_the_kitchen(
    shop: Shop,
):
    anna = await shop.phone("counter-anna")
    coupon = await coupon_for(shop, anna.person_id)
    await restock(shop, DISH, 10)
    plain = await shop.at_counter("baskets", basket(shop))
    priced = await shop.at_counter("baskets", basket(shop, coupon))
    assert [each["coupon_id"] for each in priced["discounts"] if "coupon_id" in each] == [coupon]
    assert priced["total"] == plain["total"] - 600
    placed = await paid(shop, priced, coupon)
    await coupon_becomes(shop, coupon, "REDEEMED")
    await poll(lambda: available(shop, DISH), lambda pieces: pieces == 8)
    order = await as_kept(shop, placed["order_id"])
    assert order.amounts.paid_by_channel == order.amounts.total
    assert (order.person_id, order.extension["tender"]) == (anna.person_id, "cash")
    await shop.till_says(placed["order_id"], "accepted")
    await anna.until(placed["order_id"], lambda seen: seen["status"] == "ACCEPTED")
    assert await settled(shop) == {}


async def test_the_same_number_is_the_same_order_and_for_something_else_it_is_refused(shop: Shop):
    await restock(shop, DISH, 10)
    priced = await shop.at_counter("baskets", basket(shop))
    number = secrets.token_hex(8)
    again = (paid(shop, priced, till_order_number=number) for _ in range(5))
    told = await asyncio.gather(*again)
    assert len({each["order_id"] for each in told}) == 1
    await poll(lambda: available(shop, DISH), lambda pieces: pieces == 8)
    with pytest.raises(Problem) as caught:
        await paid(shop, priced, till_order_number=number, remark="something else")
    assert caught.value.reason == "REQUEST_ID_REUSED"


async def test_a_coupon_at_the_counter_and_online_at_once_is_used_by_one_of_them(shop: Shop):
    for number in range(4):
        bob = await shop.phone(f"counter-bob-{number}")
        coupon = await coupon_for(shop, bob.person_id)
        await restock(shop, DISH, 10)
        priced = await shop.at_counter("baskets", basket(shop, coupon))
        told = await asyncio.gather(
            paid(shop, priced, coupon), online(bob, coupon), return_exceptions=True
        )
        refused = [each for each in told if isinstance(each, Problem)]
        assert [each.reason for each in refused] == ["COUPON_NOT_USABLE"], told
    assert await settled(shop) == {}


async def online(phone: Phone, coupon: str) -> dict[str, Any]:
    return await phone.order("beef-noodles-m", coupon_ids=[coupon])


async def test_a_coupon_that_is_not_there_is_refused_unless_the_customer_does_without(shop: Shop):
    coupon = await coupon_for(shop, (await shop.phone("counter-cara")).person_id)
    await restock(shop, DISH, 10)
    with pytest.raises(Problem) as caught:
        await shop.at_counter("baskets", basket(shop, "cpn_nobodys", coupon))
    assert caught.value.reason == "COUPON_NOT_USABLE"
    without = basket(shop, "cpn_nobodys", coupon, without_unusable_coupons=True)
    priced = await shop.at_counter("baskets", without)
    assert [each.get("coupon_id", "") for each in priced["discounts"]][-1:] == [coupon]
    assert any("no such coupon" in words for words in priced["explanations"])


async def test_money_that_is_not_what_the_basket_costs_places_nothing(shop: Shop):
    await restock(shop, DISH, 10)
    priced = await shop.at_counter("baskets", basket(shop))
    with pytest.raises(Problem) as caught:
        await paid(shop, priced | {"total": priced["total"] - 1})
    assert (caught.value.status, caught.value.reason) == (409, "PRICE_CHANGED")
    assert await available(shop, DISH) == 10


async def test_more_than_there_is_cannot_be_sold_at_the_counter_either(shop: Shop):
    await restock(shop, DISH, 1)
    with pytest.raises(Problem) as caught:
        await shop.at_counter("baskets", basket(shop))
    assert caught.value.reason in ("OUT_OF_STOCK", "SOLD_OUT")


async def test_a_till_that_speaks_to_the_platform_itself_places_for_its_own_store_only(shop: Shop):
    await restock(shop, DISH, 10)
    draft = pb.CounterDraft(
        store_id=shop.store_id,
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        lines=[pb.CounterLine(sku_code=DISH, quantity=1)],
    )
    till = {"metadata": shop.platform.metadata("till", "til_own", store=shop.store_id)}
    preview = pb.PreviewCounterOrderRequest(draft=draft)
    total = (await shop.control.PreviewCounterOrder(preview, **till)).amounts.total
    place = pb.PlaceCounterOrderRequest(till_order_number="1", draft=draft, taken=total)
    order = (await shop.control.PlaceCounterOrder(place, **till)).order
    assert order.channel_order_number == "til_own/1"
    assert order.amounts.paid == money_pb2.Money(minor_units=total.minor_units, currency_code="CNY")
    place.draft.store_id = next(i for i in shop.store_ids.values() if i != shop.store_id)
    with pytest.raises(Exception, match="PERMISSION_DENIED"):
        await shop.control.PlaceCounterOrder(place, **till)
