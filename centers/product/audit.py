"""What must always be true of the catalog of one chain, checked by the database."""

from __future__ import annotations

from zhongtai.common.v1 import audit_pb2

from centers.product.store import CatalogStore

_CHECKS = {
    "menu_entries_exist": "Every SKU on a menu exists.",
    "menu_modifiers_exist": "Every modifier priced on a menu exists.",
    "prices_not_negative": "No price of a SKU, modifier, menu or combo option is negative.",
    "group_limits_possible": "Every modifier group in use has limits that choices can meet.",
    "products_have_skus": "Every product in use has a size in use.",
    "combo_options_exist": "Every SKU that may fill a slot of a combo exists.",
    "components_exist": "Every SKU that something takes from stock exists.",
    "channel_codes_unique": "No code of a channel belongs to two items.",
    "revisions_not_ahead": "No item has a revision that readers would not come to.",
}


async def audit(
    store: CatalogStore, merchant_id: str
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
