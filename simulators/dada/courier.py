"""Brings callbacks to merchants: again until they are taken, in disorder, with strangers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from simulators.core.bringing import Bringing
from simulators.dada import bodies, signature
from simulators.dada.book import Order
from simulators.dada.faults import Faults

_TWO_DAYS = 2 * 24 * 3600


@dataclass
class Courier(Bringing):
    """Sends callbacks."""

    ladder = (5.0, 30.0, 60.0, 300.0)
    seconds_to_answer = 5.0
    what = "callback"

    faults: Faults = field(default_factory=Faults)
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

    def is_good(self, answer: httpx.Response) -> bool:
        """Return whether it is 200: Dada takes no other answer."""
        return answer.status_code == httpx.codes.OK

    async def _bring(self, url: str, body: bytes, later: bytes | None) -> None:
        if self.faults.strangers:
            await self._strangers(url, json.loads(body))
        await self.until_taken(self.faults, url, body)
        if later is not None:
            self.counts["out of order"] += 1
            await self.until_taken(self.faults, url, later)

    async def _strangers(self, url: str, body: dict[str, Any]) -> None:
        forged = body | {"signature": "0" * 32}
        await self.demand_refused("forged", url, _encode(forged), {})
        long_ago = int(self.clock.now()) - _TWO_DAYS
        signed = signature.of_callback(body["client_id"], body["order_id"], long_ago)
        old = body | {"update_time": long_ago, "signature": signed}
        await self.demand_refused("old", url, _encode(old), {})


def _encode(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
