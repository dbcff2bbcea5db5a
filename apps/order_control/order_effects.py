"""What events of orders cause in the other centers, in batches."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import grpc
import structlog
from zhongtai.common.v1 import money_pb2
from zhongtai.inventory.v1 import inventory_pb2, reservation_pb2
from zhongtai.member.v1 import points_requests_pb2
from zhongtai.order.v1 import (
    after_sale_messages_pb2,
    change_messages_pb2,
    order_pb2,
    read_messages_pb2,
)
from zhongtai.payment.v1 import payment_messages_pb2, refund_messages_pb2
from zhongtai.promotion.v1 import hold_pb2

from apps.order_control.delivering import Delivering
from apps.order_control.peers import Peers, is_final, reason_of
from apps.order_control.rules import (
    OrderEvent,
    Work,
    by_release_cause,
    sort_order_events,
)

log = structlog.get_logger()

SHORTFALL = reservation_pb2.COMMIT_OUTCOME_SHORTFALL
REFUND_REASON = "Order cancelled"
AFTER_SALE_REASON = "After-sale"


class OrderEffects:
    """Handles a batch of one merchant's order events."""

    def __init__(self, peers: Peers, delivering: Delivering) -> None:
        self._peers = peers
        self._delivering = delivering

    async def handle(self, events: Sequence[Any]) -> None:
        """Do all that the events make necessary; doing it again changes nothing."""
        work = sort_order_events(events)
        await self._reserve_for_arrived(work.arrived_placed)
        placed = [*work.arrived_placed, *work.placed]
        await asyncio.gather(self._commit_stock(placed), self._redeem(placed))
        # Before the order's end gives back whatever is left: each refund has its own request.
        await asyncio.gather(*map(self._refund_after_sale, work.refunds_agreed))
        await self._undo(work.cancelled_unmade, work.cancelled_made)
        await self._release_holds(work)
        # First earn: a refund of an order that has earned nothing yet would take nothing back.
        await self._earn(work.completed)
        await asyncio.gather(
            self._reverse(work.refunded_after_completion),
            *map(self._decline, work.unwanted_payments),
            *(self._delivering.begin(event.order_id) for event in work.to_deliver),
            *(self._delivering.call_off(event.order_id) for event in work.cancelled),
        )

    async def _reserve_for_arrived(self, arrived: Sequence[OrderEvent]) -> None:
        """Orders a channel sold have no stock set aside yet; what they lack is flagged."""
        for ids in _ids_in_batches(arrived):
            request = read_messages_pb2.BatchGetOrdersRequest(order_ids=ids)
            orders = (await self._peers.order.BatchGetOrders(request)).orders
            await asyncio.gather(*map(self._reserve, orders))

    async def _reserve(self, order: order_pb2.Order) -> None:
        lines = [
            inventory_pb2.StockLine(sku_id=component.sku_id, quantity=component.quantity)
            for line in order.lines
            for component in line.components
        ]
        if not lines:
            return
        request = reservation_pb2.ReserveStockRequest(
            order_id=order.order_id, store_id=order.store_id, lines=lines
        )
        try:
            await self._peers.inventory.ReserveStock(request)
        except grpc.aio.AioRpcError as exc:
            if not is_final(exc):
                raise
            log.error("sold_without_stock", order_id=order.order_id, reason=reason_of(exc))
            await self._flag([order.order_id])

    async def _commit_stock(self, placed: Sequence[OrderEvent]) -> None:
        for ids in _ids_in_batches(placed):
            request = reservation_pb2.CommitReservationsRequest(order_ids=ids)
            results = (await self._peers.inventory.CommitReservations(request)).results
            short = [result.order_id for result in results if result.outcome == SHORTFALL]
            if short:
                log.error("paid_without_stock", order_ids=short)
                await self._flag(short)
                await asyncio.gather(*map(self._cancel_for_stock, short))

    async def _flag(self, order_ids: Sequence[str]) -> None:
        request = change_messages_pb2.FlagShortfallsRequest(order_ids=order_ids)
        await self._peers.order.FlagShortfalls(request)

    async def _cancel_for_stock(self, order_id: str) -> None:
        """Paid, but its stock is gone: the money goes back, unless the store works on it."""
        request = change_messages_pb2.CancelOrderRequest(
            request_id="out-of-stock",
            order_id=order_id,
            reason=order_pb2.CANCEL_REASON_OUT_OF_STOCK,
        )
        await _lenient(self._peers.order.CancelOrder(request), order_id)

    async def _redeem(self, placed: Sequence[OrderEvent]) -> None:
        for ids in _ids_in_batches(placed):
            await self._peers.promotion.RedeemHolds(hold_pb2.RedeemHoldsRequest(order_ids=ids))

    async def _undo(self, unmade: Sequence[OrderEvent], made: Sequence[OrderEvent]) -> None:
        for events, back in ((unmade, True), (made, False)):
            for ids in _ids_in_batches(events):
                release = reservation_pb2.ReleaseReservationsRequest(
                    order_ids=ids, return_committed=back
                )
                money = payment_messages_pb2.CancelOrderPaymentsRequest(
                    order_ids=ids, reason=REFUND_REASON
                )
                await asyncio.gather(
                    self._peers.inventory.ReleaseReservations(release),
                    self._peers.payment.CancelOrderPayments(money),
                )

    async def _release_holds(self, work: Work) -> None:
        """Coupons and budgets come back; what was used already, by the rule of the cause."""
        for cause, events in by_release_cause(work).items():
            for ids in _ids_in_batches(events):
                word = hold_pb2.ReleaseCause.Name(cause)
                release = hold_pb2.ReleaseHoldsRequest(order_ids=ids, cause=word)
                await self._peers.promotion.ReleaseHolds(release)

    async def _earn(self, completed: Sequence[Any]) -> None:
        items = [
            points_requests_pb2.EarnItem(
                person_id=event.person_id,
                order_id=event.order_id,
                amount=money_pb2.Money(
                    minor_units=event.paid.minor_units - event.refunded.minor_units,
                    currency_code=event.paid.currency_code,
                ),
                complete_time=event.occur_time,
            )
            for event in completed
            if event.person_id
        ]
        if items:
            await self._peers.member.EarnPoints(points_requests_pb2.EarnPointsRequest(items=items))

    async def _reverse(self, refunded: Sequence[Any]) -> None:
        items = [
            points_requests_pb2.ReverseItem(
                order_id=event.order_id, refund_id=event.refund_id, amount=event.amount
            )
            for event in refunded
            if event.person_id
        ]
        if items:
            request = points_requests_pb2.ReversePointsRequest(items=items)
            await self._peers.member.ReversePoints(request)

    async def _refund_after_sale(self, event: Any) -> None:
        """Ask for the money of one attempt; a refusal is its end, and the desk may try again."""
        request, attempt = event.after_sale, event.after_sale.attempt
        create = refund_messages_pb2.CreateRefundRequest(
            request_id=f"{request.after_sale_id}.{attempt}",
            order_id=event.order_id,
            amount=request.amount,
            reason=AFTER_SALE_REASON,
            after_sale_id=request.after_sale_id,
            after_sale_attempt=attempt,
        )
        refused = await _lenient(self._peers.payment.CreateRefund(create), event.order_id)
        if refused:
            failed = after_sale_messages_pb2.FailAfterSaleRequest(
                order_id=event.order_id,
                after_sale_id=request.after_sale_id,
                attempt=attempt,
                reason=refused,
            )
            await self._peers.order.FailAfterSale(failed)

    async def _decline(self, event: Any) -> None:
        """Both books say the same of money that the order did not want: it pays nothing."""
        request = payment_messages_pb2.DeclinePaymentRequest(payment_id=event.payment_id)
        await _lenient(self._peers.payment.DeclinePayment(request), event.order_id)


def _ids_in_batches(events: Sequence[OrderEvent], size: int = 500) -> list[list[str]]:
    ids = [event.order_id for event in events]
    return [ids[start : start + size] for start in range(0, len(ids), size)]


async def _lenient(call: Any, order_id: str) -> str:
    """Await a call whose refusal is final; gives its reason, empty when it went well."""
    try:
        await call
    except grpc.aio.AioRpcError as exc:
        if not is_final(exc):
            raise
        log.warning("effect_refused", order_id=order_id, reason=reason_of(exc))
        return reason_of(exc)
    return ""
