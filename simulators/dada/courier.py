"""Brings Dada's callbacks to the addresses that orders name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx

from simulators.core.callbacks import Callback, CallbackCourier
from simulators.dada import bodies, signature
from simulators.dada.book import Order
from simulators.dada.faults import Faults

_TWO_DAYS = 2 * 24 * 3600


@dataclass
class Courier(CallbackCourier[Faults]):
    """Sends callbacks."""

    def tell(self, order: Order) -> None:
        """Begin to tell a merchant how an order stands now."""
        body = _encode(bodies.callback(order, self.clock.now()))
        self.send(Callback(order.asked.origin_id, order.asked.callback, body))

    def is_good(self, answer: httpx.Response) -> bool:
        """Return whether it is 200: Dada takes no other answer."""
        return answer.status_code == httpx.codes.OK

    def strange(self, callback: Callback) -> list[tuple[str, Callback]]:
        """Return one with a wrong signature, and one of two days ago."""
        said = json.loads(callback.body)
        forged = said | {"signature": "0" * 32}
        long_ago = int(self.clock.now()) - _TWO_DAYS
        signed = signature.of_callback(said["client_id"], said["order_id"], long_ago)
        old = said | {"update_time": long_ago, "signature": signed}
        return [
            (how, replace(callback, body=_encode(body)))
            for how, body in (("forged", forged), ("old", old))
        ]


def _encode(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
