"""What a plug-in for an ERP owes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from zhongtai.common.v1 import trade_pb2
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import erp_pb2 as pb
from zhongtai.plugin.v1 import erp_pb2_grpc, erp_sale_pb2, plugin_pb2

from zhongtai_plugin.conformance.core import (
    CALL_SECONDS,
    Subject,
    check,
    expect,
    expect_equal,
    expect_fault,
    expect_item_fault,
)
from zhongtai_plugin.errors import BadRequest, Conflict, Rejected

ITEMS = plugin_pb2.CAPABILITY_ERP_ITEMS
COUNTS = plugin_pb2.CAPABILITY_ERP_COUNTS
MOVEMENTS = plugin_pb2.CAPABILITY_ERP_MOVEMENTS
MOST_PAGES = 1_000
PAGE_SIZE = 2
FOREIGN = "no-cursor-of-yours"

T = TypeVar("T")


def _stub(subject: Subject) -> erp_pb2_grpc.ErpServiceAsyncStub:
    return erp_pb2_grpc.ErpServiceStub(subject.channel)


def sample_sale(subject: Subject) -> erp_sale_pb2.ErpSale:
    """Return a small sale that any ERP should take."""

    def money(minor_units: int) -> Money:
        return Money(minor_units=minor_units, currency_code=subject.parameter("currency"))

    order_id = subject.new_id("order")
    line = erp_sale_pb2.ErpSaleLine(
        line_id="1",
        sku_id="conformance-sku",
        sku_code="CONFORMANCE",
        name="Conformance tea",
        quantity=2,
        unit_price=money(1500),
        amount=money(3000),
        discount=money(200),
    )
    sale = erp_sale_pb2.ErpSale(
        posting_id=order_id,
        kind=erp_sale_pb2.ERP_SALE_KIND_SALE,
        order_id=order_id,
        merchant_id=subject.parameter("merchant_id"),
        store_id=subject.parameter("store_id"),
        business_date="2026-01-31",
        channel="conformance",
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        lines=[line],
        total=money(2900),
        discount_total=money(200),
        packaging_fee=money(100),
    )
    sale.occur_time.GetCurrentTime()
    return sale


def sample_movement(subject: Subject) -> pb.ErpMovement:
    """Return a movement that any ERP should take."""
    movement = pb.ErpMovement(
        movement_id=subject.new_id("movement"),
        merchant_id=subject.parameter("merchant_id"),
        store_id=subject.parameter("store_id"),
        sku_id="conformance-sku",
        sku_code="CONFORMANCE",
        kind=pb.ERP_MOVEMENT_KIND_WASTE,
        quantity=-2,
        source="conformance",
    )
    movement.occur_time.GetCurrentTime()
    return movement


async def _post(subject: Subject, *sales: erp_sale_pb2.ErpSale) -> list[plugin_pb2.ItemResult]:
    request = pb.PushSalesRequest(sales=sales)
    answer = await _stub(subject).PushSales(request, timeout=CALL_SECONDS)
    _expect_ids(answer.results, [sale.posting_id for sale in sales])
    return list(answer.results)


async def _move(subject: Subject, *movements: pb.ErpMovement) -> list[plugin_pb2.ItemResult]:
    request = pb.PushMovementsRequest(movements=movements)
    answer = await _stub(subject).PushMovements(request, timeout=CALL_SECONDS)
    _expect_ids(answer.results, [movement.movement_id for movement in movements])
    return list(answer.results)


def _expect_ids(results: Iterable[plugin_pb2.ItemResult], ids: list[str]) -> None:
    expect_equal([result.item_id for result in results], ids, "the results' ids")


def _expect_taken(result: plugin_pb2.ItemResult, *, known: bool) -> None:
    expect(not result.HasField("error"), f"{result.item_id} is refused: {result.error.message}")
    expect_equal(result.already_known, known, f"already_known of {result.item_id}")


@check("erp")
async def a_sale_posted_twice_is_there_once(subject: Subject) -> None:
    """The natural key is posting_id."""
    sale = sample_sale(subject)
    for known in (False, True, True):
        (result,) = await _post(subject, sale)
        _expect_taken(result, known=known)


@check("erp")
async def a_bad_sale_does_not_fail_its_neighbours(subject: Subject) -> None:
    """A batch is answered item by item."""
    bad = sample_sale(subject)
    bad.ClearField("lines")
    left, middle, right = await _post(subject, sample_sale(subject), bad, sample_sale(subject))
    expect_item_fault(middle, BadRequest)
    _expect_taken(left, known=False)
    _expect_taken(right, known=False)


@check("erp")
async def a_posting_id_of_another_sale_is_a_conflict(subject: Subject) -> None:
    """What is there already stays as it is."""
    sale = sample_sale(subject)
    await _post(subject, sale)
    other = sample_sale(subject)
    other.posting_id, other.total.minor_units = sale.posting_id, 3100
    other.ClearField("discount_total")
    (result,) = await _post(subject, other)
    expect_item_fault(result, Conflict)
    (again,) = await _post(subject, sale)
    _expect_taken(again, known=True)


@check("erp")
async def money_given_back_is_a_posting_of_its_own(subject: Subject) -> None:
    """It has no lines, and a key of its own."""
    sale = sample_sale(subject)
    refund = erp_sale_pb2.ErpSale(
        posting_id=subject.new_id("refund"),
        kind=erp_sale_pb2.ERP_SALE_KIND_REFUND,
        order_id=sale.order_id,
        merchant_id=sale.merchant_id,
        store_id=sale.store_id,
        business_date=sale.business_date,
        channel=sale.channel,
        service_type=sale.service_type,
        total=Money(minor_units=500, currency_code=sale.total.currency_code),
        occur_time=sale.occur_time,
    )
    for result in await _post(subject, sale, refund):
        _expect_taken(result, known=False)


@check("erp")
async def an_empty_batch_of_sales_is_a_bad_request(subject: Subject) -> None:
    """Batches have 1 to 500 items."""
    call = _stub(subject).PushSales(pb.PushSalesRequest(), timeout=CALL_SECONDS)
    await expect_fault(call, BadRequest)


@check("erp")
async def postings_can_be_looked_up(subject: Subject) -> None:
    """What the caller does after a time-out; keys belong to their chain."""
    sale = sample_sale(subject)
    await _post(subject, sale)
    asked = [subject.new_id("never"), sale.posting_id]
    for merchant_id, known in ((sale.merchant_id, [sale.posting_id]), ("another-chain", [])):
        request = pb.LookUpSalesRequest(merchant_id=merchant_id, posting_ids=asked)
        answer = await _stub(subject).LookUpSales(request, timeout=CALL_SECONDS)
        expect_equal(list(answer.known_posting_ids), known, f"what is known of {merchant_id}")


@check("erp")
async def a_sale_of_a_chain_that_is_not_served_is_rejected(subject: Subject) -> None:
    """With the code CHAIN_UNKNOWN, and alone: its neighbours pass."""
    strange = sample_sale(subject)
    strange.merchant_id = subject.new_id("chain")
    refused, taken = await _post(subject, strange, sample_sale(subject))
    expect_item_fault(refused, Rejected, "CHAIN_UNKNOWN")
    _expect_taken(taken, known=False)


@check("erp", capability=MOVEMENTS)
async def a_movement_pushed_twice_is_there_once(subject: Subject) -> None:
    """The natural key is movement_id."""
    movement = sample_movement(subject)
    for known in (False, True, True):
        (result,) = await _move(subject, movement)
        _expect_taken(result, known=known)


@check("erp", capability=MOVEMENTS)
async def a_bad_movement_does_not_fail_its_neighbours(subject: Subject) -> None:
    """A batch is answered item by item; a quantity of zero moves nothing."""
    bad = sample_movement(subject)
    bad.quantity = 0
    left, middle, right = await _move(
        subject, sample_movement(subject), bad, sample_movement(subject)
    )
    expect_item_fault(middle, BadRequest)
    _expect_taken(left, known=False)
    _expect_taken(right, known=False)


@check("erp", capability=MOVEMENTS)
async def a_movement_id_of_another_movement_is_a_conflict(subject: Subject) -> None:
    """What is there already stays as it is."""
    movement = sample_movement(subject)
    await _move(subject, movement)
    movement.quantity = 7
    (result,) = await _move(subject, movement)
    expect_item_fault(result, Conflict)


@check("erp", capability=MOVEMENTS)
async def movements_can_be_looked_up(subject: Subject) -> None:
    """What the caller does after a time-out."""
    movement = sample_movement(subject)
    await _move(subject, movement)
    request = pb.LookUpMovementsRequest(
        merchant_id=movement.merchant_id,
        movement_ids=[subject.new_id("never"), movement.movement_id],
    )
    answer = await _stub(subject).LookUpMovements(request, timeout=CALL_SECONDS)
    expect_equal(list(answer.known_movement_ids), [movement.movement_id], "what is known")


@check("erp", capability=ITEMS)
async def items_can_be_pulled_to_an_end_and_again(subject: Subject) -> None:
    """Pages are as large as asked for, an end is reached, and its cursor gives nothing more."""
    items, cursor = await _items(subject)
    again, _ = await _items(subject)
    expect_equal([x.code for x in again], [x.code for x in items], "the items of a second pull")
    late, same = await _items(subject, cursor)
    expect(not late, "what was told comes again after its cursor")
    expect_equal(same, cursor, "the cursor where nothing is new")


@check("erp", capability=ITEMS)
async def a_foreign_cursor_of_items_is_told_apart(subject: Subject) -> None:
    """CURSOR_UNKNOWN: the platform begins anew then."""
    await expect_fault(_item_page(subject, FOREIGN), BadRequest, "CURSOR_UNKNOWN")


@check("erp", capability=ITEMS)
async def items_of_a_chain_that_is_not_served_are_rejected(subject: Subject) -> None:
    """With the code CHAIN_UNKNOWN: nothing to sell would be another thing."""
    request = pb.PullItemsRequest(merchant_id=subject.new_id("chain"))
    call = _stub(subject).PullItems(request, timeout=CALL_SECONDS)
    await expect_fault(call, Rejected, "CHAIN_UNKNOWN")


@check("erp", capability=ITEMS, hook="list_item")
async def an_item_that_changes_comes_after_the_cursor(subject: Subject) -> None:
    """With code and name, however often the ERP lists it."""
    _, cursor = await _items(subject)
    code = await _listed(subject)
    (item,), _ = await _items(subject, cursor)
    expect_equal(item.code, code, "the code")
    expect(bool(item.name), "the name is empty")
    expect(not item.archived, "what is sold comes as archived")


@check("erp", capability=ITEMS, hook="archive_item")
async def an_item_that_is_archived_comes_as_such(subject: Subject) -> None:
    """Else it would be sold for ever."""
    code = await _listed(subject)
    _, cursor = await _items(subject)
    if subject.hooks.archive_item is not None:
        await subject.hooks.archive_item(code)
    told = {item.code: item.archived for item in (await _items(subject, cursor))[0]}
    expect_equal(told.get(code), True, f"archived of {code}")


@check("erp", capability=COUNTS)
async def counts_can_be_pulled_to_an_end_and_are_whole(subject: Subject) -> None:
    """Each has store, code and moment; the cursor of the end gives nothing more."""
    counts, cursor = await _counts(subject)
    for count in counts:
        expect(bool(count.store_id and count.sku_code), "a count has no store_id or sku_code")
        expect(count.HasField("count_time"), f"the count of {count.sku_code} has no count_time")
    late, same = await _counts(subject, cursor)
    expect(not late, "what was told comes again after its cursor")
    expect_equal(same, cursor, "the cursor where nothing is new")


@check("erp", capability=COUNTS)
async def a_foreign_cursor_of_counts_is_told_apart(subject: Subject) -> None:
    """CURSOR_UNKNOWN: the platform begins anew then."""
    await expect_fault(_count_page(subject, FOREIGN), BadRequest, "CURSOR_UNKNOWN")


async def _listed(subject: Subject) -> str:
    code = subject.new_id("sku")
    if subject.hooks.list_item is not None:
        await subject.hooks.list_item(code)
    return code


async def _items(subject: Subject, cursor: str = "") -> tuple[list[pb.ErpItem], str]:
    return await _to_the_end(partial(_item_page, subject), cursor)


async def _counts(subject: Subject, cursor: str = "") -> tuple[list[pb.ErpCount], str]:
    return await _to_the_end(partial(_count_page, subject), cursor)


async def _item_page(subject: Subject, cursor: str) -> tuple[Sequence[pb.ErpItem], str]:
    request = pb.PullItemsRequest(
        merchant_id=subject.parameter("merchant_id"), after_cursor=cursor, page_size=PAGE_SIZE
    )
    page = await _stub(subject).PullItems(request, timeout=CALL_SECONDS)
    return page.items, page.cursor


async def _count_page(subject: Subject, cursor: str) -> tuple[Sequence[pb.ErpCount], str]:
    request = pb.PullCountsRequest(
        merchant_id=subject.parameter("merchant_id"), after_cursor=cursor, page_size=PAGE_SIZE
    )
    page = await _stub(subject).PullCounts(request, timeout=CALL_SECONDS)
    return page.counts, page.cursor


async def _to_the_end(
    page_after: Callable[[str], Awaitable[tuple[Sequence[T], str]]], cursor: str
) -> tuple[list[T], str]:
    """Return all after a cursor, and the cursor of the end."""
    found: list[T] = []
    for _ in range(MOST_PAGES):
        page, cursor = await page_after(cursor)
        expect(len(page) <= PAGE_SIZE, "a page is larger than page_size")
        expect(0 < len(cursor) <= 200, "a cursor is empty, or longer than 200 characters")
        if not page:
            break
        found += page
    return found, cursor
