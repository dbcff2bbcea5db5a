"""What stock has none of: told to the product center, and to customers by the dish's name."""

from __future__ import annotations

from collections.abc import Iterable

import grpc
from zhongtai.inventory.v1 import inventory_pb2, reservation_pb2, stock_pb2
from zhongtai.product.v1 import availability_pb2

from apps.order_control import errors
from apps.order_control.peers import Peers, reason_of
from apps.order_control.quote import Quote
from mesh.call.errors_wire import refusal_of
from mesh.feed.follower_items import Batch
from mesh.feed.following import ItemOf, item_about

MAX_NAMED = 10
TURNS = {
    inventory_pb2.STOCK_EVENT_KIND_SOLD_OUT: False,
    inventory_pb2.STOCK_EVENT_KIND_BACK_IN_STOCK: True,
}
"""Kinds of events that change whether a SKU can be sold, and whether it can then."""


class Shelf:
    """Tells the product center when a store runs out of a SKU, and when it is there again.

    What somebody in the store said of it stays as it is: that is another cause.
    """

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def handle(self, batch: Batch[inventory_pb2.StockEvent]) -> None:
        """Tell what the events of one merchant's stock change, one by one, in their order.

        Nothing is left out for what comes later: told again, an event changes nothing.
        """
        turned = [item for item in batch.items if item.message.kind in TURNS and item.merchant_id]
        await batch.each(turned, self._tell)

    async def _tell(self, event: inventory_pb2.StockEvent) -> None:
        change = availability_pb2.AvailabilityChange(
            sku_id=event.stock.sku_id,
            available=TURNS[event.kind],
            cause=availability_pb2.SOLD_OUT_CAUSE_STOCK,
        )
        request = availability_pb2.SetAvailabilityRequest(
            request_id=event.event_id, store_id=event.stock.store_id, changes=[change]
        )
        await self._peers.product.SetAvailability(request)


stock_item: ItemOf[inventory_pb2.StockEvent] = item_about(
    lambda event: f"{event.stock.store_id}/{event.stock.sku_id}"
)
"""An event of the stock of one SKU in one store; it is about that."""


async def demand_stock(peers: Peers, quote: Quote) -> None:
    """Raise OutOfStock unless everything of the quote could be had now. Takes nothing."""
    if lines := stock_lines(quote):
        request = stock_pb2.CheckStockRequest(store_id=quote.draft.store_id, lines=lines)
        short = (await peers.inventory.CheckStock(request)).shortages
        if short:
            raise _out_of_stock(quote, [(x.sku_id, f"{x.available}/{x.asked}") for x in short])


async def takes_stock(peers: Peers, quote: Quote) -> bool:
    """Return whether anything of the quote is tracked in its store."""
    lines = stock_lines(quote)
    if not lines:
        return False
    request = stock_pb2.CheckStockRequest(store_id=quote.draft.store_id, lines=lines)
    return bool((await peers.inventory.CheckStock(request)).stocks)


async def reserve(peers: Peers, quote: Quote, request: reservation_pb2.ReserveStockRequest) -> bool:
    """Set aside what the quote takes; return whether any of it is tracked.

    Raise OutOfStock, and what else the stock refuses.
    """
    try:
        reply = await peers.inventory.ReserveStock(request)
    except grpc.aio.AioRpcError as exc:
        if reason_of(exc) != errors.OutOfStock.reason:
            raise
        told = refusal_of(exc).metadata.get("shortages", "").split(",")
        short = [(sku_id, pieces) for sku_id, _, pieces in (each.partition("=") for each in told)]
        raise _out_of_stock(quote, short) from None
    return bool(reply.reservation.state != inventory_pb2.RESERVATION_STATE_NOT_NEEDED)


def stock_lines(quote: Quote) -> list[inventory_pb2.StockLine]:
    """Return what the quote takes from stock."""
    return [
        inventory_pb2.StockLine(sku_id=sku_id, quantity=quantity)
        for sku_id, quantity in quote.pieces().items()
    ]


def _out_of_stock(quote: Quote, short: Iterable[tuple[str, str]]) -> errors.OutOfStock:
    """Return the refusal for SKUs of which "available/asked" pieces are there."""
    short = list(short)[:MAX_NAMED]
    return errors.OutOfStock(
        items=",".join(f"{_name_of(quote, sku_id)}={pieces}" for sku_id, pieces in short),
        shortages=",".join(f"{sku_id}={pieces}" for sku_id, pieces in short),
    )


def _name_of(quote: Quote, sku_id: str) -> str:
    """Return what a customer calls the part of a combo, or the dish, that takes the SKU."""
    for line in quote.lines:
        if any(component.sku_id == sku_id for component in line.components):
            parts = (part.name for part in line.modifiers if part.modifier_id == sku_id)
            return next(parts, f"{line.name} {line.sku_name}".strip())
    return sku_id
