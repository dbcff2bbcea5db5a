"""pretix's REST interface as one account calls it: customers and gift cards.

What came of a call that ended without an answer is not known (RetryLater): it is looked up before
anything is repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import msgspec
import structlog
from zhongtai_plugin import AuthRefused, RetryLater

from plugins.crm_pretix.accounts import Account
from plugins.crm_pretix.faults import fault_of
from plugins.crm_pretix.model import Row

CALL_SECONDS = 8.0
"""Shorter than the platform waits for us."""
PAGE_SIZE = 50
"""pretix gives no larger pages."""


class Client:
    """Calls for one account. `troubles` are what its operator must mend, by what is done."""

    def __init__(self, account: Account, http: httpx.AsyncClient) -> None:
        self.account = account
        self.troubles: dict[str, str] = {}
        self._http = http
        self._base = f"{account.url}/api/v1/organizers/{account.organizer}"

    async def create_customer(self, body: Mapping[str, Any]) -> Row:
        """Make a customer, and return it. Raise Refused, or another PluginFault."""
        made: Row = await self._ask("POST", "customers", body)
        return made

    async def customer_with(self, email: str) -> Row | None:
        """Return the customer who has an address; None where there is none."""
        page = await self._ask("GET", "customers", query={"email": email})
        return page["results"][0] if page["results"] else None

    async def customer(self, identifier: str) -> Row | None:
        """Return a customer by pretix's name; None where there is none."""
        answer = await self._send("GET", f"customers/{identifier}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        found: Row = self._result(answer)
        return found

    async def set_active(self, identifier: str, *, is_active: bool) -> Row:
        """Let a customer use their account, or no more; return the customer."""
        body = {"is_active": is_active}
        changed: Row = await self._ask("PATCH", f"customers/{identifier}", body)
        return changed

    async def create_card(self, body: Mapping[str, Any]) -> Row:
        """Make a gift card, and return it. Raise Refused, or another PluginFault."""
        made: Row = await self._ask("POST", "giftcards", body)
        return made

    async def card_with(self, secret: str) -> Row | None:
        """Return the gift card that has a secret; None where there is none."""
        page = await self._ask("GET", "giftcards", query={"secret": secret})
        return page["results"][0] if page["results"] else None

    async def all(self, what: str) -> AsyncIterator[Row]:
        """Yield all "customers", or all "giftcards": pretix cannot say which of them changed.

        One that changes its place meanwhile may be missing, or come twice.
        """
        number = 1
        while True:
            query = {"page_size": str(PAGE_SIZE), "page": str(number)}
            page = await self._ask("GET", what, query=query)
            for row in page["results"]:
                yield row
            if not page["next"]:
                return
            number += 1

    async def _ask(
        self,
        verb: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        return self._result(await self._send(verb, path, body, query))

    async def _send(
        self,
        verb: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        headers = {"authorization": f"Token {self.account.token}"}
        content = None
        if body is not None:
            headers["content-type"] = "application/json"
            content = msgspec.json.encode(body)
        url = f"{self._base}/{path}/"
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await self._http.request(
                    verb, url, params=query, content=content, headers=headers
                )
        except (httpx.HTTPError, TimeoutError) as away:
            words = f"pretix does not answer ({type(away).__name__})."
            raise RetryLater("NO_ANSWER", words) from None

    def _result(self, answer: httpx.Response) -> Any:
        """Return what an answer holds. Raise what pretix says instead."""
        found, verb = _decoded(answer), answer.request.method
        if not answer.is_success:
            fault = fault_of(answer.status_code, found, answer.headers.get("retry-after", ""))
            if isinstance(fault, AuthRefused):
                self._note(verb, fault)
            raise fault
        if not isinstance(found, dict):
            raise RetryLater("ANSWER_ODD", "pretix's answer has another form than is known of it.")
        self.troubles.pop(verb, None)
        return found

    def _note(self, what: str, fault: AuthRefused) -> None:
        """Keep what an operator must mend: reading may go on where writing is not allowed."""
        if self.troubles.get(what) != fault.message:
            self.troubles[what] = fault.message
            chain = self.account.merchant_id
            structlog.get_logger().warning("an account is in trouble", chain=chain, code=fault.code)


def _decoded(answer: httpx.Response) -> Any:
    try:
        return msgspec.json.decode(answer.content)
    except msgspec.DecodeError:
        return None
