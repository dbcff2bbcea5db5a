"""Customers of the mini-program: log in, place, pay, as their phones do."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from cli.replay.connection import Connection
from cli.replay.patience import LATER_REASON, ComeBackLater, demand_answer, patiently

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode
UNAUTHENTICATED = 401
REFUSED_FROM = 400


class Refused(Exception):
    """The platform refused, for this reason."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Customer:
    """One customer's phone."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._phone = connection.phones
        self._name = name
        self._token = ""
        self._login = asyncio.Lock()

    async def post(self, path: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Send a wish, again when it got lost; the key makes that harmless. Raise Refused."""
        encoded = _encode(body)
        return await patiently()(self._attempt, path, encoded, key)

    async def get(self, path: str) -> dict[str, Any]:
        """Read something of the customer's own, again while nobody answers. Raise Refused."""
        headers = {"authorization": f"Bearer {await self.token()}"}
        return await patiently()(self._read, f"{self._connection.miniapp_url}{path}", headers)

    async def token(self) -> str:
        """Return the access token, after a login when there was none."""
        return self._token or await patiently()(self._log_in, "")

    def code(self) -> str:
        """Return what the channel gives to log in with: here the sandbox's code of a name."""
        return f"demo-{self._name}"

    async def _read(self, url: str, headers: Mapping[str, str]) -> dict[str, Any]:
        return _answer(await self._phone.get(url, headers=headers))

    async def _attempt(self, path: str, body: bytes, key: str) -> dict[str, Any]:
        token = self._token or await self._log_in("")
        reply = await self._send(path, body, key, token)
        if reply.status_code == UNAUTHENTICATED:
            token = await self._log_in(token)
            reply = await self._send(path, body, key, token)
        return _answer(reply)

    async def _log_in(self, stale: str) -> str:
        async with self._login:
            if self._token == stale:
                body = {"app_id": self._connection.app_id, "code": self.code()}
                reply = await self._send("/login", _encode(body), secrets.token_hex(16), "")
                self._token = str(_answer(reply)["access_token"])
            return self._token

    async def _send(self, path: str, body: bytes, key: str, token: str) -> httpx.Response:
        headers = {
            "content-type": "application/json",
            "idempotency-key": key,
            "zhongtai-timestamp": str(int(time.time())),
            "zhongtai-nonce": secrets.token_hex(12),
        }
        if token:
            headers["authorization"] = f"Bearer {token}"
        url = f"{self._connection.miniapp_url}{path}"
        return await self._phone.post(url, content=body, headers=headers)


def _answer(reply: httpx.Response) -> dict[str, Any]:
    demand_answer(reply)
    body: dict[str, Any] = _decode(reply.content)
    if reply.status_code < REFUSED_FROM:
        return body
    if body.get("reason") == LATER_REASON:
        raise ComeBackLater(str(body["reason"]))
    raise Refused(str(body.get("reason", reply.status_code)), str(body.get("detail", "")))


class Cashier:
    """The sandbox provider's cashier, where customers pay: many at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def pay(self, payment_ids: list[str]) -> list[str | Exception]:
        """Pay payments; return the status of each, for mesh.data.batching.GroupCommit."""
        return await patiently()(self._attempt, payment_ids)

    async def _attempt(self, payment_ids: list[str]) -> list[str | Exception]:
        body = {"payments": [{"payment_id": payment_id} for payment_id in payment_ids]}
        url = f"{self._connection.cashier_url}/cashier/v1/pay"
        reply = await self._connection.http.post(url, content=_encode(body))
        demand_answer(reply)
        reply.raise_for_status()
        return [
            Refused(result["code"], "the cashier refused")
            if result["status"] == "refused"
            else str(result["status"])
            for result in _decode(reply.content)["results"]
        ]
