"""What the chain says of its dishes (names, order, codes) is so for customer, till and channel."""

import asyncio
import json
import secrets
from typing import Any

import grpc
import pytest
from zhongtai.common.v1 import money_pb2, other_name_pb2
from zhongtai.product.v1 import catalog_messages_pb2, product_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub

from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.test_imports import imported, new_order, seen
from tests.acceptance.test_journey import poll, restock

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

DISH = "soup-dumplings"
GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}


async def name_dish(shop: Shop, code: str, *names: other_name_pb2.OtherName) -> product_pb2.Product:
    """Let the chain's people give a dish these names, and no others."""
    products: Any = ProductServiceStub(shop.channel)
    sku_id = shop.skus[code]["sku_id"]
    get = catalog_messages_pb2.GetProductRequest(sku_id=sku_id)
    product = (await products.GetProduct(get, **shop.operator)).product
    product.ClearField("names")
    product.names.extend(names)
    update = catalog_messages_pb2.UpdateProductRequest(
        request_id=secrets.token_hex(8), product=product
    )
    return (await products.UpdateProduct(update, **shop.operator)).product


async def named_dish(shop: Shop, phone: Phone) -> product_pb2.Product:
    """The dish with a German name and one of the channel, known everywhere."""
    product = await name_dish(
        shop,
        DISH,
        other_name_pb2.OtherName(language="de", name="Suppentaschen"),
        other_name_pb2.OtherName(channel="other", language="de", name="Nicht hier"),
    )
    await poll(lambda: on_menu(shop, phone, GERMAN), lambda name: name == "Suppentaschen")
    return product


async def on_menu(shop: Shop, phone: Phone, headers: dict[str, str]) -> str:
    """What the menu calls the dish."""
    menu = await phone.get(f"/stores/{shop.store_id}/menu", **headers)
    sku_id = shop.skus[DISH]["sku_id"]
    return next(
        product["name"]
        for product in menu["products"]
        if sku_id in {sku["sku_id"] for sku in product["skus"]}
    )


async def at_till(shop: Shop, order_id: str) -> dict[str, Any]:
    """The order as the till has it."""

    async def look() -> list[dict[str, Any]]:
        entries = (await shop.pull("", limit=500))["orders"]
        return [each["order"] for each in entries if each["order"]["order_id"] == order_id]

    return (await poll(look, bool))[0]


async def test_each_reader_finds_the_menu_in_their_language(shop: Shop):
    phone = await shop.phone("polyglot")
    product = await named_dish(shop, phone)
    assert await on_menu(shop, phone, {}) == product.name
    assert await on_menu(shop, phone, {"accept-language": "fr"}) == product.name


async def test_the_customer_keeps_the_name_they_saw_and_the_till_has_its_own(shop: Shop):
    phone = await shop.phone("polyglot")
    product = await named_dish(shop, phone)
    await restock(shop, DISH, 5)
    preview = await phone.post("/orders/preview", shop.draft(DISH), **GERMAN)
    assert preview["lines"][0]["name"] == "Suppentaschen"
    order = await phone.post("/orders", shop.draft(DISH), **GERMAN)
    await phone.pay(order["order_id"])
    assert (await at_till(shop, order["order_id"]))["lines"][0]["name"] == product.name
    await name_dish(shop, DISH)
    await poll(lambda: on_menu(shop, phone, GERMAN), lambda name: name == product.name)
    kept = await phone.get(f"/orders/{order['order_id']}")
    assert kept["lines"][0]["name"] == "Suppentaschen"


async def test_a_name_of_the_channel_counts_before_the_plain_one_of_the_language(shop: Shop):
    phone = await shop.phone("polyglot")
    await name_dish(
        shop,
        DISH,
        other_name_pb2.OtherName(language="de", name="Suppentaschen"),
        other_name_pb2.OtherName(channel="miniapp", name="Our dumplings"),
    )
    for headers in ({}, GERMAN):
        name = await poll(
            lambda headers=headers: on_menu(shop, phone, headers), lambda name: name[0] == "O"
        )
        assert name == "Our dumplings"


async def test_what_is_sold_out_is_refused_by_the_name_the_customer_reads(shop: Shop):
    phone = await shop.phone("polyglot")
    await named_dish(shop, phone)
    await restock(shop, DISH, 0)
    for path in ("/orders/preview", "/orders"):
        with pytest.raises(Problem) as refused:
            await phone.post(path, shop.draft(DISH), **GERMAN)
        assert refused.value.reason == "OUT_OF_STOCK"
        assert "Suppentaschen" in refused.value.body["detail"]


async def test_dishes_stand_in_each_category_as_the_chain_arranged_them(shop: Shop):
    phone, products = await shop.phone("polyglot"), ProductServiceStub(shop.channel)

    async def shown() -> list[str]:
        menu = await phone.get(f"/stores/{shop.store_id}/menu")
        longest = max(menu["categories"], key=lambda each: len(each["product_ids"]))
        return [longest["category_id"], *longest["product_ids"]]

    category_id, *before = await shown()
    request = catalog_messages_pb2.ArrangeCategoryRequest(
        request_id=secrets.token_hex(8),
        category_id=category_id,
        product_ids=list(reversed(before)),
    )
    answer = await products.ArrangeCategory(request, **shop.operator)
    assert list(answer.product_ids) == list(reversed(before))
    await poll(shown, lambda seen: seen == [category_id, *reversed(before)])


async def create_coded(shop: Shop, name: str, code: str) -> product_pb2.Product:
    """A dish with a code on the hub."""
    sku = product_pb2.Sku(price=money_pb2.Money(minor_units=900, currency_code="CNY"))
    sku.channel_codes.add(channel="hub", code=code)
    wanted = product_pb2.Product(name=name, kind=1, skus=[sku])
    request = catalog_messages_pb2.CreateProductRequest(request_id=name, product=wanted)
    return (await ProductServiceStub(shop.channel).CreateProduct(request, **shop.operator)).product


async def test_of_many_successors_at_once_one_gets_the_code_of_a_dish_that_is_gone(shop: Shop):
    products: Any = ProductServiceStub(shop.channel)
    old = await create_coded(shop, "old", "77")
    with pytest.raises(grpc.aio.AioRpcError):
        await create_coded(shop, "too-early", "77")
    old.archived = True
    update = catalog_messages_pb2.UpdateProductRequest(request_id="gone", product=old)
    await products.UpdateProduct(update, **shop.operator)
    claims = (create_coded(shop, f"new-{n}", "77") for n in range(8))
    told = await asyncio.gather(*claims, return_exceptions=True)
    [new] = [each for each in told if not isinstance(each, BaseException)]
    for at, name in ((old.update_time, "old"), (None, new.name)):
        ask = catalog_messages_pb2.ResolveItemCodesRequest(channel="hub", codes=["77"], at=at)
        answer = await products.ResolveItemCodes(ask, **shop.operator)
        assert [each.name for each in answer.items] == [name]
    late = new_order(shop, code="77")
    late.channel_place_time.CopyFrom(old.update_time)
    results = await imported(shop, late, new_order(shop, code="77"), late)
    lines = [(await seen(shop, result.order_id)).lines[0] for result in results]
    assert results[0].order_id == results[2].order_id
    assert [line.kitchen_name for line in lines] == ["old", new.name, "old"]


async def test_a_reader_by_etag_sees_a_dish_sell_out_and_come_back(shop: Shop):
    phone, path = await shop.phone("polyglot"), f"/stores/{shop.store_id}/menu"
    sku_id, had, seen = shop.skus[DISH]["sku_id"], "", b""

    async def sold_out() -> bool:
        nonlocal had, seen
        answer = await phone.answer(path, **{"if-none-match": had})
        if answer.status_code == 200:
            had, seen = answer.headers["etag"], answer.content
        assert (answer.status_code, answer.content) in {(200, seen), (304, b"")}
        skus = [sku for product in json.loads(seen)["products"] for sku in product["skus"]]
        return next(sku["sold_out"] for sku in skus if sku["sku_id"] == sku_id)

    for pieces in (5, 0, 5):
        await restock(shop, DISH, pieces)
        await poll(sold_out, lambda gone, pieces=pieces: gone == (pieces == 0))
    assert (await phone.answer(path, **{"if-none-match": had})).status_code == 304
