"""Brings webhooks to sellers' applications: again until they are taken, twice, with strangers."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from dataclasses import dataclass, field

import httpx

from simulators.core.clock import Clock
from simulators.core.errands import Errands
from simulators.square import signature
from simulators.square.account import Account
from simulators.square.book import Order
from simulators.square.faults import Faults

LADDER = (60.0, 120.0, 240.0, 480.0)
"""Seconds until a webhook that was not taken comes again; Square's own goes on for a day."""
SECONDS_TO_ANSWER = 10.0


@dataclass
class Courier:
    """Sends webhooks. `misconduct` is what was taken that was not Square's.

    `addresses` are, by seller, where its webhooks are brought: there are none for others.
    """

    http: httpx.AsyncClient
    clock: Clock
    faults: Faults = field(default_factory=Faults)
    counts: Counter[str] = field(default_factory=Counter)
    misconduct: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    errands: Errands = field(default_factory=Errands)

    def send(self, order: Order) -> None:
        """Begin to tell a seller's application that an order has changed."""
        url = self.addresses.get(order.account.merchant_id, "")
        if not url:
            return
        if self.faults.lost_webhooks:
            self.faults.lost_webhooks -= 1
            self.counts["lost"] += 1
            return
        body = _event(order)
        for _ in range(1 + self.faults.duplicate_webhooks):
            self.errands.start(self._bring(url, order.account, body))

    async def _bring(self, url: str, account: Account, body: bytes) -> None:
        if self.faults.strangers:
            await self._strangers(url, account, body)
        signed = signature.of_webhook(account.signature_key, account.notification_url, body)
        for pause in (*LADDER, None):
            self.counts["webhooks"] += 1
            if await self._is_taken(url, body, signed):
                if not self.faults.lost_webhook_answers:
                    return
                self.faults.lost_webhook_answers -= 1
                self.counts["answers lost"] += 1
            if pause is not None:
                self.counts["sent again"] += 1
                await self.clock.pause(pause)
        self.given_up.append(url)

    async def _strangers(self, url: str, account: Account, body: bytes) -> None:
        for key, address in (
            ("a key of a stranger", account.notification_url),
            (account.signature_key, f"{account.notification_url}/other"),
        ):
            self.counts["forged"] += 1
            if await self._is_taken(url, body, signature.of_webhook(key, address, body)):
                self.misconduct.append("a webhook that was forged was taken")

    async def _is_taken(self, url: str, body: bytes, signed: str) -> bool:
        headers = {
            "content-type": "application/json",
            "x-square-hmacsha256-signature": signed,
        }
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER):
                answer = await self.http.post(url, content=body, headers=headers)
        except (httpx.HTTPError, TimeoutError):
            return False
        return answer.is_success


def _event(order: Order) -> bytes:
    body = order.body
    about = {
        "order_id": body["id"],
        "location_id": body["location_id"],
        "state": body["state"],
        "version": body["version"],
        "created_at": body["created_at"],
        "updated_at": body["updated_at"],
    }
    new = body["version"] == 1
    what = "order_created" if new else "order_updated"
    return json.dumps(
        {
            "merchant_id": order.account.merchant_id,
            "type": "order.created" if new else "order.updated",
            "event_id": secrets.token_hex(16),
            "created_at": body["updated_at"],
            "data": {"type": what, "id": body["id"], "object": {what: about}},
        }
    ).encode()
