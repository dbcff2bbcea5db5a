"""Rows of the tables ⇄ model: the shape in which stock lies in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from centers.inventory.model import (
    BookedSale,
    Event,
    LedgerEntry,
    Movement,
    SaleKey,
    Stock,
    TillSaleLine,
)
from centers.inventory.reservations.model import Reservation
from centers.inventory.work import Work
from mesh.data.change import Unit
from mesh.data.database import Record
from mesh.data.rows import Columns, RowReader, columns
from mesh.feed.events import NewEvent, event_columns
from mesh.pure.grouping import grouped
from mesh.pure.ids import OrderKey

Payload = Callable[[Event, datetime], bytes]
"""Encodes an event for the feed."""

stock_of = RowReader(Stock, nested=["key"])
_reservation_of = RowReader(Reservation, nested=["key"])
_movement_of = RowReader(Movement, nested=["key"])

_RESERVATIONS = Columns(
    Reservation,
    *("key.merchant_id", "key.store_id", "key.order_id"),
    *("state", "digest", "expires_at", "created_at", "updated_at", "version"),
)
_MOVEMENTS = Columns(
    Movement,
    *("key.merchant_id", "key.store_id", "key.sku_id", "kind", "quantity", "source", "note"),
)
_SALES = Columns(
    BookedSale,
    *("key.merchant_id", "key.store_id", "key.till_id", "key.till_order_id"),
    *("digest", "sold_at"),
)


def events_of(work: Work, payload: Payload) -> list[NewEvent]:
    """Return what happened to the stock of a batch."""
    return [_event(each, payload, work.now) for each in work.events()]


def work_arguments(
    work: Work, events: Sequence[NewEvent], unit: Unit, chains: Iterable[str]
) -> list[Any]:
    """Return all that a batch has changed, as the parameters of the statement keep_work.

    `chains` are those that have an ERP.
    """
    sales = work.new_sales()
    lines = [(*key, x.sku_id, x.quantity, x.taken, x.returned) for key, x in work.changed_lines()]
    sold = [(*sale.key, x.sku_id, x.quantity, x.taken) for sale in sales for x in sale.lines]
    return [
        *columns([_change(old, new) for old, new in work.changed_stocks()], 7),
        work.now,
        *_RESERVATIONS(work.changed_reservations()),
        *columns(lines, 7),
        *_MOVEMENTS(work.movements),
        unit.actor,
        *_SALES(sales),
        *columns(sold, 7),
        *event_columns(events, unit.trace_id),
        *columns([(*key, sku_id) for key, sku_id in work.dropped_lines()], 4),
        list(chains),
    ]


def reservations_of(rows: Sequence[Record], lines: Iterable[Record]) -> list[Reservation]:
    """Return the reservations in rows of `reservations`, with their lines."""
    found: defaultdict[OrderKey, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        found[order_of(line)].append(dict(line))
    return [_reservation_of(row, lines=found[order_of(row)]) for row in rows]


def order_of(row: Record) -> OrderKey:
    """Return the order that a row is about."""
    return OrderKey(row["merchant_id"], row["store_id"], row["order_id"])


def sales_of(rows: Iterable[Record]) -> list[BookedSale]:
    """Return the till sales in rows of the statement find_sales."""
    sales = []
    for of_sale in grouped(rows, _sale):
        lines = tuple(
            TillSaleLine(row["sku_id"], row["quantity"], row["taken"])
            for row in of_sale
            if row["sku_id"] is not None
        )
        head = of_sale[0]
        sales.append(BookedSale(_sale(head), head["digest"], lines, head["sold_at"]))
    return sales


def ledger_entry_of(row: Record) -> LedgerEntry:
    """Return the entry in a row of `movements`."""
    return LedgerEntry(row["number"], _movement_of(row), row["actor"], row["created_at"])


def _change(old: Stock, new: Stock) -> tuple[Any, ...]:
    # Differences, not results: should a lock ever be forgotten, no change is lost.
    differences = (new.on_hand - old.on_hand, new.reserved - old.reserved, new.sold - old.sold)
    return (*new.key, new.tracked, *differences)


def _sale(row: Record) -> SaleKey:
    return SaleKey(row["merchant_id"], row["store_id"], row["till_id"], row["till_order_id"])


def _event(event: Event, payload: Payload, now: datetime) -> NewEvent:
    return NewEvent(*event.stock.key, event.kind.name, payload(event, now))
