"""Customers and gift cards in pretix's REST interface, as one account calls it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
from zhongtai_plugin.pretix import client

from plugins.crm_pretix.accounts import Account
from plugins.crm_pretix.faults import fault_of
from plugins.crm_pretix.model import Row


class Client(client.Client):
    """Calls for one account. `troubles` are what its operator must mend, by what is done."""

    def __init__(self, account: Account, http: httpx.AsyncClient) -> None:
        super().__init__(account, http, fault_of)
        self.account = account

    async def create_customer(self, body: Mapping[str, Any]) -> Row:
        """Make a customer, and return it. Raise Refused, or another PluginFault."""
        return await self.ask("POST", "customers", body)

    async def customer_with(self, email: str) -> Row | None:
        """Return the customer who has an address; None where there is none."""
        page = await self.ask("GET", "customers", query=[("email", email)])
        return page["results"][0] if page["results"] else None

    async def customer(self, identifier: str) -> Row | None:
        """Return a customer by pretix's name; None where there is none."""
        answer = await self.send("GET", f"customers/{identifier}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        return self.result_of(answer)

    async def set_active(self, identifier: str, *, is_active: bool) -> Row:
        """Let a customer use their account, or no more; return the customer."""
        body = {"is_active": is_active}
        return await self.ask("PATCH", f"customers/{identifier}", body)

    async def create_card(self, body: Mapping[str, Any]) -> Row:
        """Make a gift card, and return it. Raise Refused, or another PluginFault."""
        return await self.ask("POST", "giftcards", body)

    async def card_with(self, secret: str) -> Row | None:
        """Return the gift card that has a secret; None where there is none."""
        page = await self.ask("GET", "giftcards", query=[("secret", secret)])
        return page["results"][0] if page["results"] else None

    async def all(self, what: str) -> AsyncIterator[Row]:
        """Yield all "customers", or all "giftcards": pretix cannot say which of them changed.

        One that changes its place meanwhile may be missing, or come twice.
        """
        number = 1
        while True:
            query = [("page_size", str(client.PAGE_SIZE)), ("page", str(number))]
            page = await self.ask("GET", what, query=query)
            for row in page["results"]:
                yield row
            if not page["next"]:
                return
            number += 1
