"""Rows of the tables ⇄ model."""

from __future__ import annotations

from apps.flash_sale.admissions.model import Admission, Ask, Asked
from apps.flash_sale.model import Session
from mesh.data.rows import Columns, RowReader, Values

session_of = RowReader(Session, json=["names"])
admission_of = RowReader(Admission)
asked_of = RowReader(Asked)

new_session = Values(
    Session,
    *("merchant_id", "session_id", "name", "sku_id", "store_ids", "amount", "currency", "pieces"),
    *("pieces_per_person", "begins_at", "ends_at", "admission_seconds", "promotion_id"),
    *("price_state", "names"),
    json=["names"],
)
COUNTS = Columns(Session, "merchant_id", "session_id", "taken", "sold", "waiting", "queued")
NEW_ADMISSIONS = Columns(
    Admission,
    *("merchant_id", "session_id", "token", "person_id", "store_id", "wanted", "pieces", "state"),
    *("number", "expires_at", "order_id", "moved_at"),
)
CHANGED_ADMISSIONS = Columns(
    Admission,
    *("merchant_id", "token", "pieces", "state", "expires_at", "order_id", "moved_at"),
)
REQUESTS = Columns(Ask, "merchant_id", "person_id", "request_id")
ASKED = Columns(Asked, "merchant_id", "person_id", "request_id", "body_hash", "token")
