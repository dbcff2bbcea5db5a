"""Rows of the table ⇄ model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from centers.order.after_sale.model import (
    AfterSale,
    AfterSaleLine,
    AfterSaleOrigin,
    AfterSaleStatus,
)
from centers.order.model import Head
from mesh.data.database import Record
from mesh.data.rows import columns, json_text

_lines = msgspec.json.Decoder(tuple[AfterSaleLine, ...])


def request_of(row: Record) -> AfterSale:
    """The request in a row of `after_sales`."""
    return AfterSale(
        after_sale_id=row["after_sale_id"],
        order_id=row["order_id"],
        status=AfterSaleStatus(row["status"]),
        amount=row["amount"],
        currency=row["currency"],
        lines=_lines.decode(row["lines"]),
        reason=row["reason"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        origin=AfterSaleOrigin(row["origin"]),
        answer=row["answer"],
        attempt=row["attempt"],
        refunded=row["refunded"],
        fees=row["fees"],
        by_merchant=row["by_merchant"],
        by_platform=row["by_platform"],
        held_by_channel=row["held_by_channel"],
        failure=row["failure"],
        channel_refund_number=row["channel_refund_number"],
        request_key=row["request_key"],
        unmade=row["unmade"],
    )


def request_columns(requests: Iterable[tuple[Head, AfterSale]]) -> list[list[Any]]:
    """The columns of requests, each beside its order's head, for the statement keep_requests."""
    return columns([_row(head, request) for head, request in requests], 23)


def _row(head: Head, request: AfterSale) -> tuple[Any, ...]:
    return (
        head.store_id,
        head.order_id,
        request.after_sale_id,
        head.merchant_id,
        request.status,
        request.amount,
        request.currency,
        json_text(request.lines),
        request.reason,
        request.answer,
        request.created_at,
        request.updated_at,
        request.origin,
        request.attempt,
        request.refunded,
        request.fees,
        request.by_merchant,
        request.by_platform,
        request.held_by_channel,
        request.failure,
        request.channel_refund_number,
        request.request_key,
        request.unmade,
    )
