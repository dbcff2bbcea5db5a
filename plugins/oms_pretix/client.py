"""Orders and vouchers in pretix's REST interface, as one account calls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from zhongtai_plugin import AuthRefused
from zhongtai_plugin.pretix import client

from plugins.oms_pretix.accounts import Account
from plugins.oms_pretix.faults import NotThere, fault_of
from plugins.oms_pretix.model import Row

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


@dataclass(frozen=True, slots=True)
class Page:
    """A page of orders; `made_at` is when pretix made it, by its own clock."""

    rows: Sequence[Row]
    made_at: str
    is_last: bool


class Client(client.Client):
    """Calls for one account. `troubles` are what its operator must mend, by what is done."""

    def __init__(self, account: Account, http: httpx.AsyncClient) -> None:
        super().__init__(account, http, fault_of)
        self.account = account
        self._event = f"events/{account.event}"

    async def currency(self) -> str:
        """Return the event's currency. Raise AuthRefused for an event that is not set up."""
        try:
            event = await self.ask("GET", self._event)
            number = self.account.checkin_list
            one = await self.ask("GET", f"{self._event}/checkinlists/{number}")
        except NotThere:
            raise self._not_ready("There is no such check-in list: correct it.") from None
        if one["allow_multiple_entries"] or one["allow_entry_after_exit"]:
            words = "The check-in list lets a voucher be used again: forbid it both multiple "
            raise self._not_ready(f"{words}entries and entries after an exit, in pretix.")
        self.troubles.pop(_SET_UP, None)
        return str(event["currency"])

    async def create(self, body: Mapping[str, Any]) -> Row:
        """Make an order, and return it. Raise Refused, or another PluginFault."""
        return await self.ask("POST", f"{self._event}/orders", body, _ORDER)

    async def order(self, code: str) -> Row | None:
        """Return an order by its code; None where there is none."""
        try:
            return await self.ask("GET", f"{self._event}/orders/{code}", query=_ORDER)
        except NotThere:
            return None

    async def orders_since(self, since: str, number: int) -> Page:
        """Return a page of the orders that changed at or after a moment, those first first."""
        query = [*_ORDER, ("ordering", "last_modified"), ("page_size", str(client.PAGE_SIZE))]
        query += [("page", str(number))]
        query += [("modified_since", since)] if since else []
        answer = await self.send("GET", f"{self._event}/orders", query=query)
        found = self.result_of(answer)
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
        answer = await self.send("POST", "checkinrpc/redeem", body)
        found = client.decoded(answer) if answer.status_code in _JUDGED else None
        if isinstance(found, dict) and "status" in found:
            self.troubles.pop("POST", None)
            return found
        self.result_of(answer)
        raise client.odd()

    async def block(self, position: int, mark: str) -> None:
        """Let a position not be redeemed, for a reason that has a name."""
        path = f"{self._event}/orderpositions/{position}/add_block"
        await self.ask("POST", path, {"name": mark})

    async def unblock(self, position: int, mark: str) -> None:
        """Take a reason away."""
        path = f"{self._event}/orderpositions/{position}/remove_block"
        await self.ask("POST", path, {"name": mark})

    async def cancel_positions(
        self, code: str, positions: Sequence[int], prices: Mapping[int, str]
    ) -> None:
        """Cancel some positions of an order, and give others a price, at once.

        pretix wants one at least to be left.
        """
        body = {
            "cancel_positions": [{"position": each} for each in positions],
            "patch_positions": [
                {"position": each, "body": {"price": price}} for each, price in prices.items()
            ],
        }
        await self.ask("POST", f"{self._event}/orders/{code}/change", body)

    async def cancel_order(self, code: str) -> None:
        """Cancel an order with all that is left of it, and tell nobody."""
        path = f"{self._event}/orders/{code}/mark_canceled"
        await self.ask("POST", path, {"send_email": False})

    async def book_refund(self, code: str, body: Mapping[str, Any], key: str) -> None:
        """Book a refund that was carried out elsewhere, once under the key for a day."""
        path = f"{self._event}/orders/{code}/refunds"
        await self.ask("POST", path, body, key=key)

    def _not_ready(self, words: str) -> AuthRefused:
        fault = AuthRefused("EVENT_NOT_READY", words)
        self.note(_SET_UP, fault)
        return fault
