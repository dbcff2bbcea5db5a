"""What must always be true of a merchant's promotions and coupons, checked by the database."""

from __future__ import annotations

from pathlib import Path

from zhongtai.common.v1 import audit_pb2

from mesh.database import Connection, Database
from mesh.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries_audit.sql"))

_CHECKS = {
    SQL.audit_coupons_conserve: "Coupons issued are those there are, in whatever state.",
    SQL.audit_coupons_have_holds: "A coupon that is held or used belongs to exactly one order.",
    SQL.audit_holds_have_coupons: "A hold that is held or used has each of its coupons.",
    SQL.audit_budgets_equal_holds: "Uses and amounts of budgets are the sums of the holds.",
    SQL.audit_budgets_within_limits: "No promotion has given more, or more often, than it may.",
    SQL.audit_persons_within_limits: "No person has a promotion more often than allowed.",
    SQL.audit_uses_counted: "Exactly the holds that are held or used count as uses.",
    SQL.audit_holds_end: "Nothing is held ten minutes beyond its time.",
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
