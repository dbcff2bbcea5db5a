"""The chain's own app: the same over gRPC, as JSON and by gRPC-Web."""

import asyncio
import os
import re
import shutil
import time
from pathlib import Path

import grpc
import pytest
from zhongtai.common.v1 import geo_pb2
from zhongtai.mall.v1 import (
    address_messages_pb2,
    cart_messages_pb2,
    order_messages_pb2,
    people_messages_pb2,
    store_messages_pb2,
)
from zhongtai.mall.v1 import order_pb2 as mall_pb2
from zhongtai.order.v1 import order_pb2, read_messages_pb2

from mesh.call.context import Identity
from mesh.call.errors_wire import refusal_of
from mesh.process.tokens import TokenSigner
from tests.acceptance.app import (
    PICK_UP,
    SERVICE,
    WISHES,
    App,
    GrpcApp,
    JsonApp,
    WebApp,
    logged_in,
    new_id,
    placed,
    until,
)
from tests.acceptance.shop import Problem, Shop
from tests.platform import ROOT

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]


@pytest.mark.parametrize("kind", [GrpcApp, JsonApp, WebApp])
async def test_a_customer_browses_fills_a_cart_pays_and_is_told_the_moment_it_happens(
    shop: Shop, kind: type[App]
):
    app = await logged_in(kind, shop, f"mall-{kind.__name__.lower()}")
    assert (await app.call("GetMe", people_messages_pb2.GetMeRequest())).person_id == app.person_id
    await browse(app)
    order = await cart_ordered(app)
    assert (order.channel, order.status) == ("mall", order_pb2.ORDER_STATUS_PENDING_PAYMENT)
    async with app.watch(order.order_id) as changes:
        assert (await anext(aiter(changes))).order == order
        await app.pay(order.order_id)
        paid = await until(changes, lambda seen: seen.status == order_pb2.ORDER_STATUS_PLACED)
        assert paid.daily_number > 0
        report = asyncio.create_task(shop.till_says(order.order_id, "accepted", pickup_code="M7"))
        seen = await until(changes, lambda seen: seen.pickup_code)
        await report
    assert (seen.pickup_code, seen.status) == ("M7", order_pb2.ORDER_STATUS_ACCEPTED)
    listed = await app.call("ListOrders", order_messages_pb2.ListOrdersRequest(page_size=1))
    assert [each.order_id for each in listed.orders] == [order.order_id]


async def browse(app: App) -> None:
    """Find the store, read its menu, and read no more than that it still holds."""
    near = store_messages_pb2.FindStoresRequest(
        point=geo_pb2.GeoPoint(latitude=31.23, longitude=121.49), service_type=PICK_UP,
        radius_m=100_000,
    )  # fmt: skip
    found = await app.call("FindStores", near)
    assert app.shop.store_id in [each.store.store_id for each in found.stores]
    ask = store_messages_pb2.GetMenuRequest(store_id=app.shop.store_id, service_type=PICK_UP)
    menu = await app.call("GetMenu", ask)
    skus = {sku.external_code for product in menu.products for sku in product.skus}
    assert skus >= {"cucumber", "soy-milk"}
    ask.known_version = menu.menu_version
    again = await app.call("GetMenu", ask)
    assert (again.not_modified, len(again.products)) == (True, 0)


async def cart_ordered(app: App) -> mall_pb2.Order:
    """Put two dishes into the cart, think better of one, and order twice under one id."""
    store_id = app.shop.store_id
    for sku, pieces in (("cucumber", 2), ("soy-milk", 1)):
        add = cart_messages_pb2.AddCartLineRequest(
            request_id=new_id(), store_id=store_id, line=app.line(sku, pieces)
        )
        added = await app.call("AddCartLine", add)
    change = cart_messages_pb2.ChangeCartLineRequest(
        request_id=new_id(), store_id=store_id, line_id=added.line_id, quantity=3,
        expected_version=added.version,
    )  # fmt: skip
    await app.call("ChangeCartLine", change)
    get = cart_messages_pb2.GetCartRequest(store_id=store_id, wishes=WISHES)
    cart = (await app.call("GetCart", get)).cart
    assert [line.wanted.quantity for line in cart.lines] == [2, 3]
    preview = order_messages_pb2.PreviewOrderRequest(
        store_id=store_id, lines=[line.wanted for line in cart.lines], wishes=WISHES
    )
    price = (await app.call("PreviewOrder", preview)).price
    assert price.amounts == cart.price.amounts
    place = cart_messages_pb2.PlaceCartRequest(
        request_id=new_id(), store_id=store_id, wishes=WISHES, expected_version=cart.version,
        expected_total=cart.price.amounts.total,
    )  # fmt: skip
    first, second = [(await app.call("PlaceCart", place)).order for _ in "12"]
    assert first == second
    assert not (await app.call("GetCart", get)).cart.lines
    return first


async def test_a_wish_that_is_repeated_is_one_order_however_it_is_repeated(shop: Shop):
    app = await logged_in(GrpcApp, shop, "mall-again")
    others = [JsonApp(shop), WebApp(shop)]
    for other in others:
        other.token = app.token
    request_id = new_id()
    orders = [
        await placed(each, "cucumber", request_id=request_id, remark="少放辣")
        for each in (app, *others)
    ]
    assert {order.order_id for order in orders} == {orders[0].order_id}
    with pytest.raises(Problem) as reused:
        await placed(others[0], "soy-milk", request_id=request_id)
    assert reused.value.reason == "REQUEST_ID_REUSED"
    cancel = order_messages_pb2.CancelOrderRequest(
        request_id=new_id(), order_id=orders[0].order_id, note="changed my mind"
    )
    cancelled = (await others[0].call("CancelOrder", cancel)).order
    assert cancelled.status == order_pb2.ORDER_STATUS_CANCELLED


async def test_a_till_sees_orders_of_the_app_and_of_the_mini_program_in_one_count(shop: Shop):
    app, phone = await logged_in(GrpcApp, shop, "mall-till"), await shop.phone("mall-beside")
    numbers, channels = [], {}
    for _ in "12":
        ours = await placed(app, "soy-milk")
        async with app.watch(ours.order_id) as changes:
            await app.pay(ours.order_id)
            seen = await until(changes, lambda seen: seen.daily_number)
        theirs = await phone.paid_order("soy-milk")
        numbers += [seen.daily_number, theirs["daily_number"]]
        channels |= {ours.order_id: "mall", theirs["order_id"]: "miniapp"}
    assert numbers == list(range(numbers[0], numbers[0] + 4))
    for order_id in channels:
        await shop.till_says(order_id, "accepted")
    at_till = {each["order"]["order_id"]: each["order"] for each in (await shop.pull(""))["orders"]}
    assert {order_id: at_till[order_id]["channel"] for order_id in channels} == channels
    events = read_messages_pb2.ListOrderEventsRequest(order_id=ours.order_id)
    passages = (await shop.orders.ListOrderEvents(events, **shop.operator)).passages
    assert passages[0].node == "gateway:mall"


def bad_tokens(shop: Shop, person_id: str) -> dict[str, tuple[str, str]]:
    """Tokens that the app's gateway refuses, with the reason for it."""
    platform = shop.platform
    late = TokenSigner.load(platform.home, clock=lambda: time.time() - 7200)
    anna = Identity("person", person_id, shop.merchant, channel="mall")
    return {
        "none": ("", "UNAUTHENTICATED"),
        "no token": ("abc", "UNAUTHENTICATED"),
        "expired": (late.sign(anna, 3600), "UNAUTHENTICATED"),
        "of the mini-program": (platform.token("person", person_id), "ACCESS_DENIED"),
        "of an operator": (platform.token("operator", "olga"), "ACCESS_DENIED"),
    }


async def test_other_tokens_than_those_of_the_apps_customers_are_refused_with_a_reason(shop: Shop):
    app = await logged_in(GrpcApp, shop, "mall-tokens")
    order = await placed(app, "cucumber")
    json_app = JsonApp(shop)
    for name, (token, reason) in bad_tokens(shop, app.person_id).items():
        app.token = json_app.token = token
        assert (name, await grpc_reason(placed(app, "cucumber"))) == (name, reason)
        assert (name, await grpc_reason(first_of(app, order.order_id))) == (name, reason)
        with pytest.raises(Problem) as refused:
            await placed(json_app, "cucumber")
        assert (name, refused.value.reason) == (name, reason)
    # A token of another chain is good there, and knows nothing of the orders here.
    app.token = shop.platform.token("person", app.person_id, "another", channel="mall")
    get = order_messages_pb2.GetOrderRequest(order_id=order.order_id)
    assert await grpc_reason(app.call("GetOrder", get)) == "ORDER_NOT_FOUND"
    other = await logged_in(GrpcApp, shop, "mall-neighbour")
    assert await grpc_reason(other.call("GetOrder", get)) == "ORDER_NOT_FOUND"
    assert await grpc_reason(first_of(other, order.order_id)) == "ORDER_NOT_FOUND"
    login = people_messages_pb2.LoginRequest(request_id=new_id(), app_id="wx", code="demo-x")
    assert await grpc_reason(GrpcApp(shop).call("Login", login)) == "INVALID_REQUEST"


async def first_of(app: App, order_id: str) -> None:
    async with app.watch(order_id) as changes:
        await anext(aiter(changes))


async def grpc_reason(call) -> str:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    return refusal_of(refused.value).reason


async def test_a_pair_of_tokens_is_renewed_once(shop: Shop):
    app = JsonApp(shop)
    login = people_messages_pb2.LoginRequest(
        request_id=new_id(), app_id=f"app-{shop.merchant}", code="demo-mall-renewing"
    )
    first = (await app.call("Login", login)).tokens
    renew = people_messages_pb2.RefreshTokensRequest(
        request_id=new_id(), app_id=f"app-{shop.merchant}", refresh_token=first.refresh_token
    )
    # What was shown before does not matter: it may have ended.
    app.token = "ended"
    renewed = [(await app.call("RefreshTokens", renew)).tokens for _ in "12"]
    assert len({each.refresh_token for each in renewed} | {first.refresh_token}) == 2
    renew.request_id = new_id()
    with pytest.raises(Problem) as used:
        await app.call("RefreshTokens", renew)
    assert used.value.reason == "REFRESH_TOKEN_REUSED"


async def test_addresses_are_kept_replaced_and_forgotten(shop: Shop):
    app = await logged_in(WebApp, shop, f"mall-home-{shop.platform.topology.name}")
    home = address_messages_pb2.KeptAddress(label="home")
    home.address.contact_name, home.address.street = "Anna", "Nanjing Road 1"
    home.address.contact_phone, home.address.city = "13900000001", "Shanghai"
    keep = address_messages_pb2.KeepAddressRequest(request_id=new_id(), address=home)
    first, again = [(await app.call("KeepAddress", keep)).address for _ in "12"]
    assert (first, first.is_default) == (again, True)
    first.label = "office"
    keep = address_messages_pb2.KeepAddressRequest(request_id=new_id(), address=first)
    await app.call("KeepAddress", keep)
    listing = address_messages_pb2.ListAddressesRequest()
    [kept] = (await app.call("ListAddresses", listing)).addresses
    assert kept == first
    delete = address_messages_pb2.DeleteAddressRequest(address_id=first.address_id)
    for _ in "12":
        await app.call("DeleteAddress", delete)
    assert not (await app.call("ListAddresses", listing)).addresses


README = ROOT / "gateways" / "mall" / "README.md"


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
async def test_what_the_readme_says_to_try_works(shop: Shop, tmp_path: Path):
    text = README.read_text(encoding="utf-8")
    script = "".join(re.findall(r"```bash\n(.*?)```", text, re.DOTALL))
    places = {
        "edge": shop.url,
        "app": f"app-{shop.merchant}",
        "store": shop.store_id,
        "cashier": f"http://127.0.0.1:{shop.platform.env['ZHONGTAI_CASHIER_PORT']}",
    }
    running = await asyncio.create_subprocess_exec(
        "bash", "-c", f"set -eu\n{script}", cwd=tmp_path, env=os.environ | places,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(120):
        said, complained = await running.communicate()
    assert (running.returncode, complained) == (0, b"")
    order_id, *statuses = said.decode().split()
    assert order_id.startswith("ord_")
    assert statuses[0] == "ORDER_STATUS_PENDING_PAYMENT"
    assert statuses[-1] == "ORDER_STATUS_CANCELLED"
    assert set(SERVICE.methods_by_name) <= set(re.findall(r"`(\w+)`", text))
