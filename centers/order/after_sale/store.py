"""Where after-sale requests are kept, beside their orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from centers.order.after_sale.account import account_of
from centers.order.after_sale.model import AfterSale, AfterSaleStatus
from centers.order.after_sale.records import request_columns, request_of
from centers.order.model import Head, Order
from mesh.data.database import Connection, Database
from mesh.data.queries import load_queries
from mesh.data.rows import columns

SQL = load_queries(Path(__file__).with_name("queries.sql"))


async def requests_of(
    conn: Connection | Database, places: Sequence[tuple[str, str]]
) -> dict[str, list[AfterSale]]:
    """Every request about orders (store id, order id), by order id, oldest first."""
    found: dict[str, list[AfterSale]] = {order_id: [] for _, order_id in places}
    for row in await conn.fetch(SQL.list_requests_of_orders, *columns(places, 2)):
        found[row["order_id"]].append(request_of(row))
    return found


def with_account(order: Order, requests: Sequence[AfterSale]) -> Head:
    """The order's head with its account."""
    return replace(order.head, account=account_of(order, requests))


async def keep_requests(
    conn: Connection, before: Mapping[str, Head], after: Mapping[str, Head]
) -> None:
    """Write what a change of orders made of their requests."""
    changed = [
        (head, request)
        for order_id, head in after.items()
        if head.account is not None and head.account != before[order_id].account
        for request in head.account.requests
        if request not in _known(before[order_id])
    ]
    if changed:
        await conn.execute(SQL.keep_requests, *request_columns(changed))


async def list_requests(
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
    return [request_of(row) for row in await db.fetch(SQL.list_requests, *filters)]


def _known(head: Head) -> tuple[AfterSale, ...]:
    return head.account.requests if head.account else ()
