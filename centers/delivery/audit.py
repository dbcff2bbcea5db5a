"""What must always be true of one merchant's deliveries, checked by the database."""

from __future__ import annotations

from pathlib import Path

from zhongtai.common.v1 import audit_pb2

from mesh.database import Database
from mesh.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries_audit.sql"))

_CHECKS = {
    "one_winner_per_delivery": "At most one booking brings a delivery; one that rides has it.",
    "ended_deliveries_hold_no_rider": "A delivery that has ended waits for no carrier.",
    "one_open_delivery_per_order": "An order is brought by one delivery at a time.",
    "open_deliveries_are_followed": "Every delivery that has not ended is looked after.",
    "deliveries_have_their_event": "Every delivery has its event of creation in the feed.",
}


async def audit(
    db: Database, merchant_id: str
) -> tuple[list[audit_pb2.AuditCheck], dict[str, int]]:
    """Every check with its breaches, and the sums that other services' books must match."""
    checks = []
    for name, description in _CHECKS.items():
        (row,) = await db.fetch(SQL[name], merchant_id)
        checks.append(
            audit_pb2.AuditCheck(
                name=name,
                description=description,
                checked_count=row["checked"],
                breach_count=row["breached"],
                breaches=row["examples"] or [],
            )
        )
    (totals,) = await db.fetch(SQL.totals, merchant_id)
    return checks, {key: int(value) for key, value in totals.items()}
