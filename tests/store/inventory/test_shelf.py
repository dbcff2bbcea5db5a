"""Counts, adjustments, policies, till sales, lists, the ledger, the feed and the audit."""

import asyncio

import pytest
from zhongtai.inventory.v1 import feed_pb2, stock_pb2
from zhongtai.inventory.v1 import inventory_pb2 as words
from zhongtai.inventory.v1 import reservation_pb2 as pb

from centers.inventory.errors import StockNotSet, StockWouldGoShort
from mesh.pure.errors import RequestIdReused
from tests.store.inventory.build import (
    STORE,
    breaches,
    commit,
    lines,
    numbers,
    order_id,
    request_id,
    reserve,
    stocked,
    tried,
)


def adjustment(delta, reason=words.MOVEMENT_KIND_RECEIVED, sku="cake", key=""):
    change = stock_pb2.StockAdjustment(sku_id=sku, delta=delta, reason=reason)
    return stock_pb2.AdjustStockRequest(
        request_id=key or request_id(), store_id=STORE, adjustments=[change]
    )


async def sell_at_till(center, number, till="T1", **wanted):
    sale = pb.TillSale(till_id=till, till_order_id=number, store_id=STORE, lines=lines(wanted))
    request = pb.RecordTillSalesRequest(sales=[sale])
    (result,) = (await center.servicer.RecordTillSales(request, None)).results
    name = pb.TillSaleOutcome.Name(result.outcome).removeprefix("TILL_SALE_OUTCOME_")
    return name, [(x.asked, x.available) for x in result.shortages]


async def events(center):
    """The kinds of the next batch of the feed, and its cursor."""
    request = feed_pb2.WatchEventsRequest(reader="menu")
    batch = await anext(center.servicer.WatchEvents(request, None))
    names = [words.StockEventKind.Name(event.kind) for event in batch.events]
    return [name.removeprefix("STOCK_EVENT_KIND_") for name in names], batch.cursor


async def test_an_adjustment_is_made_once_per_request(center):
    await stocked(center, cake=5)
    request = adjustment(4)
    await asyncio.gather(*(center.servicer.AdjustStock(request, None) for _ in range(20)))
    assert await numbers(center, "cake") == (9, 0, 0)
    with pytest.raises(RequestIdReused):
        await center.servicer.AdjustStock(adjustment(5, key=request.request_id), None)


async def test_an_adjustment_cannot_take_what_is_promised_or_what_was_never_set(center):
    await stocked(center, cake=5)
    await reserve(center, order_id(), cake=4)
    with pytest.raises(StockWouldGoShort):
        await center.servicer.AdjustStock(adjustment(-2, words.MOVEMENT_KIND_WASTE), None)
    with pytest.raises(StockNotSet):
        await center.servicer.AdjustStock(adjustment(1, sku="unknown"), None)


async def test_counts_are_taken_each_for_itself(center):
    await stocked(center, cake=5, pie=5)
    await reserve(center, order_id(), cake=4)
    counts = [
        stock_pb2.StockCount(sku_id=sku, counted=n)
        for sku, n in [("cake", 3), ("pie", 5), ("tart", 7)]
    ]
    request = stock_pb2.SetStockRequest(request_id="c9", store_id=STORE, counts=counts)
    results = (await center.servicer.SetStock(request, None)).results
    assert [result.outcome for result in results] == [
        stock_pb2.COUNT_OUTCOME_BELOW_RESERVED,
        stock_pb2.COUNT_OUTCOME_UNCHANGED,
        stock_pb2.COUNT_OUTCOME_SET,
    ]
    assert await numbers(center, "tart") == (7, 0, 0)
    assert await breaches(center) == []


async def test_two_counts_of_a_new_sku_at_once_both_stand_in_the_ledger(another_center):
    processes = [await another_center() for _ in range(2)]
    await asyncio.gather(*(stocked(process, cake=8) for process in processes))
    assert await numbers(processes[0], "cake") == (8, 0, 0)
    assert await breaches(processes[0]) == []


async def test_a_sku_that_is_no_longer_tracked_is_unlimited(center):
    await stocked(center, cake=1)
    chosen = [stock_pb2.StockPolicy(sku_id="cake", tracked=False)]
    request = stock_pb2.SetStockPolicyRequest(request_id="p1", store_id=STORE, policies=chosen)
    await center.servicer.SetStockPolicy(request, None)
    assert await tried(center, order_id(), cake=99) == "NOT_NEEDED"


async def test_till_and_online_sales_share_one_stock(center):
    await stocked(center, cake=5)
    await reserve(center, order_id(), cake=2)
    assert await sell_at_till(center, "1", cake=2, tea=4) == ("RECORDED", [])
    assert await sell_at_till(center, "2", cake=3) == ("RECORDED_SHORT", [(3, 1)])
    assert await numbers(center, "cake") == (2, 2, 3)
    assert await breaches(center) == []


async def test_a_till_sale_of_what_nobody_counts_is_kept_once_all_the_same(another_center):
    processes = [await another_center() for _ in range(2)]
    calls = (sell_at_till(processes[n % 2], "销售 1/2", tea=2) for n in range(6))
    outcomes = [name for name, _ in await asyncio.gather(*calls)]
    assert sorted(outcomes) == ["ALREADY_RECORDED"] * 5 + ["RECORDED"]
    audit = await processes[0].servicer.Audit(feed_pb2.AuditRequest(), None)
    assert audit.totals["till_sales"] == 1


async def test_a_till_sale_told_by_two_processes_at_once_is_booked_once(another_center):
    processes = [await another_center() for _ in range(2)]
    await stocked(processes[0], cake=9)
    calls = (sell_at_till(processes[n % 2], "1", cake=2) for n in range(12))
    outcomes = [name for name, _ in await asyncio.gather(*calls)]
    assert sorted(outcomes) == ["ALREADY_RECORDED"] * 11 + ["RECORDED"]
    assert await sell_at_till(processes[0], "1", cake=3) == ("DIFFERS", [])
    assert await numbers(processes[0], "cake") == (7, 0, 2)


async def test_what_could_be_had_now_is_told_without_taking_it(center):
    await stocked(center, cake=2)
    request = stock_pb2.CheckStockRequest(
        store_id=STORE, lines=[*lines({"cake": 2, "tea": 9}), *lines({"cake": 1})]
    )
    answer = await center.servicer.CheckStock(request, None)
    assert [(x.sku_id, x.asked, x.available) for x in answer.shortages] == [("cake", 3, 2)]
    assert [stock.sku_id for stock in answer.stocks] == ["cake"]


async def test_lists_give_every_row_once_page_by_page(center):
    await stocked(center, **{f"sku{n}": n for n in range(7)})
    seen, token = [], ""
    while True:
        request = stock_pb2.ListStockRequest(store_id=STORE, page_size=3, page_token=token)
        page = await center.servicer.ListStock(request, None)
        seen += [stock.sku_id for stock in page.stocks]
        token = page.next_page_token
        if not token:
            break
    assert seen == [f"sku{n}" for n in range(7)]
    sold_out = stock_pb2.ListStockRequest(store_id=STORE, only_sold_out=True)
    found = await center.servicer.ListStock(sold_out, None)
    assert [stock.sku_id for stock in found.stocks] == ["sku0"]


async def test_the_ledger_tells_what_happened_to_a_sku_and_who_did_it(center):
    await stocked(center, cake=5)
    order = order_id()
    await reserve(center, order, cake=2)
    await commit(center, order)
    request = stock_pb2.ListMovementsRequest(store_id=STORE, sku_id="cake")
    entries = (await center.servicer.ListMovements(request, None)).movements
    assert [(x.kind, x.quantity) for x in entries] == [
        (words.MOVEMENT_KIND_COUNT, 5),
        (words.MOVEMENT_KIND_SALE, -2),
    ]
    assert (entries[1].source, entries[1].actor) == (order, "order_control")


async def test_the_feed_tells_of_a_batch_once_per_sku_and_of_selling_out(center):
    await stocked(center, cake=3)
    orders = [order_id() for _ in range(3)]
    await asyncio.gather(*(reserve(center, order, cake=1) for order in orders))
    await commit(center, *orders)
    told, cursor = await events(center)
    assert told[0] == "CHANGED"
    assert told[-2:] == ["SOLD_OUT", "CHANGED"]
    await center.servicer.AckEvents(feed_pb2.AckEventsRequest(reader="menu", cursor=cursor), None)
    await stocked(center, cake=1)
    assert (await events(center))[0] == ["BACK_IN_STOCK"]


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("UPDATE stock SET on_hand = on_hand + 1", "stock_equals_movements"),
        ("UPDATE stock SET sold = sold + 1", "sold_equals_sales"),
        ("UPDATE stock SET reserved = reserved - 1", "reserved_equals_held"),
        ("DELETE FROM movements WHERE kind = 7", "sold_once"),
        ("DELETE FROM stock", "movements_have_stock"),
        ("UPDATE reservations SET state = 4 WHERE state = 1", "lapsed_hold_nothing"),
        ("UPDATE reservations SET expires_at = now() - interval '1 day'", "reservations_end"),
    ],
)
async def test_the_audit_finds_damage(center, damage, check):
    await stocked(center, cake=9)
    sold = order_id()
    await reserve(center, sold, cake=2)
    await reserve(center, order_id(), cake=1)
    await commit(center, sold)
    assert await breaches(center) == []
    await center.db.execute(damage)
    assert any(breach.startswith(check) for breach in await breaches(center))


async def test_booked_till_sales_are_listed_by_till_and_number_in_pages(center):
    await stocked(center, tea=10)
    await sell_at_till(center, "1", till="t2", tea=1)
    await sell_at_till(center, "2", till="t1", tea=12)
    await sell_at_till(center, "1", till="t1", water=1)
    request = pb.ListTillSalesRequest(store_id=STORE, page_size=2)
    first = await center.servicer.ListTillSales(request, None)
    assert [(s.till_id, s.till_order_id) for s in first.sales] == [("t1", "1"), ("t1", "2")]
    assert [(x.sku_id, x.quantity, x.taken) for x in first.sales[1].lines] == [("tea", 12, 9)]
    assert not first.sales[0].lines
    request.page_token = first.next_page_token
    rest = await center.servicer.ListTillSales(request, None)
    assert [sale.till_id for sale in rest.sales] == ["t2"]
    assert not rest.next_page_token
    request = pb.ListTillSalesRequest(store_id=STORE, till_id="t2")
    only = await center.servicer.ListTillSales(request, None)
    assert [(s.till_id, s.till_order_id) for s in only.sales] == [("t2", "1")]
