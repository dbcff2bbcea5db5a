"""Keeps sales at the counter, each once, and tells the feed of them.

They are no orders: order control reads them from the feed and takes what was sold from stock.
"""

from __future__ import annotations

import hashlib

from zhongtai.order.v1 import event_pb2, till_sale_pb2
from zhongtai.plugin.v1 import pos_pb2

from centers.order.checks import check_till_sale
from centers.order.commands import KeptTillSale
from centers.order.store import OrderStore
from mesh.call.wire import moment, stamp
from mesh.feed.feed import Feed
from mesh.feed.follower_items import Batch, Undone
from mesh.pure.clock import Clock
from mesh.pure.errors import Refusal
from mesh.pure.ids import new_id

DIFFERS = "The till used this number before, for a sale of other lines."


def sales_reader_of(plugin: str) -> str:
    """The name under which the sales at the counters behind a POS plug-in are read."""
    return f"order.{plugin}.sales"


class TillSales:
    """Keeps what tills have sold."""

    def __init__(self, store: OrderStore, feed: Feed, clock: Clock) -> None:
        self._store = store
        self._feed = feed
        self._clock = clock

    async def keep(self, batch: Batch[pos_pb2.TillSale]) -> None:
        """Keep sales. One told again changes nothing; one that cannot be kept fails alone."""
        for item in batch.items:
            if fault := _fault_of(item.message):
                batch.fail(item, Undone(fault, final=True))
        sound = batch.standing(batch.items)
        sales = [self._kept(item.message) for item in sound]
        digests = await self._store.keep_till_sales(sales)
        self._feed.wake()
        for item, sale in zip(sound, sales, strict=True):
            if digests[sale.key] != sale.digest:
                batch.fail(item, Undone(DIFFERS, final=True))

    def _kept(self, sale: pos_pb2.TillSale) -> KeptTillSale:
        lines = [
            till_sale_pb2.TillSaleLine(
                sku_id=line.sku_id,
                sku_code="" if line.sku_id else line.sku_code,
                quantity=line.quantity,
            )
            for line in sale.lines
        ]
        content = till_sale_pb2.TillSale(lines=lines).SerializeToString(deterministic=True)
        return KeptTillSale(
            merchant_id=sale.merchant_id,
            store_id=sale.store_id,
            till_id=sale.till_id,
            till_sale_id=sale.till_sale_id,
            digest=hashlib.sha256(content).digest(),
            sells=any(line.quantity > 0 for line in lines),
            sold_at=moment(sale, "occurred_time") or self._clock.now(),
            event=self._event(sale, lines).SerializeToString(),
        )

    def _event(
        self, sale: pos_pb2.TillSale, lines: list[till_sale_pb2.TillSaleLine]
    ) -> event_pb2.OrderEvent:
        return event_pb2.OrderEvent(
            event_id=new_id("evt"),
            merchant_id=sale.merchant_id,
            store_id=sale.store_id,
            kind=event_pb2.ORDER_EVENT_KIND_TILL_SALE,
            occur_time=stamp(self._clock.now()),
            node=f"till:{sale.till_id}",
            till_sale=till_sale_pb2.TillSale(
                till_id=sale.till_id,
                till_sale_id=sale.till_sale_id,
                lines=lines,
                total=sale.total if sale.HasField("total") else None,
                sell_time=sale.occurred_time if sale.HasField("occurred_time") else None,
            ),
        )


def _fault_of(sale: pos_pb2.TillSale) -> str:
    """Why a sale cannot be kept, whatever else is; mostly empty."""
    try:
        check_till_sale(sale)
    except Refusal as refusal:
        return refusal.message
    return ""
