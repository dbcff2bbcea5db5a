"""Ele.me's part of the gateway between a platform and services that keep what they are told."""

import json
import time
from typing import Any

import httpx
import msgspec
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import after_sale_messages_pb2, change_messages_pb2

from gateways.takeaway.eleme import adapt, signature
from gateways.takeaway.eleme.platform import Eleme, tokens_of
from gateways.takeaway.eleme.pushes import Pushes
from gateways.takeaway.eleme.riders import Riders
from gateways.takeaway.eleme.routes import push_routes
from gateways.takeaway.eleme.shops import Shops
from gateways.takeaway.intake import Intake
from gateways.takeaway.pace import Pace
from gateways.takeaway.peers import Peers
from gateways.takeaway.refunds import Refunds
from mesh.edge.callbacks import Account
from mesh.edge.http import build_app
from mesh.edge.outside import Outside
from mesh.process.metrics import Metrics
from mesh.pure.clock import SystemClock
from tests.unit.gateways.takeaway.centers import URL, Centers, door_of

ACCOUNTS = {
    "22954132": Account("noodles", "its other app"),
    "22954133": Account("noodles", "elesecret", {"key": "elekey"}),
    "22954134": Account("pizza", "other"),
}


class Services(Centers):
    """Keeps also how far riders come, and which money is wished back."""

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[str] = []

    async def RecordDeliveries(self, request):
        results = [change_messages_pb2.ChangeResult() for _ in request.items]
        return change_messages_pb2.RecordDeliveriesResponse(results=results)

    async def ApplyAfterSale(self, request):
        self.wishes.append(request.channel_refund_number)
        return after_sale_messages_pb2.ApplyAfterSaleResponse()


class Platform:
    """Ele.me's side: keeps what it is told, answers as it is set."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, dict[str, Any]]] = []
        self.granted: list[str] = []
        self.answers: dict[str, Any] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            self.granted.append(request.headers["authorization"])
            return httpx.Response(200, json={"access_token": f"tok{len(self.granted)}"})
        call = json.loads(request.content)
        key = call["metas"]["app_key"]
        app = "22954133" if key == "elekey" else key
        signed = signature.signed_request(
            call["action"], call["token"], call["metas"] | call["params"], ACCOUNTS[app].secret
        )
        assert call["signature"] == signed
        action = call["action"].removeprefix("eleme.")
        self.told.append((app, action, call["params"]))
        answer = self.answers.get(action)
        if isinstance(answer, list) and answer and not isinstance(answer[0], dict | str):
            answer = answer.pop(0)
        if callable(answer):
            answer = answer(call)
        if isinstance(answer, Exception):
            raise answer
        if not (isinstance(answer, dict) and "error" in answer):
            answer = {"result": answer, "error": None}
        return httpx.Response(200, content=msgspec.json.encode({"id": call["id"], **answer}))

    @property
    def actions(self) -> list[str]:
        return [action for _, action, _ in self.told]


def refused(code: str) -> dict[str, Any]:
    return {"result": None, "error": {"code": code, "message": "no"}}


class Gateway:
    """The gateway, with its way in and its way out."""

    def __init__(self) -> None:
        self.centers, self.platform = Services(), Platform()
        self.now = int(time.time())
        self.peers = Peers(*[self.centers] * 4)
        self.door = door_of(signature, ACCOUNTS)
        outside = Outside("http://eleme", transport=httpx.MockTransport(self.platform))
        tokens = tokens_of(outside, ACCOUNTS)
        self.eleme = Eleme(outside, ACCOUNTS, Pace(10_000), Pace(10_000), tokens)
        self.shops = Shops(self.eleme)
        self.pushes = Pushes(
            Intake(self.peers, adapt.CHANNEL),
            Refunds(self.peers),
            self.eleme,
            self.shops,
            Riders(trade_pb2.DELIVERED_BY_STORE, {"S002"}),
            SystemClock(),
        )
        app = build_app([push_routes("/ele", self.door, self.pushes)], Metrics(), "Test")
        transport = httpx.ASGITransport(app)
        self.client = httpx.AsyncClient(transport=transport, base_url=URL)
        self._numbers = 0

    async def push(
        self,
        kind: int | str,
        message: dict[str, Any],
        *,
        app: int | str = 22954133,
        secret: str = "",
        seconds_ago: int = 0,
        request_id: str = "",
    ) -> httpx.Response:
        """Send what the platform signs."""
        self._numbers += 1
        sent = pushed(kind, message, app, self.now - seconds_ago)
        sent["requestId"] = request_id or f"r{self._numbers}"
        account = ACCOUNTS.get(str(app))
        secret = secret or (account.secret if account else "guess")
        sent["signature"] = signature.signed_push(sent, secret)
        return await self.client.post("/ele", content=signature.written(sent).encode())


def pushed(kind: int | str, message: dict[str, Any], app: int | str, now: int) -> dict[str, Any]:
    return {
        "requestId": "100000021764401594",
        "type": kind,
        "appId": app,
        "message": signature.written(message),
        "shopId": 720032,
        "timestamp": now * 1000,
        "userId": 98587250597500702,
    }
