"""Brings SF's callbacks to the addresses that are entered at it, signed like a call."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from simulators.core.callbacks import Callback, CallbackCourier
from simulators.sf import bodies, signature
from simulators.sf.account import Account
from simulators.sf.book import Order
from simulators.sf.faults import Faults

_TWO_DAYS = 2 * 24 * 3600


@dataclass
class Courier(CallbackCourier[Faults]):
    """Sends callbacks to the address that is entered at SF; to none as long as that is empty."""

    address: str = ""

    def tell(self, order: Order) -> None:
        """Begin to tell a merchant how an order stands now."""
        if self.address:
            body = bodies.callback(order, self.clock.now())
            self.send(self._signed(order.account, order.asked.shop_order_id, body))

    def is_good(self, answer: httpx.Response) -> bool:
        """Return whether it says that nothing is wrong: SF takes no other answer."""
        try:
            return answer.is_success and answer.json().get("error_code") == 0
        except ValueError:
            return False

    def strange(self, callback: Callback) -> list[tuple[str, Callback]]:
        """Return what must not be taken: about nothing, and of two days ago.

        One with a wrong signature is no stranger's where nothing in callbacks is believed.
        """
        said = json.loads(callback.body)
        url = callback.url.partition("?")[0]
        old = said | {"push_time": int(self.clock.now()) - _TWO_DAYS}
        other = said | {"shop_order_id": "nothing-of-yours"}
        return [
            ("old", Callback(callback.number, url, _encode(old))),
            ("forged", Callback(callback.number, url, _encode(other))),
        ]

    def _signed(self, account: Account, number: str, body: Mapping[str, Any]) -> Callback:
        content = _encode(body)
        if self.faults.unsigned_callbacks:
            return Callback(number, self.address, content)
        sign = signature.of(content.decode(), account.dev_id, account.dev_key)
        return Callback(number, f"{self.address}?sign={quote(sign)}", content)


def _encode(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
