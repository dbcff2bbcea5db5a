"""Square's interface as one account calls it, with Square's own client: once per call.

What came of a call that ended without an answer is not known (RetryLater): it is repeated under
the same idempotency key, once it was looked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import httpx
import structlog
from square.client import AsyncSquare
from square.core.api_error import ApiError
from square.types.location import Location
from square.types.order import Order
from square.types.order_entry import OrderEntry
from square.types.payment import Payment
from zhongtai_plugin import AuthRefused, PluginFault, RetryLater

from plugins.pos_square.accounts import Account
from plugins.pos_square.faults import Said, fault_of
from plugins.pos_square.words import Body

CALL_SECONDS = 8.0
MOST_PER_GET = 25
"""Square gives 100; taking so many apart would keep everything else here waiting."""
MOST_PER_PAGE = 1000
_ONCE: Any = {"max_retries": 0}
"""We repeat calls ourselves: later, and looking first where that matters."""

T = TypeVar("T")


class Client:
    """Calls for one account. `troubles` are what an operator must mend, by call, for Probe."""

    def __init__(self, account: Account, http: httpx.AsyncClient, api_url: str) -> None:
        self.account = account
        self.troubles: dict[str, str] = {}
        self._square = AsyncSquare(
            token=account.access_token, base_url=api_url, httpx_client=http, timeout=CALL_SECONDS
        )

    async def create(self, order: Body, key: str) -> Order:
        """Make an order, or return the one that was made under the key."""
        calling = self._square.orders.create(
            idempotency_key=key, request_options=_with(order=order)
        )
        return _there((await self._ask("create orders", calling)).order)

    async def pay(self, payment: Body) -> None:
        """Record that an order was paid elsewhere."""
        named = {name: payment.pop(name) for name in ("source_id", "idempotency_key")}
        calling = self._square.payments.create(**named, request_options=_with(**payment))
        await self._ask("record payments", calling)

    async def pay_nothing(self, order: Order, key: str) -> None:
        """Say of an order that costs nothing that it is paid."""
        calling = self._square.orders.pay(
            str(order.id), idempotency_key=key, payment_ids=[], request_options=_ONCE
        )
        await self._ask("record payments", calling)

    async def payment(self, payment_id: str) -> Payment:
        """Return a payment."""
        calling = self._square.payments.get(payment_id, request_options=_ONCE)
        return _there((await self._ask("record payments", calling)).payment)

    async def refund(self, refund: Body) -> None:
        """Record that money was given back elsewhere."""
        calling = self._square.refunds.refund_payment(**refund, request_options=_ONCE)
        await self._ask("record refunds", calling)

    async def update(self, square_id: str, order: Body, key: str) -> Order:
        """Change what a body names of an order, which must be of the version that it names."""
        calling = self._square.orders.update(
            square_id, idempotency_key=key, request_options=_with(order=order)
        )
        return _there((await self._ask("change orders", calling)).order)

    async def get(self, square_ids: Sequence[str]) -> list[Order]:
        """Return those of at most MOST_PER_GET orders that are there."""
        calling = self._square.orders.batch_get(order_ids=square_ids, request_options=_ONCE)
        return (await self._ask("read orders", calling)).orders or []

    async def one(self, square_id: str) -> Order:
        """Return an order."""
        calling = self._square.orders.get(square_id, request_options=_ONCE)
        return _there((await self._ask("read orders", calling)).order)

    async def search(
        self, locations: Sequence[str], by: str, since: datetime, cursor: str = ""
    ) -> tuple[list[OrderEntry], str]:
        """Return which orders were created or updated (`by`) since a time, and where to go on.

        They are a page, oldest first. An empty place to go on says that it was the last one.
        """
        query = {
            "filter": {"date_time_filter": {f"{by}_at": {"start_at": since.isoformat()}}},
            "sort": {"sort_field": f"{by.upper()}_AT", "sort_order": "ASC"},
        }
        more: Any = {"cursor": cursor} if cursor else {}
        calling = self._square.orders.search(
            location_ids=locations,
            limit=MOST_PER_PAGE,
            return_entries=True,
            request_options=_with(query=query),
            **more,
        )
        page = await self._ask("read orders", calling)
        return page.order_entries or [], page.cursor or ""

    async def locations(self) -> list[Location]:
        """Return the account's locations."""
        calling = self._square.locations.list(request_options=_ONCE)
        return (await self._ask("read locations", calling)).locations or []

    async def skus(self, variation_ids: Sequence[str]) -> dict[str, str]:
        """Return the SKUs of variations in the catalogue; without those that have none."""
        calling = self._square.catalog.batch_get(
            object_ids=variation_ids, include_deleted_objects=True, request_options=_ONCE
        )
        found = (await self._ask("read the catalogue", calling)).objects or []
        data = {each.id: getattr(each, "item_variation_data", None) for each in found}
        return {str(key): value.sku for key, value in data.items() if value and value.sku}

    async def _ask(self, what: str, calling: Awaitable[T]) -> T:
        """Return an answer. Raise what Square refuses a call with, RetryLater when none came."""
        try:
            async with asyncio.timeout(CALL_SECONDS):
                answer = await calling
        except ApiError as refused:
            fault = _fault_of(refused)
            self._note(what, fault)
            raise fault from None
        except (httpx.HTTPError, TimeoutError) as away:
            name = type(away).__name__
            raise RetryLater("NO_ANSWER", f"Square does not answer ({name}).") from None
        self.troubles.pop(what, None)
        return answer

    def _note(self, what: str, fault: PluginFault) -> None:
        """Keep what an operator must mend."""
        if isinstance(fault, AuthRefused):
            self.troubles[what] = f"{fault.code}: {fault.message} (to {what})"
            structlog.get_logger().warning(
                "an account is in trouble", chain=self.account.merchant_id, code=fault.code
            )


def _with(**body: Any) -> Any:
    """Return how a call is made that has these besides.

    They are sent as they are: what is given by its own parameter the client converts type by type,
    which costs more than the call.
    """
    return {**_ONCE, "additional_body_parameters": body}


def _fault_of(refused: ApiError) -> PluginFault:
    errors = [
        Said(str(each.category or ""), str(each.code or ""), str(each.field or ""))
        for each in refused.errors
    ]
    wait = (refused.headers or {}).get("retry-after", "")
    seconds = float(wait) if wait.isascii() and wait.isdecimal() else 0.0
    return fault_of(refused.status_code or 0, errors, min(seconds, 60.0))


def _there(found: T | None) -> T:
    if found is None:
        raise RetryLater("ANSWER_ODD", "Square's answer has another form than is known of it.")
    return found
