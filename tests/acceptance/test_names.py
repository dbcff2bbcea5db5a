"""What customers read beside dishes is told in their language, stores first."""

import re
from typing import Any

import pytest
from zhongtai.common.v1 import geo_pb2
from zhongtai.mall.v1 import store_messages_pb2

from demo.sales import DemoSales
from demo.tables import Tables, read_chain
from tests.acceptance.app import PICK_UP, GrpcApp, logged_in
from tests.acceptance.shop import Phone, Shop

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

HAN = re.compile("[\u4e00-\u9fff]")
LATIN = re.compile("[A-Za-z]{2}")
LANGUAGES = {"zh-CN": (HAN, LATIN), "en-GB": (LATIN, HAN)}
NEAR = "/stores?latitude=31.24&longitude=121.49&radius_m=30000"


async def told(phone: Phone, path: str, key: str, language: str) -> list[dict[str, Any]]:
    """What a list says to a reader of a language."""
    return (await phone.get(path, **{"accept-language": language}))[key]


async def test_stores_are_named_in_the_customers_language(shop: Shop):
    phone = await shop.phone("names")
    for language, (has, has_not) in LANGUAGES.items():
        stores = await told(phone, NEAR, "stores", language)
        texts = [store[field] for store in stores for field in ("name", "street", "city")]
        assert len(texts) == 9
        assert [text for text in texts if not has.search(text) or has_not.search(text)] == []
    both = (await phone.get(NEAR))["stores"]
    assert all(HAN.search(store["name"]) and LATIN.search(store["name"]) for store in both)


async def test_dishes_are_described_in_the_customers_language(shop: Shop):
    phone, app = await shop.phone("names"), await logged_in(GrpcApp, shop, "names")
    for language, (has, has_not) in LANGUAGES.items():
        request = store_messages_pb2.GetMenuRequest(
            store_id=shop.store_id, service_type=PICK_UP, language=language
        )
        shown = await told(phone, f"/stores/{shop.store_id}/menu", "products", language)
        texts = [each["description"] for each in shown if each["description"]]
        assert texts
        assert [text for text in texts if not has.search(text) or has_not.search(text)] == []
        at_the_app = (await app.call("GetMenu", request)).products
        assert [each.description for each in at_the_app if each.description] == texts


async def test_the_app_is_told_stores_in_its_language(shop: Shop):
    app = await logged_in(GrpcApp, shop, "names")
    near = store_messages_pb2.FindStoresRequest(
        point=geo_pb2.GeoPoint(latitude=31.24, longitude=121.49), language="en"
    )
    found = await app.call("FindStores", near)
    assert "Alley Noodles, Bund" in [each.store.name for each in found.stores]


async def test_promotions_and_coupons_are_told_in_the_customers_language(shop: Shop):
    phone = await shop.phone("names")
    draft = shop.draft("beef-noodles-m", "beef-noodles-m")
    for language, (has, has_not) in LANGUAGES.items():
        reader = {"accept-language": language}
        offers = await told(phone, "/coupons/offers", "offers", language)
        preview = await phone.post("/orders/preview", draft, **reader)
        texts = [each["name"] for each in (*offers, *preview["discounts"], *preview["explanation"])]
        assert preview["discounts"]
        assert offers
        assert [text for text in texts if not has.search(text) or has_not.search(text)] == []


async def test_an_order_and_a_coupon_keep_to_the_name_that_is_read(shop: Shop):
    phone = await shop.phone("names")
    chinese, english = ({"accept-language": language} for language in LANGUAGES)
    order = await phone.post("/orders", shop.draft("beef-noodles-m", "beef-noodles-m"), **chinese)
    kept = await phone.get(f"/orders/{order['order_id']}", **english)
    assert [each["name"] for each in kept["discounts"]] == ["满40减5，满80减12"]
    [offer] = (await phone.get("/coupons/offers"))["offers"]
    taken = await phone.post("/coupons", {"template_id": offer["template_id"]}, **english)
    assert taken["name"] == "8 yuan off"
    [mine] = await told(phone, "/coupons", "coupons", "zh-CN")
    assert mine["name"] == "新客立减8元"


async def test_flash_sales_and_offers_to_groups_are_told_in_the_customers_language(shop: Shop):
    tables = Tables(read_chain())
    sku_ids = {code: sku["sku_id"] for code, sku in shop.skus.items()}
    await DemoSales(shop.channel, shop.operator, tables).open(sku_ids)
    phone = await shop.phone("names")
    for language, (has, has_not) in LANGUAGES.items():
        store = f"/stores/{shop.store_id}"
        [session] = await told(phone, f"{store}/flash-sales", "sessions", language)
        [offer] = await told(phone, f"{store}/group-offers", "offers", language)
        for name in (session["name"], offer["name"]):
            assert has.search(name)
            assert not has_not.search(name)
    [session] = await told(phone, f"{store}/flash-sales", "sessions", "fr")
    assert session["name"] == "一元葱油饼 One-yuan pancake"
