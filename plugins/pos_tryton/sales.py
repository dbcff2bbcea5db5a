"""What a chain's tills sell over the counter, for the platform's stock.

A line is told by the code of its product, which is the chain's own. What has none, and goods by
weight, are left out: `left_out` names their sales.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import structlog
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import pos_pb2
from zhongtai_plugin.pos.book import Book
from zhongtai_plugin.tryton.client import Client
from zhongtai_plugin.tryton.wire import Row
from zhongtai_plugin.tryton.words import changed_since, minor_units_of, whole_pieces

from plugins.pos_tryton.accounts import Account
from plugins.pos_tryton.desk import SALE
from plugins.pos_tryton.progress import DONE, POSTED
from plugins.pos_tryton.shop import Shop, Shops

ROWS = 200
FIRST_LOOK = timedelta(minutes=10)
_MOST_LINES, _MOST_PIECES, _MOST_LEFT_OUT = 200, 9_999, 1_000
_FIELDS = (
    *("point", "total", "create_date", "write_date"),
    *("lines.quantity", "lines.product.code"),
)


class Sales:
    """The counter sales of one chain."""

    def __init__(
        self, client: Client, account: Account, shops: Shops, book: Book, overlap_seconds: float
    ) -> None:
        self.left_out: set[str] = set()
        self._client = client
        self._account = account
        self._shops = shops
        self._book = book
        self._overlap = timedelta(seconds=overlap_seconds)
        self._chain = client.login.merchant_id

    async def read(self) -> None:
        """Keep the sales that are done since the last time. Raise PluginFault."""
        shop = await self._shops.get()
        stores = {
            shop.points[name]: store_id
            for store_id, name in self._account.stores.items()
            if name in shop.points
        }
        # A change is dated when its transaction begins, and seen when that has ended.
        now = self._client.server_time
        _, until = self._book.read_until([self._chain])
        since = now - FIRST_LOOK if until is None else until
        last = 0
        while True:
            domain = _domain(stores, since, last, self._client.user_id)
            rows = await self._client.search(SALE, domain, _FIELDS, ROWS)
            await self._keep(rows, shop, stores)
            if len(rows) < ROWS:
                break
            last = rows[-1]["id"]
        await self._book.note_read([self._chain], now - self._overlap)

    async def _keep(self, rows: Sequence[Row], shop: Shop, stores: dict[int, str]) -> None:
        sales = []
        for row in rows:
            try:
                sale = self._sale_of(row, shop, stores[row["point"]])
            except Exception:  # noqa: BLE001 - one sale that cannot be read stops no other
                structlog.get_logger().exception("a sale cannot be read", sale=row["id"])
                self._leave_out(row)
            else:
                sales += [sale] if sale.lines else []
        await self._book.keep_sales(sales)

    def _sale_of(self, row: Row, shop: Shop, store_id: str) -> pos_pb2.TillSale:
        sale = pos_pb2.TillSale(
            till_sale_id=str(row["id"]),
            till_id=self._account.stores[store_id],
            merchant_id=self._chain,
            store_id=store_id,
        )
        for line in row["lines."]:
            code, pieces = line["product."]["code"], whole_pieces(line["quantity"])
            if code == self._account.other or pieces == 0:
                continue
            fits = pieces is not None and abs(pieces) <= _MOST_PIECES
            if code and pieces and fits and len(sale.lines) < _MOST_LINES:
                sale.lines.add(sku_code=code, quantity=pieces)
            else:
                self._leave_out(row)
        total = minor_units_of(row["total"], shop.currency)
        if total is not None:
            sale.total.CopyFrom(Money(minor_units=total, currency_code=shop.currency))
        at: datetime = row["write_date"] or row["create_date"]
        sale.occurred_time.FromDatetime(min(at, datetime.now(UTC)))
        return sale

    def _leave_out(self, row: Row) -> None:
        if len(self.left_out) < _MOST_LEFT_OUT:
            self.left_out.add(str(row["id"]))


def _domain(stores: dict[int, str], since: datetime, last: int, user_id: int) -> list[object]:
    """Return the condition of sales by people that are done."""
    return [
        ["id", ">", last],
        ["point", "in", list(stores)],
        ["state", "in", [DONE, POSTED]],
        ["create_uid", "!=", user_id],
        changed_since(since, ""),
    ]
