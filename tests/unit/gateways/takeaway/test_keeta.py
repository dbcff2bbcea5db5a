"""Keeta speaks OpenDelivery: its calls are signed, its customers' data opened, its menus sent."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime

import httpx
import pytest
from structlog.testing import capture_logs
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import event_pb2, order_pb2

from gateways.takeaway.commands import Command, Task
from gateways.takeaway.intake import Intake
from gateways.takeaway.opendelivery import adapt, signature
from gateways.takeaway.opendelivery import platform as client
from gateways.takeaway.opendelivery.dialect import KEETA
from gateways.takeaway.opendelivery.events import Events
from gateways.takeaway.opendelivery.routes import webhook_routes
from gateways.takeaway.pace import Pace
from gateways.takeaway.peers import Peers
from gateways.takeaway.platforms import NotLetIn
from gateways.takeaway.refunds import Refunds
from mesh.call.context import as_call
from mesh.edge.callbacks import Account
from mesh.edge.http import build_app
from mesh.edge.outside import Outside
from mesh.feed.follower_items import PeerAway
from mesh.process.metrics import Metrics
from mesh.pure.clock import SystemClock
from tests.unit.gateways.takeaway.centers import Centers, door_of, identify
from tests.unit.gateways.takeaway.test_opendelivery import SOLD

URL, SECRET = "https://open.mykeeta.com/api/open/opendelivery", "odsecret"
ACCOUNTS = {
    "app": Account("noodles", SECRET),
    "other": Account("pizza", "another secret"),
}
HIDDEN = "ENC_#MQesaE=#1#"


@pytest.fixture(autouse=True)
def for_the_chain():
    """The platform is called for the chain that has the account."""
    with as_call(identify("noodles")):
        yield


@pytest.mark.parametrize(
    ("query", "body", "signed"),
    [
        (
            {"page": "2", "limit": "10", "sort": "name"},
            b"",
            b"https://api.example.com/v1/users&limit=10&page=2&sort=name",
        ),
        ({}, b'{"a":1,"b":2}', b'https://api.example.com/v1/users&{"a":1,"b":2}'),
        ({"c": ""}, b"{}", b"https://api.example.com/v1/users&c="),
        ({}, b"", b"https://api.example.com/v1/users"),
    ],
)
def test_a_call_is_signed_over_its_address_its_sorted_query_and_its_body(query, body, signed):
    digest = hmac.new(b"s", signed, hashlib.sha256)
    url = "https://api.example.com/v1/users"
    assert (
        signature.signed_call(url, query, body, "s") == base64.b64encode(digest.digest()).decode()
    )
    assert signature.signed_call(url, query, body, "s", "hex") == digest.hexdigest()


def test_a_signature_of_a_call_is_that_of_the_vector():
    """By our own reading of the rule, and computed by openssl."""
    body = b'{"createdAt":"2024-01-01T00:00:00Z","orderExternalCode":"ord_1"}'
    url = f"{URL}/v1/orders/o1/confirm"
    expected = "q1ZtqyEEfiHhMPoY1Z1GLRV84e2Zq5DdV4H3QIzr+sA="
    assert signature.signed_call(url, {}, body, SECRET) == expected


class Keeta:
    """Keeta's side: lets in only what is signed, and keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, object]] = []
        self.order = SOLD
        self.opens: dict[str, str] | int = {HIDDEN: "Rua Augusta 1"}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/oauth/token"):
            return httpx.Response(200, json={"access_token": "t"})
        url = str(request.url.copy_with(query=None)).encode()
        text = url + (b"&" + request.content if request.content else b"")
        digest = hmac.new(SECRET.encode(), text, hashlib.sha256).digest()
        if request.headers.get("x-app-signature") != base64.b64encode(digest).decode():
            return httpx.Response(401)
        path = request.url.path.partition("/v1/")[2]
        body = json.loads(request.content or b"null")
        self.told.append((path, body))
        if path == "batchDecrypt":
            if isinstance(self.opens, int):
                return httpx.Response(self.opens)
            asked = [each["cipherText"] for each in body["cipherInfos"]]
            infos = [
                {"cipherText": each, "plainText": self.opens.get(each, ""), "errorMsg": "-",
                 "errorCode": 0 if each in self.opens else 17}
                for each in asked
            ]  # fmt: skip
            return httpx.Response(200, json={"plainInfos": infos})
        return httpx.Response(202 if request.method == "POST" else 200, json=self.order)


@pytest.fixture
def side():
    return Keeta()


def keeta_of(side: Keeta, accounts=ACCOUNTS, calls="base64") -> client.OpenDelivery:
    outside = Outside(URL, transport=httpx.MockTransport(side))
    tokens = client.tokens(outside, accounts, KEETA)
    return client.OpenDelivery(outside, accounts, Pace(10_000), Pace(10_000), tokens, KEETA, calls)


def task(command: Command) -> Task:
    order = order_pb2.Order(
        order_id="ord_1", channel_order_number="o1", extension={adapt.APP: "app"}
    )
    return Task(command, order, event_pb2.OrderEvent())


async def test_every_call_is_signed_whatever_it_says(side):
    keeta = keeta_of(side)
    assert await keeta.carry_out(task(Command.CONFIRM))
    assert await keeta.carry_out(task(Command.READY))
    await keeta.acknowledge("app", [])
    update = {
        "entityType": "ITEM",
        "updatedObjects": [{"name": "Pão de açúcar 面", "b": 1, "a": []}],
    }
    await keeta.call("app", "POST", KEETA.update_path("M 1"), update)
    await keeta.order("app", "o1")
    paths = [path for path, _ in side.told]
    assert paths == [
        "orders/o1/confirm", "orders/o1/readyForPickup", "merchantUpdate/M 1", "orders/o1",
    ]  # fmt: skip


@pytest.mark.parametrize("calls", ["none", "hex"])
async def test_a_call_that_is_not_signed_so_is_not_let_in_and_the_secret_is_not_said(side, calls):
    with capture_logs() as logs, pytest.raises(NotLetIn) as refused:
        await keeta_of(side, calls=calls).carry_out(task(Command.READY))
    assert "Keeta" in str(refused.value)
    assert SECRET not in f"{logs} {refused.value}"


def hide(order: dict) -> dict:
    address = order["delivery"]["deliveryAddress"] | {"formattedAddress": HIDDEN, "number": "7"}
    phone = {"number": "ENC_#unknown#", "extension": "2"}
    return order | {
        "delivery": order["delivery"] | {"deliveryAddress": address},
        "customer": order["customer"] | {"phone": phone},
    }


async def test_what_is_hidden_of_a_customer_is_opened_and_what_stays_hidden_is_empty(side):
    side.order = hide(SOLD)
    with capture_logs() as logs:
        body = await keeta_of(side).order("app", "o1")
    assert body.delivery.delivery_address.formatted_address == "Rua Augusta 1"
    assert (body.delivery.delivery_address.number, body.customer.phone.number) == ("7", "")
    assert "Augusta" not in str(logs)
    order = adapt.new_order(
        body, "sto_1", "app", trade_pb2.DELIVERED_BY_STORE, datetime.now(UTC), channel="keeta"
    )
    assert order.channel == "keeta"
    assert order.discounts[0].promotion_id.startswith("keeta:")
    assert "ENC" not in str(order)


@pytest.mark.parametrize("status", [400, 422])
async def test_an_order_whose_customer_is_not_opened_is_taken_all_the_same(side, status):
    side.order, side.opens = hide(SOLD), status
    body = await keeta_of(side).order("app", "o1")
    assert body.delivery.delivery_address.formatted_address == ""
    assert len(body.items) == 1


async def test_an_order_is_asked_for_again_while_its_customer_cannot_be_opened(side):
    side.order, side.opens = hide(SOLD), 503
    with pytest.raises(PeerAway):
        await keeta_of(side).order("app", "o1")


class Webhook:
    """The gateway's door for Keeta, and what came through it."""

    def __init__(self, side: Keeta, encoding: str = KEETA.webhooks) -> None:
        self.centers = Centers()
        peers = Peers(*[self.centers] * 4)
        events = Events(
            Intake(peers, "keeta"), Refunds(peers), keeta_of(side),
            trade_pb2.DELIVERED_BY_STORE, SystemClock(),
        )  # fmt: skip
        door = door_of(signature.Webhooks(encoding, ACCOUNTS), ACCOUNTS)
        app = build_app([webhook_routes("/keeta", door, events)], Metrics(), "Test")
        transport = httpx.ASGITransport(app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://gw")

    async def push(
        self, signed_with: str = SECRET, encoding: str = "base64", ago: int = 0, number: str = "o1"
    ) -> httpx.Response:
        at = datetime.fromtimestamp(time.time() - ago, UTC).isoformat()
        told = {
            "eventId": f"e-{number}",
            "eventType": "CREATED",
            "orderId": number,
            "createdAt": at,
        }
        body = json.dumps(told).encode()
        headers = {
            "X-App-Id": "keeta itself",
            "X-App-MerchantId": "S001",
            "X-App-Signature": signature.signed(body, signed_with, encoding),
        }
        return await self.http.post("/keeta/v1/newEvent", content=body, headers=headers)


async def test_an_event_that_is_signed_as_keeta_signs_is_an_order_once(side):
    side.order = SOLD | {"merchant": {"id": "S001"}}
    webhook = Webhook(side)
    for _ in range(2):
        assert (await webhook.push()).status_code == 200
    [(chain, order)] = webhook.centers.imported
    assert (chain, order.channel, order.store_id) == ("noodles", "keeta", "sto_1")


@pytest.mark.parametrize(
    "changes",
    [
        {"signed_with": "a guess"},
        {"encoding": "hex"},
        {"signed_with": "another secret", "encoding": "hex"},
        {"ago": 2 * 86_400},
        {"ago": -3_600},
    ],
)
async def test_what_is_signed_otherwise_or_is_old_is_refused_and_changes_nothing(side, changes):
    webhook = Webhook(side)
    with capture_logs() as logs:
        answer = await webhook.push(**changes)
    assert answer.status_code == 401
    assert (webhook.centers.imported, side.told) == ([], [])
    if "ago" not in changes:
        words = answer.json()["detail"]
        assert "the bytes of the body, HMAC-SHA256 in base64, with the secret ***" in words
    assert SECRET not in f"{logs} {answer.text}"


async def test_an_order_of_another_chains_store_is_refused_and_changes_nothing(side):
    side.order = SOLD | {"merchant": {"id": "P001"}}
    webhook = Webhook(side)
    assert (await webhook.push()).status_code == 404
    assert webhook.centers.imported == []
