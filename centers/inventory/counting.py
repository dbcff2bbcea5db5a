"""Decisions about the shelf itself: counts, adjustments, policies, and sales at the till.

Like rules.py they work on a bench of locked rows, and raise before they change anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from centers.inventory.bench import Bench
from centers.inventory.errors import StockNotSet, StockWouldGoShort, named
from centers.inventory.model import (
    Adjustment,
    BookedSale,
    Count,
    MovementKind,
    Policy,
    SaleKey,
    Shortage,
    Stock,
    StockKey,
    TillSale,
    TillSaleLine,
)


class CountOutcome(IntEnum):
    """What a count did to one SKU; the numbers are those of the contract."""

    SET = 1
    UNCHANGED = 2
    BELOW_RESERVED = 3
    REFUSED = 4


class TillSaleOutcome(IntEnum):
    """What booking did to one till sale; the numbers are those of the contract."""

    RECORDED = 1
    RECORDED_SHORT = 2
    ALREADY_RECORDED = 3
    DIFFERS = 4
    REFUSED = 5


@dataclass(frozen=True, slots=True)
class TillSaleResult:
    """The answer for one till sale."""

    key: SaleKey
    outcome: TillSaleOutcome
    shortages: tuple[Shortage, ...] = ()


def set_policies(
    bench: Bench, merchant_id: str, store_id: str, policies: Iterable[Policy]
) -> list[Stock]:
    """Choose which SKUs are tracked; the numbers stay. The rows must be on the bench."""
    changed = []
    for policy in sorted(policies, key=lambda each: each.sku_id):
        stock = _stock(bench, StockKey(merchant_id, store_id, policy.sku_id))
        after = replace(stock, tracked=policy.tracked)
        bench.put_stock(after)
        changed.append(after)
    return changed


def set_counts(
    bench: Bench, merchant_id: str, store_id: str, counts: Iterable[Count], source: str
) -> list[tuple[CountOutcome, Stock]]:
    """Replace numbers on hand by counts, each for itself. The rows must be on the bench."""
    return [
        _set_count(bench, StockKey(merchant_id, store_id, count.sku_id), count, source)
        for count in counts
    ]


def adjust(
    bench: Bench,
    merchant_id: str,
    store_id: str,
    adjustments: Sequence[Adjustment],
    source: str,
) -> list[Stock]:
    """Add or take pieces, all of them or none. Raises StockNotSet and StockWouldGoShort."""
    pairs, short = [], []
    for each in sorted(adjustments, key=lambda each: each.sku_id):
        stock = bench.stock(StockKey(merchant_id, store_id, each.sku_id))
        if stock is None:
            raise StockNotSet(sku_id=each.sku_id)
        if stock.available + each.delta < 0:
            short.append(Shortage(each.sku_id, -each.delta, stock.available))
        pairs.append((stock, each))
    if short:
        raise StockWouldGoShort(shortages=named(short))
    for stock, each in pairs:
        bench.move(stock.moved(each.delta), each.reason, each.delta, source, each.note)
    return [_stock(bench, stock.key) for stock, _ in pairs]


def book_sale(bench: Bench, sale: TillSale) -> TillSaleResult:
    """Take from stock what a till has sold, as far as it goes, and tell what was missing.

    Pieces set aside for orders stay so: the customer who paid in the app was first.
    """
    booked = bench.sale(sale.key)
    if booked is not None:
        if booked.digest != sale.digest:
            return TillSaleResult(sale.key, TillSaleOutcome.DIFFERS)
        return TillSaleResult(sale.key, TillSaleOutcome.ALREADY_RECORDED, booked.shortages)
    lines = []
    for sku_id, quantity in sale.wanted:
        stock = bench.tracked(sale.key.merchant_id, sale.key.store_id, sku_id)
        if stock is not None:
            lines.append(_book_line(bench, sale.key, stock, quantity))
    fresh = BookedSale(sale.key, sale.digest, tuple(lines), sale.sold_at)
    bench.put_sale(fresh)
    short = fresh.shortages
    outcome = TillSaleOutcome.RECORDED_SHORT if short else TillSaleOutcome.RECORDED
    return TillSaleResult(sale.key, outcome, short)


def _set_count(
    bench: Bench, key: StockKey, count: Count, source: str
) -> tuple[CountOutcome, Stock]:
    stock = _stock(bench, key)
    if count.counted < stock.reserved:
        return CountOutcome.BELOW_RESERVED, stock
    # Who counts a SKU that nobody has set yet wants it to be limited by the count.
    known = stock if stock.version else replace(stock, tracked=True)
    delta = count.counted - stock.on_hand
    if delta == 0:
        bench.put_stock(known)
        return CountOutcome.SET if known != stock else CountOutcome.UNCHANGED, known
    after = known.moved(delta)
    bench.move(after, MovementKind.COUNT, delta, source, count.note)
    return CountOutcome.SET, after


def _book_line(bench: Bench, key: SaleKey, stock: Stock, quantity: int) -> TillSaleLine:
    taken = min(quantity, stock.available)
    if taken:
        after = stock.sold_off(taken, from_reserved=False)
        bench.move(after, MovementKind.TILL_SALE, -taken, key.source)
    if taken < quantity:
        bench.tell_shortfall(stock.key, quantity - taken, key.source)
    return TillSaleLine(stock.key.sku_id, quantity, taken)


def _stock(bench: Bench, key: StockKey) -> Stock:
    stock = bench.stock(key)
    if stock is None:
        raise LookupError(f"{key} was not put on the bench")
    return stock
