"""What must always be true of the members of one merchant, checked by the database."""

from __future__ import annotations

from pathlib import Path

from zhongtai.common.v1 import audit_pb2

from mesh.database import Database
from mesh.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries_audit.sql"))

_CHECKS = {
    "audit_balance_equals_ledger": "Every balance and growth value is the sum of its ledger.",
    "audit_ledger_runs_on": "Every ledger line follows from the one before, none is missing.",
    "audit_balance_never_negative": "No balance is negative; who owes points has none.",
    "audit_points_conserve": "Every balance is what came, less what went, expired and was spent.",
    "audit_spent_equals_ledger": "What was spent is in redemptions and ledger alike.",
    "audit_reversals_within_earnings": "No refunds took back more than their order earned.",
    "audit_earnings_stand_in_ledger": "Every order that earned did so once, in the ledger.",
    "audit_tier_matches_growth": "Every member has the tier that their growth reaches.",
}


async def audit(
    db: Database, merchant_id: str
) -> tuple[list[audit_pb2.AuditCheck], dict[str, int]]:
    """Every check with its breaches, and the sums that other services' books must match."""
    checks = []
    for name, description in _CHECKS.items():
        row = await db.fetchrow(SQL[name], merchant_id)
        if row is None:
            raise LookupError(name)
        checks.append(
            audit_pb2.AuditCheck(
                name=name.removeprefix("audit_"),
                description=description,
                checked_count=row["checked"],
                breach_count=row["breached"],
                breaches=row["examples"] or [],
            )
        )
    totals = await db.fetchrow(SQL.audit_totals, merchant_id)
    return checks, {key: int(value) for key, value in (totals or {}).items()}
