"""Meituan's part of the gateway between a platform and services that keep what they are told."""

import time
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
from zhongtai.common.v1 import trade_pb2

from gateways.takeaway.intake import Intake
from gateways.takeaway.meituan import adapt, signature
from gateways.takeaway.meituan.platform import Meituan
from gateways.takeaway.meituan.pushes import Pushes
from gateways.takeaway.meituan.routes import push_routes
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
    "3333": Account("noodles", "its other app"),
    "4444": Account("noodles", "mtsecret"),
    "5555": Account("pizza", "other"),
}


class Platform:
    """Meituan's side: keeps what it is told, answers as it is set."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, str]]] = []
        self.answers: dict[str, Any] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query = dict(request.url.params)
        fields = query | dict(httpx.QueryParams(request.content.decode()))
        secret = ACCOUNTS[query["app_id"]].secret
        assert fields["sig"] == signature.signed(
            str(request.url.copy_with(query=None)), fields, secret
        )
        path = request.url.path.removeprefix("/api/v1/")
        self.told.append((path, fields))
        answer = self.answers.get(path, {"data": "ok"})
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else {"data": "ok"}
        if callable(answer):
            answer = answer(fields)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(200, content=msgspec.json.encode(answer))

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.told]


class Gateway:
    """The gateway, with its way in and its way out."""

    def __init__(self) -> None:
        self.centers, self.platform = Centers(), Platform()
        self.now = int(time.time())
        self.peers = Peers(*[self.centers] * 4)
        self.door = door_of(signature, ACCOUNTS)
        outside = Outside("http://meituan", transport=httpx.MockTransport(self.platform))
        self.meituan = Meituan(outside, ACCOUNTS, Pace(10_000), Pace(10_000))
        self.pushes = Pushes(
            Intake(self.peers, adapt.CHANNEL),
            Refunds(self.peers),
            self.meituan,
            trade_pb2.DELIVERED_BY_STORE,
            SystemClock(),
        )
        app = build_app([push_routes("/mt", self.door, self.pushes)], Metrics(), "Test")
        transport = httpx.ASGITransport(app)
        self.client = httpx.AsyncClient(transport=transport, base_url=URL)

    async def push(
        self,
        event: str,
        fields: dict[str, str],
        *,
        app: str = "4444",
        secret: str = "",
        seconds_ago: int = 0,
        method: str = "POST",
    ) -> httpx.Response:
        """Send what the platform signs."""
        now = str(self.now - seconds_ago)
        sent = fields | {"app_id": app, "timestamp": now}
        secret = secret or ACCOUNTS[app].secret if app in ACCOUNTS else "guess"
        sent["sig"] = signature.signed(f"{URL}/mt/{event}", sent, secret)
        if method == "GET":
            return await self.client.get(f"/mt/{event}?{urlencode(sent)}")
        return await self.client.post(f"/mt/{event}", data=sent)
