"""Decisions about reservations: what an order may take, and what becomes of what it took.

They decide over locked rows (work.py) and raise before they change anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from centers.inventory.errors import (
    OutOfStock,
    ReservationDiffers,
    ReservationNotCommitted,
    ReturnExceedsSale,
    named,
)
from centers.inventory.model import MovementKind, Quantity, Shortage, Stock, StockKey
from centers.inventory.reservations.model import (
    CommitOutcome,
    CommitResult,
    Demand,
    ReleaseOutcome,
    Reservation,
    ReservationLine,
    ReservationState,
)
from centers.inventory.rules import added_up
from centers.inventory.work import Work
from mesh.pure.ids import OrderKey


def reserve(work: Work, demand: Demand) -> Reservation | None:
    """Set aside all tracked lines of a demand; return None when none of them is tracked.

    A repetition gets the reservation as it stands. One that lapsed before its order was paid
    is taken anew, perhaps with other lines: the order was never made with the old ones.
    Raise OutOfStock and ReservationDiffers.
    """
    existing = work.reservation(demand.key)
    if existing is None:
        return _reserve_first(work, demand)
    if existing.state in (ReservationState.RELEASED, ReservationState.EXPIRED):
        return _reserve_again(work, existing, demand)
    if existing.digest != demand.digest:
        raise ReservationDiffers(order_id=demand.key.order_id)
    if existing.state is ReservationState.SHORT:
        return _reserve_again(work, existing, demand)
    if existing.state is ReservationState.HELD and existing.expires_at <= work.now:
        # Over but not yet swept: it still has its pieces.
        return work.put_reservation(existing, existing.state, expires_at=demand.expires_at)
    return existing


def commit(work: Work, key: OrderKey) -> CommitResult:
    """Sell what is set aside; what had lapsed is taken anew, all of it or none."""
    reservation = work.reservation(key)
    if reservation is None:
        return CommitResult(key.order_id, CommitOutcome.NOTHING_HELD)
    if reservation.state is ReservationState.COMMITTED:
        return CommitResult(key.order_id, CommitOutcome.ALREADY_COMMITTED)
    if reservation.state is ReservationState.HELD:
        lines = reservation.lines
        _sell(work, key, lines, from_reserved=True)
    else:
        short = _shortages(work, reservation)
        if short:
            _note_short(work, reservation, short)
            return CommitResult(key.order_id, CommitOutcome.SHORTFALL, short)
        lines = _takeable(work, reservation)
        _sell(work, key, lines, from_reserved=False)
    work.put_reservation(reservation, ReservationState.COMMITTED, lines)
    return CommitResult(key.order_id, CommitOutcome.COMMITTED)


def release(work: Work, key: OrderKey, *, return_committed: bool) -> ReleaseOutcome:
    """Give back what is set aside and, if wanted, what was sold and has not come back."""
    reservation = work.reservation(key)
    if reservation is None:
        return ReleaseOutcome.NOTHING_HELD
    if reservation.state is ReservationState.COMMITTED:
        return _release_sold(work, reservation) if return_committed else ReleaseOutcome.COMMITTED
    if reservation.state is ReservationState.HELD:
        _give_back(work, reservation, ReservationState.RELEASED)
        return ReleaseOutcome.RELEASED
    if reservation.state is not ReservationState.RELEASED:
        work.put_reservation(reservation, ReservationState.RELEASED)
    return ReleaseOutcome.ALREADY_RELEASED


def expire(work: Work, key: OrderKey) -> bool:
    """Give back what is set aside when its time is over; return whether it was."""
    reservation = work.reservation(key)
    if reservation is None or reservation.state is not ReservationState.HELD:
        return False
    if reservation.expires_at > work.now:
        return False
    _give_back(work, reservation, ReservationState.EXPIRED)
    return True


def give_returned(
    work: Work, reservation: Reservation, lines: Sequence[Quantity], note: str
) -> Reservation:
    """Put sold pieces back into stock, and return the reservation; no lines means all left.

    SKUs the reservation does not have are passed over. Raise ReservationNotCommitted and
    ReturnExceedsSale.
    """
    if reservation.state is not ReservationState.COMMITTED:
        raise ReservationNotCommitted(state=reservation.state.name)
    coming = dict(added_up(lines) or _unreturned(reservation))
    for line in reservation.lines:
        returnable = line.taken - line.returned
        if coming.get(line.sku_id, 0) > returnable:
            raise ReturnExceedsSale(sku_id=line.sku_id, returnable=returnable)
    after = []
    for line in reservation.lines:
        pieces = coming.get(line.sku_id, 0)
        after.append(replace(line, returned=line.returned + pieces))
        if pieces:
            stock = _stock(work, reservation.key, line.sku_id).taken_back(pieces)
            work.move(stock, MovementKind.RETURN, pieces, reservation.key.order_id, note)
    return work.put_reservation(reservation, reservation.state, tuple(after))


def _release_sold(work: Work, sold: Reservation) -> ReleaseOutcome:
    rest = _unreturned(sold)
    if not rest:
        return ReleaseOutcome.ALREADY_RELEASED
    give_returned(work, sold, rest, "the order was cancelled")
    return ReleaseOutcome.RETURNED


def _reserve_first(work: Work, demand: Demand) -> Reservation | None:
    lines = _held_lines(work, demand)
    if not lines:
        return None
    fresh = Reservation(
        demand.key,
        ReservationState.HELD,
        lines,
        demand.digest,
        demand.expires_at,
        created_at=work.now,
        updated_at=work.now,
    )
    return work.put_reservation(fresh, ReservationState.HELD)


def _reserve_again(work: Work, lapsed: Reservation, demand: Demand) -> Reservation:
    lines = _held_lines(work, demand)
    renewed = replace(lapsed, digest=demand.digest, expires_at=demand.expires_at)
    return work.put_reservation(renewed, ReservationState.HELD, lines)


def _held_lines(work: Work, demand: Demand) -> tuple[ReservationLine, ...]:
    """Set aside every tracked line of the demand, and return them. Raise OutOfStock."""
    merchant_id, store_id, _ = demand.key
    tracked = [x for x in demand.wanted if work.tracked(merchant_id, store_id, x.sku_id)]
    short = work.shortages(merchant_id, store_id, tracked)
    if short:
        raise OutOfStock(shortages=named(short))
    lines = tuple(ReservationLine(sku_id, pieces, pieces) for sku_id, pieces in tracked)
    for line in lines:
        work.put_stock(_stock(work, demand.key, line.sku_id).held(line.taken))
    return lines


def _shortages(work: Work, lapsed: Reservation) -> tuple[Shortage, ...]:
    wanted = [Quantity(line.sku_id, line.quantity) for line in lapsed.lines]
    return work.shortages(lapsed.key.merchant_id, lapsed.key.store_id, wanted)


def _takeable(work: Work, lapsed: Reservation) -> tuple[ReservationLine, ...]:
    """Return the lines as they are taken anew, without what is not tracked any more."""
    merchant_id, store_id, _ = lapsed.key
    return tuple(
        replace(x, taken=x.quantity if work.tracked(merchant_id, store_id, x.sku_id) else 0)
        for x in lapsed.lines
    )


def _sell(
    work: Work, key: OrderKey, lines: Iterable[ReservationLine], *, from_reserved: bool
) -> None:
    for line in lines:
        if line.taken:
            stock = _stock(work, key, line.sku_id)
            after = stock.sold_off(line.taken, from_reserved=from_reserved)
            work.move(after, MovementKind.SALE, -line.taken, key.order_id)


def _give_back(work: Work, held: Reservation, state: ReservationState) -> None:
    for line in held.lines:
        if line.taken:
            work.put_stock(_stock(work, held.key, line.sku_id).held(-line.taken))
    work.put_reservation(held, state, tuple(replace(line, taken=0) for line in held.lines))


def _note_short(work: Work, lapsed: Reservation, short: Iterable[Shortage]) -> None:
    if lapsed.state is ReservationState.SHORT:
        return
    for sku_id, asked, available in short:
        key = StockKey(lapsed.key.merchant_id, lapsed.key.store_id, sku_id)
        work.add_shortfall(key, asked - available, lapsed.key.order_id)
    work.put_reservation(lapsed, ReservationState.SHORT)


def _unreturned(reservation: Reservation) -> list[Quantity]:
    rest = ((line.sku_id, line.taken - line.returned) for line in reservation.lines)
    return [Quantity(sku_id, pieces) for sku_id, pieces in rest if pieces]


def _stock(work: Work, key: OrderKey, sku_id: str) -> Stock:
    stock = work.stock(StockKey(key.merchant_id, key.store_id, sku_id))
    if stock is None:
        # Stock rows are never deleted: whoever has a line locked its stock first.
        raise LookupError(f"{key} has a line of {sku_id} without stock")
    return stock
