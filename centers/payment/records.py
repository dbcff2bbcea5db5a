"""Rows of the tables ⇄ model. Columns are named like the fields, so both ways are short."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from centers.payment.model import Balance, Difference, Entry, Notice, Payable, Payment, Refund
from mesh.data.database import Record
from mesh.data.rows import columns

Row = TypeVar("Row", Balance, Difference, Entry, Notice, Payable, Refund)

_parameters = msgspec.json.Decoder(dict[str, str])


@dataclass(frozen=True, slots=True)
class EventRow:
    """One row of the feed, encoded."""

    merchant_id: str
    store_id: str
    order_id: str
    kind: str
    payload: bytes
    trace_id: str
    occurred_at: datetime


def event_columns(events: Iterable[EventRow]) -> list[list[Any]]:
    """The columns of events, for the statement that writes them."""
    rows = [
        (e.merchant_id, e.store_id, e.order_id, e.kind, e.payload, e.trace_id, e.occurred_at)
        for e in events
    ]
    return columns(rows, 7)


def row_of(kind: type[Row], record: Record) -> Row:
    """A row of the table that belongs to a class of the model."""
    return msgspec.convert(dict(record), kind)


def payment_of(record: Record) -> Payment:
    """A row of `payments`."""
    values = dict(record)
    values["client_parameters"] = _parameters.decode(values["client_parameters"])
    return msgspec.convert(values, Payment)
