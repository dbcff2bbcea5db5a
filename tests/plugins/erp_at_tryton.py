"""The plug-in erp_tryton as the platform sees it, beside what Tryton itself says."""

import asyncio
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import grpc
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import erp_pb2 as pb
from zhongtai.plugin.v1 import erp_pb2_grpc, erp_sale_pb2

from mesh.plugins.faults import PluginAuth, PluginRetry
from mesh.plugins.handle import PluginHandle, Request
from tests.plugins.world import patiently
from tests.tryton import Tryton
from tests.tryton_line import Line

CHAIN, STORE = "noodles", "sto_1"
PATIENCE_SECONDS = 240.0
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
Pushed = TypeVar("Pushed", pb.PushSalesResponse, pb.PushMovementsResponse)


@dataclass
class Erp:
    """The plug-in, the line to Tryton, and Tryton itself."""

    handle: PluginHandle
    line: Line
    tryton: Tryton
    accounts: Path
    cursors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stub = self.handle.stub(erp_pb2_grpc.ErpServiceStub)

    async def items(self) -> dict[str, tuple[str, int | None, bool]]:
        """What is new of items."""
        request = pb.PullItemsRequest(
            merchant_id=CHAIN, after_cursor=self.cursors.get("items", ""), page_size=500
        )
        page = await patiently(lambda: self.handle.call(self.stub.PullItems, request))
        self.cursors["items"] = page.cursor
        return {
            x.code: (x.name, x.price.minor_units if x.HasField("price") else None, x.archived)
            for x in page.items
        }

    async def counts(self) -> dict[tuple[str, str], tuple[int | None, datetime]]:
        """What is new of counts."""
        request = pb.PullCountsRequest(
            merchant_id=CHAIN, after_cursor=self.cursors.get("counts", ""), page_size=500
        )
        page = await patiently(lambda: self.handle.call(self.stub.PullCounts, request))
        self.cursors["counts"] = page.cursor
        return {
            (x.store_id, x.sku_code): (
                x.quantity if x.HasField("quantity") else None,
                x.count_time.ToDatetime(UTC),
            )
            for x in page.counts
        }

    async def post(self, *sales: erp_sale_pb2.ErpSale) -> list[str]:
        """What becomes of postings."""
        request = pb.PushSalesRequest(sales=sales)
        return await self._push(self.stub.PushSales, request)

    async def move(self, *movements: pb.ErpMovement) -> list[str]:
        """What becomes of movements."""
        request = pb.PushMovementsRequest(movements=movements)
        return await self._push(self.stub.PushMovements, request)

    async def _push(
        self, method: "grpc.aio.UnaryUnaryMultiCallable[Request, Pushed]", request: Request
    ) -> list[str]:
        try:
            reply = await patiently(
                lambda: self.handle.call(method, request, timeout=60, repeatable=True)
            )
        except (PluginRetry, PluginAuth) as away:
            return [away.code]
        return [
            each.error.code or ("known" if each.already_known else "new") for each in reply.results
        ]

    async def until_posted(self, *sales: erp_sale_pb2.ErpSale) -> list[str]:
        """Post as the platform does: again and again until all of it is there."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                answer = await self.post(*sales)
                if len(answer) == len(sales) and not {"NO_ANSWER", "MORE_TO_COME"} & set(answer):
                    return answer

    def let_time_pass(self) -> None:
        """Have calls that nobody knows the end of begun so long ago that they must have ended."""
        books = self.accounts.parent / "home" / "plugins" / "erp_tryton" / "books.sqlite3"
        with sqlite3.connect(books, timeout=60) as db:
            db.execute("UPDATE unsure SET since = 0")
        db.close()

    def counting(self, model: str, *keys: str) -> list[tuple[str, str]]:
        """Keys and states of the documents that count in Tryton, or may come to."""
        domain = [["reference", "in", list(keys)], ["state", "!=", "cancelled"]]
        rows = self.tryton.find(model, domain, "reference", "state")
        return [(row["reference"], row["state"]) for row in rows]

    def sale(self, key: str) -> dict[str, Any]:
        """A sale as Tryton has it."""
        fields = ("total_amount", "sale_date", "origin", "warehouse.code", "lines.quantity",
                  "lines.amount", "lines.product", "lines.description")  # fmt: skip
        (found,) = self.tryton.find("sale.sale", [["reference", "=", key]], *fields)
        return found

    def quantity(self, code: str, warehouse: str = "R1") -> float:
        """How much Tryton itself says that lies in a warehouse."""
        (place,) = self.tryton.find(
            "stock.location", [["code", "=", warehouse]], "storage_location"
        )
        product = self.product(code)
        where = {"locations": [place["storage_location"]], "with_childs": True}
        (row,) = self.tryton.ask("product.product.read", [product], ["quantity"], **where)
        return float(row["quantity"])

    def product(self, code: str) -> int:
        (found,) = self.tryton.find("product.product", [["code", "=", code]], "code")
        return int(found["id"])


def money(minor_units: int) -> Money:
    return Money(minor_units=minor_units, currency_code="CNY")


def sale(key: str, code: str = "T1", pieces: int = 3, **more: Any) -> erp_sale_pb2.ErpSale:
    """Three teas for 55.50, less 5.00 that lie on the line."""
    line = erp_sale_pb2.ErpSaleLine(
        line_id="1", sku_id="sku_1", sku_code=code, name="Tea", quantity=pieces,
        unit_price=money(1850), amount=money(1850 * pieces), discount=money(500),
    )  # fmt: skip
    fields: dict[str, Any] = {
        "kind": 1,
        "order_id": key,
        "lines": [line],
        "total": money(1850 * pieces - 500),
        "discount_total": money(500),
        "merchant_id": CHAIN,
    }
    message = erp_sale_pb2.ErpSale(
        posting_id=key, store_id=STORE, business_date="2026-01-31",
        channel="miniapp", channel_order_number="17", service_type=1, **(fields | more),
    )  # fmt: skip
    message.occur_time.FromDatetime(NOON)
    return message


def movement(key: str, pieces: int, kind: int = 2, minutes: int = 0, **more: Any) -> pb.ErpMovement:
    fields = {"merchant_id": CHAIN, "store_id": STORE, "sku_id": "sku_1", "sku_code": "T1"}
    message = pb.ErpMovement(
        movement_id=key, kind=kind, quantity=pieces, source="test", **(fields | more)
    )
    message.occur_time.FromDatetime(datetime.now(UTC) + timedelta(minutes=minutes))
    return message
