"""What an ERP's counts make of the stock here: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from centers.inventory import rules
from centers.inventory.erp.model import SOURCE_PREFIX, Compared, Drift, ErpCount, Since
from centers.inventory.model import Count, CountOutcome, StockKey
from centers.inventory.work import Work


def last_of_each(counts: Iterable[ErpCount]) -> list[ErpCount]:
    """Return the last count of each SKU in each store; of one moment, that which came last."""
    by_age = sorted(counts, key=lambda count: count.counted_at)
    return list({(count.store_id, count.code): count for count in by_age}.values())


def compare(
    work: Work,
    merchant_id: str,
    counts: Sequence[ErpCount],
    since: Mapping[StockKey, Since],
    plugin: str,
) -> Compared:
    """Take counts over, each for itself; their rows must be locked.

    What moved here after the moment of a count the ERP does not know of yet, so it is added. A
    count that is outdated changes nothing. What has an unknown code, or would leave less than is
    reserved, is a drift.
    """
    changed, outdated, drifts, agreed = 0, 0, [], []
    for count in counts:
        key = StockKey(merchant_id, count.store_id, count.sku_id)
        after = since.get(key, Since())
        if after.outdated:
            outdated += 1
            continue
        stock = work.stock(key) if count.sku_id else None
        on_hand = stock.on_hand if stock else 0
        wanted = count.quantity + after.moved
        outcome = CountOutcome.REFUSED
        if stock is not None and count.quantity >= 0 and wanted >= 0:
            taken = Count(count.sku_id, wanted)
            source = f"{SOURCE_PREFIX}{plugin}"
            ((outcome, _),) = rules.set_counts(work, merchant_id, count.store_id, [taken], source)
        if outcome in (CountOutcome.SET, CountOutcome.UNCHANGED):
            changed += outcome is CountOutcome.SET
            agreed.append(count)
        else:
            drifts.append(_drift(count, on_hand, work))
    return Compared(changed, len(agreed) - changed + outdated, tuple(drifts), tuple(agreed))


def _drift(count: ErpCount, on_hand: int, work: Work) -> Drift:
    return Drift(
        store_id=count.store_id,
        sku_id=count.sku_id,
        erp_code=count.code,
        on_hand=on_hand,
        erp_quantity=count.quantity,
        counted_at=count.counted_at,
        compared_at=work.now,
    )
