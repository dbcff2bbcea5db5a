"""The servicer of the inventory center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import Iterable

from zhongtai.inventory.v1 import inventory_service_pb2
from zhongtai.inventory.v1 import reservation_pb2 as reserve_pb
from zhongtai.inventory.v1 import stock_pb2 as stock_pb
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceServicer

from centers.inventory import checks, messages
from centers.inventory.erp.operations import Erp
from centers.inventory.erp.servicer import ErpMethods
from centers.inventory.model import MovementKind, StockKey
from centers.inventory.operations import Inventory
from centers.inventory.reservations.model import ReservationState, Return
from mesh.call.batch_answers import answer_each, answer_orders
from mesh.call.context import merchant_id
from mesh.call.wire import known_or_none, moment
from mesh.data.auditing import Audit
from mesh.data.change import Changes, Unit
from mesh.data.paging import page_of
from mesh.feed.center_methods import CenterMethods
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock
from mesh.pure.ids import OrderKey
from mesh.pure.validation import Check

SERVICE = inventory_service_pb2.DESCRIPTOR.services_by_name["InventoryService"]


class InventoryServicer(CenterMethods, ErpMethods, InventoryServiceServicer):
    """InventoryService of zhongtai.inventory.v1."""

    def __init__(
        self,
        inventory: Inventory,
        erp: Erp,
        changes: Changes,
        *,
        feed: Feed,
        audit: Audit,
        clock: Clock,
    ) -> None:
        CenterMethods.__init__(self, SERVICE, feed, audit)
        ErpMethods.__init__(self, erp, changes)
        self._inventory = inventory
        self._changes = changes
        self._clock = clock

    async def ReserveStock(
        self, request: reserve_pb.ReserveStockRequest, _: object
    ) -> reserve_pb.ReserveStockResponse:
        reservation = await self._inventory.reserve(
            request.order_id,
            request.store_id,
            messages.quantities(request.lines),
            moment(request, "expire_time"),
        )
        if reservation is None:
            key = OrderKey(merchant_id(), request.store_id, request.order_id)
            return reserve_pb.ReserveStockResponse(reservation=messages.nothing_needed(key))
        shown = messages.reservation_message(reservation)
        return reserve_pb.ReserveStockResponse(reservation=shown)

    async def CommitReservations(
        self, request: reserve_pb.CommitReservationsRequest, _: object
    ) -> reserve_pb.CommitReservationsResponse:
        async def commit(order_ids: list[str]) -> Iterable[reserve_pb.CommitResult]:
            return messages.commit_result.each(await self._inventory.commit(order_ids))

        results = await answer_each(
            "order_ids",
            request.order_ids,
            check=Check.order_id,
            do=commit,
            refuse=messages.commit_refused,
        )
        return reserve_pb.CommitReservationsResponse(results=results)

    async def ReleaseReservations(
        self, request: reserve_pb.ReleaseReservationsRequest, _: object
    ) -> reserve_pb.ReleaseReservationsResponse:
        results = await answer_orders(
            request.order_ids,
            lambda order_ids: self._inventory.release(
                order_ids, return_committed=request.return_committed
            ),
            reserve_pb.ReleaseResult,
            reserve_pb.RELEASE_OUTCOME_REFUSED,
        )
        return reserve_pb.ReleaseReservationsResponse(results=results)

    async def ReturnStock(
        self, request: reserve_pb.ReturnStockRequest, _: object
    ) -> reserve_pb.ReturnStockResponse:
        lines = tuple(messages.quantities(request.lines))
        coming = Return(request.order_id, request.request_id, lines, request.note)
        checks.check_return(coming)

        return await self._changes.once(
            request,
            reserve_pb.ReturnStockResponse,
            lambda unit: self._inventory.return_stock(unit, coming),
            lambda after: reserve_pb.ReturnStockResponse(
                reservation=messages.reservation_message(after) if after else None
            ),
        )

    async def GetReservation(
        self, request: reserve_pb.GetReservationRequest, _: object
    ) -> reserve_pb.GetReservationResponse:
        found = await self._inventory.get_reservation(request.order_id)
        shown = messages.reservation_message(found)
        return reserve_pb.GetReservationResponse(reservation=shown)

    async def ListReservations(
        self, request: reserve_pb.ListReservationsRequest, _: object
    ) -> reserve_pb.ListReservationsResponse:
        state = known_or_none(ReservationState, request.state, "state")
        page = page_of(request, key_types=(str,))
        rows = await self._inventory.list_reservations(request.store_id, state, page)
        shown, token = page.cut(rows, key=lambda row: (row.key.order_id,))
        return reserve_pb.ListReservationsResponse(
            reservations=map(messages.reservation_message, shown), next_page_token=token
        )

    async def RecordTillSales(
        self, request: reserve_pb.RecordTillSalesRequest, _: object
    ) -> reserve_pb.RecordTillSalesResponse:
        async def record(
            sales: list[reserve_pb.TillSale],
        ) -> Iterable[reserve_pb.TillSaleResult]:
            now = self._clock.now()
            booked = await self._inventory.record_till_sales(
                [messages.till_sale_of(each, now) for each in sales]
            )
            return messages.till_sale_result.each(booked)

        results = await answer_each(
            "sales",
            request.sales,
            check=checks.check_sale,
            do=record,
            refuse=messages.till_sale_refused,
            most=checks.MAX_SALES,
        )
        return reserve_pb.RecordTillSalesResponse(results=results)

    async def GetStock(
        self, request: stock_pb.GetStockRequest, _: object
    ) -> stock_pb.GetStockResponse:
        found = await self._inventory.stocks(request.store_id, [request.sku_id])
        key = StockKey(merchant_id(), request.store_id, request.sku_id)
        return stock_pb.GetStockResponse(stock=messages.stock_or_untracked(found, key))

    async def CheckStock(
        self, request: stock_pb.CheckStockRequest, _: object
    ) -> stock_pb.CheckStockResponse:
        lines = messages.quantities(request.lines)
        stocks, short = await self._inventory.check_stock(request.store_id, lines)
        return stock_pb.CheckStockResponse(
            stocks=messages.stock_message.each(stocks),
            shortages=messages.shortage_message.each(short),
        )

    async def ListStock(
        self, request: stock_pb.ListStockRequest, _: object
    ) -> stock_pb.ListStockResponse:
        page = page_of(request, key_types=(str,))
        rows = await self._inventory.list_stock(request.store_id, request.only_sold_out, page)
        shown, token = page.cut(rows, key=lambda stock: (stock.key.sku_id,))
        return stock_pb.ListStockResponse(
            stocks=messages.stock_message.each(shown), next_page_token=token
        )

    async def ListMovements(
        self, request: stock_pb.ListMovementsRequest, _: object
    ) -> stock_pb.ListMovementsResponse:
        kind = known_or_none(MovementKind, request.kind, "kind")
        page = page_of(request, key_types=(int,))
        rows = await self._inventory.list_movements(
            request.store_id, request.sku_id, kind, request.source, page
        )
        shown, token = page.cut(rows, key=lambda entry: (entry.number,))
        return stock_pb.ListMovementsResponse(
            movements=messages.movement_message.each(shown), next_page_token=token
        )

    async def ListTillSales(
        self, request: reserve_pb.ListTillSalesRequest, _: object
    ) -> reserve_pb.ListTillSalesResponse:
        page = page_of(request, key_types=(str, str))
        rows = await self._inventory.list_till_sales(request.store_id, request.till_id, page)
        shown, token = page.cut(rows, key=lambda sale: (sale.key.till_id, sale.key.till_order_id))
        return reserve_pb.ListTillSalesResponse(
            sales=messages.booked_sale_message.each(shown), next_page_token=token
        )

    async def SetStockPolicy(
        self, request: stock_pb.SetStockPolicyRequest, _: object
    ) -> stock_pb.SetStockPolicyResponse:
        policies = messages.policies_of(request.policies, "policies")
        checks.check_policies(request.request_id, request.store_id, policies)
        return await self._changes.once(
            request,
            stock_pb.SetStockPolicyResponse,
            lambda unit: self._inventory.set_policies(unit, request.store_id, policies),
            lambda after: stock_pb.SetStockPolicyResponse(
                stocks=messages.stock_message.each(after)
            ),
        )

    async def SetStock(
        self, request: stock_pb.SetStockRequest, _: object
    ) -> stock_pb.SetStockResponse:
        checks.check_counting(request.request_id, request.store_id)

        async def effect(unit: Unit) -> list[stock_pb.CountResult]:
            async def count(counts: list[stock_pb.StockCount]) -> list[stock_pb.CountResult]:
                results = await self._inventory.set_counts(
                    unit, request.store_id, messages.counts_of(counts, "counts"), request.request_id
                )
                return [messages.count_result(*result) for result in results]

            return await answer_each(
                "counts",
                request.counts,
                check=checks.each_count(),
                do=count,
                refuse=messages.count_refused,
                most=checks.MAX_SKUS,
            )

        return await self._changes.once(
            request,
            stock_pb.SetStockResponse,
            effect,
            lambda results: stock_pb.SetStockResponse(results=results),
        )

    async def AdjustStock(
        self, request: stock_pb.AdjustStockRequest, _: object
    ) -> stock_pb.AdjustStockResponse:
        adjustments = messages.adjustments_of(request.adjustments, "adjustments")
        checks.check_adjustments(request.request_id, request.store_id, adjustments)
        return await self._changes.once(
            request,
            stock_pb.AdjustStockResponse,
            lambda unit: self._inventory.adjust(
                unit, request.store_id, adjustments, request.request_id
            ),
            lambda after: stock_pb.AdjustStockResponse(stocks=messages.stock_message.each(after)),
        )
