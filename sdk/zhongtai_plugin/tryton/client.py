"""Tryton's JSON-RPC as one account calls it: a session, renewed when Tryton forgets it.

What came of a call that ended without an answer is not known (RetryLater): it is looked up before
anything is repeated. A login that Tryton refuses is not tried again at once: five of them lock the
user, with the right password too.
"""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import structlog

from zhongtai_plugin.errors import AuthRefused, PluginFault, RetryLater
from zhongtai_plugin.tryton import wire
from zhongtai_plugin.tryton.accounts import Login
from zhongtai_plugin.tryton.faults import fault_of_status
from zhongtai_plugin.tryton.wire import Row

CALL_SECONDS = 25.0
"""Shorter than the platform waits for us."""
_UNAUTHORIZED = 401


class Client:
    """Calls for one account. `trouble` is what its operator must mend, for Probe."""

    def __init__(
        self,
        login: Login,
        http: httpx.AsyncClient,
        login_pause: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`login_pause` is in seconds, after a refused login."""
        self.login = login
        self.user_id = 0
        """Tryton's id of the user, once a login has succeeded."""
        self.company: Mapping[str, Any] = {}
        """What the context says of the company, where that is not the user's own."""
        self.trouble = ""
        self.server_time = datetime.now(UTC)
        """When Tryton answered last, by its own clock."""
        self._http = http
        self._pause = login_pause
        self._clock = clock
        self._token = ""
        self._preferences: Mapping[str, Any] = {}
        self._entering = asyncio.Lock()
        self._refused: AuthRefused | None = None
        self._refused_until = 0.0

    async def call(self, method: str, *params: Any, **context: Any) -> Any:
        """Return what a method answers. Raise Refused, or another PluginFault."""
        try:
            token = self._token or await self._enter("")
            told = [*params, {**self._preferences, **self.company, **context}]
            answer = await self._post(method, told, token)
            if answer.status_code == _UNAUTHORIZED:
                token = await self._enter(token)
                answer = await self._post(method, told, token)
            result = self._result(answer)
        except PluginFault as fault:
            self._note(fault)
            raise
        self.trouble = ""
        return result

    async def search(
        self,
        model: str,
        domain: Sequence[Any],
        fields: Sequence[str],
        limit: int | None = None,
        **context: Any,
    ) -> Sequence[Row]:
        """Return records by id, with these fields. Raise PluginFault.

        `active_test=False` finds what is archived, too, and what is of an archived record.
        """
        order = [["id", "ASC"]]
        found: Sequence[Row] = await self.call(
            f"model.{model}.search_read", domain, 0, limit, order, list(fields), **context
        )
        return found

    def _note(self, fault: PluginFault) -> None:
        """Keep what an operator must mend."""
        if isinstance(fault, AuthRefused) and self.trouble != fault.message:
            self.trouble = fault.message
            chain = self.login.merchant_id
            structlog.get_logger().warning("an account is in trouble", chain=chain, code=fault.code)

    async def _enter(self, stale: str) -> str:
        """Return a session's token that is not the stale one. Raise AuthRefused, RetryLater."""
        async with self._entering:
            if self._token and self._token != stale:
                return self._token
            if self._refused is not None and self._clock() < self._refused_until:
                # A new one each time: an exception carries its traceback.
                raise AuthRefused(self._refused.code, self._refused.message)
            self._token = ""
            try:
                self._token = await self._log_in()
            except AuthRefused as refused:
                self._refused, self._refused_until = refused, self._clock() + self._pause
                raise
            self._refused = None
            return self._token

    async def _log_in(self) -> str:
        login = self.login
        params = [login.user, {"password": login.password}]
        answer = await self._post("common.db.login", params, "")
        if not answer.is_success:
            raise fault_of_status(answer.status_code, login=True)
        found = wire.result_of(answer.content)
        if not found:
            raise fault_of_status(_UNAUTHORIZED)
        user_id, key = found[0], found[1]
        self.user_id = int(user_id)
        token = base64.b64encode(f"{login.user}:{user_id}:{key}".encode()).decode()
        wanted = await self._post("model.res.user.get_preferences", [True, {}], token)
        self._preferences = self._result(wanted)
        return token

    async def _post(self, method: str, params: list[Any], token: str) -> httpx.Response:
        headers = {"content-type": "application/json"}
        if token:
            headers["authorization"] = f"Session {token}"
        url = f"{self.login.url}/{self.login.database}/rpc/"
        content = wire.request_of(method, params)
        try:
            async with asyncio.timeout(CALL_SECONDS):
                answer = await self._http.post(url, content=content, headers=headers)
        except (httpx.HTTPError, TimeoutError) as away:
            raise RetryLater(
                "NO_ANSWER", f"Tryton does not answer ({type(away).__name__})."
            ) from away
        self._note_time(answer.headers.get("date", ""))
        return answer

    def _note_time(self, text: str) -> None:
        try:
            self.server_time = parsedate_to_datetime(text).astimezone(UTC)
        except ValueError:
            self.server_time = datetime.now(UTC)

    def _result(self, answer: httpx.Response) -> Any:
        if not answer.is_success:
            raise fault_of_status(answer.status_code, answer.headers.get("retry-after", ""))
        return wire.result_of(answer.content)
