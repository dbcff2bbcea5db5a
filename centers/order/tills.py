"""Keeps tills and orders in step: what is placed goes down, what tills report comes back.

Both directions go on where they stopped: down by a durable cursor of the feed, up by
acknowledging to the plug-in only what is in our books.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import structlog
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    wait_random_exponential,
)
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import after_sale_pb2, event_pb2, order_pb2
from zhongtai.plugin.v1 import pos_pb2

from centers.order import rules
from centers.order.adapters import MAX_BATCH, TillAdapter, TillNote
from centers.order.after_sale.tills import AFTER_SALE_KINDS, till_decision
from centers.order.changing import Change, ChangeDesk
from centers.order.model import OrderStatus
from centers.order.rules import Decision
from centers.order.scope import Scope
from centers.order.store import OrderStore
from mesh.errors import Refusal
from mesh.feed import Feed
from mesh.ids import store_of_order

log = structlog.get_logger()

_STEPS = {
    pos_pb2.TILL_UPDATE_KIND_ACCEPTED: OrderStatus.ACCEPTED,
    pos_pb2.TILL_UPDATE_KIND_PREPARING: OrderStatus.PREPARING,
    pos_pb2.TILL_UPDATE_KIND_READY: OrderStatus.READY,
    pos_pb2.TILL_UPDATE_KIND_DELIVERING: OrderStatus.DELIVERING,
    pos_pb2.TILL_UPDATE_KIND_FULFILLED: OrderStatus.FULFILLED,
}
MAX_BACKOFF_SECONDS = 10.0


def reader_of(plugin: str) -> str:
    """The name under which a POS plug-in's orders are read from the feed."""
    return f"order.{plugin}"


class TillSync:
    """Keeps the tills behind one POS plug-in in step."""

    def __init__(
        self, adapter: TillAdapter, store: OrderStore, changing: ChangeDesk, feed: Feed
    ) -> None:
        self._adapter = adapter
        self._store = store
        self._changing = changing
        self._feed = feed

    async def push_forever(self) -> None:
        """Hand placed orders to the plug-in, in the order of the feed."""
        reader = reader_of(self._adapter.name)
        async for events, cursor in self._feed.watch(reader, max_batch=MAX_BATCH):
            told = [event_pb2.OrderEvent.FromString(event.payload) for event in events]
            await _patiently()(self.push, told)
            await self._feed.ack(reader, cursor)

    async def watch_forever(self) -> None:
        """Bring what tills report into the orders."""
        async for news in self._adapter.news():
            await self.apply(news.updates)
            await self._adapter.acknowledge(news.cursor)

    async def push(self, events: Sequence[event_pb2.OrderEvent]) -> None:
        """Hand over what these events placed, and tell what they changed elsewhere."""
        ours = [e for e in events if e.fulfilment_route == trade_pb2.FULFILMENT_ROUTE_TILL]
        placed = [e for e in ours if _places(e)]
        if placed:
            await self._push_orders(placed)
        notes = [TillNote(event, kind) for event in ours if (kind := _note_kind(event))]
        if notes:
            await self._adapter.tell(notes)

    async def apply(self, updates: Iterable[pos_pb2.TillUpdate]) -> None:
        """Apply what tills report; what an order refuses is logged and not asked again."""
        changes = [change for update in updates if (change := self._change(update))]
        results = await asyncio.gather(*map(self._try, changes))
        for change, result in zip(changes, results, strict=True):
            if result is not None:
                log.warning("till_update_refused", order_id=change.order_id, reason=result.reason)

    async def _push_orders(self, placed: Sequence[event_pb2.OrderEvent]) -> None:
        by_merchant: dict[str, list[event_pb2.OrderEvent]] = {}
        for event in placed:
            by_merchant.setdefault(event.merchant_id, []).append(event)
        for merchant_id, events in by_merchant.items():
            places = [(event.store_id, event.order_id) for event in events]
            orders = await self._store.get(merchant_id, places)
            waiting = [
                o
                for o in orders.values()
                if o.head.status is OrderStatus.PLACED and not o.head.waits
            ]
            refused = await self._adapter.push(waiting) if waiting else {}
            for order_id, reason in refused.items():
                log.error("till_refused_order", order_id=order_id, reason=reason)
            pushed = {order.head.order_id for order in waiting} - refused.keys()
            taken = [event for event in events if event.order_id in pushed]
            await asyncio.gather(*(self._try(self._handed(event)) for event in taken))

    def _handed(self, event: event_pb2.OrderEvent) -> Change:
        node = f"plugin:{self._adapter.name}"
        return Change(
            event.order_id,
            Scope(event.merchant_id),
            rules.handed_to_till(node),
            event.trace_id,
            f"handed:{self._adapter.name}",
        )

    def _change(self, update: pos_pb2.TillUpdate) -> Change | None:
        key = f"till:{self._adapter.name}:{update.update_id}"
        decide = _decision(update) or till_decision(update, key)
        try:
            store_of_order(update.order_id)
        except Refusal:
            decide = None
        if decide is None:
            log.warning("till_update_not_understood", update_id=update.update_id)
            return None
        scope = Scope(update.merchant_id, store_id=update.store_id)
        return Change(update.order_id, scope, decide, "", key, account=_needs_account(update))

    async def _try(self, change: Change) -> Refusal | None:
        try:
            await self._changing.submit(change)
        except Refusal as refusal:
            if refusal.domain != "zhongtai.order":
                raise
            return refusal
        return None


def _decision(update: pos_pb2.TillUpdate) -> Decision | None:
    node, code = f"till:{update.till_id}", update.pickup_code[:16]
    if update.kind in _STEPS:
        step = _STEPS[update.kind]
        return rules.move(step, node, pickup_code=code, note=update.reason, lenient=True)
    if update.kind == pos_pb2.TILL_UPDATE_KIND_PICKUP_CODE and code:
        return rules.give_code(code, node)
    if update.kind == pos_pb2.TILL_UPDATE_KIND_COMPLETED:
        return rules.complete(node)
    if update.kind == pos_pb2.TILL_UPDATE_KIND_REJECTED:
        return rules.reject(update.reason, node)
    return None


def _needs_account(update: pos_pb2.TillUpdate) -> bool:
    return update.kind == pos_pb2.TILL_UPDATE_KIND_REJECTED or update.kind in AFTER_SALE_KINDS


def _places(event: event_pb2.OrderEvent) -> bool:
    if event.kind == event_pb2.ORDER_EVENT_KIND_DUE:
        return True
    arrives = not event.waits and event.kind in (
        event_pb2.ORDER_EVENT_KIND_CREATED,
        event_pb2.ORDER_EVENT_KIND_MOVED,
    )
    return arrives and event.to_status == order_pb2.ORDER_STATUS_PLACED


def _note_kind(event: event_pb2.OrderEvent) -> str:
    if event.kind == event_pb2.ORDER_EVENT_KIND_AFTER_SALE:
        applied = event.after_sale.status == after_sale_pb2.AFTER_SALE_STATUS_APPLIED
        return "APPLIED" if applied else "SETTLED"
    moved = event.kind == event_pb2.ORDER_EVENT_KIND_MOVED
    if not moved or event.to_status != order_pb2.ORDER_STATUS_CANCELLED:
        return ""
    unpaid = event.from_status == order_pb2.ORDER_STATUS_PENDING_PAYMENT
    by_till = event.node.startswith("till:")
    return "" if unpaid or by_till else "CANCELLED"


def _say_waiting(state: RetryCallState) -> None:
    failure = state.outcome.exception() if state.outcome else None
    log.warning("till_sync_waits", reason=getattr(failure, "reason", ""))


def _patiently() -> AsyncRetrying:
    """Repeats with backoff for ever: an order is never skipped because a till is away."""
    return AsyncRetrying(
        retry=retry_if_exception_type(Refusal),
        wait=wait_random_exponential(multiplier=0.1, max=MAX_BACKOFF_SECONDS),
        before_sleep=_say_waiting,
    )
