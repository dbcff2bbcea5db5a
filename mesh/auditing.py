"""What must always be true of a center's data, checked by its database.

A center writes its checks as named statements (mesh.queries) in `queries_audit.sql`. The
sentence under a name is what must be true. A check takes the merchant's id and answers one
row: `checked`, how many things it looked at, `breached`, how many are wrong, and `examples`,
at most 20 of these. The statement `audit_totals` answers one row of sums instead, for
comparison with the books of other centers.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from zhongtai.common.v1 import audit_pb2

from mesh.context import merchant_id
from mesh.database import Connection, Database
from mesh.queries import load_queries

Reply = TypeVar("Reply")

PREFIX = "audit_"
TOTALS = "audit_totals"


class Audit:
    """The checks of one center."""

    def __init__(self, db: Database, file: Path) -> None:
        self._db = db
        self._queries = load_queries(file)

    async def answer(self, reply_type: Callable[..., Reply]) -> Reply:
        """Answer an Audit of the caller's merchant, all of it as of one moment."""
        merchant = merchant_id()
        async with (
            self._db.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            names = [name for name in self._queries if name != TOTALS]
            checks = [await self._check(connection, name, merchant) for name in names]
            (totals,) = await connection.fetch(self._queries[TOTALS], merchant)
        sums = {name: int(total) for name, total in totals.items()}
        return reply_type(checks=checks, totals=sums)

    async def _check(
        self, connection: Connection, name: str, merchant: str
    ) -> audit_pb2.AuditCheck:
        (row,) = await connection.fetch(self._queries[name], merchant)
        return audit_pb2.AuditCheck(
            name=name.removeprefix(PREFIX),
            description=self._queries.sentence(name),
            checked_count=row["checked"],
            breach_count=row["breached"],
            breaches=row["examples"] or [],
        )
