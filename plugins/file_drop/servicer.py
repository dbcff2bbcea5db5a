"""ErpService: thin, from message to books and files and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import erp_pb2 as pb
from zhongtai.plugin.v1 import erp_pb2_grpc, erp_sale_pb2
from zhongtai_plugin import page_limit

from plugins.file_drop.books import Books
from plugins.file_drop.model import Count, Item
from plugins.file_drop.outgoing import Outgoing
from plugins.file_drop.place import Place
from plugins.file_drop.sheets import movements_sheet, sales_sheet

MAX_KEY = 100


@dataclass(frozen=True, slots=True)
class Desk:
    """What answers the platform while the plug-in is configured."""

    books: Books
    place: Place
    currency: str
    sales: Outgoing[erp_sale_pb2.ErpSale]
    movements: Outgoing[pb.ErpMovement]

    @classmethod
    def of(cls, books: Books, place: Place, currency: str) -> Desk:
        """Put it together."""
        return cls(
            books,
            place,
            currency,
            Outgoing(
                "sales",
                books,
                place,
                key=lambda sale: sale.posting_id,
                chain=lambda sale: sale.merchant_id,
                wrong=_wrong_sale,
                content=lambda _, sales: sales_sheet(sales),
            ),
            Outgoing(
                "movements",
                books,
                place,
                key=lambda movement: movement.movement_id,
                chain=lambda movement: movement.merchant_id,
                wrong=_wrong_movement,
                content=lambda _, movements: movements_sheet(movements),
            ),
        )


class ErpServicer(erp_pb2_grpc.ErpServiceServicer):
    """Answers the platform."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    async def PullItems(self, request: pb.PullItemsRequest, context: Any) -> pb.PullItemsResponse:
        """Tell what the lists of items say."""
        desk = self._desk()
        await desk.place.of(request.merchant_id)
        limit = page_limit(request.page_size)
        page = desk.books.items_after(request.merchant_id, request.after_cursor, limit)
        items = [_item(each, desk.currency) for each in page.items]
        return pb.PullItemsResponse(items=items, cursor=page.cursor)

    async def PullCounts(
        self, request: pb.PullCountsRequest, context: Any
    ) -> pb.PullCountsResponse:
        """Tell what the lists of stock say."""
        desk = self._desk()
        await desk.place.of(request.merchant_id)
        limit, chain = page_limit(request.page_size), request.merchant_id
        page = desk.books.counts_after(chain, request.store_id, request.after_cursor, limit)
        return pb.PullCountsResponse(counts=map(_count, page.counts), cursor=page.cursor)

    async def PushMovements(
        self, request: pb.PushMovementsRequest, context: Any
    ) -> pb.PushMovementsResponse:
        """Write movements out."""
        results = await self._desk().movements.take(request.movements)
        return pb.PushMovementsResponse(results=results)

    async def LookUpMovements(
        self, request: pb.LookUpMovementsRequest, context: Any
    ) -> pb.LookUpMovementsResponse:
        """Say which movements have been written out."""
        known = self._desk().movements.known(request.merchant_id, request.movement_ids)
        return pb.LookUpMovementsResponse(known_movement_ids=known)

    async def PushSales(self, request: pb.PushSalesRequest, context: Any) -> pb.PushSalesResponse:
        """Write sales out."""
        results = await self._desk().sales.take(request.sales)
        return pb.PushSalesResponse(results=results)

    async def LookUpSales(
        self, request: pb.LookUpSalesRequest, context: Any
    ) -> pb.LookUpSalesResponse:
        """Say which postings have been written out."""
        known = self._desk().sales.known(request.merchant_id, request.posting_ids)
        return pb.LookUpSalesResponse(known_posting_ids=known)


def _wrong_sale(sale: erp_sale_pb2.ErpSale) -> str:
    """Return what is missing; empty when nothing is."""
    if not 0 < len(sale.posting_id) <= MAX_KEY:
        return f"posting_id must have 1 to {MAX_KEY} characters"
    if not (sale.order_id and sale.store_id and sale.business_date):
        return "order_id, store_id and business_date are required"
    if sale.kind not in erp_sale_pb2.ErpSaleKind.values()[1:]:
        return "kind is required"
    if len(sale.total.currency_code) != 3:
        return "total with a currency is required"
    if sale.kind == erp_sale_pb2.ERP_SALE_KIND_SALE and not sale.lines:
        return "a sale has lines"
    return ""


def _wrong_movement(movement: pb.ErpMovement) -> str:
    """Return what is missing; empty when nothing is."""
    if not 0 < len(movement.movement_id) <= MAX_KEY:
        return f"movement_id must have 1 to {MAX_KEY} characters"
    if not (movement.store_id and movement.sku_id):
        return "store_id and sku_id are required"
    if movement.kind not in pb.ErpMovementKind.values()[1:]:
        return "kind is required"
    return "" if movement.quantity else "quantity must not be zero"


def _item(item: Item, currency: str) -> pb.ErpItem:
    told = pb.ErpItem(
        code=item.code,
        product_code=item.product_code,
        name=item.name,
        variant=item.variant,
        archived=item.archived,
    )
    if item.price is not None:
        told.price.CopyFrom(Money(minor_units=item.price, currency_code=currency))
    return told


def _count(count: Count) -> pb.ErpCount:
    told = pb.ErpCount(store_id=count.store_id, sku_code=count.code, quantity=count.quantity)
    told.count_time.FromDatetime(count.counted_at)
    return told
