"""Brings notices to merchants: signed anew each time, again on WeChat's ladder, with strangers."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from simulators.core.clock import Clock
from simulators.core.errands import Errands
from simulators.wechat import signature
from simulators.wechat.account import Account
from simulators.wechat.authority import Authority
from simulators.wechat.bodies import when
from simulators.wechat.faults import Faults

_MINUTE, _HOUR = 60.0, 3600.0
LADDER = (
    *(15.0, 15.0, 30.0),
    *(3 * _MINUTE, 10 * _MINUTE, 20 * _MINUTE, 30 * _MINUTE, 30 * _MINUTE, 30 * _MINUTE),
    *(_HOUR, 3 * _HOUR, 3 * _HOUR, 3 * _HOUR, 6 * _HOUR, 6 * _HOUR),
)
"""Seconds until a notice that was not taken comes again; after the last one never more."""
SECONDS_TO_ANSWER = 5.0
_OLD_SECONDS = 3600


@dataclass
class Courier:
    """Sends notices. `misconduct` is what a merchant took that was not WeChat's, or not fresh."""

    http: httpx.AsyncClient
    authority: Authority
    clock: Clock
    faults: Faults = field(default_factory=Faults)
    counts: Counter[str] = field(default_factory=Counter)
    misconduct: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    errands: Errands = field(default_factory=Errands)

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
        for pause in (*LADDER, None):
            headers = self.authority.headers(body, by_public_key=account.by_public_key)
            self.counts["notices"] += 1
            if await self._is_taken(url, headers, body):
                if self.faults.strangers:
                    await self._demand_refused("replayed", url, headers, body)
                if not self.faults.lost_notice_answers:
                    return
                self.faults.lost_notice_answers -= 1
                self.counts["answers lost"] += 1
            if pause is not None:
                self.counts["sent again"] += 1
                await self.clock.pause(pause)
        self.given_up.append(url)

    async def _strangers(self, account: Account, url: str, body: bytes) -> None:
        by_public_key = account.by_public_key
        forged = self.authority.headers(body, by_public_key=by_public_key, forged=True)
        await self._demand_refused("forged", url, forged, body)
        long_ago = int(self.clock.now()) - _OLD_SECONDS
        old = self.authority.headers(body, by_public_key=by_public_key, timestamp=long_ago)
        await self._demand_refused("old", url, old, body)

    async def _demand_refused(
        self, what: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> None:
        self.counts[what] += 1
        if await self._is_taken(url, headers, body):
            self.misconduct.append(f"a {what} notice was taken")

    async def _is_taken(self, url: str, headers: Mapping[str, str], body: bytes) -> bool:
        kind = {"content-type": "application/json"}
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER):
                answer = await self.http.post(url, content=body, headers={**kind, **headers})
        except (httpx.HTTPError, TimeoutError):
            return False
        return answer.is_success

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
