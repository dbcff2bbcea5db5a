"""What must always be true of the orders of one merchant, checked by the database."""

from __future__ import annotations

from pathlib import Path

from zhongtai.common.v1 import audit_pb2

from mesh.database import Database
from mesh.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries_audit.sql"))

_CHECKS = {
    "order_amounts_add_up": "Lines, fees and discounts of every order make its total.",
    "lines_add_up": "The lines of every order make its lines amount, their shares its discounts.",
    "one_order_per_channel_number": "No channel number has two orders.",
    "daily_numbers_unique": "No two orders of a store and day have the same daily number.",
    "placed_orders_are_paid": "Every order that was placed is paid in full.",
    "cancelled_orders_refunded": "Whatever was paid for a cancelled order is given back.",
    "orders_have_their_event": "Every order has its event of creation in the feed.",
}


async def audit(
    db: Database, merchant_id: str
) -> tuple[list[audit_pb2.AuditCheck], dict[str, int]]:
    """Every check with its breaches, and the sums that other services' books must match."""
    checks = []
    for name, description in _CHECKS.items():
        row = await db.fetchrow(SQL[f"audit_{name}"], merchant_id)
        if row is None:
            raise LookupError(name)
        checks.append(
            audit_pb2.AuditCheck(
                name=name,
                description=description,
                checked_count=row["checked"],
                breach_count=row["breached"],
                breaches=(row["examples"] or [])[:20],
            )
        )
    totals = await db.fetchrow(SQL.audit_totals, merchant_id)
    return checks, {key: int(value) for key, value in (totals or {}).items()}
