"""What events of orders cause in the other centers, in batches, one class per kind of effect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any

import grpc
import structlog
from zhongtai.inventory.v1 import inventory_pb2, reservation_pb2
from zhongtai.member.v1 import points_requests_pb2
from zhongtai.order.v1 import (
    after_sale_messages_pb2,
    after_sale_pb2,
    change_messages_pb2,
    event_pb2,
    order_pb2,
    read_messages_pb2,
)
from zhongtai.payment.v1 import payment_messages_pb2, refund_messages_pb2
from zhongtai.promotion.v1 import hold_pb2

from apps.order_control.delivering import Delivering
from apps.order_control.peers import Peers, reason_of
from apps.order_control.rules import (
    OrderEvent,
    Work,
    by_release_cause,
    having_holds,
    having_stock,
    pieces_of,
    sort_order_events,
)
from mesh.call.errors_wire import is_last_word
from mesh.feed.follower_items import Batch, Item, undone_of_malformed
from mesh.pure.errors import InvalidRequest

log = structlog.get_logger()

Events = Batch[event_pb2.OrderEvent]
EventItem = Item[event_pb2.OrderEvent]

NOTHING_TO_RETURN = ("RETURN_EXCEEDS_SALE", "RESERVATION_NOT_COMMITTED")
SHORTFALL = reservation_pb2.COMMIT_OUTCOME_SHORTFALL
_UNDONE = [
    order_pb2.ORDER_STATUS_PENDING_PAYMENT,
    order_pb2.ORDER_STATUS_PLACED,
    order_pb2.ORDER_STATUS_ACCEPTED,
]
"""Up to UNDONE_UP_TO: a test holds them together."""
REFUND_REASON = "Order cancelled"
AFTER_SALE_REASON = "After-sale"


class Stock:
    """Takes the stock of placed orders, and gives that of cancelled ones back."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def handle(self, batch: Events) -> None:
        """Do what the events of one merchant's orders make necessary."""
        work = _sorted(batch)
        arrived = having_stock([*work.arrived_placed, *work.arrived_sold])
        await self._reserve_for_arrived(batch, arrived)
        await self._commit(batch, [*arrived, *having_stock(work.placed)])
        await self._return_unmade(batch, having_stock(work.returned_unmade))
        for events, back in ((work.cancelled_unmade, True), (work.cancelled_made, False)):
            await _by_order(
                batch,
                having_stock(events),
                self._peers.inventory.ReleaseReservations,
                partial(reservation_pb2.ReleaseReservationsRequest, return_committed=back),
            )

    async def _reserve_for_arrived(self, batch: Events, arrived: Sequence[OrderEvent]) -> None:
        """Orders a channel sold have no stock set aside yet; what they lack is flagged."""
        orders = await self._orders(arrived)

        async def reserve(event: event_pb2.OrderEvent) -> None:
            if event.order_id in orders:
                await self._reserve(orders[event.order_id])

        await batch.each(batch.of(arrived), reserve)

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
            if not is_last_word(exc):
                raise
            log.error("sold_without_stock", order_id=order.order_id, reason=reason_of(exc))
            await self._flag(order.order_id)

    async def _return_unmade(self, batch: Events, returned: Sequence[OrderEvent]) -> None:
        """Pieces whose money is back before anybody made them are there for others, once each."""
        orders = await self._orders(returned)

        async def give_back(event: event_pb2.OrderEvent) -> None:
            if event.order_id in orders:
                await self._give_back(orders[event.order_id], event.after_sale)

        await batch.each(batch.of(returned), give_back)

    async def _give_back(self, order: order_pb2.Order, request: after_sale_pb2.AfterSale) -> None:
        pieces = pieces_of(order.lines, {line.line_id: line.quantity for line in request.lines})
        if not pieces:
            return
        wanted = reservation_pb2.ReturnStockRequest(
            request_id=f"unmade.{request.after_sale_id}",
            order_id=order.order_id,
            lines=[
                inventory_pb2.StockLine(sku_id=sku_id, quantity=quantity)
                for sku_id, quantity in pieces.items()
            ],
            note=AFTER_SALE_REASON,
        )
        try:
            await self._peers.inventory.ReturnStock(wanted)
        except grpc.aio.AioRpcError as exc:
            # The end of the whole order has given them back already, or took none.
            if reason_of(exc) not in NOTHING_TO_RETURN:
                raise

    async def _orders(self, events: Sequence[OrderEvent]) -> dict[str, order_pb2.Order]:
        """Return the orders of events, by their id."""
        if not events:
            return {}
        request = read_messages_pb2.BatchGetOrdersRequest(
            order_ids=list({event.order_id: None for event in events})
        )
        found = (await self._peers.order.BatchGetOrders(request)).orders
        return {order.order_id: order for order in found}

    async def _commit(self, batch: Events, placed: Sequence[OrderEvent]) -> None:
        answers = await _by_order(
            batch,
            placed,
            self._peers.inventory.CommitReservations,
            reservation_pb2.CommitReservationsRequest,
        )
        short = [item for item, result in answers if result.outcome == SHORTFALL]
        await batch.each(short, self._paid_without_stock)

    async def _paid_without_stock(self, event: event_pb2.OrderEvent) -> None:
        log.error("paid_without_stock", order_id=event.order_id)
        await self._flag(event.order_id)
        await self._cancel_for_stock(event.order_id)

    async def _flag(self, order_id: str) -> None:
        """Say that an order's stock could not be taken."""
        request = change_messages_pb2.FlagShortfallsRequest(order_ids=[order_id])
        await self._peers.order.FlagShortfalls(request)

    async def _cancel_for_stock(self, order_id: str) -> None:
        """Paid, but its stock is gone: the money goes back.

        Not where the store has begun to make it since it was placed: then it had what it takes.
        """
        request = change_messages_pb2.CancelOrderRequest(
            request_id="out-of-stock",
            order_id=order_id,
            reason=order_pb2.CANCEL_REASON_OUT_OF_STOCK,
            only_if_status=_UNDONE,
        )
        await _lenient(self._peers.order.CancelOrder(request), order_id)


class Coupons:
    """Uses up what placed orders hold of promotions, and gives back what ended ones had."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def handle(self, batch: Events) -> None:
        """Do what the events of one merchant's orders make necessary."""
        work = _sorted(batch)
        await _by_order(
            batch,
            having_holds([*work.arrived_placed, *work.placed]),
            self._peers.promotion.RedeemHolds,
            hold_pb2.RedeemHoldsRequest,
        )
        # Coupons and budgets come back; what was used already, by the rule of the cause.
        for cause, events in by_release_cause(work).items():
            word = hold_pb2.ReleaseCause.Name(cause)
            await _by_order(
                batch,
                having_holds(events),
                self._peers.promotion.ReleaseHolds,
                partial(hold_pb2.ReleaseHoldsRequest, cause=word),
            )


class Money:
    """Gives money back: of cancelled orders, of agreed after-sales, and what nobody wanted."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def handle(self, batch: Events) -> None:
        """Do what the events of one merchant's orders make necessary."""
        work = _sorted(batch)
        # Before the order's end gives back whatever is left: each refund has its own request.
        await batch.each(batch.of(work.refunds_agreed), self._refund_after_sale)
        await _by_order(
            batch,
            work.cancelled,
            self._peers.payment.CancelOrderPayments,
            partial(payment_messages_pb2.CancelOrderPaymentsRequest, reason=REFUND_REASON),
        )
        await batch.each(batch.of(work.unwanted_payments), self._decline)

    async def _refund_after_sale(self, event: event_pb2.OrderEvent) -> None:
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


class Points:
    """Books the points of completed orders, and takes those of refunded ones back."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def handle(self, batch: Events) -> None:
        """Do what the events of one merchant's orders make necessary."""
        work = _sorted(batch)
        # First earn: a refund of an order that has earned nothing yet would take nothing back.
        await self._earn(batch, work.completed)
        await self._reverse(batch, work.refunded_after_completion)

    async def _earn(self, batch: Events, completed: Iterable[OrderEvent]) -> None:
        items = _of_members(batch, completed)
        if not items:
            return
        request = points_requests_pb2.EarnPointsRequest(
            items=[_earn_item(item.message) for item in items]
        )
        reply = await self._peers.member.EarnPoints(request)
        for item, result in batch.answers(
            items,
            reply.results,
            asked=lambda event: event.order_id,
            answered=lambda result: result.order_id,
        ):
            _note_refused(batch, item, result)

    async def _reverse(self, batch: Events, refunded: Iterable[OrderEvent]) -> None:
        # Who got a fee back keeps what the goods have earned.
        items = [i for i in _of_members(batch, refunded) if i.message.goods.minor_units]
        if not items:
            return
        request = points_requests_pb2.ReversePointsRequest(
            items=[
                points_requests_pb2.ReverseItem(
                    order_id=item.message.order_id,
                    refund_id=item.message.refund_id,
                    amount=item.message.goods,
                )
                for item in items
            ]
        )
        reply = await self._peers.member.ReversePoints(request)
        for item, result in batch.answers(
            items,
            reply.results,
            asked=lambda event: event.refund_id,
            answered=lambda result: result.refund_id,
        ):
            _note_refused(batch, item, result)


class Riders:
    """Asks for riders, and calls them off."""

    def __init__(self, delivering: Delivering) -> None:
        self._delivering = delivering

    async def handle(self, batch: Events) -> None:
        """Do what the events of one merchant's orders make necessary."""
        work = _sorted(batch)
        await batch.each(
            batch.of(work.to_deliver), lambda event: self._delivering.begin(event.order_id)
        )
        await batch.each(
            batch.of(work.brought_by_others),
            lambda event: self._delivering.leave_to_others(event.order_id, event.to_status),
        )
        await batch.each(
            batch.of(work.cancelled), lambda event: self._delivering.call_off(event.order_id)
        )


def _sorted(batch: Events) -> Work:
    events: list[Any] = batch.messages
    return sort_order_events(events)


async def _by_order(
    batch: Events,
    events: Iterable[OrderEvent],
    call: Callable[[Any], Awaitable[Any]],
    request_type: Callable[..., Any],
) -> list[tuple[EventItem, Any]]:
    """Make a call that takes order ids and answers each; return the items that were dealt with."""
    items = batch.standing(batch.of(events))
    if not items:
        return []
    reply = await call(request_type(order_ids=[item.message.order_id for item in items]))
    answered = batch.answers(
        items,
        reply.results,
        asked=lambda event: event.order_id,
        answered=lambda result: str(result.order_id),
    )
    for item, result in answered:
        if result.refusal_reason:
            batch.fail(item, undone_of_malformed(result.refusal_message))
    return [(item, result) for item, result in answered if not result.refusal_reason]


def _of_members(batch: Events, events: Iterable[OrderEvent]) -> list[EventItem]:
    return [item for item in batch.standing(batch.of(events)) if item.message.person_id]


def _earn_item(event: event_pb2.OrderEvent) -> points_requests_pb2.EarnItem:
    return points_requests_pb2.EarnItem(
        person_id=event.person_id,
        order_id=event.order_id,
        # Points are earned on goods: packaging and delivery are no purchase of the member.
        amount=event.goods_left,
        complete_time=event.finished.end_time if event.HasField("finished") else event.occur_time,
    )


def _note_refused(batch: Events, item: EventItem, result: Any) -> None:
    """A malformed item becomes a letter; what the rules of points refuse is only told."""
    if result.outcome != points_requests_pb2.ITEM_OUTCOME_REFUSED:
        return
    if result.reason == InvalidRequest.reason:
        batch.fail(item, undone_of_malformed(result.refusal_message))
    else:
        log.warning("points_refused", order_id=item.message.order_id, reason=result.reason)


async def _lenient(call: Any, order_id: str) -> str:
    """Await a call whose refusal is final; return its reason, empty when it went well."""
    try:
        await call
    except grpc.aio.AioRpcError as exc:
        if not is_last_word(exc):
            raise
        log.warning("effect_refused", order_id=order_id, reason=reason_of(exc))
        return reason_of(exc)
    return ""
