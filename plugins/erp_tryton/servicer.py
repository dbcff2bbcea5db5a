"""ErpService: thin, from message to the accounts and back."""

from __future__ import annotations

from typing import Any

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import erp_pb2 as pb
from zhongtai.plugin.v1 import erp_pb2_grpc, erp_sale_pb2
from zhongtai_plugin import Rejected, page_limit

from plugins.erp_tryton.batches import Batches, demand_number
from plugins.erp_tryton.mapping import wrong_movement, wrong_sale
from plugins.erp_tryton.model import Count, Item
from plugins.erp_tryton.tryton import Tryton


class ErpServicer(erp_pb2_grpc.ErpServiceServicer):
    """Answers the platform."""

    def __init__(self, tryton: Tryton) -> None:
        self._tryton = tryton
        self._sales: Batches[erp_sale_pb2.ErpSale] = Batches(
            key=lambda sale: sale.posting_id,
            chain=lambda sale: sale.merchant_id,
            wrong=wrong_sale,
            put_of=lambda chain: tryton.of(chain).sales.put,
        )
        self._movements: Batches[pb.ErpMovement] = Batches(
            key=lambda movement: movement.movement_id,
            chain=lambda movement: movement.merchant_id,
            wrong=wrong_movement,
            put_of=lambda chain: tryton.of(chain).movements.put,
        )

    async def PullItems(self, request: pb.PullItemsRequest, context: Any) -> pb.PullItemsResponse:
        """Tell what Tryton sells."""
        catalog = self._tryton.of(request.merchant_id).catalog
        page = await catalog.page(request.after_cursor, page_limit(request.page_size))
        return pb.PullItemsResponse(items=map(_item, page.rows), cursor=page.cursor)

    async def PullCounts(
        self, request: pb.PullCountsRequest, context: Any
    ) -> pb.PullCountsResponse:
        """Tell how much of everything Tryton has in the stores."""
        stock = self._tryton.of(request.merchant_id).stock
        limit = page_limit(request.page_size)
        page = await stock.page(request.store_id, request.after_cursor, limit)
        return pb.PullCountsResponse(counts=map(_count, page.rows), cursor=page.cursor)

    async def PushMovements(
        self, request: pb.PushMovementsRequest, context: Any
    ) -> pb.PushMovementsResponse:
        """Put movements into Tryton's stock."""
        return pb.PushMovementsResponse(results=await self._movements.take(request.movements))

    async def LookUpMovements(
        self, request: pb.LookUpMovementsRequest, context: Any
    ) -> pb.LookUpMovementsResponse:
        """Say which movements Tryton has."""
        demand_number(request.movement_ids)
        try:
            movements = self._tryton.of(request.merchant_id).movements
        except Rejected:
            return pb.LookUpMovementsResponse()
        known = await movements.known(request.movement_ids)
        return pb.LookUpMovementsResponse(known_movement_ids=known)

    async def PushSales(self, request: pb.PushSalesRequest, context: Any) -> pb.PushSalesResponse:
        """Put sales into Tryton's books."""
        return pb.PushSalesResponse(results=await self._sales.take(request.sales))

    async def LookUpSales(
        self, request: pb.LookUpSalesRequest, context: Any
    ) -> pb.LookUpSalesResponse:
        """Say which postings Tryton has."""
        demand_number(request.posting_ids)
        try:
            sales = self._tryton.of(request.merchant_id).sales
        except Rejected:
            return pb.LookUpSalesResponse()
        known = await sales.known(request.posting_ids)
        return pb.LookUpSalesResponse(known_posting_ids=known)


def _item(item: Item) -> pb.ErpItem:
    told = pb.ErpItem(
        code=item.code,
        product_code=item.product_code,
        name=item.name,
        variant=item.variant,
        archived=item.archived,
    )
    if item.price is not None:
        told.price.CopyFrom(Money(minor_units=item.price, currency_code=item.currency))
    return told


def _count(count: Count) -> pb.ErpCount:
    told = pb.ErpCount(store_id=count.store_id, sku_code=count.code, quantity=count.quantity)
    told.count_time.FromDatetime(count.counted_at)
    return told
