"""Sales at Tryton's tills, one at a time: found, made, filled, taken back, noted on.

Whatever is changed must stand as it was read: a call that comes late, when nobody waits for it any
more, changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from zhongtai.plugin.v1.pos_order_pb2 import PosOrder
from zhongtai_plugin import Rejected, RetryLater
from zhongtai_plugin.tryton.client import Client
from zhongtai_plugin.tryton.faults import Refused
from zhongtai_plugin.tryton.wire import Row
from zhongtai_plugin.tryton.words import amount_of

from plugins.pos_tryton import words
from plugins.pos_tryton.progress import CANCELLED, DONE, OPEN, POSTED
from plugins.pos_tryton.shop import Shops, demand_currency

SALE = "sale.point.sale"
_FIELDS = ("state", "lines", "payments", "payments.method", "total", "amount_to_pay", "_timestamp")


class Desk:
    """The sales of one account."""

    def __init__(self, client: Client, shops: Shops) -> None:
        self._client = client
        self._shops = shops
        self._making = asyncio.Lock()

    async def find(self, sale_id: str) -> Row | None:
        """Return a sale; None for one that somebody has deleted."""
        try:
            found = await self._client.search(SALE, [["id", "=", int(sale_id)]], _FIELDS)
        except Refused as refused:
            # With SQLite a payment may be deleted between the sale and what it names.
            raise RetryLater("CHANGED_MEANWHILE", refused.message) from None
        return found[0] if found else None

    async def note_of(self, order: PosOrder) -> str:
        """Return what the store has to know of an order, its times by the company's clock."""
        return words.note_of(order, (await self._shops.get()).zone)

    async def make(
        self,
        order: PosOrder,
        point: str,
        is_taken: Callable[[str], bool],
        name: Callable[[str], Awaitable[None]],
    ) -> str:
        """Make an empty sale for an order, and `name` it; return its id.

        Tryton keeps nothing that a sale could be found by. So one is made empty, which nobody
        cooks from; one whose answer was lost is there for the next order: `is_taken` says whether a
        sale is another order's.
        """
        shop = await self._shops.with_point(point)
        demand_currency(shop, order.total.currency_code)
        values = {"company": shop.company, "point": shop.points[point]}
        mine = [["create_uid", "=", self._client.user_id], ["state", "=", OPEN]]
        empty = [["lines", "=", None], ["payments", "=", None]]
        async with self._making:
            domain = [*mine, *empty, ["point", "=", values["point"]]]
            spare = [row for row in await self._client.search(SALE, domain, ["date"])
                     if not is_taken(str(row["id"]))]  # fmt: skip
            if spare:
                sale_id = str(spare[0]["id"])
            else:
                day = {"date": date.fromisoformat(order.business_date)}
                made = await self._client.call(f"model.{SALE}.create", [values | day])
                sale_id = str(made[0])
            await name(sale_id)
        return sale_id

    async def fill(self, sale: Row, order: PosOrder) -> Row:
        """Put what was ordered, and paid, into an empty sale, at once; return the sale then."""
        shop = await self._shops.get()
        products = await self._shops.products(words.codes_of(order))
        values: dict[str, object] = {
            "date": date.fromisoformat(order.business_date),
            "lines": [["create", words.lines_of(order, products, shop.other)]],
        }
        if order.paid and order.total.minor_units:
            amount = amount_of(order.total.minor_units, order.total.currency_code)
            values["payments"] = [["create", [{"method": shop.payment, "amount": amount}]]]
        return await self._change(sale, "write", values)

    async def finish(self, sale: Row) -> Row:
        """Take a sale for done that is paid; return it as it stands then."""
        if sale["state"] == OPEN and not sale["amount_to_pay"]:
            return await self._change(sale, "process")
        return sale

    async def call_off(self, sale: Row) -> Row:
        """Take a sale's payment back, cancel it, return it. Raise Rejected when it is too late."""
        shop = await self._shops.get()
        if sale["state"] == POSTED:
            raise Rejected("POSTED", "The sale is in the books: a return has to be sold.")
        if {row["method"] for row in sale["payments."]} - {shop.payment}:
            raise Rejected("PAID_AT_TILL", "The till took money for it, and has to give that back.")
        if sale["state"] == DONE:
            sale = await self._change(sale, "open")
        if sale["state"] == OPEN and sale["payments"]:
            values = {"payments": [["delete", list(sale["payments"])]]}
            sale = await self._change(sale, "write", values)
        if sale["state"] == OPEN:
            sale = await self._change(sale, "cancel")
        if sale["state"] != CANCELLED:
            raise RetryLater("CHANGED_MEANWHILE", "The till is at the sale.")
        return sale

    async def discard(self, sale: Row) -> None:
        """Delete an empty sale that nothing came of."""
        with contextlib.suppress(Refused):
            await self._client.call(f"model.{SALE}.delete", [sale["id"]], **_as_read(sale))

    async def note(self, sale: Row, text: str) -> None:
        """Put words beside a sale, once."""
        if not text:
            return
        resource = f"{SALE},{sale['id']}"
        there = await self._client.search("ir.note", [["resource", "=", resource]], ["message"])
        if text not in [row["message"] for row in there]:
            values = {"resource": resource, "message": text}
            await self._client.call("model.ir.note.create", [values])

    async def _change(self, sale: Row, method: str, *values: Mapping[str, object]) -> Row:
        """Do something with a sale that is still as it was read; return it as it is then."""
        await self._client.call(f"model.{SALE}.{method}", [sale["id"]], *values, **_as_read(sale))
        changed = await self.find(str(sale["id"]))
        if changed is None:
            raise RetryLater("CHANGED_MEANWHILE", "Somebody has deleted the sale.")
        return changed


def _as_read(sale: Row) -> dict[str, Any]:
    return {"_timestamp": {f"{SALE},{sale['id']}": sale["_timestamp"]}}
