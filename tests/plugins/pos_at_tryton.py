"""The plug-in pos_tryton as the platform sees it, beside what Tryton itself says."""

import asyncio
import secrets
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import pos_order_pb2
from zhongtai_plugin.tryton.faults import Refused

from tests.plugins.pos_scene import PosScene, new_order
from tests.tryton import Tryton
from tests.tryton_line import Line

SALE = "sale.point.sale"
ASK_SECONDS = 0.2
"""Between two questions: a Tryton with SQLite does one thing at a time, and lets nobody queue."""
CREATE, WRITE, NOTE = f"model.{SALE}.create", f"model.{SALE}.write", "model.ir.note.create"


def yuan(fen: int) -> Money:
    return Money(minor_units=fen, currency_code="CNY")


def tea(**more: object) -> pos_order_pb2.PosOrder:
    """Three teas and something that Tryton does not have for 60.50, with fees and a discount."""
    lines = [
        pos_order_pb2.PosOrderLine(
            line_id="1", sku_id="sku_1", sku_code="T1", name="Tea 茶", quantity=3,
            unit_price=yuan(1850), line_total=yuan(5550),
        ),
        pos_order_pb2.PosOrderLine(
            line_id="2", sku_id="sku_2", sku_code="NEW", name="Cake", quantity=3,
            unit_price=yuan(300), line_total=yuan(1000),
        ),
    ]  # fmt: skip
    fields = {
        "lines": lines,
        "total": yuan(6050),
        "discount_total": yuan(700),
        "packaging_fee": yuan(200),
        "channel_order_number": secrets.token_hex(6),
    }
    return new_order(**{**fields, **more})


@dataclass
class Till(PosScene):
    """The plug-in, the line to Tryton, and Tryton itself."""

    line: Line
    tryton: Tryton

    async def ask(self, method: str, *params: Any) -> Any:
        """What Tryton itself says; the line to it goes on meanwhile."""
        return await asyncio.to_thread(self.tryton.ask, method, *params)

    async def find(self, model: str, domain: list[Any], *fields: str) -> list[dict[str, Any]]:
        """Records by id; once more where one that they name is deleted meanwhile."""
        try:
            return await asyncio.to_thread(self.tryton.find, model, domain, *fields)
        except Refused:
            return await asyncio.to_thread(self.tryton.find, model, domain, *fields)

    async def pushed(self, **more: object) -> tuple[pos_order_pb2.PosOrder, dict[str, Any]]:
        """A new order that its till has accepted, and its sale there."""
        order = tea(**more)
        (result,) = await self.push(order)
        assert not result.HasField("error"), result.error.message
        assert await self.told(1) == [(order.order_id, "ACCEPTED")]
        return order, await self.sale(order)

    async def sale(self, order: pos_order_pb2.PosOrder) -> dict[str, Any]:
        """The only sale of an order that something could be made from."""
        (found,) = await self.sales_of(order)
        return found

    async def sales_of(self, order: pos_order_pb2.PosOrder) -> list[dict[str, Any]]:
        """The sales of an order that have lines."""
        words = ["message", "like", f"%{order.channel_order_number}%"]
        notes = await self.find("ir.note", [words], "resource")
        ids = sorted({int(note["resource"].split(",")[1]) for note in notes})
        fields = ("state", "total", "amount_to_pay", "date", "point.name", "payments.amount",
                  "payments.method.name", "lines.quantity", "lines.product.code")  # fmt: skip
        return await self.find(SALE, [["id", "in", ids], ["lines", "!=", None]], *fields)

    async def empty(self) -> int:
        """How many open sales have nothing in them."""
        return len(await self.find(SALE, [["lines", "=", None], ["state", "=", "open"]], "date"))

    async def notes(self, sale: dict[str, Any]) -> list[str]:
        """What is noted beside a sale, oldest first."""
        resource = ["resource", "=", f"{SALE},{sale['id']}"]
        return [row["message"] for row in await self.find("ir.note", [resource], "message")]

    async def until_noted(self, sale: dict[str, Any], count: int) -> list[str]:
        """What is noted beside a sale as soon as that is so much."""
        async with asyncio.timeout(60):
            while len(notes := await self.notes(sale)) < count:  # noqa: ASYNC110 - of another
                await asyncio.sleep(ASK_SECONDS)
        return notes

    async def press(self, button: str, sale: dict[str, Any]) -> None:
        """Have somebody at the till press a button."""
        await self.ask(f"{SALE}.{button}", [sale["id"]])

    async def until_state(self, order: pos_order_pb2.PosOrder, state: str) -> dict[str, Any]:
        """The sale of an order as soon as it is in a state."""
        async with asyncio.timeout(60):
            while (sale := await self.sale(order))["state"] != state:  # noqa: ASYNC110 - of another
                await asyncio.sleep(ASK_SECONDS)
        return sale

    async def sell(self, *lines: tuple[str, float], point: str = "Riverside") -> int:
        """Have a till sell products over the counter, at 5.00 each."""
        (place,) = await self.find("sale.point", [["name", "=", point]], "name")
        (cash,) = await self.find("sale.point.payment.method", [["cash", "=", True]], "name")
        codes = {x["code"]: x["id"] for x in await self.find("product.product", [], "code")}
        price = Decimal("5.00")
        rows = [
            {"product": codes[code], "quantity": pieces, "unit_gross_price": price,
             "unit_list_price": price} for code, pieces in lines
        ]  # fmt: skip
        (sale_id,) = await self.ask(f"{SALE}.create", [{"point": place["id"]}])
        total = price * Decimal(sum(int(pieces) for _, pieces in lines))
        paid = [["create", [{"method": cash["id"], "amount": total}]]]
        await self.ask(f"{SALE}.write", [sale_id], {"lines": [["create", rows]], "payments": paid})
        await self.ask(f"{SALE}.process", [sale_id])
        return int(sale_id)
