"""Promotions and coupons as customers meet them: at a preview, an order, and its end."""

import asyncio
import secrets
from typing import Any

import pytest
import pytest_asyncio
from zhongtai.common.v1 import geo_pb2, money_pb2, trade_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.promotion.v1 import promotion_pb2, promotion_requests_pb2, rule_pb2
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub
from zhongtai.store.v1 import hours_pb2, store_pb2

from tests.acceptance.coupons import coupon_becomes, coupon_for
from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.stores import everything, like_the_first, open_store, sell
from tests.acceptance.test_journey import poll

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

DISH = "wonton-soup"


def cny(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="CNY")


async def promote(shop: Shop, rule: rule_pb2.PromotionRule, **fields: Any) -> str:
    """A promotion that runs; every process knows it within a second."""
    spec = promotion_pb2.PromotionSpec(currency_code="CNY", rule=rule, **fields)
    request = promotion_requests_pb2.CreatePromotionRequest(
        request_id=secrets.token_hex(8), spec=spec, activate=True
    )
    reply = await PromotionServiceStub(shop.channel).CreatePromotion(request, **shop.operator)
    return reply.promotion.promotion_id


async def end(shop: Shop, promotion_id: str) -> None:
    request = promotion_requests_pb2.EndPromotionRequest(
        request_id=secrets.token_hex(8), promotion_id=promotion_id
    )
    await PromotionServiceStub(shop.channel).EndPromotion(request, **shop.operator)


async def until_given(phone: Phone, shop: Shop, amount: int, **wishes: Any) -> dict[str, Any]:
    """Preview until the dish gets so much off."""
    async with asyncio.timeout(60):
        while True:
            seen = await phone.post("/orders/preview", shop.draft(DISH, **wishes))
            if seen["amounts"]["discount"] == amount:
                return seen


def discounts(orders: list[Any]) -> list[int]:
    """What orders got off; whoever was refused got nothing."""
    return sorted(o["amounts"]["discount"] for o in orders if not isinstance(o, Problem))


@pytest_asyncio.fixture(loop_scope="package")
async def half_price_for_new_customers(shop: Shop):
    rule = rule_pb2.PromotionRule(
        item_discount=rule_pb2.ItemDiscount(
            scope=rule_pb2.ItemScope(sku_ids=[shop.skus[DISH]["sku_id"]]),
            amount_per_piece=cny(321),
        )
    )
    new = promotion_pb2.Conditions(new_customers_only=True)
    promotion_id = await promote(shop, rule, name="First order", conditions=new)
    yield 321
    await end(shop, promotion_id)


async def test_of_twenty_first_orders_of_one_person_one_is_the_first(
    shop: Shop, half_price_for_new_customers: int
):
    phone = await shop.phone(f"new-{shop.platform.topology.name}")
    await until_given(phone, shop, half_price_for_new_customers)
    told = await asyncio.gather(*(phone.order(DISH) for _ in range(20)), return_exceptions=True)
    problems = [each for each in told if isinstance(each, Problem)]
    assert {each.reason for each in problems} <= {"PERSON_LIMIT_REACHED"}
    assert [amount for amount in discounts(told) if amount] == [half_price_for_new_customers]


async def test_who_has_bought_another_dish_before_is_no_new_customer(
    shop: Shop, half_price_for_new_customers: int
):
    phone = await shop.phone(f"bought-{shop.platform.topology.name}")
    await until_given(phone, shop, half_price_for_new_customers)
    other = await phone.paid_order("cucumber")
    assert discounts([other, await phone.order(DISH)]) == [0, 0]
    await phone.post(f"/orders/{other['order_id']}/cancel", {})
    await until_given(phone, shop, half_price_for_new_customers)


async def test_a_customer_is_new_until_an_order_is_placed_and_again_when_it_is_cancelled(
    shop: Shop, half_price_for_new_customers: int
):
    phone = await shop.phone(f"joins-{shop.platform.topology.name}")
    join = messages_pb2.EnrollPersonRequest(person_id=phone.person_id)
    await shop.control.EnrollPerson(join, **shop.operator)
    await until_given(phone, shop, half_price_for_new_customers)
    first = await phone.paid_order(DISH)
    second = await phone.paid_order(DISH)
    assert discounts([first, second]) == [0, half_price_for_new_customers]
    await phone.post(f"/orders/{second['order_id']}/cancel", {})
    await phone.post(f"/orders/{first['order_id']}/cancel", {})
    await until_given(phone, shop, half_price_for_new_customers)
    assert discounts([await phone.order(DISH)]) == [half_price_for_new_customers]


async def test_a_coupon_that_cannot_be_used_is_refused_unless_the_customer_does_without(shop: Shop):
    phone = await shop.phone(f"late-{shop.platform.topology.name}")
    draft = shop.draft(DISH, coupon_ids=["cpn_gone"])
    with pytest.raises(Problem) as refused:
        await phone.post("/orders", draft)
    assert (refused.value.status, refused.value.reason) == (409, "COUPON_NOT_USABLE")
    assert refused.value.body["metadata"]["cause"] == "COUPON_UNKNOWN"
    seen = await phone.post("/orders/preview", draft)
    order = await phone.post("/orders", {**draft, "without_unusable_coupons": True})
    assert order["amounts"]["total"] == seen["amounts"]["total"]


async def test_a_preview_says_why_a_coupon_cannot_be_used(shop: Shop):
    phone = await shop.phone(f"asks-{shop.platform.topology.name}")
    seen = await phone.post("/orders/preview", shop.draft(DISH, coupon_ids=["cpn_gone"]))
    causes = [told["cause"] for told in seen["explanation"] if told["coupon_id"]]
    assert causes == ["COUPON_UNKNOWN"]


async def test_a_coupon_that_was_used_is_back_when_the_store_refuses_the_order(shop: Shop):
    phone = await shop.phone(f"unlucky-{shop.platform.topology.name}")
    coupon_id = await coupon_for(shop, phone.person_id, returns_on_refund=False)
    order = await phone.paid_order(DISH, coupon_ids=[coupon_id])
    await coupon_becomes(shop, coupon_id, "REDEEMED")
    await shop.till_says(order["order_id"], "rejected", reason="sold out")
    await coupon_becomes(shop, coupon_id, "ISSUED")
    again = await phone.order(DISH, coupon_ids=[coupon_id])
    assert discounts([again]) == [600]


async def test_a_preview_tells_by_name_and_language_what_more_to_spend(shop: Shop):
    price = (await shop.phone("opener")).post("/orders/preview", shop.draft(DISH))
    lines = (await price)["amounts"]["lines"]
    tier = rule_pb2.ReductionTier(threshold=cny(lines + 300), reduction=cny(50))
    rule = rule_pb2.PromotionRule(full_reduction=rule_pb2.FullReduction(tiers=[tier]))
    promotion_id = await promote(shop, rule, name="加价购")
    phone = await shop.phone(f"reads-{shop.platform.topology.name}")
    async with asyncio.timeout(60):
        told: dict[str, Any] = {}
        while promotion_id not in told:
            seen = await phone.post(
                "/orders/preview", shop.draft(DISH), **{"accept-language": "zh-CN,zh;q=0.9"}
            )
            told = {each["promotion_id"]: each for each in seen["explanation"]}
    await end(shop, promotion_id)
    assert told[promotion_id]["text"] == "加价购：再买 3.00 CNY 可用"
    assert told[promotion_id]["missing"] == 300
    assert all(each["amount"] or each["missing"] for each in told.values())


async def store_in(shop: Shop, time_zone: str) -> str:
    """A store of the chain that sells everything at any time, by the clock of a zone."""
    store = store_pb2.Store(
        external_code=time_zone.replace("/", "-"),
        name=time_zone,
        point=geo_pb2.GeoPoint(latitude=31.2, longitude=121.5),
        time_zone=time_zone,
        currency_code="CNY",
        services=[store_pb2.ServiceOffer(service_type=trade_pb2.SERVICE_TYPE_PICK_UP)],
        hours=hours_pb2.OpeningHours(kind=hours_pb2.HOURS_KIND_ALWAYS_OPEN),
    )
    store_id = await open_store(shop, store)
    await sell(shop, everything(store_id, store.external_code))
    return store_id


async def test_once_a_day_is_once_in_each_stores_own_business_day(shop: Shop):
    # Their clocks are 25 hours apart: whenever this runs, they have different days.
    early, late = [await store_in(shop, f"Pacific/{name}") for name in ("Pago_Pago", "Kiritimati")]
    scope = rule_pb2.ItemScope(sku_ids=[shop.skus[DISH]["sku_id"]])
    off = rule_pb2.ItemDiscount(scope=scope, amount_per_piece=cny(77))
    promotion_id = await promote(
        shop,
        rule_pb2.PromotionRule(item_discount=off),
        name="Once a day",
        limits=promotion_pb2.Limits(uses_per_person_and_day=1),
        conditions=promotion_pb2.Conditions(store_ids=[early, late]),
    )
    phone = await shop.phone(f"daily-{shop.platform.topology.name}")
    await until_given(phone, shop, 77, store_id=early)
    orders = [await phone.order(DISH, store_id=store) for store in (early, late, early, late)]
    await end(shop, promotion_id)
    assert len({order["business_date"] for order in orders}) == 2
    assert [order["amounts"]["discount"] for order in orders] == [77, 77, 0, 0]


async def store_named(shop: Shop, code: str) -> str:
    """A store of the chain, for promotions of its own; gives its id."""
    store_id = await open_store(shop, like_the_first(code))
    await sell(shop, everything(store_id, code))
    return store_id


async def takes_off(shop: Shop, store_id: str, amount: int, **stacking: Any) -> str:
    """A promotion of the store: an amount off the order, whatever it costs; gives its id."""
    tier = rule_pb2.ReductionTier(reduction=cny(amount))
    return await promote(
        shop,
        rule_pb2.PromotionRule(full_reduction=rule_pb2.FullReduction(tiers=[tier])),
        name=f"{amount} off",
        conditions=promotion_pb2.Conditions(store_ids=[store_id]),
        stacking=promotion_pb2.Stacking(**stacking),
    )


async def given(phone: Phone, draft: dict[str, Any]) -> dict[str, int]:
    """What each promotion takes off an order, by the promotion's id."""
    told = (await phone.post("/orders/preview", draft))["explanation"]
    return {each["promotion_id"]: each["amount"] for each in told if each["amount"]}


async def test_a_fixed_amount_off_needs_no_threshold_and_leaves_nothing_below_zero(shop: Shop):
    phone, store_id = await shop.phone("thrifty"), await store_named(shop, "fixed")
    await takes_off(shop, store_id, 700)
    await until_given(phone, shop, 700, store_id=store_id)
    order = await phone.order("soy-milk", store_id=store_id)
    amounts = order["amounts"]
    assert (amounts["lines"], amounts["discount"], amounts["total"]) == (600, 600, 0)
    assert order["status"] == "PLACED"


async def test_a_group_that_excludes_another_combines_within_itself_and_with_the_rest(shop: Shop):
    phone, store_id = await shop.phone("thrifty"), await store_named(shop, "groups")
    season = {"group": "season", "excluded_groups": ["club"]}
    first = await takes_off(shop, store_id, 300, **season)
    second = await takes_off(shop, store_id, 200, **season)
    club = await takes_off(shop, store_id, 400, group="club")
    usual = await takes_off(shop, store_id, 50)
    draft = shop.draft(DISH, store_id=store_id)
    both = {first: 300, second: 200, usual: 50}
    await poll(lambda: given(phone, draft), lambda seen: seen == both)
    await end(shop, second)
    await poll(lambda: given(phone, draft), lambda seen: seen == {club: 400, usual: 50})


async def test_one_piece_of_each_dish_is_cheaper_by_one_promotion(shop: Shop):
    phone, store_id = await shop.phone("thrifty"), await store_named(shop, "each-dish")
    sizes = ("beef-noodles-m", "beef-noodles-l", "tomato-noodles-m", DISH)
    scope = rule_pb2.ItemScope(sku_ids=[shop.skus[code]["sku_id"] for code in sizes])
    off = rule_pb2.ItemDiscount(scope=scope, basis_points=1000, max_pieces_per_dish=1)
    promotion_id = await promote(
        shop,
        rule_pb2.PromotionRule(item_discount=off),
        name="One of each",
        conditions=promotion_pb2.Conditions(store_ids=[store_id]),
    )
    draft = shop.draft(*sizes, DISH, "cucumber", store_id=store_id)
    dearest = 3400 + 2000 + 2600
    await poll(lambda: given(phone, draft), lambda seen: seen.get(promotion_id) == dearest // 10)
