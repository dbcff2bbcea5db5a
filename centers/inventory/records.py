"""Rows of the tables ⇄ model: the shape in which stock lies in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from centers.inventory.bench import Bench
from centers.inventory.model import (
    BookedSale,
    Event,
    LedgerEntry,
    Movement,
    MovementKind,
    OrderKey,
    Reservation,
    ReservationLine,
    ReservationState,
    SaleKey,
    Stock,
    StockKey,
    TillSaleLine,
)
from mesh.data.database import Record
from mesh.data.rows import columns

Payload = Callable[[Event, datetime], bytes]
"""Encodes an event for the feed."""


def bench_arguments(bench: Bench, payload: Payload, actor: str, trace_id: str) -> list[Any]:
    """Everything a bench has changed, as the parameters of the statement keep_bench."""
    sales = bench.new_sales()
    return [
        *columns([_change(old, new) for old, new in bench.changed_stocks()], 7),
        bench.now,
        *columns([_reservation(each) for each in bench.changed_reservations()], 9),
        *columns([(*key, *_line(line)) for key, line in bench.changed_lines()], 7),
        *columns([_movement(each) for each in bench.movements], 7),
        actor,
        *columns([(*sale.key, sale.digest, sale.sold_at) for sale in sales], 6),
        *columns([(*sale.key, *line) for sale in sales for line in map(_sale_line, sale.lines)], 7),
        *columns([_event(event, payload, bench.now) for event in bench.events()], 5),
        trace_id,
        *columns([(*key, sku_id) for key, sku_id in bench.dropped_lines()], 4),
    ]


def stock_of(row: Record) -> Stock:
    """The stock in a row of `stock`."""
    return Stock(
        StockKey(row["merchant_id"], row["store_id"], row["sku_id"]),
        tracked=row["tracked"],
        on_hand=row["on_hand"],
        reserved=row["reserved"],
        sold=row["sold"],
        version=row["version"],
        updated_at=row["updated_at"],
    )


def reservations_of(rows: Iterable[Record], lines: Iterable[Record]) -> list[Reservation]:
    """The reservations in rows of `reservations`, with their lines."""
    found: defaultdict[OrderKey, list[ReservationLine]] = defaultdict(list)
    for line in lines:
        key = OrderKey(line["merchant_id"], line["store_id"], line["order_id"])
        pieces = line["quantity"], line["taken"], line["returned"]
        found[key].append(ReservationLine(line["sku_id"], *pieces))
    return [_reservation_of(row, found) for row in rows]


def sales_of(rows: Iterable[Record]) -> list[BookedSale]:
    """The till sales in rows of the statement find_sales."""
    lines: defaultdict[SaleKey, list[TillSaleLine]] = defaultdict(list)
    facts: dict[SaleKey, tuple[bytes, datetime]] = {}
    for row in rows:
        key = SaleKey(row["merchant_id"], row["store_id"], row["till_id"], row["till_order_id"])
        if row["sku_id"] is not None:
            lines[key].append(TillSaleLine(row["sku_id"], row["quantity"], row["taken"]))
        facts[key] = row["digest"], row["sold_at"]
    return [BookedSale(key, facts[key][0], tuple(lines[key]), facts[key][1]) for key in facts]


def ledger_entry_of(row: Record) -> LedgerEntry:
    """The entry in a row of `movements`."""
    movement = Movement(
        StockKey(row["merchant_id"], row["store_id"], row["sku_id"]),
        MovementKind(row["kind"]),
        row["quantity"],
        row["source"],
        row["note"],
    )
    return LedgerEntry(row["number"], movement, row["actor"], row["created_at"])


def _change(old: Stock, new: Stock) -> tuple[Any, ...]:
    # Differences, not results: should a lock ever be forgotten, no change is lost.
    differences = (new.on_hand - old.on_hand, new.reserved - old.reserved, new.sold - old.sold)
    return (*new.key, new.tracked, *differences)


def _reservation(each: Reservation) -> tuple[Any, ...]:
    return (
        *each.key,
        each.state,
        each.digest,
        each.expires_at,
        each.created_at,
        each.updated_at,
        each.version + 1,
    )


def _reservation_of(
    row: Record, lines: defaultdict[OrderKey, list[ReservationLine]]
) -> Reservation:
    key = OrderKey(row["merchant_id"], row["store_id"], row["order_id"])
    return Reservation(
        key,
        ReservationState(row["state"]),
        tuple(lines[key]),
        digest=row["digest"],
        expires_at=row["expires_at"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )


def _line(line: ReservationLine) -> tuple[Any, ...]:
    return (line.sku_id, line.quantity, line.taken, line.returned)


def _sale_line(line: TillSaleLine) -> tuple[Any, ...]:
    return (line.sku_id, line.quantity, line.taken)


def _movement(each: Movement) -> tuple[Any, ...]:
    return (*each.key, each.kind, each.quantity, each.source, each.note)


def _event(event: Event, payload: Payload, now: datetime) -> tuple[Any, ...]:
    return (*event.stock.key, event.kind.name, payload(event, now))
