"""Guests fill a cart before they log in; it becomes the person's at login, once."""

import asyncio
import secrets
from functools import partial

import jwt
import pytest
from zhongtai.mall.v1 import cart_messages_pb2, people_messages_pb2, store_messages_pb2
from zhongtai.user.v1 import revocation_pb2
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from mesh.call.errors_wire import refusal_of
from tests.acceptance.app import PICK_UP, WISHES, App, GrpcApp, JsonApp, WebApp, new_id
from tests.acceptance.auditing import settled
from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.test_cart import cart_path, put_in
from tests.acceptance.test_merged_persons import becomes

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

HERE = "latitude=31.24&longitude=121.49"


class Guest(Phone):
    """Somebody who has not logged in, until they do."""

    async def enter(self) -> str:
        entered = await self.post("/guests", {"app_id": self._shop.app_id})
        self._token = entered["access_token"]
        return self._token

    async def log_in_as(self, name: str, guest_token: str, key: str = "") -> Phone:
        """Another device of the same customer, logged in with what the guest has."""
        phone = Phone(self._shop, name)
        body = {
            "app_id": self._shop.app_id,
            "code": self._shop.code_of(name),
            "guest_token": guest_token,
        }
        tokens = await phone.post("/login", body, key)
        phone._token, phone.person_id = tokens["access_token"], tokens["person_id"]
        return phone


async def a_guest(shop: Shop, *skus: str) -> tuple[Guest, str]:
    """A guest with these dishes in the cart, and their token."""
    guest = Guest(shop, "nobody")
    token = await guest.enter()
    for sku in skus:
        await put_in(shop, guest, sku)
    return guest, token


async def pieces(shop: Shop, phone: Phone) -> list[int]:
    return [line["quantity"] for line in (await phone.get(cart_path(shop)))["lines"]]


async def test_a_guest_fills_a_cart_and_may_do_no_more(shop: Shop):
    guest, _ = await a_guest(shop, "soy-milk", "cucumber")
    assert (await guest.get(f"/stores?{HERE}"))["stores"]
    assert (await guest.get(f"/stores/{shop.store_id}/menu"))["products"]
    cart = await guest.get(cart_path(shop))
    assert cart["amounts"]["total"] > 0
    assert [each["piece_count"] for each in (await guest.get("/carts"))["carts"]] == [2]
    await guest.post(cart_path(shop, f"/lines/{cart['lines'][0]['line_id']}"), {"quantity": 3})
    assert await pieces(shop, guest) == [3, 1]
    other, _ = await a_guest(shop)
    assert await pieces(shop, other) == []
    for refused in (
        guest.post(cart_path(shop, "/orders"), {"service_type": "PICK_UP"}),
        guest.order("soy-milk"),
        guest.get("/orders"),
        guest.get("/me"),
        guest.get("/addresses"),
    ):
        with pytest.raises(Problem) as told:
            await refused
        assert (told.value.status, told.value.reason) == (403, "ACCESS_DENIED")


async def test_a_guests_cart_joins_the_persons_once_however_often_they_log_in(shop: Shop):
    name = f"joins-{shop.platform.topology.name}"
    await put_in(shop, await shop.phone(name), "soy-milk")
    guest, token = await a_guest(shop, "soy-milk", "cucumber")
    key = secrets.token_hex(8)
    phones = [await guest.log_in_as(name, token, key) for _ in "12"]
    phones += await asyncio.gather(*(guest.log_in_as(name, token) for _ in range(6)))
    for phone in phones:
        assert await pieces(shop, phone) == [2, 1]
    assert await pieces(shop, guest) == []
    assert (await phones[0].post(cart_path(shop, "/orders"), {"service_type": "PICK_UP"}))[
        "order_id"
    ]


async def test_two_devices_of_a_guest_log_in_at_once_while_the_cart_is_filled(shop: Shop):
    name = f"at-once-{shop.platform.topology.name}"
    guest, token = await a_guest(shop, "soy-milk")
    await asyncio.gather(
        *(guest.log_in_as(name, token) for _ in range(4)),
        *(put_in(shop, guest, "soy-milk") for _ in range(4)),
    )
    # What a tab that had not noticed put in late is not lost: it comes with the next login.
    phone = await guest.log_in_as(name, token)
    assert await pieces(shop, phone) == [5]
    assert await pieces(shop, guest) == []


async def test_a_login_that_ended_before_the_cart_had_come_is_repeated_with_it(shop: Shop):
    name, key = f"half-{shop.platform.topology.name}", secrets.token_hex(8)
    guest, token = await a_guest(shop, "cucumber")
    # As much as is done when the process ends in the middle: the user center has the login.
    half = await guest.log_in_as(name, "", key)
    assert await pieces(shop, half) == []
    phone = await guest.log_in_as(name, token, key)
    assert phone.person_id == half.person_id
    assert await pieces(shop, phone) == [1]


async def test_only_a_guest_of_this_app_brings_a_cart_along(shop: Shop):
    guest, _ = await a_guest(shop)
    person = await shop.phone(f"person-{shop.platform.topology.name}")
    app = GrpcApp(shop)
    for token in (person._token, await entered(app)):
        with pytest.raises(Problem) as refused:
            await guest.log_in_as("anybody", token)
        assert refused.value.body["violations"][0]["field"] == "guest_token"


async def test_a_guest_whose_token_is_good_no_more_logs_in_without_a_cart(shop: Shop):
    guest, token = await a_guest(shop, "cucumber")
    claims = jwt.decode(token, options={"verify_signature": False})
    revoked = revocation_pb2.RevokeAccessTokensRequest(kind="guest", subject=claims["sub"])
    await UserServiceStub(shop.channel).RevokeAccessTokens(revoked, **shop.operator)
    await becomes(partial(refusal, guest, cart_path(shop)), "UNAUTHENTICATED")
    phone = await guest.log_in_as(f"ended-{shop.platform.topology.name}", token)
    assert await pieces(shop, phone) == []


async def refusal(phone: Phone, path: str) -> str | None:
    try:
        await phone.get(path)
    except Problem as problem:
        return problem.reason
    return None


async def entered(app: App) -> str:
    request = people_messages_pb2.EnterAsGuestRequest(app_id=f"app-{app.shop.merchant}")
    return (await app.call("EnterAsGuest", request)).access_token


@pytest.mark.parametrize("way", [GrpcApp, JsonApp, WebApp])
async def test_in_the_app_a_guests_cart_comes_along_too(shop: Shop, way: type[App]):
    app = way(shop)
    app.token = guest_token = await entered(app)
    stores = store_messages_pb2.GetMenuRequest(store_id=shop.store_id, service_type=PICK_UP)
    assert (await app.call("GetMenu", stores)).products
    await app.call(
        "AddCartLine",
        cart_messages_pb2.AddCartLineRequest(
            request_id=new_id(), store_id=shop.store_id, line=app.line("cucumber", 2)
        ),
    )
    listed = await app.call("ListCarts", cart_messages_pb2.ListCartsRequest())
    assert [each.piece_count for each in listed.carts] == [2]
    await log_in(app, f"{way.__name__}-{shop.platform.topology.name}", guest_token)
    asked = cart_messages_pb2.GetCartRequest(store_id=shop.store_id, wishes=WISHES)
    cart = (await app.call("GetCart", asked)).cart
    assert [line.wanted.quantity for line in cart.lines] == [2]


async def log_in(app: App, name: str, guest_token: str) -> None:
    """Log in twice: as the same request, and as another device's."""
    for request_id in (again := new_id(), again, new_id()):
        request = people_messages_pb2.LoginRequest(
            request_id=request_id,
            app_id=f"app-{app.shop.merchant}",
            code=f"demo-{name}",
            guest_token=guest_token,
        )
        app.token = (await app.call("Login", request)).tokens.access_token


async def test_in_the_app_a_guest_orders_nothing(shop: Shop):
    app = GrpcApp(shop)
    app.token = await entered(app)
    request = cart_messages_pb2.PlaceCartRequest(
        request_id=new_id(), store_id=shop.store_id, wishes=WISHES
    )
    with pytest.raises(Exception) as refused:
        await app.call("PlaceCart", request)
    assert refusal_of(refused.value).reason == "ACCESS_DENIED"


async def test_the_audit_finds_nothing_wrong_after_guests(shop: Shop):
    assert await settled(shop) == {}
