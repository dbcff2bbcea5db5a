"""The cart through the phone's door: on all devices, told what changed, ordered once."""

import asyncio
import secrets

import pytest
from zhongtai.cart.v1 import cart_pb2, messages_pb2
from zhongtai.cart.v1.cart_service_pb2_grpc import CartServiceStub
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb

from tests.acceptance.auditing import settled
from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.test_journey import poll, restock
from tests.acceptance.test_merged_persons import Desk

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]


SOUP = "wonton-soup"


def cart_path(shop: Shop, rest: str = "") -> str:
    return f"/stores/{shop.store_id}/cart{rest}"


async def put_in(shop: Shop, phone: Phone, sku: str, quantity: int = 1) -> dict:
    [line] = shop.draft(sku)["lines"]
    return await phone.post(cart_path(shop, "/lines"), line | {"quantity": quantity})


async def until_menu(shop: Shop, phone: Phone, *, sold_out: bool) -> None:
    """Wait until the menu says whether there is any soup."""

    async def said() -> bool:
        menu = await phone.get(f"/stores/{shop.store_id}/menu")
        skus = [sku for product in menu["products"] for sku in product["skus"]]
        return next(sku["sold_out"] for sku in skus if sku["external_code"] == SOUP)

    await poll(said, lambda seen: seen is sold_out)


def line_of(cart: dict, shop: Shop, sku: str) -> dict:
    [line] = [x for x in cart["lines"] if x["sku_id"] == shop.skus[sku]["sku_id"]]
    return line


async def test_two_devices_share_a_cart_that_becomes_an_order(shop: Shop):
    name = f"cart-{shop.platform.topology.name}"
    phone, tablet = await shop.phone(name), await shop.phone(name)
    await asyncio.gather(*(put_in(shop, each, "soy-milk") for each in (phone, tablet) * 3))
    await put_in(shop, tablet, "cucumber")
    cart = await phone.get(cart_path(shop))
    assert line_of(cart, shop, "soy-milk")["quantity"] == 6
    total = {"minor_units": cart["amounts"]["total"], "currency": cart["amounts"]["currency"]}
    wish = {"service_type": "PICK_UP", "expected_total": total, "version": cart["version"]}
    key = secrets.token_hex(8)
    orders = [await phone.post(cart_path(shop, "/orders"), wish, key) for _ in "12"]
    assert len({order["order_id"] for order in orders}) == 1
    assert {line["quantity"] for line in orders[0]["lines"]} == {6, 1}
    assert (await tablet.get(cart_path(shop)))["lines"] == []
    await phone.pay(orders[0]["order_id"])
    await phone.until(orders[0]["order_id"], lambda seen: seen["status"] == "PLACED")


async def test_stock_0_is_seen_in_menu_cart_and_preview_and_goes_by_itself(shop: Shop):
    phone = await shop.phone(f"stock-{shop.platform.topology.name}")
    await restock(shop, SOUP, 2)
    await put_in(shop, phone, SOUP, 2)
    await restock(shop, SOUP, 1)
    short = line_of(await put_in(shop, phone, "cucumber"), shop, SOUP)
    assert (short["changes"], short["available"]) == (["TOO_FEW"], 1)
    await restock(shop, SOUP, 0)
    await until_menu(shop, phone, sold_out=True)
    cart = await phone.get(cart_path(shop))
    gone = line_of(cart, shop, SOUP)
    assert (gone["changes"], gone["can_be_ordered"]) == (["OUT_OF_STOCK"], False)
    assert gone["name"] == shop.names[SOUP]
    assert cart["amounts"]["lines"] == shop.skus["cucumber"]["price"]["minor_units"]
    await is_refused_by_name(shop, phone, "/orders/preview", shop.draft(SOUP))
    await is_refused_by_name(shop, phone, cart_path(shop, "/orders"), {"service_type": "PICK_UP"})
    wish = {"service_type": "PICK_UP", "line_ids": [line_of(cart, shop, "cucumber")["line_id"]]}
    assert (await phone.post(cart_path(shop, "/orders"), wish))["order_id"]
    await restock(shop, SOUP, 500)
    await until_menu(shop, phone, sold_out=False)
    [left] = (await phone.get(cart_path(shop)))["lines"]
    assert (left["changes"], left["can_be_ordered"]) == ([], True)


async def is_refused_by_name(shop: Shop, phone: Phone, path: str, body: dict) -> None:
    with pytest.raises(Problem) as refused:
        await phone.post(path, body)
    assert refused.value.reason == "OUT_OF_STOCK"
    assert shop.names[SOUP] in refused.value.body["detail"]


async def test_what_one_device_decided_on_an_older_cart_is_refused(shop: Shop):
    phone = await shop.phone(f"older-{shop.platform.topology.name}")
    seen = await put_in(shop, phone, "soy-milk")
    await put_in(shop, phone, "cucumber")
    path = cart_path(shop, f"/lines/{seen['lines'][0]['line_id']}")
    with pytest.raises(Problem) as refused:
        await phone.post(path, {"quantity": 0, "version": seen["version"]})
    assert refused.value.reason == "CART_CHANGED"
    cart = await phone.post(path, {"quantity": 0})
    assert len(cart["lines"]) == 1
    assert (await phone.post(cart_path(shop, "/clear"), {}))["lines"] == []


async def test_carts_of_merged_persons_become_one_and_two_again(shop: Shop):
    gone, kept = [await shop.phone(f"{n}-{shop.platform.topology.name}") for n in ("old", "new")]
    await put_in(shop, gone, "soy-milk", 2)
    await put_in(shop, kept, "soy-milk")
    desk = Desk(shop)
    merge_id = await desk.merge(gone, kept)
    await pieces_become(shop, kept, 3)
    await desk.undo(merge_id)
    await pieces_become(shop, kept, 1)


async def pieces_become(shop: Shop, phone: Phone, pieces: int) -> None:
    async def counted() -> int:
        cart = await phone.get(cart_path(shop))
        return sum(line["quantity"] for line in cart["lines"])

    await poll(counted, lambda found: found == pieces)


async def test_a_guests_cart_comes_along_at_login(shop: Shop):
    carts = CartServiceStub(shop.channel)
    mall = {"metadata": shop.platform.metadata("service", "mall"), "timeout": 30}
    guest = f"guest-{secrets.token_hex(8)}"
    key = cart_pb2.CartKey(store_id=shop.store_id, channel="miniapp", guest_id=guest)
    line = order_pb.DraftLine(sku_id=shop.skus["cucumber"]["sku_id"], quantity=2)
    request = messages_pb2.AddCartLineRequest(request_id=guest, key=key, line=line)
    await carts.AddCartLine(request, **mall)
    phone = await shop.phone(f"guest-{shop.platform.topology.name}")
    join = messages_pb2.MergeCartsRequest(guest_id=guest, person_id=phone.person_id)
    assert (await carts.MergeCarts(join, **mall)).merged_line_count == 1
    [joined] = (await phone.get(cart_path(shop)))["lines"]
    assert joined["quantity"] == 2
    [listed] = (await phone.get("/carts"))["carts"]
    assert (listed["store_id"], listed["piece_count"]) == (shop.store_id, 2)


async def test_the_audit_finds_nothing_wrong_with_carts(shop: Shop):
    assert await settled(shop) == {}
