"""Stock: a count is taken where it is newer than the last change of the number here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from zhongtai.inventory.v1 import inventory_pb2, stock_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub

from cli.move.model import Count, Place
from cli.move.products import Sku
from cli.move.report import Report, Sum
from cli.replay.connection import PAGE, Link
from mesh.pure.ids import key_of
from mesh.pure.limits import MAX_BATCH_ITEMS

NOUN = "stock"


async def move_stock(
    link: Link,
    counts: Sequence[Count],
    places: Mapping[str, Place],
    skus: Mapping[str, Sku],
    report: Report,
) -> None:
    """Bring counts; one that the platform has changed since, by a sale or a later count, stays."""
    by_store: dict[str, list[Count]] = defaultdict(list)
    for count in counts:
        if count.code in skus:
            by_store[count.store].append(count)
        else:
            report.refuse(NOUN, count.where, f"no dish has the code {count.code!r}")
    files = here = 0
    for store, counted in sorted(by_store.items()):
        stocks = await _stocks(link, places[store].store_id)
        wanted = [each for each in counted if _is_news(each, stocks, skus, report)]
        for at in range(0, len(wanted), MAX_BATCH_ITEMS):
            batch = wanted[at : at + MAX_BATCH_ITEMS]
            await _count(link, places[store], batch, skus, report)
        if not report.dry:
            after = await _stocks(link, places[store].store_id)
            here += sum(after[skus[each.code].sku_id].on_hand for each in wanted)
        files += sum(each.pieces for each in wanted)
    if counts:
        what = "pieces of stock brought now"
        report.sums.append(Sum(what, f"{files:,}", None if report.dry else f"{here:,}"))


async def _stocks(link: Link, store_id: str) -> dict[str, inventory_pb2.Stock]:
    method = InventoryServiceStub(link.channel).ListStock
    request = stock_pb2.ListStockRequest(store_id=store_id, page_size=PAGE)
    return {
        stock.sku_id: stock async for page in link.paged(method, request) for stock in page.stocks
    }


def _is_news(
    count: Count,
    stocks: Mapping[str, inventory_pb2.Stock],
    skus: Mapping[str, Sku],
    report: Report,
) -> bool:
    stock = stocks.get(skus[count.code].sku_id)
    if stock is None:
        return True
    changed_at = stock.update_time.ToDatetime(UTC)
    if count.counted_at > changed_at:
        return True
    if stock.on_hand == count.pieces:
        report.count(NOUN, "there")
        return False
    report.count(NOUN, "kept")
    words = f"{count.code} in {count.store} has {stock.on_hand} here since {_show(changed_at)}"
    report.notes.append(f"{count.where}: {words}, and {count.pieces} were counted before")
    return False


async def _count(
    link: Link,
    place: Place,
    counts: Sequence[Count],
    skus: Mapping[str, Sku],
    report: Report,
) -> None:
    if report.dry:
        report.count(NOUN, "changed", len(counts))
        return
    said = [
        stock_pb2.StockCount(
            sku_id=skus[each.code].sku_id,
            counted=each.pieces,
            note=f"old system, counted {_show(each.counted_at)}",
        )
        for each in counts
    ]
    request = stock_pb2.SetStockRequest(
        request_id=key_of("move", place.store_id, said), store_id=place.store_id, counts=said
    )
    reply = await link.ask(InventoryServiceStub(link.channel).SetStock, request)
    for count, result in zip(counts, reply.results, strict=True):
        if result.outcome == stock_pb2.COUNT_OUTCOME_SET:
            report.count(NOUN, "changed")
        elif result.outcome == stock_pb2.COUNT_OUTCOME_UNCHANGED:
            report.count(NOUN, "there")
        elif result.outcome == stock_pb2.COUNT_OUTCOME_BELOW_RESERVED:
            report.refuse(NOUN, count.where, "fewer than open orders here were promised")
        else:
            report.refuse(NOUN, count.where, result.refusal_message)


def _show(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
