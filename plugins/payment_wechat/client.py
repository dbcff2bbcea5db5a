"""WeChat Pay's interface as one account calls it: signed both ways, once per call.

What came of a call that ended without a proved answer is not known (RetryLater): the platform
repeats it under the same number, or looks it up.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TypeVar

import httpx
import msgspec
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from zhongtai_plugin import AuthRefused, PluginFault, RateLimited, RetryLater

from plugins.payment_wechat import model, signing
from plugins.payment_wechat.accounts import Account
from plugins.payment_wechat.faults import fault_of
from plugins.payment_wechat.keys import PUBLIC_KEY_ID, WechatKeys

CALL_SECONDS = 4.0
"""Shorter than the platform waits for us."""
DOWNLOAD_SECONDS = 60.0
FRESH_SECONDS = 300
FETCH_PAUSE_SECONDS = 60.0
FAILED_FETCH_PAUSE_SECONDS = 5.0
"""Certificates are fetched at most so often: anybody may send us a serial that is not known."""
CERTIFICATES = "/v3/certificates"
_DONE = (HTTPStatus.OK, HTTPStatus.NO_CONTENT)
"""Others, 202 too, are words about why not, or not yet."""

T = TypeVar("T")


class Client:
    """Calls for one account. `trouble` is what went wrong with its settings last, for Probe."""

    def __init__(
        self, account: Account, http: httpx.AsyncClient, clock: Callable[[], float] = time.time
    ) -> None:
        self.account = account
        self.trouble = ""
        self._http = http
        self._clock = clock
        self._keys = WechatKeys(account)
        self._fetching = asyncio.Lock()
        self._next_fetch = 0.0
        self._fetch_fault: PluginFault | None = None

    async def get(self, path: str, shape: type[T]) -> T:
        """Read something. Raise Refused, or a PluginFault when there is no proved answer."""
        return _decoded(await self._call("GET", path, None), shape)

    async def post(self, path: str, body: Mapping[str, object], shape: type[T]) -> T:
        """Ask for something. Raise as `get` does."""
        return _decoded(await self._call("POST", path, body), shape)

    async def tell(self, path: str, body: Mapping[str, object]) -> None:
        """Ask for something that is answered without words. Raise as `get` does."""
        await self._call("POST", path, body)

    @asynccontextmanager
    async def download(self, url: str) -> AsyncIterator[httpx.Response]:
        """Fetch a file from WeChat's own address. It is not signed: its hash proves it."""
        target = httpx.URL(url)
        base = self._http.base_url
        if (target.scheme, target.netloc) != (base.scheme, base.netloc):
            raise RetryLater("ANSWER_ODD", "WeChat names a bill that is not at its own address.")
        path = target.raw_path.decode("ascii")
        headers = self._headers("GET", path, "")
        try:
            async with self._http.stream(
                "GET", path, headers=headers, timeout=DOWNLOAD_SECONDS
            ) as answer:
                if not answer.is_success:
                    await answer.aread()
                    raise _refusal(answer)
                yield answer
        except httpx.HTTPError as away:
            raise _no_answer(away) from away

    def known_key(self, serial: str) -> RSAPublicKey | None:
        """Return the key that WeChat signs with under a serial, as far as it is known."""
        return self._keys.get(serial, self._clock())

    async def key_of(self, serial: str) -> RSAPublicKey | None:
        """Return the key that WeChat signs with under a serial; certificates are fetched for it.

        Raise PluginFault when they cannot be fetched now.
        """
        key = self.known_key(serial)
        if key is not None or serial.startswith(PUBLIC_KEY_ID):
            return key
        async with self._fetching:
            # Another call may have fetched them meanwhile.
            if self.known_key(serial) is None and self._may_fetch():
                await self._try_to_fetch()
            if (fault := self._fetch_fault) is not None:
                # A new one each time: an exception carries its traceback.
                raise type(fault)(fault.code, fault.message)
        return self.known_key(serial)

    async def _call(self, method: str, path: str, body: Mapping[str, object] | None) -> bytes:
        try:
            content = await self._exchange(method, path, body)
        except model.Refused as refused:
            fault = fault_of(refused)
            self._note(fault)
            if isinstance(fault, RetryLater | RateLimited):
                raise fault from None
            raise
        except PluginFault as fault:
            self._note(fault)
            raise
        self.trouble = ""
        return content

    async def _exchange(self, method: str, path: str, body: Mapping[str, object] | None) -> bytes:
        answer = await self._send(method, path, body)
        done = answer.status_code in _DONE
        if done or answer.headers.get(signing.SIGNATURE):
            await self._demand_proved(answer)
        if not done:
            raise _refusal(answer)
        return answer.content

    async def _send(
        self, method: str, path: str, body: Mapping[str, object] | None
    ) -> httpx.Response:
        content = msgspec.json.encode(body).decode() if body is not None else ""
        headers = self._headers(method, path, content)
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await self._http.request(method, path, content=content, headers=headers)
        except (httpx.HTTPError, TimeoutError) as away:
            raise _no_answer(away) from away

    def _headers(self, method: str, path: str, content: str) -> dict[str, str]:
        timestamp, nonce = str(int(self._clock())), secrets.token_hex(16)
        headers = {
            "accept": "application/json",
            "authorization": signing.authorization(
                self.account, method, path, content, timestamp=timestamp, nonce=nonce
            ),
            "user-agent": "zhongtai",
        }
        if content:
            headers["content-type"] = "application/json"
        if self.account.public_key_id:
            headers[signing.SERIAL] = self.account.public_key_id
        return headers

    async def _demand_proved(self, answer: httpx.Response) -> None:
        """Raise RetryLater unless WeChat has signed an answer just now."""
        key = await self.key_of(answer.headers.get(signing.SERIAL, ""))
        self._demand_signed(answer, key)

    def _demand_signed(self, answer: httpx.Response, key: RSAPublicKey | None) -> None:
        headers = answer.headers
        text = signing.signed_by_wechat(headers, answer.content)
        if key is None:
            raise RetryLater(
                "ANSWER_UNPROVED",
                "WeChat signs with a key that is not known: is public_key_id that of the settings?",
            )
        if not signing.is_signed(key, headers.get(signing.SIGNATURE, ""), text):
            raise RetryLater("ANSWER_UNPROVED", "The signature of WeChat's answer is wrong.")
        timestamp = headers.get(signing.TIMESTAMP, "")
        if not timestamp.isdecimal() or abs(self._clock() - int(timestamp)) > FRESH_SECONDS:
            raise RetryLater("ANSWER_STALE", "WeChat's answer has another time: set our clock.")

    def _may_fetch(self) -> bool:
        """Return whether the pause is over, or the clock was put back since."""
        now = self._clock()
        return not now < self._next_fetch <= now + FETCH_PAUSE_SECONDS

    async def _try_to_fetch(self) -> None:
        """Fetch the certificates, or keep why they do not come, until it is time to try again."""
        self._fetch_fault, pause = None, FETCH_PAUSE_SECONDS
        try:
            await self._fetch_certificates()
        except PluginFault as fault:
            self._note(fault)
            self._fetch_fault, pause = fault, FAILED_FETCH_PAUSE_SECONDS
        self._next_fetch = self._clock() + pause

    async def _fetch_certificates(self) -> None:
        """Take WeChat's certificates; none where it signs with its public key only."""
        answer = await self._send("GET", CERTIFICATES, None)
        if not answer.is_success:
            refused = _refusal(answer)
            if not self.account.public_key_id:
                raise fault_of(refused)
            return
        self._keys.take(_decoded(answer.content, model.Certificates))
        # The seal is the account's own, and the signature is that of one of them.
        serial = answer.headers.get(signing.SERIAL, "")
        self._demand_signed(answer, self.known_key(serial))
        structlog.get_logger().info("certificates fetched", mchid=self.account.mchid)

    def _note(self, fault: PluginFault) -> None:
        """Keep what an operator must mend."""
        told = ("ANSWER_UNPROVED", "ANSWER_STALE", "NOT_ENOUGH")
        if isinstance(fault, AuthRefused) or fault.code in told:
            self.trouble = f"{fault.code}: {fault.message}"
            structlog.get_logger().warning(
                "an account is in trouble", mchid=self.account.mchid, code=fault.code
            )


def _refusal(answer: httpx.Response) -> model.Refused:
    try:
        problem = msgspec.json.decode(answer.content, type=model.Problem)
    except msgspec.DecodeError:
        problem = model.Problem()
    return model.Refused(answer.status_code, problem.code, problem.message)


def _no_answer(away: Exception) -> RetryLater:
    return RetryLater("NO_ANSWER", f"WeChat Pay does not answer ({type(away).__name__}).")


def _decoded(content: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=shape)
    except msgspec.DecodeError:
        raise RetryLater(
            "ANSWER_ODD", "WeChat's answer has another form than it documents."
        ) from None
