"""Hands an order over to Square: there once, paid, and costing what its customer paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from square.types.order import Order
from zhongtai_plugin import Conflict, Rejected, RetryLater
from zhongtai_plugin.pos.book import Book
from zhongtai_plugin.pos.records import Known, Task

from plugins.pos_square import words
from plugins.pos_square.client import MOST_PER_GET, Client
from plugins.pos_square.faults import is_key_used

BEFORE_SECONDS = 600
"""So far their clock and ours may differ."""
MOST_REFERENCES = 50_000


class Handover:
    """For the orders of one chain."""

    def __init__(self, client: Client, book: Book) -> None:
        self._client = client
        self._book = book
        self._references: dict[str, str] = {}

    async def hand_over(self, task: Task) -> Order | None:
        """Return the order as Square has it; None for one that the platform ended before.

        Once it was tried, it may be there since an answer was lost: it is looked for first. Raise
        what Square refuses it with.
        """
        known = task.known
        if known.tried_at:
            found = await self._find(known, datetime.fromtimestamp(known.tried_at, UTC))
        elif known.ended:
            return None
        else:
            await self._book.tried(known.order.order_id)
            found = None
        if found is None:
            if known.ended:
                return None
            found = await self._create(known)
        await self._demand_total(known, found)
        if not found.tenders and not known.ended:
            await self._pay(known, found)
        return found

    async def _create(self, known: Known) -> Order:
        order = known.order
        body = words.order_body(order, known.place, known.notice)
        try:
            return await self._client.create(body, words.key_of("order", order.order_id))
        except Conflict as conflict:
            if not is_key_used(conflict):
                raise
        # It was made with another content, before it changed or before our book was lost.
        found = await self._find(known, order.placed_time.ToDatetime(UTC))
        if found is None:
            raise RetryLater("IN_PROGRESS", "Square has the order, and does not show it yet.")
        return found

    async def _find(self, known: Known, since: datetime) -> Order | None:
        """Return an order by our number, which Square cannot search for: of those made since."""
        if known.remote_id:
            return await self._client.one(known.remote_id)
        reference = words.reference_of(known.order.order_id)
        since -= timedelta(seconds=BEFORE_SECONDS)
        cursor = ""
        while True:
            page, cursor = await self._client.search([known.place], "created", since, cursor)
            ids = [str(each.order_id) for each in page]
            await self._learn([each for each in ids if each not in self._references])
            for each in ids:
                if self._references.get(each) == reference:
                    return await self._client.one(each)
            if not cursor:
                return None

    async def _learn(self, square_ids: Sequence[str]) -> None:
        """Read the numbers of orders, each once: many may be looked for after an outage."""
        if len(self._references) > MOST_REFERENCES:
            self._references.clear()
        for first in range(0, len(square_ids), MOST_PER_GET):
            orders = await self._client.get(square_ids[first : first + MOST_PER_GET])
            self._references |= {str(each.id): each.reference_id or "" for each in orders}

    async def _demand_total(self, known: Known, order: Order) -> None:
        """Raise Rejected where Square wants another amount: the order is cancelled there."""
        total, wanted = order.total_money, known.order.total
        if total is not None and (total.amount, total.currency) == (
            wanted.minor_units,
            wanted.currency_code,
        ):
            return
        if order.state != "CANCELED":
            body = {
                "location_id": known.place,
                "version": order.version,
                "state": "CANCELED",
                "fulfillments": [
                    {"uid": each.uid, "state": "CANCELED"} for each in order.fulfillments or ()
                ],
            }
            key = words.key_of("not that total", known.order.order_id, order.version)
            await self._client.update(str(order.id), body, key)
        raise Rejected("TOTAL_DIFFERS", "Square adds the order up to another total.")

    async def _pay(self, known: Known, order: Order) -> None:
        if known.order.total.minor_units:
            await self._client.pay(words.payment_body(known.order, known.place, str(order.id)))
        else:
            key = words.key_of("payment", known.order.order_id)
            await self._client.pay_nothing(order, key)
