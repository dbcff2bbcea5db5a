"""The only place that calls POS plug-ins: orders down to the tills, progress back up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from zhongtai.order.v1 import event_pb2
from zhongtai.plugin.v1 import plugin_pb2, pos_order_pb2, pos_pb2, pos_pb2_grpc

from centers.order.after_sale.tills import pos_after_sale
from centers.order.model import Line, Modifier, Order
from mesh.follower import Page
from mesh.follower_feeds import HomeLetters
from mesh.follower_items import Item
from mesh.letters import Letters
from mesh.plugin_faults import PluginBadRequest, PluginFault, fault_of_item
from mesh.plugin_handle import PluginHandle
from mesh.wire import money, number, stamp

PUSH_TIMEOUT_SECONDS = 10.0
MAX_BATCH = 500
SALES_PAUSE_SECONDS = 0.25
"""Between two looks for sales at the counter, while there are none."""

CURSOR_UNKNOWN = "CURSOR_UNKNOWN"
"""The code of a plug-in whose queue is another one than the cursor is from."""

log = structlog.get_logger()

_CHANGES = {
    "GONE": pos_pb2.ORDER_CHANGE_KIND_CANCELLED,
    "CANCELLED": pos_pb2.ORDER_CHANGE_KIND_CANCELLED,
    "APPLIED": pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_OPENED,
    "SETTLED": pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_CLOSED,
}
_ELSEWHERE = "Another till of the store has this order now."


@dataclass(frozen=True, slots=True)
class TillAnswer:
    """What a plug-in said of one item of a batch: a fault, or that it is durable there."""

    item_id: str
    fault: PluginFault | None


@dataclass(frozen=True, slots=True)
class TillNote:
    """Something that happened to an order elsewhere and that its till shall know."""

    event: event_pb2.OrderEvent
    kind: str


class TillAdapter:
    """One POS plug-in."""

    def __init__(self, handle: PluginHandle) -> None:
        self._handle = handle
        self._stub = handle.stub(pos_pb2_grpc.PosServiceStub)

    @property
    def name(self) -> str:
        """The plug-in's name, for example "pos_till"."""
        return self._handle.name

    async def push(self, orders: Sequence[Order]) -> list[TillAnswer]:
        """Hand orders over; gives what the plug-in said of each, by order id.

        Raises PluginUnavailable, PluginFault; whatever was handed over twice is there once.
        """
        request = pos_pb2.PushOrdersRequest(orders=[_order(order) for order in orders])
        reply = await self._handle.call(
            self._stub.PushOrders, request, timeout=PUSH_TIMEOUT_SECONDS, repeatable=True
        )
        return self._answers(reply.results)

    async def tell(self, notes: Sequence[TillNote]) -> list[TillAnswer]:
        """Tell the till what happened elsewhere; gives what it said of each, by event id."""
        changes = [
            pos_pb2.OrderChange(
                change_id=note.event.event_id,
                order_id=note.event.order_id,
                kind=_CHANGES[note.kind],
                note=_ELSEWHERE if note.kind == "GONE" else note.event.note[:300],
                occurred_time=note.event.occur_time,
                after_sale=pos_after_sale(note.event.after_sale)
                if note.event.HasField("after_sale")
                else None,
            )
            for note in notes
        ]
        request = pos_pb2.UpdateOrdersRequest(changes=changes)
        reply = await self._handle.call(
            self._stub.UpdateOrders, request, timeout=PUSH_TIMEOUT_SECONDS, repeatable=True
        )
        return self._answers(reply.results)

    def _answers(self, results: Iterable[plugin_pb2.ItemResult]) -> list[TillAnswer]:
        return [
            TillAnswer(
                result.item_id,
                fault_of_item(result.error, self.name) if result.HasField("error") else None,
            )
            for result in results
        ]


class TillReports(HomeLetters):
    """The stream of what the tills of one POS plug-in report."""

    def __init__(self, handle: PluginHandle, letters: Letters) -> None:
        super().__init__(letters)
        self._handle = handle
        self._stub = handle.stub(pos_pb2_grpc.PosServiceStub)

    async def read(self) -> AsyncGenerator[Page[pos_pb2.TillUpdate], None]:
        """What tills report, from the oldest batch that was not acknowledged, for ever."""
        request = pos_pb2.WatchUpdatesRequest(max_batch=MAX_BATCH)
        async for reply in self._handle.stream(self._stub.WatchUpdates, request):
            if reply.updates:
                yield Page([report_item(update) for update in reply.updates], reply.cursor)

    async def ack(self, cursor: str) -> None:
        """Everything up to the cursor is in our books; the plug-in may forget it."""
        request = pos_pb2.AckUpdatesRequest(cursor=cursor)
        await self._handle.call(
            self._stub.AckUpdates, request, timeout=PUSH_TIMEOUT_SECONDS, repeatable=True
        )


class SalePlaces(Protocol):
    """Where it is kept up to where a plug-in's sales have been read."""

    async def till_sale_cursor(self, plugin: str) -> str:
        """The place; empty for the beginning."""
        ...

    async def keep_till_sale_cursor(self, plugin: str, cursor: str) -> None:
        """Keep the place."""
        ...


class TillSaleStream(HomeLetters):
    """The sales at the counters behind one POS plug-in, page by page.

    A plug-in forgets what is before the cursor of a pull, so that a page is only asked for when
    the one before it is acknowledged.
    """

    def __init__(self, handle: PluginHandle, letters: Letters, places: SalePlaces) -> None:
        super().__init__(letters)
        self._handle = handle
        self._stub = handle.stub(pos_pb2_grpc.PosServiceStub)
        self._places = places
        self._acknowledged = asyncio.Event()

    async def read(self) -> AsyncGenerator[Page[pos_pb2.TillSale], None]:
        """The sales from the kept place on, for ever; none of a plug-in that has none to tell."""
        cursor = await self._places.till_sale_cursor(self._handle.name)
        while True:
            try:
                page = await self._pull(cursor)
            except PluginBadRequest as fault:
                if not cursor or fault.code != CURSOR_UNKNOWN:
                    raise
                # It keeps its state elsewhere now. Sales that are told again change nothing.
                log.warning("plugin_queue_begins_anew", plugin=self._handle.name)
                cursor = ""
                continue
            if page is None:
                await asyncio.sleep(SALES_PAUSE_SECONDS)
                continue
            self._acknowledged.clear()
            yield Page([sale_item(sale) for sale in page.sales], page.cursor)
            await self._acknowledged.wait()
            cursor = page.cursor

    async def ack(self, cursor: str) -> None:
        """Everything up to the cursor is in our books; the next pull tells the plug-in."""
        await self._places.keep_till_sale_cursor(self._handle.name, cursor)
        self._acknowledged.set()

    async def _pull(self, cursor: str) -> pos_pb2.PullTillSalesResponse | None:
        """What comes after the cursor; None while that is nothing."""
        if not self._handle.can(plugin_pb2.CAPABILITY_POS_TILL_SALES):
            return None
        request = pos_pb2.PullTillSalesRequest(after_cursor=cursor, page_size=MAX_BATCH)
        page: pos_pb2.PullTillSalesResponse = await self._handle.call(
            self._stub.PullTillSales, request, timeout=PUSH_TIMEOUT_SECONDS, repeatable=True
        )
        return page if page.sales or page.cursor != cursor else None


def sale_item(sale: pos_pb2.TillSale) -> Item[pos_pb2.TillSale]:
    """A sale at the counter; it is about itself."""
    number = f"{sale.store_id}/{sale.till_id}/{sale.till_sale_id}"
    return Item.of(sale, item_id=number, subject_id=number, merchant_id=sale.merchant_id)


def report_item(update: pos_pb2.TillUpdate) -> Item[pos_pb2.TillUpdate]:
    """A till's report; it is about the order."""
    return Item.of(
        update,
        item_id=update.update_id,
        subject_id=update.order_id,
        merchant_id=update.merchant_id,
    )


def _order(order: Order) -> pos_order_pb2.PosOrder:
    head, wishes, currency = order.head, order.wishes, order.head.currency
    placed: datetime = head.times.placed_at or head.times.created_at
    return pos_order_pb2.PosOrder(
        order_id=head.order_id,
        merchant_id=head.merchant_id,
        store_id=head.store_id,
        daily_number=head.daily_number,
        business_date=head.business_date.isoformat(),
        channel=head.channel,
        channel_order_number=head.channel_order_number,
        service_type=number(head.service_type),
        lines=[_line(line, currency) for line in order.lines],
        total=money(head.total, currency),
        discount_total=money(head.discount_amount, currency),
        delivery_fee=money(head.delivery_fee, currency) if head.delivery_fee else None,
        packaging_fee=money(head.packaging_fee, currency) if head.packaging_fee else None,
        paid=head.paid >= head.total,
        remark=wishes.remark,
        placed_time=stamp(placed),
        expected_time=stamp(wishes.expected_at),
        customer_name=wishes.customer.name,
        customer_phone_tail=wishes.customer.phone[-4:],
        table=wishes.table_number,
        pickup_code=head.pickup_code,
    )


def _line(line: Line, currency: str) -> pos_order_pb2.PosOrderLine:
    return pos_order_pb2.PosOrderLine(
        line_id=line.line_id,
        sku_id=line.sku_id,
        name=(line.kitchen_name or line.name)[:120],
        variant=line.kitchen_sku_name or line.sku_name,
        quantity=line.quantity,
        unit_price=money(line.unit_price, currency),
        line_total=money(line.amount, currency),
        modifiers=_modifiers(line.modifiers, currency),
        remark=line.remark,
        packaging_fee=money(line.packaging_fee, currency) if line.packaging_fee else None,
    )


def _modifiers(modifiers: Iterable[Modifier], currency: str) -> list[pos_order_pb2.PosModifier]:
    return [
        pos_order_pb2.PosModifier(
            modifier_id=modifier.modifier_id,
            name=modifier.kitchen_name or modifier.name,
            quantity=modifier.quantity,
            unit_price=money(modifier.unit_price, currency),
            modifiers=_modifiers(modifier.modifiers, currency),
        )
        for modifier in modifiers
    ]
