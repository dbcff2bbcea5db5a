"""After-sale, one function per RPC: the order is locked, the rule decides, the store keeps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from zhongtai.order.v1 import after_sale_pb2

from centers.order import after_sales, errors
from centers.order.after_sale_store import (
    after_sales_of,
    keep_after_sale,
    keep_events,
    lines_of,
    list_after_sales,
    take_for_change,
)
from centers.order.answers import after_sale_message, event_row
from centers.order.model import AfterSale, AfterSaleLine, AfterSaleStatus, Event, Head
from centers.order.scope import node_of, scope_of_caller
from mesh.clock import Clock
from mesh.context import current
from mesh.database import Connection, Database
from mesh.feed import Feed
from mesh.idempotency import RequestWithId, once
from mesh.ids import new_id, store_of_order
from mesh.paging import Page
from mesh.validation import Check

Effect = Callable[[Connection], Awaitable[after_sale_pb2.AfterSale]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a customer asks back: lines (empty: the whole order), amount (0: their price)."""

    order_id: str
    lines: Sequence[AfterSaleLine]
    amount: int
    reason: str


class AfterSales:
    """The operations on after-sale requests."""

    def __init__(self, db: Database, feed: Feed, clock: Clock) -> None:
        self._db = db
        self._feed = feed
        self._clock = clock

    async def apply(self, request: RequestWithId, wanted: Wanted) -> after_sale_pb2.AfterSale:
        """Keep a customer's wish for money back, once per request_id."""
        check = Check()
        check.request_id(request.request_id)
        check.text("reason", wanted.reason, max=500)
        check.raise_if_any()

        async def effect(conn: Connection) -> after_sale_pb2.AfterSale:
            head = await self._locked(conn, wanted.order_id)
            others = await after_sales_of(conn, head)
            left = after_sales.left_to_refund(head, others)
            lines = (await lines_of(conn, head)).lines
            price = after_sales.price_of(lines, wanted.lines, left)
            now = self._clock.now()
            new = AfterSale(
                after_sale_id=new_id("afs"),
                order_id=head.order_id,
                status=AfterSaleStatus.APPLIED,
                amount=wanted.amount or price,
                currency=head.currency,
                lines=tuple(wanted.lines),
                reason=wanted.reason,
                created_at=now,
                updated_at=now,
            )
            by_customer, node = scope_of_caller().is_customer, node_of(current().identity)
            event = after_sales.apply(head, others, new, by_customer=by_customer, node=node)
            return await self._keep(conn, head, new, event)

        return await self._once(request, effect)

    async def answer(
        self,
        request: RequestWithId,
        order_id: str,
        after_sale_id: str,
        to: AfterSaleStatus,
        answer: str = "",
    ) -> after_sale_pb2.AfterSale:
        """Move a request, once per request_id."""
        check = Check()
        check.request_id(request.request_id)
        check.text("answer", answer, min=0, max=500)
        check.raise_if_any()

        async def effect(conn: Connection) -> after_sale_pb2.AfterSale:
            return await self._move(conn, order_id, after_sale_id, to, answer)

        return await self._once(request, effect)

    async def settle(
        self, order_id: str, after_sale_id: str, to: AfterSaleStatus, note: str
    ) -> after_sale_pb2.AfterSale:
        """Say how the refund of an agreed request ended; saying it again changes nothing."""

        async def work(conn: Connection) -> after_sale_pb2.AfterSale:
            return await self._move(conn, order_id, after_sale_id, to, note)

        reply = await self._db.run_in_transaction(work)
        self._feed.wake()
        return reply

    async def list_requests(
        self, page: Page, order_id: str, store_id: str, status: AfterSaleStatus | None
    ) -> list[AfterSale]:
        """One request more than the page shows, newest first."""
        scope = scope_of_caller()
        return await list_after_sales(
            self._db,
            scope.merchant_id,
            order_id=order_id,
            store_id=scope.store_id or store_id,
            status=status,
            person_id=scope.person_id,
            before=str(page.after[0]) if page.after else "",
            limit=page.limit + 1,
        )

    async def _once(self, request: RequestWithId, effect: Effect) -> after_sale_pb2.AfterSale:
        reply = await once(self._db, request, after_sale_pb2.AfterSale, effect)
        self._feed.wake()
        return reply

    async def _locked(self, conn: Connection, order_id: str) -> Head:
        head = await take_for_change(conn, store_of_order(order_id), order_id)
        if head is None or not scope_of_caller().covers(head):
            raise errors.OrderNotFound(order_id=order_id)
        return head

    async def _move(
        self, conn: Connection, order_id: str, after_sale_id: str, to: AfterSaleStatus, answer: str
    ) -> after_sale_pb2.AfterSale:
        head = await self._locked(conn, order_id)
        known = {each.after_sale_id: each for each in await after_sales_of(conn, head)}
        if after_sale_id not in known:
            raise errors.AfterSaleNotFound(after_sale_id=after_sale_id)
        node = node_of(current().identity)
        after, event = after_sales.move(
            head, known[after_sale_id], to, answer=answer, node=node, now=self._clock.now()
        )
        return await self._keep(conn, head, after, event)

    async def _keep(
        self, conn: Connection, head: Head, request: AfterSale, event: Event | None
    ) -> after_sale_pb2.AfterSale:
        if event is not None:
            row = event_row(event, self._clock.now(), current().trace_id)
            await keep_after_sale(conn, head, request)
            await keep_events(conn, [row])
        return after_sale_message(request)
