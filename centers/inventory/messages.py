"""Protobuf ⇄ model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from zhongtai.inventory.v1 import inventory_pb2 as pb
from zhongtai.inventory.v1 import reservation_pb2, stock_pb2

from centers.inventory.model import (
    Adjustment,
    BookedSale,
    Count,
    CountOutcome,
    Event,
    LedgerEntry,
    Policy,
    Quantity,
    SaleKey,
    Shortage,
    Stock,
    StockKey,
    TillSale,
    TillSaleLine,
    TillSaleResult,
)
from centers.inventory.reservations.model import (
    CommitResult,
    Reservation,
    ReservationLine,
    ReservationState,
)
from centers.inventory.rules import added_up, digest_of
from mesh.call.batch_answers import refused_order
from mesh.call.context import merchant_id
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import moment, number
from mesh.pure.errors import InvalidRequest
from mesh.pure.ids import OrderKey, new_id

REFUSAL = ("refusal_reason", "refusal_message")
"""What only the answer for a malformed item carries."""

policies_of = ToModel(stock_pb2.StockPolicy, Policy).each
counts_of = ToModel(stock_pb2.StockCount, Count).each
adjustments_of = ToModel(stock_pb2.StockAdjustment, Adjustment).each

stock_message = ToMessage(
    Stock,
    pb.Stock,
    names={
        "store_id": "key.store_id",
        "sku_id": "key.sku_id",
        "update_time": "updated_at",
    },
)
shortage_message = ToMessage(Shortage, pb.Shortage)
_reservation = ToMessage(
    Reservation,
    pb.Reservation,
    names={
        "order_id": "key.order_id",
        "store_id": "key.store_id",
        "expire_time": "expires_at",
        "create_time": "created_at",
        "update_time": "updated_at",
    },
    uses=[ToMessage(ReservationLine, pb.ReservationLine)],
)
commit_result = ToMessage(
    CommitResult, reservation_pb2.CommitResult, uses=[shortage_message], left=REFUSAL
)
till_sale_result = ToMessage(
    TillSaleResult,
    reservation_pb2.TillSaleResult,
    names={"till_id": "key.till_id", "till_order_id": "key.till_order_id"},
    uses=[shortage_message],
    left=REFUSAL,
)
booked_sale_message = ToMessage(
    BookedSale,
    reservation_pb2.BookedTillSale,
    names={
        "till_id": "key.till_id",
        "till_order_id": "key.till_order_id",
        "sell_time": "sold_at",
    },
    uses=[ToMessage(TillSaleLine, reservation_pb2.BookedTillSaleLine)],
)
movement_message = ToMessage(
    LedgerEntry,
    pb.Movement,
    names={
        "movement_number": "number",
        "store_id": "movement.key.store_id",
        "sku_id": "movement.key.sku_id",
        "kind": "movement.kind",
        "quantity": "movement.quantity",
        "source": "movement.source",
        "note": "movement.note",
        "create_time": "created_at",
    },
)


def quantities(lines: Iterable[pb.StockLine]) -> list[Quantity]:
    """Return lines as they came, nothing checked yet."""
    return [Quantity(line.sku_id, line.quantity) for line in lines]


def till_sale_of(sale: reservation_pb2.TillSale, now: datetime) -> TillSale:
    """Return a sale that a till has made, now when the till does not say when."""
    wanted = added_up(quantities(sale.lines))
    key = SaleKey(merchant_id(), sale.store_id, sale.till_id, sale.till_order_id)
    sold_at = moment(sale, "sell_time") or now
    return TillSale(key, wanted, digest_of(sale.store_id, wanted), sold_at)


def stock_or_untracked(stocks: Iterable[Stock], key: StockKey) -> pb.Stock:
    """Return the only stock there is, or that of a SKU never set."""
    return stock_message(next(iter(stocks), Stock(key)))


def reservation_message(reservation: Reservation) -> pb.Reservation:
    """Return a reservation as it stands; only one that is held has an end."""
    message = _reservation(reservation)
    if reservation.state is not ReservationState.HELD:
        message.ClearField("expire_time")
    return message


def nothing_needed(key: OrderKey) -> pb.Reservation:
    """Return the answer to an order none of whose SKUs is tracked."""
    return pb.Reservation(
        order_id=key.order_id,
        store_id=key.store_id,
        state=pb.RESERVATION_STATE_NOT_NEEDED,
    )


commit_refused = refused_order(
    reservation_pb2.CommitResult, outcome=reservation_pb2.COMMIT_OUTCOME_REFUSED
)
"""The answer for what is no order."""


def till_sale_refused(
    sale: reservation_pb2.TillSale, refusal: InvalidRequest
) -> reservation_pb2.TillSaleResult:
    """Return the answer for a till sale that is malformed."""
    return reservation_pb2.TillSaleResult(
        till_id=sale.till_id,
        till_order_id=sale.till_order_id,
        outcome=reservation_pb2.TILL_SALE_OUTCOME_REFUSED,
        refusal_reason=refusal.reason,
        refusal_message=refusal.message,
    )


def count_result(outcome: CountOutcome, stock: Stock) -> stock_pb2.CountResult:
    """Return the answer for one counted SKU."""
    return stock_pb2.CountResult(outcome=number(outcome), stock=stock_message(stock))


def count_refused(count: stock_pb2.StockCount, refusal: InvalidRequest) -> stock_pb2.CountResult:
    """Return the answer for a count that is malformed."""
    return stock_pb2.CountResult(
        outcome=stock_pb2.COUNT_OUTCOME_REFUSED,
        stock=pb.Stock(sku_id=count.sku_id),
        refusal_reason=refusal.reason,
        refusal_message=refusal.message,
    )


_event = ToMessage(
    Event,
    pb.StockEvent,
    names={"merchant_id": "stock.key.merchant_id", "occur_time": "stock.updated_at"},
    uses=[stock_message],
    left=["event_id"],
)


def event_payload(event: Event, now: datetime) -> bytes:
    """Return an event as it lies in the feed, with an id of its own."""
    # The stock as it is after the change that this event tells.
    message = _event(replace(event, stock=replace(event.stock, updated_at=now)))
    message.event_id = new_id("evt")
    return message.SerializeToString()
