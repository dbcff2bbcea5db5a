"""What the order center does, one function per RPC: fetch, decide, keep."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from centers.order import checks, errors, rules
from centers.order.imports.operations import Imports
from centers.order.model import CancelReason, Head, NewOrder, Order, OrderStatus
from centers.order.rules import Decision
from centers.order.scope import NODE, node_of
from centers.order.search.model import OrderFilter
from centers.order.store import OrderStore
from centers.order.tills.rules import TillChoice
from centers.order.vouchers.rules import by_hand, unless_given
from centers.order.work import Asked, Change, Placement
from centers.order.writer import ChangeWriter, Creation, PlacingWriter
from mesh.call.context import current, passed
from mesh.call.scope import Scope, scope_of_caller
from mesh.data.paging import Page
from mesh.pure.clock import Clock
from mesh.pure.errors import InProgress, Refusal
from mesh.pure.ids import is_order_id, new_order_id, store_of_order
from mesh.pure.validation import Check

MOST_ORDERS = 500
"""Most orders in one question."""


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One item of a batch of changes: which order, its natural key, what to decide.

    `account` says that the decision looks at what has been asked back of the order.
    """

    order_id: str
    key: str
    decide: Decision
    account: bool = False


@dataclass(frozen=True, slots=True)
class Beginning:
    """The order id of a placement, and its order if there is one.

    `is_new` when the placement was not known before.
    """

    order_id: str
    order: Order | None = None
    is_new: bool = False


class Orders:
    """The operations of the order center, on the orders that the current caller may see.

    What changes an order goes through the batch writer, once per key of its message.
    """

    def __init__(
        self,
        store: OrderStore,
        *,
        placing: PlacingWriter,
        changing: ChangeWriter,
        imports: Imports,
        tills: TillChoice,
        clock: Clock,
    ) -> None:
        self._store = store
        self._placing = placing
        self._changing = changing
        self._imports = imports
        self._tills = tills
        self._clock = clock

    async def begin(
        self, request_id: str, body_hash: bytes, store_id: str, person_id: str
    ) -> Beginning:
        """Return the order id of a placement, and the order if it exists already."""
        placement = self._placement(request_id, body_hash, store_id, person_id)
        begun = await self._placing.begin(placement)
        if begun.known:
            order = await self._find(begun.order_id, scope_of_caller())
            if order is not None:
                return Beginning(begun.order_id, order)
        if not begun.leased:
            raise InProgress
        return Beginning(begun.order_id, is_new=not begun.known)

    async def abandon(self, request_id: str, person_id: str, order_id: str) -> None:
        """Let the customer try a refused placement again at once."""
        scope = scope_of_caller()
        key = (scope.merchant_id, scope.person_id or person_id, request_id)
        await self._placing.abandon(key, order_id)

    async def create(self, new: NewOrder, request_id: str = "", body_hash: bytes = b"") -> Order:
        """Write a new order and return it; a repetition gives the order as it is now.

        With a request_id it is begun and written in one, and has no id yet.

        Raise InvalidRequest, AmountsDisagree, RequestIdReused, PersonMerged.
        """
        call, way = current(), passed(NODE)
        if new.taken_by_till:
            await self._imports.sell(new, way)
            return await self.get(new.order_id)
        placement = None
        if request_id:
            checks.check_unbegun(new)
            placement = self._placement(request_id, body_hash, new.store_id, new.person_id)
            new = replace(new, order_id=placement.order_id)
        checks.check_new_order(new, imported=False)
        merchant_id = call.identity.merchant_id
        new = replace(new, pos_plugin=self._tills.plugin_of(new, merchant_id))
        order = rules.make_order(new, new.order_id, merchant_id, self._clock.now())
        created = await self._placing.create(Creation(order, call.trace_id, way, placement))
        return created or await self.get(new.order_id)

    async def get(self, order_id: str) -> Order:
        """Return one order. Raise OrderNotFound, also for one that the caller may not see."""
        order = await self._find(order_id, scope_of_caller())
        if order is None:
            raise errors.OrderNotFound(order_id=order_id)
        return order

    async def get_many(self, order_ids: Sequence[str]) -> list[Order]:
        """Return several orders in the order of the ids; what names none is missing."""
        check = Check()
        check.count("order_ids", order_ids, min=1, max=MOST_ORDERS)
        check.raise_if_any()
        scope = scope_of_caller()
        places = [(store_of_order(each), each) for each in order_ids if is_order_id(each)]
        found = await self._store.get(scope.merchant_id, places)
        orders = (found[order_id] for order_id in order_ids if order_id in found)
        return [order for order in orders if scope.covers(order.head)]

    async def list_orders(self, wanted: OrderFilter, page: Page, *, full: bool) -> list[Order]:
        """Return one row more than the page shows, newest first; `full` ones with their lines."""
        scope = scope_of_caller()
        wanted = replace(
            wanted,
            merchant_id=scope.merchant_id,
            store_id=scope.store_id or wanted.store_id,
            person_id=scope.person_id or wanted.person_id,
        )
        checks.check_search(wanted)
        rows = await self._store.list_orders(wanted, page)
        if not full or not rows:
            return rows
        places = [(row.head.store_id, row.head.order_id) for row in rows]
        whole = await self._store.get(wanted.merchant_id, places)
        return [whole[row.head.order_id] for row in rows]

    async def list_events(self, order_id: str, page: Page) -> list[tuple[int, bytes]]:
        """Return one row more than the page shows of an order's history, oldest first."""
        order = await self.get(order_id)
        return await self._store.list_events(order.head, page)

    async def move(self, asked: Asked, to: OrderStatus, *, pickup_code: str = "") -> Order:
        """Take a step forward that a caller asks for."""
        checks.check_action(asked.request_id, pickup_code)
        decide = by_hand(to, rules.move(to, node_of(current().identity), pickup_code=pickup_code))
        return await self._change(asked, decide)

    async def complete(self, asked: Asked) -> Order:
        """Close the order to the customer's after-sale."""
        checks.check_action(asked.request_id)
        decide = by_hand(OrderStatus.COMPLETED, rules.complete(node_of(current().identity)))
        return await self._change(asked, decide)

    async def cancel(
        self,
        asked: Asked,
        reason: CancelReason,
        note: str,
        only_if: Sequence[OrderStatus] = (),
    ) -> Order:
        """End the order, in one of the statuses `only_if` if any; a customer for their own reasons.

        Raise StatusDiffers, IllegalMove, CancelNeedsAfterSale.
        """
        by_customer = scope_of_caller().is_customer
        checks.check_cancel(reason, note, only_if, by_customer=by_customer)
        checks.check_action(asked.request_id)
        node = node_of(current().identity)
        end = unless_given(rules.cancel(reason, note, node, by_customer=by_customer))
        return await self._change(asked, rules.only_in(only_if, end), account=True)

    async def report(self, asked: Asked, to: OrderStatus, why: CancelReason, note: str) -> Order:
        """Take note of what the channel's platform says has happened."""
        checks.check_report(to, why, note)
        checks.check_action(asked.request_id)
        node = node_of(current().identity)
        if to is OrderStatus.CANCELLED:
            decide = rules.reject(note, node, why)
        elif to is OrderStatus.COMPLETED:
            decide = rules.complete(node)
        else:
            decide = rules.move(to, node, note=note, lenient=True)
        return await self._change(asked, decide, account=to is OrderStatus.CANCELLED)

    async def give_code(self, asked: Asked, pickup_code: str) -> Order:
        """Give, or change, the pick-up code."""
        checks.check_pickup_code(pickup_code)
        checks.check_action(asked.request_id)
        return await self._change(asked, rules.give_code(pickup_code, node_of(current().identity)))

    async def set_sub_status(self, asked: Asked, sub_status: str) -> Order:
        """Set an application's finer step within the status."""
        checks.check_sub_status(sub_status)
        checks.check_action(asked.request_id)
        decide = rules.set_sub_status(sub_status, node_of(current().identity))
        return await self._change(asked, decide)

    async def batch(self, items: Sequence[BatchItem]) -> list[Head | Refusal]:
        """Apply many decisions; return for each the order's head, or why it was refused."""
        call, scope = current(), scope_of_caller()
        changes = [
            Change(i.order_id, scope, i.decide, call.trace_id, i.key, account=i.account)
            for i in items
        ]
        return list(await asyncio.gather(*map(self._try, changes)))

    async def _change(self, asked: Asked, decide: Decision, *, account: bool = False) -> Order:
        """Apply a decision once per request_id, and return the order as it is afterwards."""
        change = Change(
            asked.order_id,
            scope_of_caller(),
            decide,
            current().trace_id,
            f"request:{asked.request_id}",
            asked.digest,
            account=account,
        )
        await self._changing.submit(change)
        return await self.get(asked.order_id)

    def _placement(
        self, request_id: str, body_hash: bytes, store_id: str, person_id: str
    ) -> Placement:
        """Return a placement of the caller's with an id for its order."""
        checks.check_placement(request_id, body_hash, store_id, person_id)
        scope = scope_of_caller()
        key = (scope.merchant_id, scope.person_id or person_id, request_id)
        return Placement(*key, body_hash, new_order_id(store_id), store_id)

    async def _try(self, change: Change) -> Head | Refusal:
        try:
            return await self._changing.submit(change)
        except Refusal as refusal:
            return refusal

    async def _find(self, order_id: str, scope: Scope) -> Order | None:
        place = (store_of_order(order_id), order_id)
        order = (await self._store.get(scope.merchant_id, [place])).get(order_id)
        return order if order is not None and scope.covers(order.head) else None
