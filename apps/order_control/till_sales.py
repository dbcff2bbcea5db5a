"""Takes from stock what was sold at the counter, as the order center's feed tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zhongtai.inventory.v1 import inventory_pb2, reservation_pb2
from zhongtai.order.v1 import event_pb2, till_sale_pb2
from zhongtai.product.v1 import catalog_messages_pb2

from apps.order_control.peers import Peers
from mesh.feed.follower_items import Batch, Item, Undone, printable, undone_of_malformed

Events = Batch[event_pb2.OrderEvent]
EventItem = Item[event_pb2.OrderEvent]

CODES_PER_CALL = 500
SALES_PER_CALL = 200
DIFFERS = "Stock has another sale of this till under its number."


class TillSales:
    """Books sales at the counter: what was sold leaves the stock, unknown codes are put aside.

    What comes back over the counter is not put on sale again: nobody knows what has become of
    it. Whoever puts it back on the shelf says so by a count or an adjustment.
    """

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def handle(self, batch: Events) -> None:
        """Book the sales among one merchant's events."""
        kind = event_pb2.ORDER_EVENT_KIND_TILL_SALE
        sales = [item for item in batch.items if item.message.kind == kind]
        sku_of = await self._skus_of_codes(sales)
        ready = []
        for item in sales:
            lines = _sold(item.message.till_sale)
            codes = {line.sku_code for line in lines if not line.sku_id}
            unknown = codes - sku_of.keys()
            if unknown:
                batch.fail(item, Undone(_unknown(unknown), final=True))
            elif lines:
                ready.append((item, _booking(item.message, lines, sku_of)))
        for first in range(0, len(ready), SALES_PER_CALL):
            await self._book(batch, ready[first : first + SALES_PER_CALL])

    async def _skus_of_codes(self, sales: Iterable[EventItem]) -> Mapping[str, str]:
        lines = (line for item in sales for line in _sold(item.message.till_sale))
        codes = sorted({line.sku_code for line in lines if not line.sku_id})
        known: dict[str, str] = {}
        for first in range(0, len(codes), CODES_PER_CALL):
            request = catalog_messages_pb2.ResolveItemCodesRequest(
                codes=codes[first : first + CODES_PER_CALL]
            )
            answer = await self._peers.product.ResolveItemCodes(request)
            known |= {found.code: found.sku_id for found in answer.items if found.sku_id}
        return known

    async def _book(
        self, batch: Events, ready: Sequence[tuple[EventItem, reservation_pb2.TillSale]]
    ) -> None:
        request = reservation_pb2.RecordTillSalesRequest(sales=[sale for _, sale in ready])
        results = (await self._peers.inventory.RecordTillSales(request)).results
        for item, result in batch.answers(
            [item for item, _ in ready], results, asked=_asked, answered=_answered
        ):
            if result.outcome == reservation_pb2.TILL_SALE_OUTCOME_DIFFERS:
                batch.fail(item, Undone(DIFFERS, final=True))
            elif result.refusal_reason:
                batch.fail(item, undone_of_malformed(result.refusal_message))


def till_sale_item(event: event_pb2.OrderEvent) -> Item[event_pb2.OrderEvent]:
    """Return an event of the order feed; one of a sale at the counter is about the sale."""
    sale = event.till_sale
    number = f"{event.store_id}/{sale.till_id}/{sale.till_sale_id}"
    return Item.of(
        event,
        item_id=event.event_id,
        subject_id=number if event.HasField("till_sale") else event.order_id,
        merchant_id=event.merchant_id,
    )


def _sold(sale: till_sale_pb2.TillSale) -> list[till_sale_pb2.TillSaleLine]:
    return [line for line in sale.lines if line.quantity > 0]


def _unknown(codes: Iterable[str]) -> str:
    return printable("No SKU has the code " + ", ".join(sorted(codes)))


def _booking(
    event: event_pb2.OrderEvent,
    lines: Iterable[till_sale_pb2.TillSaleLine],
    sku_of: Mapping[str, str],
) -> reservation_pb2.TillSale:
    sale = event.till_sale
    return reservation_pb2.TillSale(
        till_id=sale.till_id,
        till_order_id=sale.till_sale_id,
        store_id=event.store_id,
        lines=[
            inventory_pb2.StockLine(
                sku_id=line.sku_id or sku_of[line.sku_code], quantity=line.quantity
            )
            for line in lines
        ],
        sell_time=sale.sell_time if sale.HasField("sell_time") else None,
    )


def _asked(event: event_pb2.OrderEvent) -> str:
    return f"{event.till_sale.till_id}/{event.till_sale.till_sale_id}"


def _answered(result: reservation_pb2.TillSaleResult) -> str:
    return f"{result.till_id}/{result.till_order_id}"
