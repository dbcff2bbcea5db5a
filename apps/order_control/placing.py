"""Placing an order, step by step.

Each step can be repeated under the order's id; what a refusal leaves behind is undone in
reverse, what a crash leaves behind lapses by itself.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

from zhongtai.inventory.v1 import inventory_pb2, reservation_pb2
from zhongtai.order.v1 import create_messages_pb2, order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.promotion.v1 import hold_pb2

from apps.order_control import errors
from apps.order_control.peers import Peers, surely_refused
from apps.order_control.quoting import Quote, Quoter
from mesh.clock import Clock
from mesh.context import current, merchant_id
from mesh.errors import Refusal
from mesh.validation import Check

PAYMENT_WINDOW = timedelta(minutes=15)
# Holds outlive the order's own deadline, so that an order that is paid in the last second
# still finds its stock while the notice travels.
HOLD_GRACE = timedelta(minutes=15)

FREE_PAYMENT = "free:"
"""Stands before the order id where nothing is to be paid: the order is placed at once."""


class Placer:
    """Puts the centers together for a new order."""

    def __init__(self, peers: Peers, quoter: Quoter, clock: Clock) -> None:
        self._peers = peers
        self._quoter = quoter
        self._clock = clock
        self._under_way: dict[tuple[str, str, str], asyncio.Task[order_pb2.Order]] = {}

    async def place(self, request: messages_pb2.PlaceOrderRequest) -> order_pb2.Order:
        """Place an order once per request_id; twins within this process share one attempt."""
        check = Check()
        check.request_id(request.request_id)
        check.raise_if_any()
        person_id = current().identity.person_id or request.draft.person_id
        body = request.SerializeToString(deterministic=True)
        begin = create_messages_pb2.BeginOrderRequest(
            request_id=request.request_id,
            body_hash=hashlib.sha256(body).digest(),
            store_id=request.draft.store_id,
            person_id=person_id,
        )
        key = (merchant_id(), person_id, body.hex())
        running = self._under_way.get(key)
        if running is None:
            running = asyncio.create_task(self._attempt(request, begin))
            self._under_way[key] = running
            running.add_done_callback(lambda task: self._ended(key, task))
        # A caller that goes away leaves the order to be finished for its twins and its retry.
        return await asyncio.shield(running)

    def _ended(self, key: tuple[str, str, str], task: asyncio.Task[order_pb2.Order]) -> None:
        self._under_way.pop(key, None)
        # Looked at here, so that an attempt whose callers all went away is no warning.
        if not task.cancelled():
            task.exception()

    async def _attempt(
        self, request: messages_pb2.PlaceOrderRequest, begin: create_messages_pb2.BeginOrderRequest
    ) -> order_pb2.Order:
        begun = await self._peers.order.BeginOrder(begin)
        if begun.HasField("order"):
            return await self._place_if_free(begun.order)
        try:
            quote = await self._quoter.quote(request.draft, begun.order_id)
            _demand_price(request, quote)
            order = await self._create(begun.order_id, quote)
        except BaseException as exc:
            if isinstance(exc, Refusal) or surely_refused(exc):
                await self._abandon(begin, begun.order_id)
            raise
        return await self._place_if_free(order)

    async def _create(self, order_id: str, quote: Quote) -> order_pb2.Order:
        deadline = self._clock.now() + PAYMENT_WINDOW
        lapse = deadline + HOLD_GRACE
        async with AsyncExitStack() as undo:
            if lines := _stock_lines(quote):
                reserve = reservation_pb2.ReserveStockRequest(
                    order_id=order_id, store_id=quote.draft.store_id, lines=lines
                )
                reserve.expire_time.FromDatetime(lapse)
                await self._peers.inventory.ReserveStock(reserve)
                undo.push_async_exit(_on_refusal(self._release_stock, order_id))
            if quote.evaluation.discounts:
                hold = hold_pb2.HoldPromotionsRequest(
                    order_id=order_id,
                    person_id=quote.person_id,
                    discounts=quote.evaluation.discounts,
                    business_date=quote.store.business_date,
                )
                hold.expire_time.FromDatetime(lapse)
                await self._peers.promotion.HoldPromotions(hold)
                undo.push_async_exit(_on_refusal(self._release_holds, order_id))
            created = create_messages_pb2.CreateOrderRequest(
                order=_new_order(order_id, quote, deadline)
            )
            reply = await self._peers.order.CreateOrder(created)
        return reply.order  # type: ignore[no-any-return]

    async def _place_if_free(self, order: order_pb2.Order) -> order_pb2.Order:
        """An order that costs nothing waits for nobody."""
        waiting = order.status == order_pb2.ORDER_STATUS_PENDING_PAYMENT
        if order.amounts.total.minor_units or not waiting:
            return order
        item = create_messages_pb2.PaidItem(
            order_id=order.order_id,
            payment_id=f"{FREE_PAYMENT}{order.order_id}",
            amount=order.amounts.total,
        )
        request = create_messages_pb2.MarkOrdersPaidRequest(items=[item])
        await self._peers.order.MarkOrdersPaid(request)
        get = read_messages_pb2.GetOrderRequest(order_id=order.order_id)
        return (await self._peers.order.GetOrder(get)).order  # type: ignore[no-any-return]

    async def _abandon(self, begin: create_messages_pb2.BeginOrderRequest, order_id: str) -> None:
        await self._peers.order.AbandonPlacement(
            create_messages_pb2.AbandonPlacementRequest(
                request_id=begin.request_id, person_id=begin.person_id, order_id=order_id
            )
        )

    async def _release_stock(self, order_id: str) -> None:
        request = reservation_pb2.ReleaseReservationsRequest(order_ids=[order_id])
        await self._peers.inventory.ReleaseReservations(request)

    async def _release_holds(self, order_id: str) -> None:
        request = hold_pb2.ReleaseHoldsRequest(order_ids=[order_id])
        await self._peers.promotion.ReleaseHolds(request)


def _on_refusal(undo: Callable[[str], Awaitable[None]], order_id: str) -> Any:
    """Undo a step when a later one surely failed. When nobody knows, its hold lapses."""

    async def leave(_kind: Any, exc: BaseException | None, _trace: Any) -> None:
        if exc is not None and surely_refused(exc):
            await undo(order_id)

    return leave


def _demand_price(request: messages_pb2.PlaceOrderRequest, quote: Quote) -> None:
    if not request.HasField("expected_total"):
        return
    seen = request.expected_total
    if (seen.minor_units, seen.currency_code) != (quote.total, quote.currency):
        raise errors.PriceChanged(
            expected_minor_units=seen.minor_units, actual_minor_units=quote.total
        )


def _stock_lines(quote: Quote) -> list[inventory_pb2.StockLine]:
    return [
        inventory_pb2.StockLine(sku_id=component.sku_id, quantity=component.quantity)
        for line in quote.lines
        for component in line.components
    ]


def _new_order(order_id: str, quote: Quote, deadline: datetime) -> create_messages_pb2.NewOrder:
    draft = quote.draft
    order = create_messages_pb2.NewOrder(
        order_id=order_id,
        store_id=draft.store_id,
        channel=draft.channel,
        service_type=draft.service_type,
        fulfilment_route=quote.store.fulfilment_route,
        delivered_by=quote.store.delivered_by,
        person_id=quote.person_id,
        business_date=quote.store.business_date,
        lines=quote.lines,
        discounts=quote.discounts(),
        delivery_fee=quote.money(quote.delivery_fee),
        total=quote.money(quote.total),
        customer=draft.customer,
        remark=draft.remark,
        diner_count=draft.diner_count,
        table_number=draft.table_number,
        extension=draft.extension,
    )
    order.payment_deadline.FromDatetime(deadline)
    if draft.HasField("delivery_address"):
        order.delivery_address.CopyFrom(draft.delivery_address)
    if draft.HasField("expected_time"):
        order.expected_time.CopyFrom(draft.expected_time)
        order.prepare_from.CopyFrom(quote.store.prepare_from)
    return order
