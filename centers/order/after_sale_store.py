"""Where after-sale requests are kept, beside their orders; with store.py the only SQL here."""

from __future__ import annotations

from centers.order.model import AfterSale, AfterSaleStatus, Head, Order
from centers.order.records import EventRow, after_sale_of, event_columns, head_of, order_of
from centers.order.store import SQL
from mesh.database import Connection, Database
from mesh.rows import json_text


async def list_after_sales(
    db: Database,
    merchant_id: str,
    *,
    order_id: str = "",
    store_id: str = "",
    status: AfterSaleStatus | None = None,
    person_id: str = "",
    before: str = "",
    limit: int,
) -> list[AfterSale]:
    """Requests, newest first, with ids before `before` (empty: from the top)."""
    filters = (merchant_id, order_id, store_id, status, person_id, before, limit)
    return [after_sale_of(row) for row in await db.fetch(SQL.list_after_sales, *filters)]


async def take_for_change(conn: Connection, store_id: str, order_id: str) -> Head | None:
    """One order's head, locked until the transaction ends."""
    row = await conn.fetchrow(SQL.take_orders_for_change, [store_id], [order_id])
    return head_of(row) if row else None


async def after_sales_of(conn: Connection, head: Head) -> list[AfterSale]:
    """Every after-sale request of an order, oldest first."""
    rows = await conn.fetch(SQL.list_after_sales_of_order, head.store_id, head.order_id)
    return [after_sale_of(row) for row in rows]


async def lines_of(conn: Connection, head: Head) -> Order:
    """The whole order that is locked in this transaction."""
    row = await conn.fetchrow(SQL.get_orders, head.merchant_id, [head.store_id], [head.order_id])
    if row is None:
        raise LookupError(head.order_id)
    return order_of(row)


async def keep_after_sale(conn: Connection, head: Head, request: AfterSale) -> None:
    """Write a request as it is now."""
    await conn.execute(
        SQL.keep_after_sale,
        head.store_id,
        head.order_id,
        request.after_sale_id,
        head.merchant_id,
        request.status,
        request.amount,
        request.currency,
        json_text(request.lines),
        request.reason,
        request.answer,
        request.created_at,
        request.updated_at,
    )


async def keep_events(conn: Connection, events: list[EventRow]) -> None:
    """Write events in the transaction of what they tell."""
    await conn.execute(SQL.keep_events, *event_columns(events))
