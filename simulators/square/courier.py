"""Brings webhooks to sellers' applications: again until they are taken, twice, with strangers."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field

from simulators.core.bringing import Bringing
from simulators.square import signature
from simulators.square.account import Account
from simulators.square.book import Order
from simulators.square.faults import Faults


@dataclass
class Courier(Bringing):
    """Sends webhooks. `addresses` are, by seller, where they are brought: none for others."""

    ladder = (60.0, 120.0, 240.0, 480.0)
    """Square's own goes on for a day."""
    seconds_to_answer = 10.0
    what = "webhook"

    faults: Faults = field(default_factory=Faults)
    addresses: dict[str, str] = field(default_factory=dict)

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
        signed = _signed(account.signature_key, account.notification_url, body)
        await self.until_taken(self.faults, url, body, lambda: signed)

    async def _strangers(self, url: str, account: Account, body: bytes) -> None:
        for key, address in (
            ("a key of a stranger", account.notification_url),
            (account.signature_key, f"{account.notification_url}/other"),
        ):
            await self.demand_refused("forged", url, body, _signed(key, address, body))


def _signed(key: str, address: str, body: bytes) -> dict[str, str]:
    return {"x-square-hmacsha256-signature": signature.of_webhook(key, address, body)}


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
