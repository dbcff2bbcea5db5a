"""Decisions about the shelf itself: counts, adjustments, policies, and sales at the till.

They decide over locked rows (work.py) and raise before they change anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from centers.inventory.errors import StockNotSet, StockWouldGoShort, named
from centers.inventory.model import (
    Adjustment,
    BookedSale,
    Count,
    CountOutcome,
    MovementKind,
    Policy,
    Quantity,
    SaleKey,
    Shortage,
    Stock,
    StockKey,
    TillSale,
    TillSaleLine,
    TillSaleOutcome,
    TillSaleResult,
)
from centers.inventory.work import Work


def added_up(lines: Iterable[Quantity]) -> tuple[Quantity, ...]:
    """Return the lines with each SKU once, by SKU, its quantities added up."""
    totals: dict[str, int] = {}
    for sku_id, quantity in lines:
        totals[sku_id] = totals.get(sku_id, 0) + quantity
    return tuple(Quantity(sku_id, totals[sku_id]) for sku_id in sorted(totals))


def digest_of(store_id: str, wanted: Sequence[Quantity]) -> bytes:
    """Return a fingerprint of what is wanted where, equal for equal demands only."""
    words = [store_id, *(f"{sku_id}\t{quantity}" for sku_id, quantity in wanted)]
    return hashlib.sha256("\n".join(words).encode()).digest()


def set_policies(
    work: Work, merchant_id: str, store_id: str, policies: Iterable[Policy]
) -> list[Stock]:
    """Choose which SKUs are tracked, and return their stock. Their rows must be locked."""
    changed = []
    for policy in sorted(policies, key=lambda each: each.sku_id):
        stock = _stock(work, StockKey(merchant_id, store_id, policy.sku_id))
        after = replace(stock, tracked=policy.tracked)
        work.put_stock(after)
        changed.append(after)
    return changed


def set_counts(
    work: Work, merchant_id: str, store_id: str, counts: Iterable[Count], source: str
) -> list[tuple[CountOutcome, Stock]]:
    """Replace numbers on hand by counts; return what each did. Their rows must be locked."""
    return [
        _set_count(work, StockKey(merchant_id, store_id, count.sku_id), count, source)
        for count in counts
    ]


def adjust(
    work: Work,
    merchant_id: str,
    store_id: str,
    adjustments: Sequence[Adjustment],
    source: str,
) -> list[Stock]:
    """Add or take pieces, all of them or none. Raise StockNotSet and StockWouldGoShort."""
    pairs, short = [], []
    for each in sorted(adjustments, key=lambda each: each.sku_id):
        stock = work.stock(StockKey(merchant_id, store_id, each.sku_id))
        if stock is None:
            raise StockNotSet(sku_id=each.sku_id)
        if stock.available + each.delta < 0:
            short.append(Shortage(each.sku_id, -each.delta, stock.available))
        pairs.append((stock, each))
    if short:
        raise StockWouldGoShort(shortages=named(short))
    for stock, each in pairs:
        work.move(stock.moved(each.delta), each.reason, each.delta, source, each.note)
    return [_stock(work, stock.key) for stock, _ in pairs]


def book_sale(work: Work, sale: TillSale) -> TillSaleResult:
    """Take from stock what a till has sold, as far as it goes; return what was missing.

    Pieces set aside for orders stay so: the customer who paid in the app was first.
    """
    booked = work.sale(sale.key)
    if booked is not None:
        if booked.digest != sale.digest:
            return TillSaleResult(sale.key, TillSaleOutcome.DIFFERS)
        return TillSaleResult(sale.key, TillSaleOutcome.ALREADY_RECORDED, booked.shortages)
    lines = []
    for sku_id, quantity in sale.wanted:
        stock = work.tracked(sale.key.merchant_id, sale.key.store_id, sku_id)
        if stock is not None:
            lines.append(_book_line(work, sale.key, stock, quantity))
    fresh = BookedSale(sale.key, sale.digest, tuple(lines), sale.sold_at)
    work.put_sale(fresh)
    short = fresh.shortages
    outcome = TillSaleOutcome.RECORDED_SHORT if short else TillSaleOutcome.RECORDED
    return TillSaleResult(sale.key, outcome, short)


def _set_count(work: Work, key: StockKey, count: Count, source: str) -> tuple[CountOutcome, Stock]:
    stock = _stock(work, key)
    if count.counted < stock.reserved:
        return CountOutcome.BELOW_RESERVED, stock
    # Who counts a SKU that nobody has set yet wants it to be limited by the count.
    known = stock if stock.version else replace(stock, tracked=True)
    delta = count.counted - stock.on_hand
    if delta == 0:
        work.put_stock(known)
        return CountOutcome.SET if known != stock else CountOutcome.UNCHANGED, known
    after = known.moved(delta)
    work.move(after, MovementKind.COUNT, delta, source, count.note)
    return CountOutcome.SET, after


def _book_line(work: Work, key: SaleKey, stock: Stock, quantity: int) -> TillSaleLine:
    taken = min(quantity, stock.available)
    if taken:
        after = stock.sold_off(taken, from_reserved=False)
        work.move(after, MovementKind.TILL_SALE, -taken, key.source)
    if taken < quantity:
        work.add_shortfall(stock.key, quantity - taken, key.source)
    return TillSaleLine(stock.key.sku_id, quantity, taken)


def _stock(work: Work, key: StockKey) -> Stock:
    stock = work.stock(key)
    if stock is None:
        raise LookupError(f"{key} was not locked")
    return stock
