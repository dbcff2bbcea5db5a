"""Keeps tills and orders in step: what is placed goes down, what tills report comes back.

Both directions are followed item by item (mesh.feed.follower): down from the feed, up from the
plug-in's streams, which are acknowledged only behind what is stored or a letter.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from zhongtai.order.v1 import after_sale_pb2, event_pb2, order_pb2
from zhongtai.plugin.v1 import pos_pb2

from centers.order import rules
from centers.order.model import Head, Order, OrderStatus
from centers.order.store import OrderStore
from centers.order.tills.adapters import NoteKind, TillAdapter, TillNote
from centers.order.tills.checks import check_till_sale
from centers.order.tills.messages import MAX_REASON, decision_of, needs_account, till_sale_of
from centers.order.tills.rules import handed_to_till, of_its_till
from centers.order.tills.store import TillStore
from centers.order.work import Change
from centers.order.writer import ChangeWriter
from mesh.call.message_rule import check_message
from mesh.call.scope import Scope
from mesh.data.change import Changes
from mesh.feed.follower_items import Batch, Item, Undone, printable, undone_of_item
from mesh.plugins.faults import PluginRejected
from mesh.pure.clock import Clock
from mesh.pure.errors import InvalidRequest, Refusal
from mesh.pure.ids import store_of_order

log = structlog.get_logger()

_ARRIVALS = (
    event_pb2.ORDER_EVENT_KIND_CREATED,
    event_pb2.ORDER_EVENT_KIND_MOVED,
    event_pb2.ORDER_EVENT_KIND_TILL_CHANGED,
    event_pb2.ORDER_EVENT_KIND_RELEASED,
)
Events = Batch[event_pb2.OrderEvent]
EventItem = Item[event_pb2.OrderEvent]
Updates = Batch[pos_pb2.TillUpdate]


class TillSync:
    """Keeps the tills behind one POS plug-in in step."""

    def __init__(self, adapter: TillAdapter, store: OrderStore, changing: ChangeWriter) -> None:
        self._adapter = adapter
        self._store = store
        self._changing = changing

    def wants(self, event: event_pb2.OrderEvent) -> bool:
        """Return whether it is about an order that this plug-in has, had or shall have."""
        return self._adapter.name in (event.pos_plugin, event.former_pos_plugin)

    async def push(self, batch: Events) -> None:
        """Hand over what these events placed, and tell what they changed elsewhere."""
        mine = self._adapter.name
        ours = [item for item in batch.items if item.message.pos_plugin == mine]
        await self._push_placed(batch, [item for item in ours if self._places(item.message)])
        kinds = [(item, self._note_kind(item.message)) for item in batch.standing(ours)]
        noted = [(item, kind) for item, kind in kinds if kind is not None]
        noted += [(item, NoteKind.GONE) for item in await self._gone_elsewhere(batch)]
        if noted:
            await self._tell(batch, noted)

    async def apply(self, batch: Updates) -> None:
        """Apply what tills report; what an order refuses is logged and not asked again."""
        sound = batch.sound(_check_report)
        changes = [self._change(item.message) for item in sound]
        results = await asyncio.gather(*map(self._try, changes))
        for change, result in zip(changes, results, strict=True):
            if result is not None:
                log.warning("till_update_refused", order_id=change.order_id, reason=result.reason)

    async def _tell(self, batch: Events, noted: Sequence[tuple[EventItem, NoteKind]]) -> None:
        changed = (item.message for item, kind in noted if kind is NoteKind.CHANGED)
        orders = await self._store.of_events(changed)
        notes = [
            TillNote(
                item.message,
                kind,
                orders.get(item.message.order_id) if kind is NoteKind.CHANGED else None,
            )
            for item, kind in noted
        ]
        results = await self._adapter.tell(notes)
        items = [item for item, _ in noted]
        for item, result in batch.answers(
            items,
            results,
            asked=lambda event: event.event_id,
            answered=lambda each: each.item_id,
        ):
            # An order that a till never had, or will not change, is not its concern.
            if result.fault is not None and not isinstance(result.fault, PluginRejected):
                batch.fail(item, undone_of_item(result.fault))

    def _places(self, event: event_pb2.OrderEvent) -> bool:
        """Return whether with the event the tills may get an order that they did not have."""
        if event.kind == event_pb2.ORDER_EVENT_KIND_DUE:
            return True
        arrives = event.kind in _ARRIVALS and event.to_status == order_pb2.ORDER_STATUS_PLACED
        return arrives and (not event.waits or self._adapter.shows_scheduled)

    def _note_kind(self, event: event_pb2.OrderEvent) -> NoteKind | None:
        """Return what the till of the order is told of the event; None for nothing."""
        if event.kind == event_pb2.ORDER_EVENT_KIND_DUE:
            # Tills that do not show what is to come are given it only now.
            return NoteKind.CHANGED if self._adapter.shows_scheduled else None
        return _note_kind(event)

    def _is_for(self, head: Head) -> bool:
        """Return whether the tills shall have the order, as it stands now."""
        due = not head.waits or (self._adapter.shows_scheduled and not rules.is_withheld(head))
        open_ = head.status in (OrderStatus.PLACED, OrderStatus.ACCEPTED)
        return open_ and due and head.pos_plugin == self._adapter.name

    async def _gone_elsewhere(self, batch: Events) -> list[EventItem]:
        """Return what this plug-in may have been given, and is another one's now."""
        mine = self._adapter.name
        gone = [item for item in batch.items if item.message.former_pos_plugin == mine]
        gone = batch.standing(gone)
        orders = await self._store.of_events(item.message for item in gone)
        return [
            item
            for item in gone
            if (order := orders.get(item.message.order_id)) and order.head.pos_plugin != mine
        ]

    async def _push_placed(self, batch: Events, placed: Sequence[EventItem]) -> None:
        first: dict[str, EventItem] = {}
        for item in placed:
            first.setdefault(item.message.order_id, item)
        orders = await self._store.of_events(item.message for item in first.values())
        waiting = [each for each in orders.values() if self._is_for(each.head)]
        if waiting:
            items = [first[order.head.order_id] for order in waiting]
            await self._hand_over(batch, items, waiting)

    async def _hand_over(
        self, batch: Events, items: Sequence[EventItem], orders: Sequence[Order]
    ) -> None:
        traces = {item.message.order_id: item.message.trace_id for item in items}
        results = await self._adapter.push(orders, traces)
        answers = batch.answers(
            items,
            results,
            asked=lambda event: event.order_id,
            answered=lambda each: each.item_id,
        )
        changes = []
        for item, result in answers:
            if isinstance(result.fault, PluginRejected):
                changes.append(self._rejected(item.message, result.fault))
            elif result.fault is not None:
                batch.fail(item, undone_of_item(result.fault))
            else:
                changes.append(self._handed(item.message))
        await asyncio.gather(*map(self._try, changes))

    def _rejected(self, event: event_pb2.OrderEvent, fault: PluginRejected) -> Change:
        """Return what cancels an order that the till refuses; its money goes back by the feed."""
        log.error("till_rejected_order", order_id=event.order_id, reason=printable(str(fault)))
        node = f"plugin:{self._adapter.name}"
        reject = rules.reject(printable(fault.message)[:MAX_REASON], node)
        return Change(
            event.order_id,
            Scope(event.merchant_id),
            of_its_till(reject, self._adapter.name),
            event.trace_id,
            f"rejected:{self._adapter.name}",
            account=True,
        )

    def _handed(self, event: event_pb2.OrderEvent) -> Change:
        node = f"plugin:{self._adapter.name}"
        return Change(
            event.order_id,
            Scope(event.merchant_id),
            handed_to_till(node),
            event.trace_id,
            f"handed:{self._adapter.name}",
        )

    def _change(self, update: pos_pb2.TillUpdate) -> Change:
        key = f"till:{self._adapter.name}:{update.update_id}"
        decide = decision_of(update, key)
        if decide is None:
            raise ValueError("only updates without a fault are applied")
        scope = Scope(update.merchant_id, store_id=update.store_id)
        decide = of_its_till(decide, self._adapter.name)
        return Change(update.order_id, scope, decide, "", key, account=needs_account(update))

    async def _try(self, change: Change) -> Refusal | None:
        try:
            await self._changing.submit(change)
        except Refusal as refusal:
            if refusal.domain != "zhongtai.order":
                raise
            return refusal
        return None


def _check_report(update: pos_pb2.TillUpdate) -> None:
    """Raise InvalidRequest unless a report can be applied, whatever the state of its order."""
    check_message(update)
    store_of_order(update.order_id)
    if decision_of(update, update.update_id) is None:
        raise InvalidRequest("This version does not know such a report.")


def _note_kind(event: event_pb2.OrderEvent) -> NoteKind | None:
    """Return what any till is told of an event of its order; None for nothing."""
    if event.kind == event_pb2.ORDER_EVENT_KIND_AFTER_SALE:
        applied = event.after_sale.status == after_sale_pb2.AFTER_SALE_STATUS_APPLIED
        return NoteKind.APPLIED if applied else NoteKind.SETTLED
    if event.kind == event_pb2.ORDER_EVENT_KIND_DELIVERY:
        return NoteKind.CHANGED
    unpaid = event.from_status == order_pb2.ORDER_STATUS_PENDING_PAYMENT
    by_till = event.node.startswith("till:")
    if event.kind != event_pb2.ORDER_EVENT_KIND_MOVED or unpaid or by_till:
        return None
    return _TOLD.get(event.to_status)


_TOLD = {
    order_pb2.ORDER_STATUS_CANCELLED: NoteKind.CANCELLED,
    order_pb2.ORDER_STATUS_FULFILLED: NoteKind.FINISHED,
    order_pb2.ORDER_STATUS_COMPLETED: NoteKind.FINISHED,
}
"""What a till is told of moves that it did not make."""

DIFFERS = "The till used this number before, for a sale of other lines."


class TillSales:
    """Keeps sales at the counter, each once, and tells the feed of them.

    They are no orders: order control reads them from the feed and takes what was sold from stock.
    """

    def __init__(self, store: TillStore, changes: Changes, clock: Clock) -> None:
        self._store = store
        self._changes = changes
        self._clock = clock

    async def keep(self, batch: Batch[pos_pb2.TillSale]) -> None:
        """Keep sales. One told again changes nothing; one that cannot be kept fails alone."""
        sound = batch.sound(check_till_sale)
        sales = [till_sale_of(item.message, self._clock.now()) for item in sound]
        # One statement writes the sales with their events; what it wrote it does not write again.
        digests = await self._changes.run_statements(
            lambda unit: self._store.keep_sales(unit, sales)
        )
        for item, sale in zip(sound, sales, strict=True):
            if digests[sale.key] != sale.digest:
                batch.fail(item, Undone(DIFFERS, final=True))
