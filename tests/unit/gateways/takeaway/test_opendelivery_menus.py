"""An OpenDelivery platform has a store's menu as the store has it: pulled, or told what is new."""

import json
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs
from zhongtai.product.v1 import catalog_messages_pb2, menu_pb2, product_pb2
from zhongtai.store.v1 import store_service_pb2

from gateways.takeaway.opendelivery import platform as client
from gateways.takeaway.opendelivery import signature, told
from gateways.takeaway.opendelivery.canonical import encoded
from gateways.takeaway.opendelivery.dialect import STANDARD, Dialect
from gateways.takeaway.opendelivery.entities import LISTS
from gateways.takeaway.opendelivery.merchants import Merchants
from gateways.takeaway.opendelivery.pulls import pull_routes
from gateways.takeaway.opendelivery.shelves import Shelves
from gateways.takeaway.pace import Pace
from gateways.takeaway.peers import Peers
from mesh.call.context import as_call, internal_identity
from mesh.edge.callbacks import Account
from mesh.edge.http import build_app
from mesh.edge.outside import Outside
from mesh.feed.follower_items import PeerAway
from mesh.process.metrics import Metrics
from mesh.pure.clock import SystemClock
from mesh.pure.errors import InvalidRequest
from tests.unit.gateways.takeaway import centers
from tests.unit.gateways.takeaway.centers import door_of, identify
from tests.unit.gateways.takeaway.merchants import CODES, check, menu, store

KEY = "the key to pull with"
ACCOUNTS = {
    "closed": Account("noodles", "s0", {"api_key": "another"}),
    "open": Account("noodles", "s1", {"api_key": KEY, "document": "22815773000169"}),
    "pizza": Account("pizza", "s2", {"api_key": "a third"}),
    "poor": Account("milk", "s3"),
}
WHOLE = Dialect("opendelivery", "All or nothing", whole_menus=True)


class Centers(centers.Centers):
    """One store with a menu, and who asked for it."""

    def __init__(self) -> None:
        super().__init__()
        self.store, self.check, self.menu = store(), check(), menu()

    async def GetStore(self, _request):
        return store_service_pb2.GetStoreResponse(store=self.store)

    async def CheckStore(self, _request):
        return self.check

    async def GetMenu(self, _request):
        return self.menu

    async def ListProducts(self, _request):
        skus = [
            product_pb2.Sku(
                sku_id=own, channel_codes=[product_pb2.ItemCode(channel="opendelivery", code=code)]
            )
            for own, code in CODES.items()
        ]
        product = product_pb2.Product(product_id="p", skus=skus)
        return catalog_messages_pb2.ListProductsResponse(products=[product])


class Platform:
    """The platform: one account of it has the store S001. It keeps what it pulls and is told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.pulled, self.refuses = 0, ""
        self.has_store, self.loses_answers = {"open", "poor"}, False
        self.merchant: dict[str, Any] = {}
        self.pull: Any = None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token":
            app = dict(httpx.QueryParams(request.content.decode()))["client_id"]
            return httpx.Response(200, json={"access_token": app})
        assert (request.url.path, request.url.params["merchantId"]) == (
            "/v1/merchantUpdate",
            "S001",
        )
        if request.headers["authorization"].removeprefix("Bearer ") not in self.has_store:
            return httpx.Response(404)
        if self.refuses and self.refuses.encode() in request.content:
            return httpx.Response(400)
        body = json.loads(request.content)
        self.told.append(body)
        if not body:
            self.merchant = (await self.pull()).json()
            self.pulled += 1
        if "merchantStatus" in body:
            self.merchant["status"] = body["merchantStatus"]
        self._take(body.get("entityType"), body.get("updatedObjects", ()))
        return httpx.Response(502 if self.loses_answers else 204)

    def _take(self, kind: str | None, objects: list[dict[str, Any]]) -> None:
        if kind == "MERCHANT":
            [self.merchant] = objects
        elif kind == "BASIC_INFO":
            [self.merchant["basicInfo"]] = objects
        elif kind is not None:
            entities = self.merchant[LISTS[kind]]
            for each in objects:
                [place] = [n for n, had in enumerate(entities) if had["id"] == each["id"]]
                entities[place] = each


class Side:
    """The gateway between the centers and the platform."""

    def __init__(self, dialect: Dialect = STANDARD) -> None:
        self.centers, self.platform = Centers(), Platform()
        outside = Outside("http://od", transport=httpx.MockTransport(self.platform))
        tokens = client.tokens(outside, ACCOUNTS)
        paces = Pace(10_000), Pace(10_000)
        self.merchants = Merchants(Peers(*[self.centers] * 4), "opendelivery", SystemClock())
        self.shelves = Shelves(client.OpenDelivery(outside, ACCOUNTS, *paces, tokens, dialect))
        door = door_of(signature.Webhooks(), ACCOUNTS)
        app = build_app([pull_routes("/od", door, self.merchants, self.shelves)], Metrics(), "Test")
        transport = httpx.ASGITransport(app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://gw")
        self.platform.pull = self.pull

    async def pull(self, app: str = "open", code: str = "S001", key: str = KEY) -> httpx.Response:
        return await self.http.get(f"/od/{app}/{code}/v1/merchant", headers={"X-API-KEY": key})

    async def show(self, chain: str = "noodles") -> list[str]:
        """Show the store as it is; give what the platform was told, in short."""
        self.platform.told.clear()
        with as_call(internal_identity("takeaway", chain)):
            now = await self.merchants.look(self.centers.store, "S001", CODES)
            await self.shelves.show("S001", now)
        return [
            each.get("entityType") or each.get("merchantStatus") or "pull"
            for each in self.platform.told
        ]

    async def is_right(self) -> bool:
        """Whether the platform has the store as it is now."""
        with as_call(identify("noodles")):
            now = await self.merchants.look(self.centers.store, "S001", CODES)
        whole = json.loads(encoded(now.said_by(ACCOUNTS["open"].more).whole()))
        had = {name: self.platform.merchant[name] for name in whole}
        return had | {"id": 0} == whole | {"id": 0}


@pytest.fixture
def side():
    return Side()


async def test_a_store_that_is_taken_from_the_channel_while_it_is_pulled_is_told_once_more():
    side = Side()
    side.centers.store.ClearField("channel_codes")
    answer = await side.pull()
    assert (answer.status_code, answer.json()["id"]) == (200, "S001")


async def test_a_menu_is_pulled_and_after_that_only_what_changes_is_told(side):
    assert await side.show() == ["AVAILABLE", "pull"]
    assert await side.is_right()
    assert await side.show() == []
    side.centers.menu = menu(sold_out={"m": True})
    assert await side.show() == ["ITEM_OFFER"]
    side.centers.menu = menu(sold_out={"egg": True})
    assert await side.show() == ["ITEM_OFFER", "OPTION_GROUP"]
    side.centers.menu = menu(price=1700)
    assert await side.show() == ["ITEM_OFFER", "OPTION_GROUP"]
    side.centers.check = check(minutes=40)
    assert await side.show() == ["BASIC_INFO"]
    assert side.platform.pulled == 1
    assert await side.is_right()
    side.centers.check = check(is_open=False, reason=1, minutes=40)
    assert await side.show() == ["UNAVAILABLE"]


async def test_what_was_sold_out_only_while_the_menu_was_pulled_is_told_to_be_there_again(side):
    await side.show()
    side.centers.menu = menu(sold_out={"m": True})
    side.platform.merchant = (await side.pull()).json()
    side.centers.menu = menu()
    assert await side.show() == ["ITEM_OFFER"]
    assert await side.is_right()
    # Another account's pull says nothing of what this one has.
    side.centers.menu = menu(sold_out={"m": True})
    await side.pull("closed", key="another")
    assert await side.show() == ["ITEM_OFFER"]


@pytest.mark.parametrize("what", ["a dish", "a name", "hours"])
async def test_a_menu_that_is_made_of_something_else_is_pulled_again(side, what):
    await side.show()
    if what == "a dish":
        side.centers.menu = menu(without="tea")
    elif what == "a name":
        side.centers.menu.products[0].name = "Ramen"
    else:
        del side.centers.store.hours.periods[0]
    assert await side.show() == ["pull"]
    assert await side.is_right()


async def test_a_platform_that_takes_whole_menus_is_sent_them():
    side = Side(WHOLE)
    assert await side.show() == ["AVAILABLE", "MERCHANT"]
    assert await side.show() == []
    for changed in (menu(sold_out={"m": True}), menu(price=1700), menu(without="tea")):
        side.centers.menu = changed
        assert await side.show() == ["MERCHANT"]
        assert await side.is_right()
    assert side.platform.pulled == 0


async def test_an_offer_that_is_refused_holds_up_no_other_and_is_not_told_again_at_once(side):
    await side.show()
    side.centers.menu = menu(price=1700)
    now = await side.merchants.look(side.centers.store, "S001", CODES)
    bad = now.entities["ITEM_OFFER"][3]["id"]
    side.platform.refuses = bad
    with capture_logs() as logs:
        assert "ITEM_OFFER" in await side.show()
        assert await side.show() == []
    assert [each["event"] for each in logs] == ["shelf_refused"]
    prices = {each["id"]: each["price"]["value"] for each in side.platform.merchant["itemOffers"]}
    assert {own for own, value in prices.items() if value != 17} == {bad}
    side.platform.refuses = ""
    side.centers.menu = menu(price=1800)
    await side.show()
    assert await side.is_right()


@pytest.mark.parametrize("dialect", [STANDARD, WHOLE])
@pytest.mark.parametrize("what", ["opening", "price", "minutes", "name"])
async def test_what_may_have_been_heard_is_told_as_it_was_when_it_is_so_again(what, dialect):
    side = Side(dialect)
    await side.show()
    before = side.centers.menu, side.centers.check
    if what == "opening":
        side.centers.check = check(is_open=False, reason=1)
    elif what == "minutes":
        side.centers.check = check(minutes=40)
    elif what == "price":
        side.centers.menu = menu(price=1700)
    else:
        side.centers.menu = menu(without="tea")
    side.platform.loses_answers = True
    with pytest.raises(PeerAway):
        await side.show()
    side.platform.loses_answers = False
    side.centers.menu, side.centers.check = before
    await side.show()
    assert await side.is_right()


async def test_minutes_that_are_refused_are_told_again_later(side, monkeypatch):
    await side.show()
    side.centers.check = check(minutes=40)
    side.platform.refuses = "BASIC_INFO"
    assert await side.show() == await side.show() == []
    side.platform.refuses = ""
    monkeypatch.setattr(told, "AGAIN_SECONDS", 0)
    assert await side.show() == ["BASIC_INFO"]
    assert await side.is_right()


@pytest.mark.parametrize("dialect", [STANDARD, WHOLE])
async def test_a_store_that_another_account_has_by_now_is_told_of_by_that(dialect):
    side = Side(dialect)
    await side.show()
    side.platform.has_store = {"closed"}
    side.centers.menu = menu(price=1700)
    assert await side.show() == ["MERCHANT" if dialect is WHOLE else "ITEM_OFFER"]
    side.platform.pull = lambda: side.pull("closed", key="another")
    assert await side.show() == (["AVAILABLE"] if dialect is WHOLE else ["AVAILABLE", "pull"])
    assert await side.show() == []


@pytest.mark.parametrize(("refuses", "kind"), [("merchantStatus", "opening"), ("MERCHANT", "all")])
async def test_what_is_refused_is_said(refuses, kind):
    side = Side(WHOLE)
    side.platform.refuses = refuses
    if kind == "opening":
        with pytest.raises(InvalidRequest):
            await side.show()
        return
    with capture_logs() as logs:
        assert await side.show() == ["AVAILABLE"]
        assert await side.show() == []
    assert [each["event"] for each in logs] == ["shelf_refused"]


async def test_without_a_key_to_pull_with_only_the_opening_is_shown(side):
    assert await side.show("milk") == ["AVAILABLE"]
    side.centers.menu = menu(price=1)
    assert await side.show("milk") == []
    with pytest.raises(InvalidRequest):
        await side.show("nobody")


@pytest.mark.parametrize(
    ("app", "code", "key", "status"),
    [
        ("open", "S001", "a guess", 403),
        ("open", "S001", "", 403),
        ("open", "S001", "another", 403),
        ("nobody", "S001", KEY, 403),
        ("poor", "S001", "", 403),
        ("open", "P001", KEY, 404),
        ("pizza", "S001", "a third", 404),
        ("open", "S001", KEY, 200),
    ],
)
async def test_only_who_shows_the_accounts_key_pulls_and_of_its_chain_only(
    side, app, code, key, status
):
    with capture_logs() as logs:
        answer = await side.pull(app, code, key)
    assert answer.status_code == status
    assert KEY not in f"{logs} {answer.text}"
    if status == 200:
        told = answer.json()
        assert (told["id"], told["TTL"]) == ("S001", 500)
        assert told["basicInfo"]["document"] == "22815773000169"


async def test_a_pulled_store_says_since_when_it_is_so(side):
    first, again = [(await side.pull()).json()["lastUpdate"] for _ in range(2)]
    side.centers.menu = menu_pb2.GetMenuResponse()
    assert first == again < (await side.pull()).json()["lastUpdate"]
