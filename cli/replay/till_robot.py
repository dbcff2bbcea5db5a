"""A till without a person: accepts, makes, hands out and closes every order of its store."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec

from cli.replay.connection import Connection
from cli.replay.patience import demand_answer, patiently

WAIT_SECONDS = 5
PAGE = 200
_CLOSED = {"completed", "rejected", "cancelled"}
_STEPS = ("accepted", "ready", "completed")

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


class TillRobot:
    """Serves one store over the till's own REST interface, which tells of all the chain's."""

    def __init__(self, connection: Connection, store_id: str) -> None:
        self._connection = connection
        self._store_id = store_id
        self.completed = 0

    async def run_forever(self) -> None:
        """Pull, report, go on; waits while the till server is away."""
        cursor = ""
        while True:
            page: dict[str, Any] = await patiently()(self._pull, cursor)
            updates = [
                update
                for entry in page["orders"]
                if entry["state"] not in _CLOSED and entry["order"]["store_id"] == self._store_id
                for update in _updates(entry["order"])
            ]
            for start in range(0, len(updates), PAGE * len(_STEPS)):
                await patiently()(self._report, updates[start : start + PAGE * len(_STEPS)])
            self.completed += len(updates) // len(_STEPS)
            cursor = page["cursor"]

    async def _pull(self, cursor: str) -> dict[str, Any]:
        # echo=0: what this till reported itself does not come back.
        query: dict[str, str | int] = {
            "after": cursor,
            "wait_seconds": WAIT_SECONDS,
            "limit": PAGE,
            "echo": "0",
        }
        reply = await self._connection.http.get(
            f"{self._connection.till_url}/till/v1/orders", params=query, headers=self._headers()
        )
        return _body(reply)

    async def _report(self, updates: list[dict[str, str]]) -> None:
        reply = await self._connection.http.post(
            f"{self._connection.till_url}/till/v1/updates",
            content=_encode({"updates": updates}),
            headers=self._headers(),
        )
        _body(reply)

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._connection.till_token}"}


def _updates(order: dict[str, Any]) -> list[dict[str, str]]:
    """The reports of one order; their ids are its own, so that repeating them is harmless."""
    order_id = order["order_id"]
    updates = [
        {"update_id": f"robot-{order_id[4:30]}-{kind}", "order_id": order_id, "kind": kind}
        for kind in _STEPS
    ]
    updates[0]["pickup_code"] = f"R{order['daily_number']:03d}"
    return updates


def _body(reply: httpx.Response) -> dict[str, Any]:
    demand_answer(reply)
    reply.raise_for_status()
    body: dict[str, Any] = _decode(reply.content)
    return body
