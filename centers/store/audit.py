"""What must always be true of the stores of one chain, checked by the database."""

from __future__ import annotations

from zhongtai.common.v1 import audit_pb2

from centers.store.store import StoreStore

_CHECKS = {
    "external_codes_unique": "No two stores of the chain have the same external code.",
    "delivering_stores_have_areas": "Every store that delivers has an area to deliver to.",
    "delivery_prices_not_negative": "No delivery area has a negative fee or minimum.",
    "periods_end_after_they_begin": "Every period of opening is longer than none, at most a day.",
    "revisions_not_ahead": "No store has a revision that readers would not come to.",
    "stores_have_their_event": "Every store has its event of creation in the feed.",
}


async def audit(
    store: StoreStore, merchant_id: str
) -> tuple[list[audit_pb2.AuditCheck], dict[str, int]]:
    """Every check with its breaches, and counts."""
    checks = []
    for name, description in _CHECKS.items():
        checked, breached, examples = await store.audit(name, merchant_id)
        checks.append(
            audit_pb2.AuditCheck(
                name=name,
                description=description,
                checked_count=checked,
                breach_count=breached,
                breaches=examples,
            )
        )
    return checks, await store.audit_totals(merchant_id)
