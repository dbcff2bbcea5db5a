"""Rows of the tables ⇄ model."""

from __future__ import annotations

from collections.abc import Sequence

from apps.cart.checkouts.model import Checkout
from apps.cart.model import Cart, Key, Line, Seen, Summary
from mesh.data.database import Record
from mesh.data.rows import RowReader, Values

_SEEN = ("seen_name", "seen_sku_name", "seen_amount", "seen_currency", "seen_language")
"""Columns of what a customer has seen, in the order of Seen."""

summary_of = RowReader(Summary)
checkout_of = RowReader(Checkout)

checkout_values = Values(
    Checkout,
    *("checkout_id", "person_id", "request_id", "body_hash", "cart_id", "line_ids"),
    *("quantities", "order_request", "started_at"),
)


def cart_of(key: Key, rows: Sequence[Record]) -> Cart:
    """Return the cart in the rows of the statement find_cart; without any, an empty one."""
    if not rows:
        return Cart(key)
    first = rows[0]
    lines = tuple(_line_of(row) for row in rows if row["line_id"] is not None)
    return Cart(key, first["cart_id"], first["version"], first["updated_at"], lines)


def _line_of(row: Record) -> Line:
    seen = None
    if row["seen_name"] is not None:
        seen = Seen(*(row[column] for column in _SEEN))
    return Line(row["line_id"], row["wanted"], row["quantity"], seen)
