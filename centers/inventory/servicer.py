"""The gRPC face of the inventory center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

from zhongtai.inventory.v1 import feed_pb2, inventory_pb2
from zhongtai.inventory.v1 import reservation_pb2 as reserve_pb
from zhongtai.inventory.v1 import stock_pb2 as stock_pb
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceServicer

from centers.inventory import checks, messages
from centers.inventory.model import (
    MovementKind,
    OrderKey,
    ReservationState,
    SaleKey,
    StockKey,
    TillSale,
)
from centers.inventory.operations import Inventory
from centers.inventory.rules import added_up, digest_of
from mesh.call.batch_answers import answer_each
from mesh.call.context import merchant_id
from mesh.call.wire import known_or_none, moment
from mesh.data.auditing import Audit
from mesh.data.database import Connection, Database
from mesh.data.idempotency import once
from mesh.data.paging import read_page
from mesh.feed.calls import ack_events, remove_reader, watch_events
from mesh.feed.feed import Feed
from mesh.feed.letter_calls import LetterMethods
from mesh.pure.clock import Clock


class InventoryServicer(LetterMethods, InventoryServiceServicer):
    """InventoryService of zhongtai.inventory.v1."""

    def __init__(
        self, inventory: Inventory, db: Database, feed: Feed, audit: Audit, clock: Clock
    ) -> None:
        self._inventory = inventory
        self._db = db
        self._feed = feed
        self.letters = feed.letters
        self._audit = audit
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
            return map(messages.commit_result, await self._inventory.commit(order_ids))

        results = await answer_each(
            "order_ids",
            request.order_ids,
            check=checks.check_order_id,
            do=commit,
            refuse=messages.commit_refused,
        )
        return reserve_pb.CommitReservationsResponse(results=results)

    async def ReleaseReservations(
        self, request: reserve_pb.ReleaseReservationsRequest, _: object
    ) -> reserve_pb.ReleaseReservationsResponse:
        async def release(order_ids: list[str]) -> Iterable[reserve_pb.ReleaseResult]:
            outcomes = await self._inventory.release(
                order_ids, return_committed=request.return_committed
            )
            return map(messages.release_result, order_ids, outcomes)

        results = await answer_each(
            "order_ids",
            request.order_ids,
            check=checks.check_order_id,
            do=release,
            refuse=messages.release_refused,
        )
        return reserve_pb.ReleaseReservationsResponse(results=results)

    async def ReturnStock(
        self, request: reserve_pb.ReturnStockRequest, _: object
    ) -> reserve_pb.ReturnStockResponse:
        lines = messages.quantities(request.lines)
        checks.check_return(request.request_id, request.order_id, lines, request.note)

        async def effect(connection: Connection) -> reserve_pb.ReturnStockResponse:
            after = await self._inventory.return_stock(
                connection, request.order_id, lines, request.note
            )
            shown = messages.reservation_message(after) if after else None
            return reserve_pb.ReturnStockResponse(reservation=shown)

        return await self._once(request, reserve_pb.ReturnStockResponse, effect)

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
        page = read_page(
            "reservations",
            request.page_size,
            request.page_token,
            merchant_id(),
            request.store_id,
            request.state,
        )
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
            booked = await self._inventory.record_till_sales([self._sale(each) for each in sales])
            return map(messages.till_sale_result, booked)

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
            stocks=map(messages.stock_message, stocks),
            shortages=messages.shortage_messages(short),
        )

    async def ListStock(
        self, request: stock_pb.ListStockRequest, _: object
    ) -> stock_pb.ListStockResponse:
        page = read_page(
            "stock",
            request.page_size,
            request.page_token,
            merchant_id(),
            request.store_id,
            request.only_sold_out,
        )
        rows = await self._inventory.list_stock(request.store_id, request.only_sold_out, page)
        shown, token = page.cut(rows, key=lambda stock: (stock.key.sku_id,))
        return stock_pb.ListStockResponse(
            stocks=map(messages.stock_message, shown), next_page_token=token
        )

    async def ListMovements(
        self, request: stock_pb.ListMovementsRequest, _: object
    ) -> stock_pb.ListMovementsResponse:
        kind = known_or_none(MovementKind, request.kind, "kind")
        page = read_page(
            "movements",
            request.page_size,
            request.page_token,
            merchant_id(),
            request.store_id,
            request.sku_id,
            request.kind,
            request.source,
        )
        rows = await self._inventory.list_movements(
            request.store_id, request.sku_id, kind, request.source, page
        )
        shown, token = page.cut(rows, key=lambda entry: (entry.number,))
        return stock_pb.ListMovementsResponse(
            movements=map(messages.movement_message, shown), next_page_token=token
        )

    async def SetStockPolicy(
        self, request: stock_pb.SetStockPolicyRequest, _: object
    ) -> stock_pb.SetStockPolicyResponse:
        policies = messages.policies_of(request)
        checks.check_policies(request.request_id, request.store_id, policies)

        async def effect(connection: Connection) -> stock_pb.SetStockPolicyResponse:
            after = await self._inventory.set_policies(connection, request.store_id, policies)
            return stock_pb.SetStockPolicyResponse(stocks=map(messages.stock_message, after))

        return await self._once(request, stock_pb.SetStockPolicyResponse, effect)

    async def SetStock(
        self, request: stock_pb.SetStockRequest, _: object
    ) -> stock_pb.SetStockResponse:
        checks.check_counting(request.request_id, request.store_id)

        async def effect(connection: Connection) -> stock_pb.SetStockResponse:
            async def count(counts: list[stock_pb.StockCount]) -> list[stock_pb.CountResult]:
                results = await self._inventory.set_counts(
                    connection, request.store_id, messages.counts_of(counts), request.request_id
                )
                return [messages.count_result(*result) for result in results]

            results = await answer_each(
                "counts",
                request.counts,
                check=checks.each_count(),
                do=count,
                refuse=messages.count_refused,
                most=checks.MAX_SKUS,
            )
            return stock_pb.SetStockResponse(results=results)

        return await self._once(request, stock_pb.SetStockResponse, effect)

    async def AdjustStock(
        self, request: stock_pb.AdjustStockRequest, _: object
    ) -> stock_pb.AdjustStockResponse:
        adjustments = messages.adjustments_of(request)
        checks.check_adjustments(request.request_id, request.store_id, adjustments)

        async def effect(connection: Connection) -> stock_pb.AdjustStockResponse:
            after = await self._inventory.adjust(
                connection, request.store_id, adjustments, request.request_id
            )
            return stock_pb.AdjustStockResponse(stocks=map(messages.stock_message, after))

        return await self._once(request, stock_pb.AdjustStockResponse, effect)

    def WatchEvents(
        self, request: feed_pb2.WatchEventsRequest, _: object
    ) -> AsyncIterator[feed_pb2.WatchEventsResponse]:
        return watch_events(
            self._feed, request, inventory_pb2.StockEvent, feed_pb2.WatchEventsResponse
        )

    async def AckEvents(
        self, request: feed_pb2.AckEventsRequest, _: object
    ) -> feed_pb2.AckEventsResponse:
        return await ack_events(self._feed, request, feed_pb2.AckEventsResponse)

    async def RemoveReader(
        self, request: feed_pb2.RemoveReaderRequest, _: object
    ) -> feed_pb2.RemoveReaderResponse:
        return await remove_reader(self._feed, request, feed_pb2.RemoveReaderResponse)

    async def Audit(self, _request: feed_pb2.AuditRequest, _: object) -> feed_pb2.AuditResponse:
        return await self._audit.answer(feed_pb2.AuditResponse)

    async def ListMerchants(
        self, _request: feed_pb2.ListMerchantsRequest, _: object
    ) -> feed_pb2.ListMerchantsResponse:
        return await self._audit.merchants(feed_pb2.ListMerchantsResponse)

    def AuditOrders(
        self, _request: feed_pb2.AuditOrdersRequest, _: object
    ) -> AsyncIterator[feed_pb2.AuditOrdersResponse]:
        return self._audit.orders(feed_pb2.AuditOrdersResponse)

    async def _once(self, request: Any, reply_type: Any, effect: Any) -> Any:
        reply = await once(self._db, request, reply_type, effect)
        self._feed.wake()
        return reply

    def _sale(self, sale: reserve_pb.TillSale) -> TillSale:
        wanted = added_up(messages.quantities(sale.lines))
        key = SaleKey(merchant_id(), sale.store_id, sale.till_id, sale.till_order_id)
        sold_at = moment(sale, "sell_time") or self._clock.now()
        return TillSale(key, wanted, digest_of(sale.store_id, wanted), sold_at)
