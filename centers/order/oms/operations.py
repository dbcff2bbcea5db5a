"""Keeps orders of vouchers and the OMS in step.

Paid orders go down as the feed tells of them, and requests for money back with them; what changes
at the OMS is looked up when it says so. Its word counts: here is its mirror.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import structlog
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import after_sale_pb2, event_pb2, order_pb2
from zhongtai.plugin.v1 import oms_order_pb2, oms_pb2

from centers.order import rules as order_rules
from centers.order.errors import OrderRefusal
from centers.order.model import Head, Order
from centers.order.oms.adapters import OmsAdapter, OmsAnswer
from centers.order.oms.checks import check_standing
from centers.order.oms.messages import standing_of, void_id
from centers.order.rules import Decision
from centers.order.store import OrderStore
from centers.order.vouchers import rules
from centers.order.vouchers.model import OmsDecision
from centers.order.work import Change
from centers.order.writer import ChangeWriter
from mesh.call.scope import Scope
from mesh.feed.follower_items import Batch, Item, Undone, printable, undone_of_item
from mesh.plugins.faults import PluginFault, PluginRejected
from mesh.pure.errors import InvalidRequest, Refusal
from mesh.pure.plugin_choice import PluginChoice

log = structlog.get_logger()

Events = Batch[event_pb2.OrderEvent]
EventItem = Item[event_pb2.OrderEvent]
Changes = Batch[oms_pb2.OmsChange]

NOT_NAMED = "Several OMS plug-ins are installed: name the chain's in ZHONGTAI_OMS_PLUGIN."
NEVER_THERE = "ORDER_UNKNOWN"
"""The code of an OMS that was never given the order."""
USED = "VOUCHERS_USED"
"""The code of an OMS that cannot make vouchers void any more: they say so themselves."""
NOT_SERVED = "CHAIN_UNKNOWN"
"""The code of an OMS that does not serve the chain: a person has to set it right."""

_PLACING = (
    event_pb2.ORDER_EVENT_KIND_CREATED,
    event_pb2.ORDER_EVENT_KIND_MOVED,
    event_pb2.ORDER_EVENT_KIND_DUE,
    event_pb2.ORDER_EVENT_KIND_RELEASED,
)


class OmsSync:
    """Keeps one OMS plug-in and the orders that it has in step."""

    def __init__(
        self, adapter: OmsAdapter, choice: PluginChoice, store: OrderStore, changing: ChangeWriter
    ) -> None:
        self._adapter = adapter
        self._choice = choice
        self._store = store
        self._changing = changing
        self._node = f"plugin:{adapter.name}"

    async def push(self, batch: Events) -> None:
        """Hand over what these events placed, and make void what they give back."""
        ours = [item for item in batch.items if of_vouchers(item.message)]
        await self._push_placed(batch, [item for item in ours if _places(item.message)])
        back = [item for item in ours if self._gives_back(item.message)]
        orders = await self._store.of_events(item.message for item in back)
        mine = [item for item in back if self._has(orders.get(item.message.order_id))]
        if mine := batch.standing(mine):
            await self._void(batch, mine)

    async def mirror(self, batch: Changes) -> None:
        """Mirror how the orders stand of which the OMS says that they have changed."""
        by_chain: defaultdict[str, list[Item[oms_pb2.OmsChange]]] = defaultdict(list)
        for item in batch.items:
            by_chain[item.message.merchant_id].append(item)
        for merchant_id, items in by_chain.items():
            states = await self._adapter.look_up(merchant_id, [i.message.order_id for i in items])
            answers = batch.answers(
                items,
                states,
                asked=lambda change: change.order_id,
                answered=lambda state: state.order_id,
            )
            faults = await asyncio.gather(
                *(self._mirror(state, item.message.order_id) for item, state in answers)
            )
            for (item, _), fault in zip(answers, faults, strict=True):
                if fault:
                    batch.fail(item, Undone(fault, final=True))

    async def _push_placed(self, batch: Events, placed: Sequence[EventItem]) -> None:
        first: dict[str, EventItem] = {}
        for item in placed:
            first.setdefault(item.message.order_id, item)
        orders = await self._store.of_events(item.message for item in first.values())
        due = [each for each in orders.values() if rules.is_for(each.head, self._adapter.name)]
        mine = []
        for order in due:
            chosen = self._choice.plugin_for(order.head.merchant_id, "")
            if self._has(order) or chosen == self._adapter.name:
                mine.append(order)
            elif not chosen:
                batch.fail(first[order.head.order_id], Undone(NOT_NAMED, final=True))
        traces = {order_id: item.message.trace_id for order_id, item in first.items()}
        taken = await asyncio.gather(*(self._take(x, traces[x.head.order_id]) for x in mine))
        if due := [order for order in taken if order is not None]:
            await self._submit(batch, [first[order.head.order_id] for order in due], due)

    async def _take(self, order: Order, trace_id: str) -> Order | None:
        """Return the order, which is this plug-in's from now on; None when it is not any more."""
        head = order.head
        if not self._has(order):
            give = rules.give_to(self._adapter.name)
            changed = await self._try(
                head.merchant_id, head.order_id, give, trace_id, account=False
            )
            if isinstance(changed, Refusal):
                return None
            head = changed
        order = replace(order, head=head)
        return order if self._has(order) and rules.is_for(head, self._adapter.name) else None

    async def _submit(
        self, batch: Events, items: Sequence[EventItem], orders: Sequence[Order]
    ) -> None:
        answers = batch.answers(
            items,
            await self._adapter.submit(orders),
            asked=lambda event: event.order_id,
            answered=lambda answer: answer.item_id,
        )
        await asyncio.gather(*(self._submitted(batch, *each) for each in answers))

    async def _submitted(self, batch: Events, item: EventItem, answer: OmsAnswer) -> None:
        """Do what an OMS's answer means for the order that it was given."""
        event, fault = item.message, answer.fault
        if fault is not None and _says_no(fault):
            words = printable(fault.message)[: rules.MAX_REASON]
            log.error("oms_rejected_order", order_id=event.order_id, reason=words)
            decide = order_rules.reject(words, self._node)
            await self._try(event.merchant_id, event.order_id, decide, event.trace_id)
        elif fault is not None:
            batch.fail(item, undone_of_item(fault))
        elif wrong := await self._mirror(answer.state, event.order_id, event.trace_id):
            batch.fail(item, Undone(wrong, final=True))

    async def _void(self, batch: Events, items: Sequence[EventItem]) -> None:
        answers = batch.answers(
            items,
            await self._adapter.void([item.message for item in items]),
            asked=void_id,
            answered=lambda answer: answer.item_id,
        )
        await asyncio.gather(*(self._voided(batch, *each) for each in answers))

    async def _voided(self, batch: Events, item: EventItem, answer: OmsAnswer) -> None:
        """Do what an OMS's answer means for the request, or the end, that an event tells of."""
        event, fault = item.message, answer.fault
        never = fault is not None and fault.code == NEVER_THERE
        # Where nobody asks, the money is back already: a person has to look.
        answers = _asks(event) and fault is not None and _says_no(fault)
        if fault is not None and not (never or answers):
            batch.fail(item, undone_of_item(fault))
        elif wrong := await self._answer(event, answer, never=never):
            batch.fail(item, Undone(wrong, final=True))

    async def _answer(self, event: event_pb2.OrderEvent, answer: OmsAnswer, *, never: bool) -> str:
        """Mirror an answer, and agree to or refuse what was asked; return why that cannot be."""
        request_id, mine = event.after_sale.after_sale_id, self._adapter.name
        if not _asks(event):
            return "" if never else await self._mirror(answer.state, event.order_id)
        if never:
            decide = rules.given_back(request_id, None, mine)
        elif answer.fault is not None:
            used = answer.fault.code == USED
            words = "" if used else printable(answer.fault.message)
            decide = rules.kept(request_id, words, mine)
        elif wrong := _fault_of(answer.state, event.order_id):
            return wrong
        else:
            decide = rules.given_back(request_id, standing_of(answer.state), mine)
        done = await self._try(event.merchant_id, event.order_id, decide, event.trace_id)
        return done.message if isinstance(done, Refusal) else ""

    async def _mirror(
        self, state: oms_order_pb2.OmsOrderState, order_id: str, trace_id: str = ""
    ) -> str:
        """Keep how an order stands at the OMS; return why that cannot be, mostly empty."""
        if fault := _fault_of(state, order_id):
            return fault
        standing = standing_of(state)
        if standing.decision is OmsDecision.UNKNOWN:
            log.warning("oms_knows_no_such_order", order_id=standing.order_id)
            return ""
        decide = rules.mirrored(standing, self._adapter.name)
        kept = await self._try(standing.merchant_id, standing.order_id, decide, trace_id)
        if isinstance(kept, InvalidRequest):
            return kept.message
        if isinstance(kept, Refusal):
            log.warning("oms_state_refused", order_id=standing.order_id, reason=kept.reason)
        return ""

    def _has(self, order: Order | None) -> bool:
        oms = order.head.oms if order is not None else None
        return oms is not None and oms.plugin == self._adapter.name

    def _gives_back(self, event: event_pb2.OrderEvent) -> bool:
        """Return whether with the event codes have to be void that this OMS may have issued."""
        if event.kind == event_pb2.ORDER_EVENT_KIND_AFTER_SALE:
            return _asks(event) or _told_by_channel(event)
        cancelled = event.to_status == order_pb2.ORDER_STATUS_CANCELLED
        moved = event.kind == event_pb2.ORDER_EVENT_KIND_MOVED
        return moved and cancelled and event.node != self._node

    async def _try(
        self,
        merchant_id: str,
        order_id: str,
        decide: Decision,
        trace_id: str = "",
        *,
        account: bool = True,
    ) -> Head | Refusal:
        """Return what a decision made of an order, or why it does not fit it.

        `account` says that it looks at what has been asked back.
        """
        change = Change(order_id, Scope(merchant_id), decide, trace_id, account=account)
        try:
            return await self._changing.submit(change)
        except (OrderRefusal, InvalidRequest) as refusal:
            return refusal


def of_vouchers(event: event_pb2.OrderEvent) -> bool:
    """Return whether the event is about an order that no till makes: the others are not read."""
    return event.fulfilment_route == trade_pb2.FULFILMENT_ROUTE_OMS


def _places(event: event_pb2.OrderEvent) -> bool:
    """Return whether with the event an order of vouchers may be due."""
    placed = event.to_status == order_pb2.ORDER_STATUS_PLACED and not event.waits
    return placed and event.kind in _PLACING


def _asks(event: event_pb2.OrderEvent) -> bool:
    """Return whether pieces are asked back."""
    applied = event.after_sale.status == after_sale_pb2.AFTER_SALE_STATUS_APPLIED
    is_request = event.kind == event_pb2.ORDER_EVENT_KIND_AFTER_SALE
    return is_request and applied and bool(event.after_sale.lines)


def _told_by_channel(event: event_pb2.OrderEvent) -> bool:
    """Return whether a platform has given the money of pieces back by itself."""
    request = event.after_sale
    back = request.status == after_sale_pb2.AFTER_SALE_STATUS_REFUNDED
    return back and request.held_by_channel and bool(request.lines)


def _says_no(fault: PluginFault) -> bool:
    """Return whether it is the OMS's last word about an order or its pieces."""
    return isinstance(fault, PluginRejected) and fault.code != NOT_SERVED


def _fault_of(state: oms_order_pb2.OmsOrderState, order_id: str) -> str:
    """Return why what an OMS says of an order cannot be taken; mostly empty."""
    if state.order_id != order_id:
        return "The OMS's answer is about another order."
    try:
        check_standing(state)
    except Refusal as refusal:
        return refusal.message
    return ""
