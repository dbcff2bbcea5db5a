"""Where after-sale requests are kept, beside their orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from centers.order.after_sale.account import account_of
from centers.order.after_sale.model import AfterSale, AfterSaleStatus
from centers.order.after_sale.records import request_columns, request_of
from centers.order.model import Head, Order
from mesh.call.scope import Scope
from mesh.data.database import Connection, Database
from mesh.data.paging import Page
from mesh.data.queries import load_queries
from mesh.data.rows import columns

SQL = load_queries(Path(__file__).with_name("queries.sql"))


class AfterSaleStore:
    """The table of after-sale requests."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def with_account(self, order: Order) -> Head:
        """Return an order's head with its account."""
        place = (order.head.store_id, order.head.order_id)
        requests = await requests_of(self._db, [place])
        return with_account(order, requests[order.head.order_id])

    async def list_requests(
        self,
        scope: Scope,
        order_id: str,
        store_id: str,
        status: AfterSaleStatus | None,
        page: Page,
    ) -> list[AfterSale]:
        """Return one request more than the page shows, newest first."""
        rows = await self._db.fetch(
            SQL.list_requests,
            *(scope.merchant_id, order_id, scope.store_id or store_id, status),
            *(scope.person_id, page.after_text, page.rows),
        )
        return request_of.each(rows)


async def requests_of(
    source: Connection | Database, places: Sequence[tuple[str, str]]
) -> dict[str, list[AfterSale]]:
    """Return every request about orders (store id, order id), by order id, oldest first."""
    found: dict[str, list[AfterSale]] = {order_id: [] for _, order_id in places}
    for row in await source.fetch(SQL.list_requests_of_orders, *columns(places, 2)):
        found[row["order_id"]].append(request_of(row))
    return found


def with_account(order: Order, requests: Sequence[AfterSale]) -> Head:
    """Return the order's head with its account."""
    return replace(order.head, account=account_of(order, requests))


async def keep_requests(connection: Connection, changed: Sequence[tuple[Head, Head]]) -> None:
    """Write what a change of orders (before and after) made of their requests."""
    requests = [
        (after, request)
        for before, after in changed
        if after.account is not None and after.account != before.account
        for request in after.account.requests
        if request not in _known(before)
    ]
    if requests:
        await connection.execute(SQL.keep_requests, *request_columns(requests))


def _known(head: Head) -> tuple[AfterSale, ...]:
    return head.account.requests if head.account else ()
