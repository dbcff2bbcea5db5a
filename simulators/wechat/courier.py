"""Brings notices to merchants: signed anew each time, again on WeChat's ladder, with strangers."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from simulators.core.bringing import Bringing
from simulators.wechat import signature
from simulators.wechat.account import Account
from simulators.wechat.authority import Authority
from simulators.wechat.bodies import when
from simulators.wechat.faults import Faults

_MINUTE, _HOUR = 60.0, 3600.0
_OLD_SECONDS = 3600


@dataclass
class Courier(Bringing):
    """Sends notices."""

    ladder = (
        *(15.0, 15.0, 30.0),
        *(3 * _MINUTE, 10 * _MINUTE, 20 * _MINUTE, 30 * _MINUTE, 30 * _MINUTE, 30 * _MINUTE),
        *(_HOUR, 3 * _HOUR, 3 * _HOUR, 3 * _HOUR, 6 * _HOUR, 6 * _HOUR),
    )
    seconds_to_answer = 5.0
    what = "notice"

    authority: Authority = field(kw_only=True)
    faults: Faults = field(default_factory=Faults)

    def send(
        self, account: Account, url: str, event_type: str, content: Mapping[str, object]
    ) -> None:
        """Begin to bring a notice; `event_type` is for example TRANSACTION.SUCCESS."""
        event_id = secrets.token_hex(16)
        for _ in range(1 + self.faults.duplicate_notices):
            body = self._body(account, event_id, event_type, content)
            self.errands.start(self._bring(account, url, body))

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Do something after so many seconds."""

        async def wait() -> None:
            await self.clock.sleep(seconds)
            work()

        self.errands.start(wait())

    async def _bring(self, account: Account, url: str, body: bytes) -> None:
        if self.faults.late_notice_seconds:
            self.counts["late"] += 1
            await self.clock.sleep(self.faults.late_notice_seconds)
        if self.faults.strangers:
            await self._strangers(account, url, body)
        signed = partial(self.authority.headers, body, by_public_key=account.by_public_key)
        taken = await self.until_taken(self.faults, url, body, signed)
        if taken is not None and self.faults.strangers:
            await self.demand_refused("replayed", url, body, taken)

    async def _strangers(self, account: Account, url: str, body: bytes) -> None:
        by_public_key = account.by_public_key
        forged = self.authority.headers(body, by_public_key=by_public_key, forged=True)
        await self.demand_refused("forged", url, body, forged)
        long_ago = int(self.clock.now()) - _OLD_SECONDS
        old = self.authority.headers(body, by_public_key=by_public_key, timestamp=long_ago)
        await self.demand_refused("old", url, body, old)

    def _body(
        self, account: Account, event_id: str, event_type: str, content: Mapping[str, object]
    ) -> bytes:
        original = event_type.partition(".")[0].lower()
        nonce = secrets.token_hex(6)
        text = json.dumps(content, ensure_ascii=False).encode()
        notice = {
            "id": event_id,
            "create_time": when(self.clock.now()),
            "resource_type": "encrypt-resource",
            "event_type": event_type,
            "summary": "模拟",
            "resource": {
                "original_type": original,
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": signature.seal(account.api_v3_key, nonce, original, text),
                "associated_data": original,
                "nonce": nonce,
            },
        }
        return json.dumps(notice, ensure_ascii=False).encode()
