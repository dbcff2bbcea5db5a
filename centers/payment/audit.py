"""What must always be true of one merchant's money, checked by the database."""

from __future__ import annotations

from pathlib import Path

from zhongtai.common.v1 import audit_pb2

from mesh.database import Database
from mesh.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries_audit.sql"))

_CHECKS = {
    "captures_are_in_the_ledger": "Captured money is in the ledger once, with its amount.",
    "refunds_within_captured": "Refunds never exceed what was captured, and add up.",
    "refund_steps_are_in_the_ledger": "Every refund is in the ledger, promised and ended once.",
    "accounts_match_payments": "Every account holds what its payments and refunds say.",
    "one_payment_kept_per_order": "At most one payment pays an order, the one the order names.",
    "surplus_goes_back": "Money that pays no order is refunded, or promised, or a person knows.",
    "statuses_match_amounts": "Where a payment stands fits what was captured and refunded.",
    "notices_applied_once": "No payment was captured by two notices.",
    "captures_have_their_event": "Every captured payment has exactly one event in the feed.",
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
