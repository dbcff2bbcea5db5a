"""A carrier's interface as one account calls it: signed, once per call.

What came of a call that ended without an answer is not known (RetryLater): the platform repeats
it under the same number, or looks it up.
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
import msgspec
import structlog

from zhongtai_plugin.carrier.faults import PAUSE_SECONDS, Refusals, Refused, wants_an_operator
from zhongtai_plugin.errors import AuthRefused, PluginFault, RateLimited, RetryLater

CALL_SECONDS = 4.0
"""Shorter than the platform waits for us."""
_HEADERS = {"content-type": "application/json", "user-agent": "zhongtai"}

T = TypeVar("T")


class Client(ABC):
    """Calls for one account. `troubles` are what an operator must mend, by call, for Probe.

    A plug-in's own says how a call is signed, and what an answer is wrapped in.
    """

    def __init__(
        self,
        number: str,
        refusals: Refusals,
        http: httpx.AsyncClient,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`number` is the account's, for the log."""
        self.troubles: dict[str, str] = {}
        self.clock = clock
        self._number = number
        self._refusals = refusals
        self._http = http

    @abstractmethod
    def signed(self, path: str, body: Mapping[str, Any]) -> tuple[str, bytes]:
        """Return the address below the interface's, and the content, of a call."""

    @abstractmethod
    def result_in(self, content: bytes) -> msgspec.Raw:
        """Return the result in an answer. Raise Refused, or RetryLater for what is none."""

    async def call(self, path: str, body: Mapping[str, Any], shape: type[T]) -> T:
        """Ask for something.

        Raise Refused for what only the caller can judge, and a PluginFault for the rest: no
        answer, a wrong account, too many calls.
        """
        try:
            answer = await self._send(*self.signed(path, body))
            found = self.decoded(self.result_in(self._content_of(answer)), shape)
        except Refused as refused:
            fault = self._refusals.fault_of(refused)
            self._note(path, fault)
            if isinstance(fault, RetryLater | RateLimited | AuthRefused):
                raise fault from None
            raise
        self.troubles.pop(path, None)
        return found

    def decoded(self, content: bytes | msgspec.Raw, shape: type[T]) -> T:
        """Return JSON in a form. Raise RetryLater for what has another."""
        try:
            return msgspec.json.decode(content, type=shape, strict=False)
        except msgspec.DecodeError:
            words = f"{self._refusals.system}'s answer has another form than is known of it."
            raise RetryLater("ANSWER_ODD", words) from None

    async def _send(self, address: str, content: bytes) -> httpx.Response:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await self._http.post(address, content=content, headers=_HEADERS)
        except (httpx.HTTPError, TimeoutError) as away:
            words = f"{self._refusals.system} does not answer ({type(away).__name__})."
            raise RetryLater("NO_ANSWER", words) from None

    def _content_of(self, answer: httpx.Response) -> bytes:
        system = self._refusals.system
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            words = f"{system} is called too often."
            raise RateLimited("TOO_OFTEN", words, retry_after_seconds=PAUSE_SECONDS)
        if answer.status_code != HTTPStatus.OK:
            words = f"{system} answers with status {answer.status_code}."
            raise RetryLater("NO_ANSWER", words)
        return answer.content

    def _note(self, path: str, fault: PluginFault) -> None:
        """Keep what an operator must mend."""
        if wants_an_operator(fault):
            self.troubles[path] = f"{fault.code}: {fault.message}"
            structlog.get_logger().warning(
                "an account is in trouble", account=self._number, code=fault.code
            )
