"""What must always be true of a center's data, checked by its database.

A center writes its checks as named statements (mesh.data.queries) in `queries_audit.sql`. The
sentence under a name is what must be true. A check takes the merchant's id and answers a row for
each thing that it looks at: what that is, as a text, and whether it is as it must be. The reply
says how many these are and how many are wrong, and names at most 20 of the latter. Three
statements are no checks:

- `audit_totals` answers one row of sums, for comparison with the books of other centers;
- `list_merchants` lists the merchants that have something here, only $1 unless it is empty;
- `list_audit_orders`, where a center knows of orders, tells what it holds of each: `order_id`,
  `store_id`, `currency_code`, then whole numbers, sorted by order id as bytes.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import asyncpg
from zhongtai.common.v1 import audit_pb2

from mesh.call.context import current, merchant_id
from mesh.data.database import Connection, Database, Record
from mesh.data.queries import load_queries

Reply = TypeVar("Reply")

PREFIX = "audit_"
TOTALS = "audit_totals"
MERCHANTS = "list_merchants"
ORDERS = "list_audit_orders"

ORDERS_PER_REPLY = 2000
LONGEST_CHECK_SECONDS = 120.0
"""How long one check may run where its call has no deadline."""

_COUNTED = """/* {name} */ SELECT count(*) AS checked,
       count(*) FILTER (WHERE NOT ok) AS breached,
       (array_agg(thing) FILTER (WHERE NOT ok))[1:20] AS examples
FROM (
{check}
) AS each (thing, ok)"""
_LIMIT = "/* audit_limit */ SELECT set_config('statement_timeout', $1, true)"
_INT64 = range(-(2**63), 2**63)


class Audit:
    """The checks of one center."""

    def __init__(self, db: Database, file: Path) -> None:
        self._db = db
        self._queries = load_queries(file)

    async def answer(self, reply_type: Callable[..., Reply]) -> Reply:
        """Answer an Audit of the caller's merchant, all of it as of one moment.

        A check that the database cannot finish says why and counts as breached; the others
        are answered all the same.
        """
        merchant = merchant_id()
        names = [name for name in self._queries if name.startswith(PREFIX) and name != TOTALS]
        async with (
            self._db.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            checks = [await self._check(connection, name, merchant) for name in names]
            sums, failure = await self._totals(connection, merchant)
        return reply_type(checks=[*checks, *failure], totals=sums)

    async def merchants(self, reply_type: Callable[..., Reply]) -> Reply:
        """Answer a ListMerchants: all there are, or the one that the caller is bound to."""
        rows = await self._db.fetch(self._queries[MERCHANTS], merchant_id())
        return reply_type(merchant_ids=sorted(row["merchant_id"] for row in rows))

    async def orders(self, reply_type: Callable[..., Reply]) -> AsyncIterator[Reply]:
        """Answer an AuditOrders: what is held of every order, all of it as of one moment."""
        merchant = merchant_id()
        async with (
            self._db.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            statement = await connection.prepare(self._queries[ORDERS])
            names = [column.name for column in statement.get_attributes()[3:]]
            cursor = await statement.cursor(merchant)
            while rows := await cursor.fetch(ORDERS_PER_REPLY):
                yield reply_type(names=names, orders=map(_order, rows))

    async def _check(
        self, connection: Connection, name: str, merchant: str
    ) -> audit_pb2.AuditCheck:
        check = audit_pb2.AuditCheck(
            name=name.removeprefix(PREFIX), description=self._queries.sentence(name)
        )
        try:
            counted = _COUNTED.format(name=name, check=self._queries[name])
            row = await self._row(connection, counted, merchant)
        except asyncpg.PostgresError as exc:
            return _failed(check, connection, exc)
        check.checked_count, check.breach_count = row["checked"], row["breached"]
        check.breaches.extend(row["examples"] or [])
        return check

    async def _totals(
        self, connection: Connection, merchant: str
    ) -> tuple[dict[str, int], list[audit_pb2.AuditCheck]]:
        """Return the sums, and a failed check when there is one that nobody can tell."""
        check = audit_pb2.AuditCheck(
            name="totals_can_be_told", description="Every sum for the other centers can be told."
        )
        try:
            row = await self._row(connection, self._queries[TOTALS], merchant)
        except asyncpg.PostgresError as exc:
            return {}, [_failed(check, connection, exc)]
        sums = {name: int(total) for name, total in row.items()}
        large = {name: total for name, total in sums.items() if total not in _INT64}
        if not large:
            return sums, []
        check.breach_count, check.failure = 1, f"does not fit into 64 bits: {large}"
        return {name: total for name, total in sums.items() if name not in large}, [check]

    async def _row(self, connection: Connection, statement: str, merchant: str) -> Record:
        """The one row of a statement, which may take half of the time that the call has left."""
        left = current().remaining()
        seconds = LONGEST_CHECK_SECONDS if math.isinf(left) else left / 2
        async with connection.transaction():
            await connection.execute(_LIMIT, str(max(1, int(seconds * 1000))))
            (row,) = await connection.fetch(statement, merchant)
        return row


def _failed(
    check: audit_pb2.AuditCheck, connection: Connection, exc: asyncpg.PostgresError
) -> audit_pb2.AuditCheck:
    if connection.is_closed():
        raise exc
    check.breach_count = 1
    check.failure = "it takes too long" if isinstance(exc, asyncpg.QueryCanceledError) else str(exc)
    return check


def _order(row: Record) -> audit_pb2.AuditOrder:
    order_id, store_id, currency_code, *figures = row
    return audit_pb2.AuditOrder(
        order_id=order_id,
        store_id=store_id,
        currency_code=currency_code,
        figures=map(int, figures),
    )
