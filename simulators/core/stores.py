"""The stores of the chain: what their tills do with a platform's orders, as stories want it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import httpx
import msgspec

from simulators.core.courier import PATIENCE_SECONDS

WAIT_SECONDS = 5
PAGE = 200
_RETRY_SECONDS = 0.5

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


class Stores(Protocol):
    """Whoever works orders at the tills. Orders are named by their number on the platform.

    Every method waits until the till has the order; False when it never had it.
    """

    async def report(self, number: str, kind: str, reason: str = "") -> bool:
        """Report something of an order, as the till names it: "accepted", "ready"."""
        ...

    async def cut(self, number: str, line: int, quantity: int) -> bool:
        """Say that pieces of a line, counted from 0, cannot be made."""
        ...

    async def answer(self, number: str, *, agreed: bool) -> bool:
        """Answer the wish for money back that waits."""
        ...


class Tills:
    """The tills of all stores, over the till server's REST interface."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        url: str,
        secret: str,
        channel: str,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """`patience` is in seconds: how long stores wait for an order, and for the server."""
        self._http = http
        self._url = f"{url}/till/v1"
        self._headers = {"authorization": f"Bearer {secret}"}
        self._channel = channel
        self._patience = patience
        self._seen: dict[str, dict[str, Any]] = {}
        self._news = asyncio.Event()
        self._numbers = 0

    async def follow(self) -> None:
        """Keep up with the tills' orders until cancelled; waits while the server is away."""
        cursor = ""
        while True:
            query: dict[str, str | int] = {
                "after": cursor, "wait_seconds": WAIT_SECONDS, "limit": PAGE, "echo": "0",
            }  # fmt: skip
            try:
                reply = await self._http.get(
                    f"{self._url}/orders", params=query, headers=self._headers
                )
                reply.raise_for_status()
            except httpx.HTTPError:
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            page = _decode(reply.content)
            cursor = page["cursor"]
            self._take(page["orders"])

    async def report(self, number: str, kind: str, reason: str = "") -> bool:
        """Report something of an order."""
        entry = await self._until(number, lambda _entry: True)
        if entry is None:
            return False
        await self._send(entry, number, kind, {"reason": reason} if reason else {})
        return True

    async def cut(self, number: str, line: int, quantity: int) -> bool:
        """Say that pieces of a line, counted from 0, cannot be made."""
        entry = await self._until(number, lambda entry: len(entry["order"]["lines"]) > line)
        if entry is None:
            return False
        pieces = {"line_id": entry["order"]["lines"][line]["line_id"], "quantity": quantity}
        more = {"reason": "卖完了 sold out", "lines": [pieces]}
        await self._send(entry, number, "lines_cancelled", more)
        return True

    async def answer(self, number: str, *, agreed: bool) -> bool:
        """Answer the wish for money back that waits."""
        entry = await self._until(number, lambda entry: bool(_wish(entry)))
        if entry is None:
            return False
        kind = "after_sale_agreed" if agreed else "after_sale_refused"
        await self._send(entry, number, kind, {"after_sale_id": _wish(entry)})
        return True

    def _take(self, entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            if entry["order"]["channel"] == self._channel:
                self._seen[entry["order"]["channel_order_number"]] = entry
        self._news.set()
        self._news = asyncio.Event()

    async def _until(
        self, number: str, is_so: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any] | None:
        try:
            async with asyncio.timeout(self._patience):
                while number not in self._seen or not is_so(self._seen[number]):
                    await self._news.wait()
        except TimeoutError:
            return None
        return self._seen[number]

    async def _send(
        self, entry: Mapping[str, Any], number: str, kind: str, more: Mapping[str, Any]
    ) -> None:
        self._numbers += 1
        order_id = entry["order"]["order_id"]
        update = {
            "update_id": f"{self._channel}-{number}-{self._numbers}",
            "order_id": order_id,
            "kind": kind,
            **more,
        }
        body = _encode({"updates": [update]})
        headers = {**self._headers, "content-type": "application/json"}
        for _ in range(int(self._patience / _RETRY_SECONDS)):
            try:
                reply = await self._http.post(f"{self._url}/updates", content=body, headers=headers)
                reply.raise_for_status()
                return
            except httpx.HTTPError:
                # The till server is being started again: the same report is harmless.
                await asyncio.sleep(_RETRY_SECONDS)


def _wish(entry: Mapping[str, Any]) -> str:
    """Return the id of the wish for money back that waits for the store; empty for none."""
    waiting = (each for each in entry["after_sales"] if each["state"] == "applied")
    return next((str(each["after_sale_id"]) for each in waiting), "")
