"""pretix's REST interface as one account calls it.

What came of a call that ended without an answer is not known (RetryLater): it is looked up before
anything is repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
import structlog
from zhongtai_plugin import AuthRefused, PluginFault, RetryLater

from plugins.oms_pretix.accounts import Account
from plugins.oms_pretix.faults import NotThere, fault_of
from plugins.oms_pretix.model import Row

CALL_SECONDS = 8.0
"""Shorter than the platform waits for us."""
PAGE_SIZE = 50
_FIELDS = (
    *("code", "status", "last_modified", "api_meta", "positions.id", "positions.positionid"),
    *("positions.secret", "positions.canceled", "positions.blocked", "positions.checkins"),
    *("positions.valid_until", "positions.price", "refunds.comment"),
)
"""What is read of an order: nothing of who bought it."""
_LEFT = ("fees", "payments", "invoice_address", "customer")
"""What pretix need not look for in its database."""
_ORDER = [
    ("include_canceled_positions", "true"),
    *(("include", name) for name in _FIELDS),
    *(("exclude", name) for name in _LEFT),
]
_JUDGED = frozenset({200, 201, 400, 404})
"""What a call to redeem is answered with, whatever comes of it."""

_SET_UP = "set up"

Query = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of orders; `made_at` is when pretix made it, by its own clock."""

    rows: Sequence[Row]
    made_at: str
    is_last: bool


class Client:
    """Calls for one account. `troubles` are what its operator must mend, by what is done."""

    def __init__(self, account: Account, http: httpx.AsyncClient) -> None:
        self.account = account
        self.troubles: dict[str, str] = {}
        self._http = http
        self._organizer = f"{account.url}/api/v1/organizers/{account.organizer}"
        self._event = f"{self._organizer}/events/{account.event}"

    async def currency(self) -> str:
        """Return the event's currency. Raise AuthRefused for an event that is not set up."""
        try:
            event = await self._ask("GET", f"{self._event}/")
            number = self.account.checkin_list
            one = await self._ask("GET", f"{self._event}/checkinlists/{number}/")
        except NotThere:
            raise self._not_ready("There is no such check-in list: correct it.") from None
        if one["allow_multiple_entries"] or one["allow_entry_after_exit"]:
            words = "The check-in list lets a voucher be used again: forbid it both multiple "
            raise self._not_ready(f"{words}entries and entries after an exit, in pretix.")
        self.troubles.pop(_SET_UP, None)
        return str(event["currency"])

    async def create(self, body: Mapping[str, Any]) -> Row:
        """Make an order, and return it. Raise Refused, or another PluginFault."""
        made: Row = await self._ask("POST", f"{self._event}/orders/", body, _ORDER)
        return made

    async def order(self, code: str) -> Row | None:
        """Return an order by its code; None where there is none."""
        try:
            found: Row = await self._ask("GET", f"{self._event}/orders/{code}/", query=_ORDER)
        except NotThere:
            return None
        return found

    async def orders_since(self, since: str, number: int) -> Page:
        """Return a page of the orders that changed at or after a moment, those first first."""
        query = [*_ORDER, ("ordering", "last_modified"), ("page_size", str(PAGE_SIZE))]
        query += [("page", str(number))]
        query += [("modified_since", since)] if since else []
        answer = await self._send("GET", f"{self._event}/orders/", query=query)
        found = self._result(answer)
        made_at = answer.headers.get("x-page-generated", "")
        return Page(found["results"], made_at, not found["next"])

    async def redeem(self, secret: str, nonce: str) -> Mapping[str, Any]:
        """Return what pretix says to a code; under the same nonce it says the same again."""
        body = {
            "secret": secret,
            "source_type": "barcode",
            "lists": [self.account.checkin_list],
            "nonce": nonce,
            "questions_supported": False,
        }
        answer = await self._send("POST", f"{self._organizer}/checkinrpc/redeem/", body)
        found = _decoded(answer) if answer.status_code in _JUDGED else None
        if isinstance(found, dict) and "status" in found:
            self.troubles.pop("POST", None)
            return found
        self._result(answer)
        raise _odd()

    async def block(self, position: int, mark: str) -> None:
        """Let a position not be redeemed, for a reason that has a name."""
        path = f"{self._event}/orderpositions/{position}/add_block/"
        await self._ask("POST", path, {"name": mark})

    async def unblock(self, position: int, mark: str) -> None:
        """Take a reason away."""
        path = f"{self._event}/orderpositions/{position}/remove_block/"
        await self._ask("POST", path, {"name": mark})

    async def cancel_positions(self, code: str, positions: Sequence[int]) -> None:
        """Cancel some positions of an order; pretix wants one at least to be left."""
        body = {"cancel_positions": [{"position": each} for each in positions]}
        await self._ask("POST", f"{self._event}/orders/{code}/change/", body)

    async def cancel_order(self, code: str) -> None:
        """Cancel an order with all that is left of it, and tell nobody."""
        path = f"{self._event}/orders/{code}/mark_canceled/"
        await self._ask("POST", path, {"send_email": False})

    async def book_refund(self, code: str, body: Mapping[str, Any], key: str) -> None:
        """Book a refund that was carried out elsewhere, once under the key for a day."""
        path = f"{self._event}/orders/{code}/refunds/"
        self._result(await self._send("POST", path, body, key=key))

    async def _ask(
        self, verb: str, url: str, body: Mapping[str, Any] | None = None, query: Query = ()
    ) -> Any:
        return self._result(await self._send(verb, url, body, query))

    async def _send(
        self,
        verb: str,
        url: str,
        body: Mapping[str, Any] | None = None,
        query: Query = (),
        key: str = "",
    ) -> httpx.Response:
        headers = {"authorization": f"Token {self.account.token}"}
        if key:
            headers["x-idempotency-key"] = key
        content = None
        if body is not None:
            headers["content-type"] = "application/json"
            content = msgspec.json.encode(body)
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await self._http.request(
                    verb, url, params=list(query), content=content, headers=headers
                )
        except (httpx.HTTPError, TimeoutError) as away:
            words = f"pretix does not answer ({type(away).__name__})."
            raise RetryLater("NO_ANSWER", words) from None

    def _result(self, answer: httpx.Response) -> Any:
        """Return what an answer holds. Raise what pretix says instead."""
        if not answer.is_success:
            body = _decoded(answer) if answer.status_code == 400 else None
            fault = fault_of(answer.status_code, body, answer.headers.get("retry-after", ""))
            if isinstance(fault, AuthRefused):
                self._note(answer.request.method, fault)
            raise fault
        self.troubles.pop(answer.request.method, None)
        found = _decoded(answer)
        if found is None:
            raise _odd()
        return found

    def _not_ready(self, words: str) -> AuthRefused:
        fault = AuthRefused("EVENT_NOT_READY", words)
        self._note(_SET_UP, fault)
        return fault

    def _note(self, what: str, fault: PluginFault) -> None:
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


def _odd() -> RetryLater:
    return RetryLater("ANSWER_ODD", "pretix's answer has another form than is known of it.")
