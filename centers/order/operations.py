"""What the order center does, one function per RPC: fetch, decide, keep."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from centers.order import errors, rules
from centers.order.changing import Change, ChangeDesk
from centers.order.commands import OrderFilter, Placement
from centers.order.imports.model import UnmappedItem
from centers.order.model import CancelReason, Head, Order, OrderStatus
from centers.order.new_order import NewOrder
from centers.order.placing import Imported, PlacingDesk
from centers.order.rules import Decision
from centers.order.scope import Scope, node_of, scope_of_caller
from centers.order.store import OrderStore
from mesh.call.context import current, passed
from mesh.data.paging import Page
from mesh.pure.errors import InProgress, Refusal
from mesh.pure.ids import is_order_id, new_order_id, store_of_order
from mesh.pure.passage import Passage
from mesh.pure.validation import Check


class VerbRequest(Protocol):
    """A request that names an order and its own request_id."""

    order_id: str
    request_id: str

    def SerializeToString(self, *, deterministic: bool = ...) -> bytes:  # noqa: N802
        """The message on the wire."""
        ...


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One item of a batch of changes: which order, its natural key, what to decide.

    `account` says that the decision looks at what has been asked back of the order.
    """

    order_id: str
    key: str
    decide: Decision
    account: bool = False


NODE = "center:order"
"""Its name among the nodes that an order passes."""


class Orders:
    """The operations of the order center."""

    def __init__(self, store: OrderStore, placing: PlacingDesk, changing: ChangeDesk) -> None:
        self._store = store
        self._placing = placing
        self._changing = changing

    async def begin(
        self, request_id: str, body_hash: bytes, store_id: str, person_id: str
    ) -> tuple[str, Order | None]:
        """The order id of a placement, and the order if it exists already."""
        check = Check()
        check.request_id(request_id)
        check.identifier("store_id", store_id)
        check.identifier("person_id", person_id, required=False)
        check.that(len(body_hash) == 32, "body_hash", "must be 32 bytes")
        check.raise_if_any()
        scope = scope_of_caller()
        order_id = new_order_id(store_id)
        person = scope.person_id or person_id
        key = (scope.merchant_id, person, request_id)
        begun = await self._placing.begin(Placement(*key, body_hash, order_id, store_id))
        if begun.known:
            order = await self._find(begun.order_id, scope)
            if order is not None:
                return begun.order_id, order
        if not begun.leased:
            raise InProgress
        return begun.order_id, None

    async def abandon(self, request_id: str, person_id: str, order_id: str) -> None:
        """Let the customer try a refused placement again at once."""
        scope = scope_of_caller()
        key = (scope.merchant_id, scope.person_id or person_id, request_id)
        await self._placing.abandon(key, order_id)

    async def create(self, new: NewOrder) -> Order:
        """Write a new order; a repetition gives the order as it is now."""
        call, way = current(), passed(NODE)
        if new.taken_by_till:
            await self._placing.sell(new, call.identity.merchant_id, call.trace_id, way)
            return await self.get(new.order_id)
        created = await self._placing.create(new, call.identity.merchant_id, call.trace_id, way)
        return created or await self.get(new.order_id)

    async def take_over(self, new: NewOrder) -> Imported:
        """Take over one order that a channel has sold."""
        call = current()
        # One of many: its neighbours came the same way, each by itself.
        way = (*call.passages, Passage(NODE, datetime.now(UTC)))
        return await self._placing.take_over(new, call.identity.merchant_id, call.trace_id, way)

    async def list_unmapped(self, page: Page, store_id: str, channel: str) -> list[UnmappedItem]:
        """One dish that is to be mapped more than the page shows."""
        store, channel_, code = page.after or ("", "", "")
        after = (str(store), str(channel_), str(code))
        return await self._store.list_unmapped(
            scope_of_caller().merchant_id, store_id, channel, after, page.limit + 1
        )

    async def get(self, order_id: str) -> Order:
        """One order. Raises OrderNotFound, also for an order of somebody else."""
        order = await self._find(order_id, scope_of_caller())
        if order is None:
            raise errors.OrderNotFound(order_id=order_id)
        return order

    async def get_many(self, order_ids: Sequence[str]) -> list[Order]:
        """Several orders in the order of the ids; what names none is missing."""
        check = Check()
        check.count("order_ids", order_ids, min=1, max=500)
        check.raise_if_any()
        scope = scope_of_caller()
        places = [(store_of_order(each), each) for each in order_ids if is_order_id(each)]
        found = await self._store.get(scope.merchant_id, places)
        orders = (found[order_id] for order_id in order_ids if order_id in found)
        return [order for order in orders if scope.covers(order.head)]

    async def list_orders(self, wanted: OrderFilter, page: Page, *, full: bool) -> list[Order]:
        """One row more than the page shows, newest first."""
        before = str(page.after[0]) if page.after else ""
        rows = await self._store.list_orders(wanted, before, page.limit + 1)
        if not full or not rows:
            return rows
        places = [(row.head.store_id, row.head.order_id) for row in rows]
        whole = await self._store.get(wanted.merchant_id, places)
        return [whole[row.head.order_id] for row in rows]

    async def list_events(self, order_id: str, page: Page) -> list[tuple[int, bytes]]:
        """One row more than the page shows of an order's history, oldest first."""
        order = await self.get(order_id)
        after = int(page.after[0]) if page.after else 0
        return await self._store.list_events(order.head, after, page.limit + 1)

    async def move(
        self, request: VerbRequest, to: OrderStatus, *, pickup_code: str = "", note: str = ""
    ) -> Order:
        """A step forward that a caller asks for."""
        node = node_of(current().identity)
        return await self.verb(
            request, rules.move(to, node, pickup_code=pickup_code, note=note), pickup_code
        )

    async def complete(self, request: VerbRequest) -> Order:
        """Close the order to the customer's after-sale."""
        return await self.verb(request, rules.complete(node_of(current().identity)))

    async def cancel(self, request: VerbRequest, reason: CancelReason, note: str) -> Order:
        """End the order; a customer may only for their own reasons."""
        by_customer = scope_of_caller().is_customer
        check = Check()
        allowed = [CancelReason.CUSTOMER] if by_customer else list(CancelReason)[1:]
        check.one_of("reason", reason, allowed)
        check.text("note", note, min=0, max=500)
        check.raise_if_any()
        node = node_of(current().identity)
        decide = rules.cancel(reason, note, node, by_customer=by_customer)
        return await self.verb(request, decide, account=True)

    async def verb(
        self,
        request: VerbRequest,
        decide: Decision,
        pickup_code: str = "",
        *,
        account: bool = False,
    ) -> Order:
        """Apply a decision once per request_id; give the order as it is afterwards."""
        check = Check()
        check.request_id(request.request_id)
        check.text("pickup_code", pickup_code, min=0, max=16)
        check.raise_if_any()
        call = current()
        body = call.method.encode() + request.SerializeToString(deterministic=True)
        change = Change(
            request.order_id,
            scope_of_caller(),
            decide,
            call.trace_id,
            f"request:{request.request_id}",
            hashlib.sha256(body).digest(),
            account=account,
        )
        await self._changing.submit(change)
        return await self.get(request.order_id)

    async def batch(self, items: Sequence[BatchItem]) -> list[Head | Refusal]:
        """Apply many decisions; each gives the order's head or why it was refused."""
        call, scope = current(), scope_of_caller()
        changes = [
            Change(i.order_id, scope, i.decide, call.trace_id, i.key, account=i.account)
            for i in items
        ]
        return list(await asyncio.gather(*map(self._try, changes)))

    async def _try(self, change: Change) -> Head | Refusal:
        try:
            return await self._changing.submit(change)
        except Refusal as refusal:
            return refusal

    async def _find(self, order_id: str, scope: Scope) -> Order | None:
        place = (store_of_order(order_id), order_id)
        order = (await self._store.get(scope.merchant_id, [place])).get(order_id)
        return order if order is not None and scope.covers(order.head) else None
