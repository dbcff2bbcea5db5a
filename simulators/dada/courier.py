"""Brings callbacks to merchants: again until they are taken, in disorder, with strangers."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from simulators.core.clock import Clock
from simulators.core.errands import Errands
from simulators.dada import bodies, signature
from simulators.dada.book import Order
from simulators.dada.faults import Faults

LADDER = (5.0, 30.0, 60.0, 300.0)
"""Seconds until a callback that was not taken comes again; after the last one never more."""
SECONDS_TO_ANSWER = 5.0
_TWO_DAYS = 2 * 24 * 3600


@dataclass
class Courier:
    """Sends callbacks. `misconduct` is what a merchant took that was not Dada's, or not fresh."""

    http: httpx.AsyncClient
    clock: Clock
    faults: Faults = field(default_factory=Faults)
    counts: Counter[str] = field(default_factory=Counter)
    misconduct: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    errands: Errands = field(default_factory=Errands)
    _held: dict[str, bytes] = field(default_factory=dict)

    def send(self, order: Order) -> None:
        """Begin to tell a merchant how an order stands now."""
        if self.faults.lost_callbacks:
            self.faults.lost_callbacks -= 1
            self.counts["lost"] += 1
            return
        url, number = order.asked.callback, order.asked.origin_id
        body = _encode(bodies.callback(order, self.clock.now()))
        waited = self._held.pop(number, None)
        if self.faults.reorder_callbacks and waited is None:
            self._held[number] = body
            self.counts["held back"] += 1
            return
        for _ in range(1 + self.faults.duplicate_callbacks):
            self.errands.start(self._bring(url, body, waited))

    async def _bring(self, url: str, body: bytes, later: bytes | None) -> None:
        if self.faults.strangers:
            await self._strangers(url, json.loads(body))
        await self._until_taken(url, body)
        if later is not None:
            self.counts["out of order"] += 1
            await self._until_taken(url, later)

    async def _until_taken(self, url: str, body: bytes) -> None:
        for pause in (*LADDER, None):
            self.counts["callbacks"] += 1
            if await self._is_taken(url, body):
                if not self.faults.lost_callback_answers:
                    return
                self.faults.lost_callback_answers -= 1
                self.counts["answers lost"] += 1
            if pause is not None:
                self.counts["sent again"] += 1
                await self.clock.pause(pause)
        self.given_up.append(url)

    async def _strangers(self, url: str, body: dict[str, Any]) -> None:
        await self._demand_refused("forged", url, body | {"signature": "0" * 32})
        long_ago = int(self.clock.now()) - _TWO_DAYS
        signed = signature.of_callback(body["client_id"], body["order_id"], long_ago)
        await self._demand_refused(
            "old", url, body | {"update_time": long_ago, "signature": signed}
        )

    async def _demand_refused(self, what: str, url: str, body: Mapping[str, Any]) -> None:
        self.counts[what] += 1
        if await self._is_taken(url, _encode(body)):
            self.misconduct.append(f"a callback that was {what} was taken")

    async def _is_taken(self, url: str, body: bytes) -> bool:
        kind = {"content-type": "application/json"}
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER):
                answer = await self.http.post(url, content=body, headers=kind)
        except (httpx.HTTPError, TimeoutError):
            return False
        return answer.status_code == httpx.codes.OK


def _encode(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
