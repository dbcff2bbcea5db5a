"""Sales at Square's counters: what its own Point of Sale has sold, for the platform's stock.

A line is told by the SKU that its variation has in Square's catalogue, which is the chain's own
code. Lines without one, amounts that were keyed in and goods by weight are left out: `left_out`
names their orders.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from square.types.order import Order
from square.types.order_line_item import OrderLineItem
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import pos_pb2
from zhongtai_plugin import AuthRefused
from zhongtai_plugin.pos.book import Book

from plugins.pos_square.client import Client
from plugins.pos_square.progress import moment_of

_PIECES = re.compile(r"[1-9][0-9]{0,3}(\.0+)?")
_MOST_SKUS = 20_000
SKUS_SECONDS = 300.0
"""So long a variation's SKU, or that it has none, is remembered: people change their catalogue."""
_MOST_LINES, _MOST_LEFT_OUT = 200, 1_000


class Sales:
    """The counter sales of one chain."""

    def __init__(self, client: Client, book: Book) -> None:
        self.left_out: set[str] = set()
        self._client = client
        self._book = book
        self._stores = {at: store for store, at in client.account.stores.items()}
        self._skus: dict[str, str] = {}
        self._skus_until = 0.0

    async def take(self, orders: Sequence[Order]) -> None:
        """Keep those that are complete and were sold over the counter."""
        sold = [order for order in orders if self._is_sale(order)]
        if not sold:
            return
        with contextlib.suppress(AuthRefused):  # which is noted as the account's trouble
            await self._learn({str(line.catalog_object_id) for x in sold for line in _lines(x)})
        sales = map(self._sale_or_none, sold)
        await self._book.keep_sales([sale for sale in sales if sale is not None and sale.lines])

    def _is_sale(self, order: Order) -> bool:
        from_counter = not order.fulfillments and order.location_id in self._stores
        return from_counter and order.state == "COMPLETED" and bool(order.line_items)

    async def _learn(self, variations: set[str]) -> None:
        """Ask for the SKUs of variations that are not known yet, or from long ago."""
        now = time.monotonic()
        over = now >= self._skus_until or len(self._skus) > _MOST_SKUS
        unknown = sorted(variations - {"None", *(() if over else self._skus)})
        if unknown:
            found = await self._client.skus(unknown)
            if over:
                self._skus, self._skus_until = {}, now + SKUS_SECONDS
            self._skus |= {each: found.get(each, "") for each in unknown}

    def _sale_or_none(self, order: Order) -> pos_pb2.TillSale | None:
        try:
            return self._sale_of(order)
        except Exception:  # noqa: BLE001 - one sale that cannot be read stops no other
            structlog.get_logger().exception("a sale cannot be read", square_id=order.id)
            self._leave_out(str(order.id))
            return None

    def _sale_of(self, order: Order) -> pos_pb2.TillSale:
        sale = pos_pb2.TillSale(
            till_sale_id=order.id,
            till_id=order.location_id,
            merchant_id=self._client.account.merchant_id,
            store_id=self._stores[order.location_id],
        )
        for line in _lines(order):
            code = self._skus.get(str(line.catalog_object_id), "")
            if code and _PIECES.fullmatch(line.quantity) and len(sale.lines) < _MOST_LINES:
                sale.lines.add(sku_code=code, quantity=int(line.quantity.partition(".")[0]))
            else:
                self._leave_out(str(order.id))
        if order.total_money is not None:
            total, currency = order.total_money.amount or 0, str(order.total_money.currency)
            sale.total.CopyFrom(Money(minor_units=total, currency_code=currency))
        at = moment_of(order.closed_at) or moment_of(order.created_at) or datetime.now(UTC)
        sale.occurred_time.FromDatetime(at)
        return sale

    def _leave_out(self, square_id: str) -> None:
        if len(self.left_out) < _MOST_LEFT_OUT:
            self.left_out.add(square_id)


def _lines(order: Order) -> list[OrderLineItem]:
    return order.line_items or []
