"""People at the tills of Square and of Tryton: they make every order, but for those they refuse."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

import httpx
from zhongtai_plugin.tryton.faults import Refused

from cli.replay.connection import Connection
from cli.replay.till_robot import TillRobot
from tests.backends.backends import Square
from tests.tryton import Tryton

T = TypeVar("T")
REFUSE, KEEP = "REFUSE", "KEEP WAITING"
"""Words in the remark of an order that its store does not make, or not yet."""
LOOK_SECONDS = 1.0
SALE = "sale.point.sale"
_NEXT = {"PROPOSED": "RESERVED", "RESERVED": "PREPARED", "PREPARED": "COMPLETED"}


class OwnTill(TillRobot):
    """The person at a till of ours, who makes every order, and keeps the tickets by order."""

    def __init__(
        self, connection: Connection, store_id: str, tickets: dict[str, dict[str, Any]]
    ) -> None:
        super().__init__(connection, store_id)
        self._tickets = tickets

    async def _pull(self, cursor: str) -> dict[str, Any]:
        page = await super()._pull(cursor)
        self._tickets |= {entry["order"]["order_id"]: entry for entry in page["orders"]}
        return page


class SquareTills:
    """The people at Square's tills."""

    def __init__(self, square: Square) -> None:
        self._square = square

    async def work(self) -> None:
        """Take every order one step further, again and again."""
        while True:
            await asyncio.to_thread(self._round)
            await asyncio.sleep(LOOK_SECONDS)

    def _round(self) -> None:
        try:
            for order in self._square.orders("OPEN"):
                self._serve(order)
        except httpx.TransportError:
            return

    def _serve(self, order: dict[str, Any]) -> None:
        if not order.get("tenders") or not order.get("fulfillments"):
            return
        (fulfilment,) = order["fulfillments"]
        note = fulfilment["pickup_details"].get("note", "")
        if KEEP in note:
            return
        step = "CANCELED" if REFUSE in note else _NEXT.get(fulfilment["state"])
        if step:
            self._square.move(order["metadata"]["order_id"], step)


class TrytonTills:
    """The people at Tryton's points of sale, who share one session."""

    def __init__(self, tryton: Tryton) -> None:
        self._tryton = tryton
        self._alone = threading.Lock()

    async def work(self) -> None:
        """Take every order that is paid for done, again and again."""
        while True:
            # It may be away, or what was just read may be changed.
            with contextlib.suppress(httpx.HTTPError, Refused):
                await self.do(self._round)
            await asyncio.sleep(LOOK_SECONDS)

    async def do(self, work: Callable[[], T]) -> T:
        """Do something in Tryton; the platform in this process goes on meanwhile."""

        def alone() -> T:
            with self._alone:
                return work()

        return await asyncio.to_thread(alone)

    def _round(self) -> None:
        waiting = [["state", "=", "open"], ["lines", "!=", None], ["payments", "!=", None]]
        rows = self._tryton.find(SALE, waiting, "amount_to_pay")
        due = [row["id"] for row in rows if not row["amount_to_pay"]]
        refused = self._refused(due)
        if done := [sale_id for sale_id in due if sale_id not in refused]:
            self._press("process", done)
        if refused:
            self._press("delete", sorted(refused))

    def _refused(self, sale_ids: Sequence[int]) -> set[int]:
        if not sale_ids:
            return set()
        named = [["resource", "in", [f"{SALE},{sale_id}" for sale_id in sale_ids]]]
        notes = self._tryton.find(
            "ir.note", [named, ["message", "like", f"%{REFUSE}%"]], "resource"
        )
        return {int(note["resource"].split(",")[1]) for note in notes}

    def _press(self, button: str, sale_ids: list[int]) -> None:
        """Press a button for all of some sales; for each by itself where one cannot have it."""
        try:
            self._tryton.ask(f"{SALE}.{button}", sale_ids)
        except Refused:
            if len(sale_ids) > 1:
                for sale_id in sale_ids:
                    self._press(button, [sale_id])

    def sell(self, point: str, code: str, pieces: int) -> None:
        """Sell something over the counter, at 5.00 each."""
        (place,) = self._tryton.find("sale.point", [["name", "=", point]], "name")
        (cash,) = self._tryton.find("sale.point.payment.method", [["cash", "=", True]], "name")
        (product,) = self._tryton.find("product.product", [["code", "=", code]], "code")
        price = Decimal("5.00")
        line = {"product": product["id"], "quantity": pieces, "unit_gross_price": price,
                "unit_list_price": price}  # fmt: skip
        values = {
            "point": place["id"],
            "lines": [["create", [line]]],
            "payments": [["create", [{"method": cash["id"], "amount": price * pieces}]]],
        }
        (sale_id,) = self._tryton.ask(f"{SALE}.create", [values])
        self._tryton.ask(f"{SALE}.process", [sale_id])
