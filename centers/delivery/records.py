"""Rows of the tables ⇄ model. Columns are named like the fields, so both ways are short."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from centers.delivery.model import (
    Booking,
    BookingStatus,
    Delivery,
    DeliveryStatus,
    Fee,
    Parcel,
    Place,
    Rider,
    Route,
    Rule,
    Strategy,
)
from mesh.data.database import Record
from mesh.data.rows import columns


@dataclass(frozen=True, slots=True)
class EventRow:
    """One row of the feed, encoded."""

    merchant_id: str
    store_id: str
    delivery_id: str
    kind: str
    payload: bytes
    trace_id: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class KnownUpdate:
    """One message of a carrier, and what it led to."""

    carrier: str
    update_id: str
    booking_id: str
    outcome: int


def event_columns(events: Iterable[EventRow]) -> list[list[Any]]:
    """The columns of events, for the statement that writes them."""
    rows = [
        (e.merchant_id, e.store_id, e.delivery_id, e.kind, e.payload, e.trace_id, e.occurred_at)
        for e in events
    ]
    return columns(rows, 7)


def delivery_of(row: Record, bookings: Iterable[Booking]) -> Delivery:
    """A row of `deliveries` with its bookings."""
    return Delivery(
        delivery_id=row["delivery_id"],
        merchant_id=row["merchant_id"],
        store_id=row["store_id"],
        order_id=row["order_id"],
        attempt=row["attempt"],
        person_id=row["person_id"],
        status=DeliveryStatus(row["status"]),
        route=Route(row["route"]),
        pickup=msgspec.json.decode(row["pickup"], type=Place),
        dropoff=msgspec.json.decode(row["dropoff"], type=Place),
        parcel=msgspec.json.decode(row["parcel"], type=Parcel),
        strategy=Strategy(row["strategy"]),
        carriers=tuple(row["carriers"]),
        assign_timeout_seconds=row["assign_timeout_seconds"],
        body_hash=row["body_hash"],
        created_at=row["created_at"],
        status_at=row["status_at"],
        fee=_fee_of(row["fee"]),
        rider=msgspec.json.decode(row["rider"], type=Rider) if row["rider"] else None,
        cancelling=row["cancelling"],
        reason=row["reason"],
        bookings=tuple(bookings),
    )


def booking_of(row: Record) -> Booking:
    """A row of `bookings`."""
    return Booking(
        booking_id=row["booking_id"],
        delivery_id=row["delivery_id"],
        carrier=row["carrier"],
        status=BookingStatus(row["status"]),
        created_at=row["created_at"],
        carrier_delivery_no=row["carrier_delivery_no"],
        fee=_fee_of(row["fee"]),
        cancel_fee=_fee_of(row["cancel_fee"]),
        reason=row["reason"],
    )


def rule_of(row: Record) -> Rule:
    """A row of `dispatch_rules`."""
    return Rule(
        merchant_id=row["merchant_id"],
        store_id=row["store_id"],
        strategy=Strategy(row["strategy"]),
        carriers=tuple(row["carriers"]),
        own_riders_first=row["own_riders_first"],
        assign_timeout_seconds=row["assign_timeout_seconds"],
    )


def _fee_of(text: str | None) -> Fee | None:
    return msgspec.json.decode(text, type=Fee) if text else None
