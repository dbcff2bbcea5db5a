"""Protobuf ⇄ model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from zhongtai.inventory.v1 import inventory_pb2 as pb
from zhongtai.inventory.v1 import reservation_pb2, stock_pb2

from centers.inventory.counting import CountOutcome, TillSaleResult
from centers.inventory.model import (
    Adjustment,
    Count,
    Event,
    LedgerEntry,
    MovementKind,
    OrderKey,
    Policy,
    Quantity,
    Reservation,
    ReservationState,
    Shortage,
    Stock,
    StockKey,
)
from centers.inventory.rules import CommitResult, ReleaseOutcome
from mesh.call.batch_answers import refused_order
from mesh.call.wire import known_or_none, number, stamp
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.ids import new_id


def quantities(lines: Iterable[pb.StockLine]) -> list[Quantity]:
    """Lines as they came, nothing checked yet."""
    return [Quantity(line.sku_id, line.quantity) for line in lines]


def policies_of(request: stock_pb2.SetStockPolicyRequest) -> list[Policy]:
    """The policies of a request."""
    return [Policy(each.sku_id, each.tracked) for each in request.policies]


def counts_of(counts: Iterable[stock_pb2.StockCount]) -> list[Count]:
    """What was counted."""
    return [Count(each.sku_id, each.counted, each.note) for each in counts]


def adjustments_of(request: stock_pb2.AdjustStockRequest) -> list[Adjustment]:
    """The adjustments of a request. Raises InvalidRequest for a reason that is none."""
    return [
        Adjustment(each.sku_id, each.delta, _reason(each.reason, index), each.note)
        for index, each in enumerate(request.adjustments)
    ]


def stock_message(stock: Stock) -> pb.Stock:
    """A stock; one that nobody has set is untracked."""
    return pb.Stock(
        store_id=stock.key.store_id,
        sku_id=stock.key.sku_id,
        tracked=stock.tracked,
        on_hand=stock.on_hand,
        reserved=stock.reserved,
        sold=stock.sold,
        available=stock.available,
        update_time=stamp(stock.updated_at),
    )


def stock_or_untracked(stocks: Iterable[Stock], key: StockKey) -> pb.Stock:
    """The only stock there is, or that of a SKU never set."""
    return stock_message(next(iter(stocks), Stock(key)))


def shortage_messages(shortages: Iterable[Shortage]) -> list[pb.Shortage]:
    """What is missing."""
    return [pb.Shortage(sku_id=x.sku_id, asked=x.asked, available=x.available) for x in shortages]


def reservation_message(reservation: Reservation) -> pb.Reservation:
    """A reservation as it stands."""
    held = reservation.state is ReservationState.HELD
    return pb.Reservation(
        order_id=reservation.key.order_id,
        store_id=reservation.key.store_id,
        state=number(reservation.state),
        lines=[
            pb.ReservationLine(
                sku_id=line.sku_id,
                quantity=line.quantity,
                taken=line.taken,
                returned=line.returned,
            )
            for line in reservation.lines
        ],
        expire_time=stamp(reservation.expires_at) if held else None,
        create_time=stamp(reservation.created_at),
        update_time=stamp(reservation.updated_at),
    )


def nothing_needed(key: OrderKey) -> pb.Reservation:
    """The answer to an order none of whose SKUs is tracked."""
    return pb.Reservation(
        order_id=key.order_id,
        store_id=key.store_id,
        state=pb.RESERVATION_STATE_NOT_NEEDED,
    )


def commit_result(result: CommitResult) -> reservation_pb2.CommitResult:
    """The answer for one order of a commit."""
    return reservation_pb2.CommitResult(
        order_id=result.order_id,
        outcome=number(result.outcome),
        shortages=shortage_messages(result.shortages),
    )


commit_refused = refused_order(
    reservation_pb2.CommitResult, outcome=reservation_pb2.COMMIT_OUTCOME_REFUSED
)
"""The answer for what is no order."""


def release_result(order_id: str, outcome: ReleaseOutcome) -> reservation_pb2.ReleaseResult:
    """The answer for one order of a release."""
    return reservation_pb2.ReleaseResult(order_id=order_id, outcome=number(outcome))


release_refused = refused_order(
    reservation_pb2.ReleaseResult, outcome=reservation_pb2.RELEASE_OUTCOME_REFUSED
)
"""The answer for what is no order."""


def till_sale_result(result: TillSaleResult) -> reservation_pb2.TillSaleResult:
    """The answer for one till sale."""
    return reservation_pb2.TillSaleResult(
        till_id=result.key.till_id,
        till_order_id=result.key.till_order_id,
        outcome=number(result.outcome),
        shortages=shortage_messages(result.shortages),
    )


def till_sale_refused(
    sale: reservation_pb2.TillSale, refusal: InvalidRequest
) -> reservation_pb2.TillSaleResult:
    """The answer for a till sale that is malformed."""
    return reservation_pb2.TillSaleResult(
        till_id=sale.till_id,
        till_order_id=sale.till_order_id,
        outcome=reservation_pb2.TILL_SALE_OUTCOME_REFUSED,
        refusal_reason=refusal.reason,
        refusal_message=refusal.message,
    )


def count_result(outcome: CountOutcome, stock: Stock) -> stock_pb2.CountResult:
    """The answer for one counted SKU."""
    return stock_pb2.CountResult(outcome=number(outcome), stock=stock_message(stock))


def count_refused(count: stock_pb2.StockCount, refusal: InvalidRequest) -> stock_pb2.CountResult:
    """The answer for a count that is malformed."""
    return stock_pb2.CountResult(
        outcome=stock_pb2.COUNT_OUTCOME_REFUSED,
        stock=pb.Stock(sku_id=count.sku_id),
        refusal_reason=refusal.reason,
        refusal_message=refusal.message,
    )


def movement_message(entry: LedgerEntry) -> pb.Movement:
    """One entry of the ledger."""
    movement = entry.movement
    return pb.Movement(
        movement_number=entry.number,
        store_id=movement.key.store_id,
        sku_id=movement.key.sku_id,
        kind=number(movement.kind),
        quantity=movement.quantity,
        source=movement.source,
        note=movement.note,
        actor=entry.actor,
        create_time=stamp(entry.created_at),
    )


def event_payload(event: Event, now: datetime) -> bytes:
    """An event as it lies in the feed; gives it its id."""
    # The stock as it is after the change that this event tells.
    stock = stock_message(replace(event.stock, updated_at=now))
    message = pb.StockEvent(
        event_id=new_id("evt"),
        kind=number(event.kind),
        stock=stock,
        missing=event.missing,
        source=event.source,
        occur_time=stamp(now),
        merchant_id=event.stock.key.merchant_id,
    )
    return message.SerializeToString()


def _reason(given: int, index: int) -> MovementKind:
    reason = known_or_none(MovementKind, given, f"adjustments[{index}].reason")
    if reason is None:
        field = f"adjustments[{index}].reason"
        raise InvalidRequest(violations=[Violation(field, "is required")])
    return reason
