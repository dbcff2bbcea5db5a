"""Dada's interface as one account calls it: signed, once per call.

What came of a call that ended without an answer is not known (RetryLater): the platform repeats
it under the same number, or looks it up.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
import msgspec
import structlog
from zhongtai_plugin import AuthRefused, PluginFault, RateLimited, RetryLater

from plugins.carrier_dada import model, signing
from plugins.carrier_dada.accounts import Account
from plugins.carrier_dada.faults import PAUSE_SECONDS, fault_of, wants_an_operator

CALL_SECONDS = 4.0
"""Shorter than the platform waits for us."""
_encode = msgspec.json.Encoder(decimal_format="number").encode

T = TypeVar("T")


class Client:
    """Calls for one account. `troubles` are what an operator must mend, by call, for Probe."""

    def __init__(
        self, account: Account, http: httpx.AsyncClient, clock: Callable[[], float] = time.time
    ) -> None:
        self.account = account
        self.troubles: dict[str, str] = {}
        self._http = http
        self._clock = clock

    async def call(self, path: str, body: Mapping[str, Any], shape: type[T]) -> T:
        """Ask for something.

        Raise Refused for what only the caller can judge, and a PluginFault for the rest: no
        answer, a wrong account, too many calls.
        """
        try:
            result = _result_of(await self._send(path, body))
            found = _decoded(result, shape)
        except model.Refused as refused:
            fault = fault_of(refused)
            self._note(path, fault)
            if isinstance(fault, RetryLater | RateLimited | AuthRefused):
                raise fault from None
            raise
        self.troubles.pop(path, None)
        return found

    async def _send(self, path: str, body: Mapping[str, Any]) -> httpx.Response:
        account = self.account
        fields = {
            "app_key": account.app_key,
            "body": _encode(body).decode(),
            "format": "json",
            "source_id": account.source_id,
            "timestamp": str(int(self._clock())),
            "v": "1.0",
        }
        signature = signing.call_signature(fields, account.app_secret)
        content = _encode({**fields, "signature": signature})
        headers = {"content-type": "application/json", "user-agent": "zhongtai"}
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await self._http.post(path, content=content, headers=headers)
        except (httpx.HTTPError, TimeoutError) as away:
            raise RetryLater(
                "NO_ANSWER", f"Dada does not answer ({type(away).__name__})."
            ) from None

    def _note(self, path: str, fault: PluginFault) -> None:
        """Keep what an operator must mend."""
        if wants_an_operator(fault):
            self.troubles[path] = f"{fault.code}: {fault.message}"
            structlog.get_logger().warning(
                "an account is in trouble", source_id=self.account.source_id, code=fault.code
            )


def _result_of(answer: httpx.Response) -> msgspec.Raw:
    """Return what an answer holds. Raise Refused, or a PluginFault when it holds nothing."""
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        raise RateLimited(
            "TOO_OFTEN", "Dada is called too often.", retry_after_seconds=PAUSE_SECONDS
        )
    if answer.status_code != HTTPStatus.OK:
        raise RetryLater("NO_ANSWER", f"Dada answers with status {answer.status_code}.")
    envelope = _decoded(answer.content, model.Envelope)
    if envelope.code or envelope.status != "success":
        raise model.Refused(envelope.code, envelope.msg or "")
    return envelope.result


def _decoded(content: bytes | msgspec.Raw, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=shape, strict=False)
    except msgspec.DecodeError:
        raise RetryLater(
            "ANSWER_ODD", "Dada's answer has another form than is known of it."
        ) from None
