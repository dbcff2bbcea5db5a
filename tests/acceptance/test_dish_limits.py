"""How much of a dish an order takes, and what is not sold alone, at previews and orders."""

import asyncio
from typing import Any

import pytest
import pytest_asyncio
from zhongtai.common.v1 import money_pb2
from zhongtai.product.v1 import catalog_import_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub

from tests.acceptance.shop import Phone, Problem, Shop

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]


def dish(code: str, **limits: Any) -> catalog_import_pb2.ImportProduct:
    price = money_pb2.Money(minor_units=500, currency_code="CNY")
    sku = catalog_import_pb2.ImportSku(code=code, price=price)
    return catalog_import_pb2.ImportProduct(code=code, name=f"Dish {code}", skus=[sku], **limits)


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def phone(shop: Shop) -> Phone:
    """A customer of a store that sells buns by two to five, and rice only with something."""
    bun, rice = dish("bun", min_per_order=2, max_per_order=5), dish("rice", not_sold_alone=True)
    menu = catalog_import_pb2.ImportMenu(code="more", name="More", store_ids=[shop.store_id])
    menu.entries.add(sku_code="bun")
    menu.entries.add(sku_code="rice")
    request = catalog_import_pb2.ImportCatalogRequest(products=[bun, rice], menus=[menu])
    products: Any = ProductServiceStub(shop.channel)
    await products.ImportCatalog(request, **shop.operator)
    phone = await shop.phone("lena")
    await shop.learn(await phone.get(f"/stores/{shop.store_id}/menu"))
    return phone


async def refusal(phone: Phone, path: str, draft: dict[str, Any]) -> dict[str, Any]:
    """Why a draft is refused; empty when it is not."""
    try:
        await phone.post(path, draft)
    except Problem as problem:
        return problem.body
    return {}


@pytest.mark.parametrize("path", ["/orders/preview", "/orders"])
@pytest.mark.parametrize(
    ("skus", "reason"),
    [
        (["bun"], "BELOW_DISH_MINIMUM"),
        (["bun", "bun"], None),
        (["bun"] * 6, "ABOVE_DISH_MAXIMUM"),
        (["rice"], "NOT_SOLD_ALONE"),
        (["rice", "soy-milk"], None),
    ],
)
async def test_an_order_holds_of_a_dish_what_it_may(shop, phone, path, skus, reason):
    told = await refusal(phone, path, shop.draft(*skus))
    assert told.get("reason") == reason
    if reason:
        assert told["metadata"]["item_name"] == f"Dish {skus[0]}"


async def test_tills_meet_the_same_limits(shop: Shop, phone: Phone):
    def basket(pieces: int) -> dict[str, Any]:
        lines = [{"sku_code": "bun", "quantity": pieces}]
        return {"store_id": shop.store_id, "service_type": "dine_in", "lines": lines}

    with pytest.raises(Problem) as refused:
        await shop.at_counter("baskets", basket(6))
    assert refused.value.reason == "ABOVE_DISH_MAXIMUM"
    assert "Dish bun" in str(refused.value)
    assert (await shop.at_counter("baskets", basket(5)))["total"] == 2500


async def test_the_menu_tells_the_limits(shop: Shop, phone: Phone):
    menu = await phone.get(f"/stores/{shop.store_id}/menu")
    told = {
        product["name"]: (
            product["min_per_order"],
            product["max_per_order"],
            product["not_sold_alone"],
        )
        for product in menu["products"]
    }
    assert told["Dish bun"] == (2, 5, False)
    assert told["Dish rice"] == (0, 0, True)
    assert set(told.values()) == {(2, 5, False), (0, 0, True), (0, 0, False)}


async def test_a_refused_order_leaves_its_key_free(shop: Shop, phone: Phone):
    too_few = await refusal(phone, "/orders", shop.draft("bun"))
    assert too_few["reason"] == "BELOW_DISH_MINIMUM"
    orders = [phone.order("bun", "bun") for _ in range(3)]
    placed = await asyncio.gather(*orders)
    assert len({order["order_id"] for order in placed}) == 3
