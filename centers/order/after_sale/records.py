"""Rows of the table ⇄ model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from centers.order.after_sale.model import AfterSale
from centers.order.model import Head
from mesh.data.rows import Columns, RowReader

request_of = RowReader(AfterSale, json=["lines"])

_REQUESTS = Columns(
    AfterSale,
    *("order_id", "after_sale_id", "status", "amount", "currency", "lines", "reason", "answer"),
    *("created_at", "updated_at", "origin", "attempt", "refunded", "fees", "by_merchant"),
    *("by_platform", "held_by_channel", "failure", "channel_refund_number", "request_key"),
    "unmade",
    json=["lines"],
)


def request_columns(requests: Sequence[tuple[Head, AfterSale]]) -> list[list[Any]]:
    """Return the columns of requests, each with its order, for the statement keep_requests."""
    return [
        [head.store_id for head, _ in requests],
        [head.merchant_id for head, _ in requests],
        *_REQUESTS([request for _, request in requests]),
    ]
