"""Decisions about reservations: what an order may take, and what becomes of what it took.

Each decision works on a bench of locked rows (see bench.py) and either changes it or raises
a refusal before it has changed anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from centers.inventory.bench import Bench
from centers.inventory.errors import (
    OutOfStock,
    ReservationDiffers,
    ReservationNotCommitted,
    ReturnExceedsSale,
    named,
)
from centers.inventory.model import (
    Demand,
    MovementKind,
    OrderKey,
    Quantity,
    Reservation,
    ReservationLine,
    ReservationState,
    Shortage,
    Stock,
    StockKey,
)


class CommitOutcome(IntEnum):
    """What a commit did to one order; the numbers are those of the contract."""

    COMMITTED = 1
    ALREADY_COMMITTED = 2
    NOTHING_HELD = 3
    SHORTFALL = 4
    REFUSED = 5


class ReleaseOutcome(IntEnum):
    """What a release did to one order; the numbers are those of the contract."""

    RELEASED = 1
    ALREADY_RELEASED = 2
    NOTHING_HELD = 3
    COMMITTED = 4
    RETURNED = 5
    REFUSED = 6


@dataclass(frozen=True, slots=True)
class CommitResult:
    """The answer for one order of a commit."""

    order_id: str
    outcome: CommitOutcome
    shortages: tuple[Shortage, ...] = ()


def added_up(lines: Iterable[Quantity]) -> tuple[Quantity, ...]:
    """The lines with each SKU once, by SKU: the same SKU twice in a cart counts twice."""
    totals: dict[str, int] = {}
    for sku_id, quantity in lines:
        totals[sku_id] = totals.get(sku_id, 0) + quantity
    return tuple(Quantity(sku_id, totals[sku_id]) for sku_id in sorted(totals))


def digest_of(store_id: str, wanted: Sequence[Quantity]) -> bytes:
    """A fingerprint of what is wanted where, equal for equal demands only."""
    words = [store_id, *(f"{sku_id}\t{quantity}" for sku_id, quantity in wanted)]
    return hashlib.sha256("\n".join(words).encode()).digest()


def reserve(bench: Bench, demand: Demand) -> Reservation | None:
    """Set aside all tracked lines of the demand; None when none of them is tracked.

    A repetition gets the reservation as it stands. One that lapsed before its order was paid
    is taken anew, perhaps with other lines: the order was never made with the old ones.
    Raises OutOfStock and ReservationDiffers.
    """
    existing = bench.reservation(demand.key)
    if existing is None:
        return _reserve_first(bench, demand)
    if existing.state in (ReservationState.RELEASED, ReservationState.EXPIRED):
        return _reserve_again(bench, existing, demand)
    if existing.digest != demand.digest:
        raise ReservationDiffers(order_id=demand.key.order_id)
    if existing.state is ReservationState.SHORT:
        return _reserve_again(bench, existing, demand)
    if existing.state is ReservationState.HELD and existing.expires_at <= bench.now:
        # Over but not yet swept: it still has its pieces.
        return bench.put_reservation(existing, existing.state, expires_at=demand.expires_at)
    return existing


def commit(bench: Bench, key: OrderKey) -> CommitResult:
    """Sell what is set aside; what had lapsed is taken anew, all of it or none."""
    reservation = bench.reservation(key)
    if reservation is None:
        return CommitResult(key.order_id, CommitOutcome.NOTHING_HELD)
    if reservation.state is ReservationState.COMMITTED:
        return CommitResult(key.order_id, CommitOutcome.ALREADY_COMMITTED)
    if reservation.state is ReservationState.HELD:
        lines = reservation.lines
        _sell(bench, key, lines, from_reserved=True)
    else:
        short = _shortages(bench, reservation)
        if short:
            _note_short(bench, reservation, short)
            return CommitResult(key.order_id, CommitOutcome.SHORTFALL, short)
        lines = _takeable(bench, reservation)
        _sell(bench, key, lines, from_reserved=False)
    bench.put_reservation(reservation, ReservationState.COMMITTED, lines)
    return CommitResult(key.order_id, CommitOutcome.COMMITTED)


def release(bench: Bench, key: OrderKey, *, return_committed: bool) -> ReleaseOutcome:
    """Give back what is set aside and, if wanted, what was sold and has not come back."""
    reservation = bench.reservation(key)
    if reservation is None:
        return ReleaseOutcome.NOTHING_HELD
    if reservation.state is ReservationState.COMMITTED:
        return _release_sold(bench, reservation) if return_committed else ReleaseOutcome.COMMITTED
    if reservation.state is ReservationState.HELD:
        _give_back(bench, reservation, ReservationState.RELEASED)
        return ReleaseOutcome.RELEASED
    if reservation.state is not ReservationState.RELEASED:
        bench.put_reservation(reservation, ReservationState.RELEASED)
    return ReleaseOutcome.ALREADY_RELEASED


def expire(bench: Bench, key: OrderKey) -> bool:
    """Give back what is set aside when its time is over; tell whether it was."""
    reservation = bench.reservation(key)
    if reservation is None or reservation.state is not ReservationState.HELD:
        return False
    if reservation.expires_at > bench.now:
        return False
    _give_back(bench, reservation, ReservationState.EXPIRED)
    return True


def give_returned(
    bench: Bench, reservation: Reservation, lines: Sequence[Quantity], note: str
) -> Reservation:
    """Put sold pieces back into stock; no lines means all that are left.

    SKUs the reservation does not have are passed over. Raises ReservationNotCommitted and
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
            stock = _stock(bench, reservation.key, line.sku_id).taken_back(pieces)
            bench.move(stock, MovementKind.RETURN, pieces, reservation.key.order_id, note)
    return bench.put_reservation(reservation, reservation.state, tuple(after))


def _release_sold(bench: Bench, sold: Reservation) -> ReleaseOutcome:
    rest = _unreturned(sold)
    if not rest:
        return ReleaseOutcome.ALREADY_RELEASED
    give_returned(bench, sold, rest, "the order was cancelled")
    return ReleaseOutcome.RETURNED


def _reserve_first(bench: Bench, demand: Demand) -> Reservation | None:
    lines = _held_lines(bench, demand)
    if not lines:
        return None
    fresh = Reservation(
        demand.key,
        ReservationState.HELD,
        lines,
        demand.digest,
        demand.expires_at,
        created_at=bench.now,
        updated_at=bench.now,
    )
    return bench.put_reservation(fresh, ReservationState.HELD)


def _reserve_again(bench: Bench, lapsed: Reservation, demand: Demand) -> Reservation:
    lines = _held_lines(bench, demand)
    renewed = replace(lapsed, digest=demand.digest, expires_at=demand.expires_at)
    return bench.put_reservation(renewed, ReservationState.HELD, lines)


def _held_lines(bench: Bench, demand: Demand) -> tuple[ReservationLine, ...]:
    """Set aside every tracked line of the demand. Raises OutOfStock."""
    merchant_id, store_id, _ = demand.key
    tracked = [x for x in demand.wanted if bench.tracked(merchant_id, store_id, x.sku_id)]
    short = bench.shortages(merchant_id, store_id, tracked)
    if short:
        raise OutOfStock(shortages=named(short))
    lines = tuple(ReservationLine(sku_id, pieces, pieces) for sku_id, pieces in tracked)
    for line in lines:
        bench.put_stock(_stock(bench, demand.key, line.sku_id).held(line.taken))
    return lines


def _shortages(bench: Bench, lapsed: Reservation) -> tuple[Shortage, ...]:
    wanted = [Quantity(line.sku_id, line.quantity) for line in lapsed.lines]
    return bench.shortages(lapsed.key.merchant_id, lapsed.key.store_id, wanted)


def _takeable(bench: Bench, lapsed: Reservation) -> tuple[ReservationLine, ...]:
    """The lines as they are taken anew: a SKU that became untracked meanwhile takes nothing."""
    merchant_id, store_id, _ = lapsed.key
    return tuple(
        replace(x, taken=x.quantity if bench.tracked(merchant_id, store_id, x.sku_id) else 0)
        for x in lapsed.lines
    )


def _sell(
    bench: Bench, key: OrderKey, lines: Iterable[ReservationLine], *, from_reserved: bool
) -> None:
    for line in lines:
        if line.taken:
            stock = _stock(bench, key, line.sku_id)
            after = stock.sold_off(line.taken, from_reserved=from_reserved)
            bench.move(after, MovementKind.SALE, -line.taken, key.order_id)


def _give_back(bench: Bench, held: Reservation, state: ReservationState) -> None:
    for line in held.lines:
        if line.taken:
            bench.put_stock(_stock(bench, held.key, line.sku_id).held(-line.taken))
    bench.put_reservation(held, state, tuple(replace(line, taken=0) for line in held.lines))


def _note_short(bench: Bench, lapsed: Reservation, short: Iterable[Shortage]) -> None:
    if lapsed.state is ReservationState.SHORT:
        return
    for sku_id, asked, available in short:
        key = StockKey(lapsed.key.merchant_id, lapsed.key.store_id, sku_id)
        bench.tell_shortfall(key, asked - available, lapsed.key.order_id)
    bench.put_reservation(lapsed, ReservationState.SHORT)


def _unreturned(reservation: Reservation) -> list[Quantity]:
    rest = ((line.sku_id, line.taken - line.returned) for line in reservation.lines)
    return [Quantity(sku_id, pieces) for sku_id, pieces in rest if pieces]


def _stock(bench: Bench, key: OrderKey, sku_id: str) -> Stock:
    stock = bench.stock(StockKey(key.merchant_id, key.store_id, sku_id))
    if stock is None:
        # Stock rows are never deleted: whoever has a line locked its stock first.
        raise LookupError(f"{key} has a line of {sku_id} without stock")
    return stock
