"""pretix's REST interface as one account calls it.

What came of a call that ended without an answer is not known (RetryLater): it is looked up before
anything is repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
import msgspec
import structlog

from zhongtai_plugin.errors import AuthRefused, PluginFault, RetryLater
from zhongtai_plugin.pretix.accounts import Login

CALL_SECONDS = 8.0
"""Shorter than the platform waits for us."""
PAGE_SIZE = 50
"""pretix gives no larger pages."""

Row = Mapping[str, Any]
"""What pretix tells of one thing: fields by name."""
Query = Sequence[tuple[str, str]]
FaultOf = Callable[[int, Any, str], PluginFault]
"""Returns an answer that is none of success as a fault: of its status, of what it holds where
that is 400, and of when to come back."""


class Client:
    """Calls for one account. `troubles` are what its operator must mend, by what is done.

    The path of a call begins below the organizer's, without a slash on either end.
    """

    def __init__(self, login: Login, http: httpx.AsyncClient, fault_of: FaultOf) -> None:
        self.troubles: dict[str, str] = {}
        self._login = login
        self._http = http
        self._fault_of = fault_of

    async def ask(
        self,
        verb: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Query = (),
        key: str = "",
    ) -> Row:
        """Return what a call is answered with. Raise what pretix says instead."""
        return self.result_of(await self.send(verb, path, body, query, key))

    async def send(
        self,
        verb: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Query = (),
        key: str = "",
    ) -> httpx.Response:
        """Return the answer to a call; under one key it is done once a day. Raise RetryLater."""
        headers = {"authorization": f"Token {self._login.token}"}
        if key:
            headers["x-idempotency-key"] = key
        content = None
        if body is not None:
            headers["content-type"] = "application/json"
            content = msgspec.json.encode(body)
        url = f"{self._login.url}/api/v1/organizers/{self._login.organizer}/{path}/"
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await self._http.request(
                    verb, url, params=list(query), content=content, headers=headers
                )
        except (httpx.HTTPError, TimeoutError) as away:
            words = f"pretix does not answer ({type(away).__name__})."
            raise RetryLater("NO_ANSWER", words) from None

    def result_of(self, answer: httpx.Response) -> Row:
        """Return what an answer holds. Raise what pretix says instead."""
        verb = answer.request.method
        if not answer.is_success:
            said = decoded(answer) if answer.status_code == httpx.codes.BAD_REQUEST else None
            retry_after = answer.headers.get("retry-after", "")
            fault = self._fault_of(answer.status_code, said, retry_after)
            if isinstance(fault, AuthRefused):
                self.note(verb, fault)
            raise fault
        found = decoded(answer)
        if not isinstance(found, dict):
            raise odd()
        self.troubles.pop(verb, None)
        return found

    def note(self, what: str, fault: AuthRefused) -> None:
        """Keep what an operator must mend: reading may go on where writing is not allowed."""
        if self.troubles.get(what) != fault.message:
            self.troubles[what] = fault.message
            chain = self._login.merchant_id
            structlog.get_logger().warning("an account is in trouble", chain=chain, code=fault.code)


def decoded(answer: httpx.Response) -> Any:
    """Return what an answer holds, whatever its status; None for what is no JSON."""
    try:
        return msgspec.json.decode(answer.content)
    except msgspec.DecodeError:
        return None


def odd() -> RetryLater:
    """Return that nobody knows what an answer means."""
    return RetryLater("ANSWER_ODD", "pretix's answer has another form than is known of it.")
