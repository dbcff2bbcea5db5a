"""What must always be true of the stock of one merchant, checked by the database."""

from __future__ import annotations

from pathlib import Path

from zhongtai.common.v1 import audit_pb2

from mesh.database import Connection, Database
from mesh.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries_audit.sql"))

_CHECKS = {
    SQL.audit_stock_equals_movements: "Pieces on hand are the sum of the ledger.",
    SQL.audit_movements_have_stock: "Every entry of the ledger belongs to a stock.",
    SQL.audit_nothing_negative: "No number is below zero, no more is promised than there is.",
    SQL.audit_reserved_equals_held: "Pieces reserved are what held reservations have taken.",
    SQL.audit_sold_equals_sales: "Pieces sold are what sales took and did not return.",
    SQL.audit_sold_once: "Each sold line is in the ledger exactly once, with its pieces.",
    SQL.audit_lapsed_hold_nothing: "Released, expired and short reservations hold nothing.",
    SQL.audit_reservations_end: "No reservation is held ten minutes beyond its time.",
}
_NAMES = {statement: name.removeprefix("audit_") for name, statement in SQL.items()}


async def audit(
    db: Database, merchant_id: str
) -> tuple[list[audit_pb2.AuditCheck], dict[str, int]]:
    """Every check with its breaches, and the totals, all as of one moment."""
    async with (
        db.connection() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        checks = [
            await _check(connection, statement, description, merchant_id)
            for statement, description in _CHECKS.items()
        ]
        totals = await connection.fetch(SQL.audit_totals, merchant_id)
    return checks, {row["name"]: row["total"] for row in totals}


async def _check(
    connection: Connection, statement: str, description: str, merchant_id: str
) -> audit_pb2.AuditCheck:
    row = await connection.fetchrow(statement, merchant_id)
    if row is None:
        raise LookupError(f"{_NAMES[statement]} answered nothing")
    return audit_pb2.AuditCheck(
        name=_NAMES[statement],
        description=description,
        checked_count=row["checked"],
        breach_count=row["breaches"],
        breaches=row["examples"] or [],
    )
