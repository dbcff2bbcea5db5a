"""What must always be true of the persons of one merchant, checked by the database."""

from __future__ import annotations

from pathlib import Path

from zhongtai.common.v1 import audit_pb2

from mesh.database import Database
from mesh.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries_audit.sql"))

_CHECKS = {
    "audit_identities_lead_to_persons": "Every channel identity belongs to a person in use.",
    "audit_one_default_address": "Whoever keeps addresses has exactly one default among them.",
    "audit_open_logins_have_persons": "Every open login is of a person in use.",
    "audit_one_live_token_per_login": "No open login has two refresh tokens that work.",
    "audit_merged_persons_lead_on": "Every merged person has the standing merge that made it so.",
}


async def audit(
    db: Database, merchant_id: str
) -> tuple[list[audit_pb2.AuditCheck], dict[str, int]]:
    """Every check with its breaches, and how much there is of everything."""
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
