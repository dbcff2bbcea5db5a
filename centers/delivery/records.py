"""Rows of the tables ⇄ model. Columns are named like the attributes, so both ways are short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from centers.delivery.model import Attempt, Booking, Delivery
from centers.delivery.work import Work
from mesh.data.change import Unit
from mesh.data.database import Record
from mesh.data.rows import RowReader, json_rows, json_text
from mesh.feed.events import NewEvent, event_columns

attempt_of = RowReader(Attempt)
delivery_of = RowReader(Delivery, json=["pickup", "dropoff", "parcel", "fee", "rider", "bookings"])
"""Reads a row of `deliveries` that has its bookings as JSON."""

_locked_delivery_of = RowReader(Delivery, json=["pickup", "dropoff", "parcel", "fee", "rider"])
_booking_of = RowReader(Booking, json=["fee", "cancel_fee"])


def locked_deliveries_of(rows: Sequence[Record], bookings: Iterable[Record]) -> list[Delivery]:
    """Return the deliveries in rows of `deliveries`, with the bookings in rows of `bookings`."""
    found: defaultdict[str, list[Booking]] = defaultdict(list)
    for row in bookings:
        found[row["delivery_id"]].append(_booking_of(row))
    return [_locked_delivery_of(row, bookings=found[row["delivery_id"]]) for row in rows]


def new_arguments(delivery: Delivery, created: NewEvent, unit: Unit) -> list[Any]:
    """Return a new delivery and its event, as the parameters of the statement create_delivery."""
    return [
        json_text(delivery),
        # JSON has no bytes.
        delivery.body_hash,
        *event_columns([created]),
        unit.now,
    ]


def work_arguments(work: Work, events: Sequence[NewEvent], unit: Unit) -> list[Any]:
    """Return all that decisions have changed, as the parameters of the statement keep_changes."""
    changed = work.changed()
    return [
        unit.now,
        json_rows(changed),
        json_rows(booking for delivery in changed for booking in delivery.bookings),
        json_rows(work.kept_reports),
        *event_columns(events),
    ]
