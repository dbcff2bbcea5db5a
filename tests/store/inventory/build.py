"""Builders of inventory messages, and short ways to call."""

import itertools

from zhongtai.inventory.v1 import feed_pb2, stock_pb2
from zhongtai.inventory.v1 import inventory_pb2 as words
from zhongtai.inventory.v1 import reservation_pb2 as pb

from mesh.pure.errors import Refusal
from mesh.pure.ids import new_order_id

STORE = "sto_1"
_numbers = itertools.count(1)


def order_id(store: str = STORE) -> str:
    return new_order_id(store)


def request_id() -> str:
    return f"r{next(_numbers)}"


def lines(wanted: dict[str, int]) -> list[words.StockLine]:
    return [words.StockLine(sku_id=sku, quantity=pieces) for sku, pieces in wanted.items()]


async def stocked(center, store: str = STORE, **counts: int) -> None:
    """Count these SKUs."""
    found = [stock_pb2.StockCount(sku_id=sku, counted=n) for sku, n in counts.items()]
    request = stock_pb2.SetStockRequest(request_id=request_id(), store_id=store, counts=found)
    await center.servicer.SetStock(request, None)


async def reserve(center, order: str, store: str = STORE, **wanted: int):
    request = pb.ReserveStockRequest(order_id=order, store_id=store, lines=lines(wanted))
    return (await center.servicer.ReserveStock(request, None)).reservation


async def tried(center, order: str, **wanted: int) -> str:
    """The state of a reservation, or the reason of its refusal."""
    try:
        reservation = await reserve(center, order, **wanted)
    except Refusal as refusal:
        return refusal.reason
    return words.ReservationState.Name(reservation.state).removeprefix("RESERVATION_STATE_")


async def commit(center, *orders: str) -> list[str]:
    request = pb.CommitReservationsRequest(order_ids=orders)
    results = (await center.servicer.CommitReservations(request, None)).results
    names = (pb.CommitOutcome.Name(result.outcome) for result in results)
    return [name.removeprefix("COMMIT_OUTCOME_") for name in names]


async def release(center, *orders: str, return_committed: bool = False) -> list[str]:
    request = pb.ReleaseReservationsRequest(order_ids=orders, return_committed=return_committed)
    results = (await center.servicer.ReleaseReservations(request, None)).results
    names = (pb.ReleaseOutcome.Name(result.outcome) for result in results)
    return [name.removeprefix("RELEASE_OUTCOME_") for name in names]


async def numbers(center, sku: str, store: str = STORE) -> tuple[int, int, int]:
    """On hand, reserved, sold."""
    request = stock_pb2.GetStockRequest(store_id=store, sku_id=sku)
    stock = (await center.servicer.GetStock(request, None)).stock
    return stock.on_hand, stock.reserved, stock.sold


async def breaches(center) -> list[str]:
    """What the audit finds wrong."""
    answer = await center.servicer.Audit(feed_pb2.AuditRequest(), None)
    return [f"{check.name}: {breach}" for check in answer.checks for breach in check.breaches]
