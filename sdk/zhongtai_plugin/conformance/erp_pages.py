"""What a plug-in for an ERP owes: the items and counts that are pulled from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from zhongtai.plugin.v1 import erp_pb2 as pb
from zhongtai.plugin.v1 import plugin_pb2

from zhongtai_plugin.conformance.core import CALL_SECONDS, CHAIN_UNKNOWN, Subject, check
from zhongtai_plugin.conformance.erp import stub_of
from zhongtai_plugin.conformance.expecting import expect, expect_equal, expect_fault
from zhongtai_plugin.conformance.pages import FOREIGN, PAGE_SIZE, to_the_end
from zhongtai_plugin.errors import BadRequest, Rejected

ITEMS = plugin_pb2.CAPABILITY_ERP_ITEMS
COUNTS = plugin_pb2.CAPABILITY_ERP_COUNTS


@check(
    "erp",
    capability=ITEMS,
    contract=(
        "REQUIRED. Where to go on, at most 200 characters; equal to after_cursor when nothing "
        "is new."
    ),
)
async def items_can_be_pulled_to_an_end_and_again(subject: Subject) -> None:
    """Give pages of page_size at most, and the same cursor again at the end."""
    items, cursor = await _items(subject)
    again, _ = await _items(subject)
    expect_equal([x.code for x in again], [x.code for x in items], "the items of a second pull")
    late, _ = await _items(subject, cursor)
    expect(not late, "what was told comes again after its cursor")


@check(
    "erp",
    capability=ITEMS,
    contract=(
        "BAD_REQUEST with code CURSOR_UNKNOWN when the cursor is of another life of the "
        "plug-in: the platform begins anew then, with an empty one."
    ),
)
async def a_foreign_cursor_of_items_is_told_apart(subject: Subject) -> None:
    """Recognise your cursors, by a name of the list in them for example."""
    await expect_fault(_item_page(subject, FOREIGN), BadRequest, "CURSOR_UNKNOWN")


@check(
    "erp",
    capability=ITEMS,
    contract=CHAIN_UNKNOWN,
)
async def items_of_a_chain_that_is_not_served_are_rejected(subject: Subject) -> None:
    """Refuse the call: an empty page would say that the chain has nothing to sell."""
    request = pb.PullItemsRequest(merchant_id=subject.new_id("chain"))
    call = stub_of(subject).PullItems(request, timeout=CALL_SECONDS)
    await expect_fault(call, Rejected, "CHAIN_UNKNOWN")


@check(
    "erp",
    capability=ITEMS,
    hook="list_item",
    contract=(
        "Items and their prices that have changed after a cursor, archived ones included, in "
        "the order in which they changed."
    ),
)
async def an_item_that_changes_comes_after_the_cursor(subject: Subject) -> None:
    """Give what has changed since the cursor, with code and name."""
    _, cursor = await _items(subject)
    code = await _listed(subject)
    (item,), _ = await _items(subject, cursor)
    expect_equal(item.code, code, "the code")
    expect(bool(item.name), "the name is empty")
    expect(not item.archived, "what is sold comes as archived")


@check(
    "erp",
    capability=ITEMS,
    hook="archive_item",
    contract="True: it is not sold any more. It stays known, since old orders name it.",
)
async def an_item_that_is_archived_comes_as_such(subject: Subject) -> None:
    """Give it once more with archived, else it is sold for ever."""
    code = await _listed(subject)
    _, cursor = await _items(subject)
    if subject.hooks.archive_item is not None:
        await subject.hooks.archive_item(code)
    told = {item.code: item.archived for item in (await _items(subject, cursor))[0]}
    expect_equal(told.get(code), True, f"archived of {code}")


@check(
    "erp",
    capability=COUNTS,
    contract="Stock counts that have changed after a cursor. An empty cursor means all there are.",
)
async def counts_can_be_pulled_to_an_end_and_are_whole(subject: Subject) -> None:
    """Fill store_id, sku_code and count_time; give the same cursor again at the end."""
    counts, cursor = await _counts(subject)
    for count in counts:
        expect(bool(count.store_id and count.sku_code), "a count has no store_id or sku_code")
        expect(count.HasField("count_time"), f"the count of {count.sku_code} has no count_time")
    late, _ = await _counts(subject, cursor)
    expect(not late, "what was told comes again after its cursor")


@check("erp", capability=COUNTS, contract="Cursors are refused as by PullItems.")
async def a_foreign_cursor_of_counts_is_told_apart(subject: Subject) -> None:
    """Refuse it with BAD_REQUEST and the code CURSOR_UNKNOWN."""
    await expect_fault(_count_page(subject, FOREIGN), BadRequest, "CURSOR_UNKNOWN")


async def _listed(subject: Subject) -> str:
    code = subject.new_id("sku")
    if subject.hooks.list_item is not None:
        await subject.hooks.list_item(code)
    return code


async def _items(subject: Subject, cursor: str = "") -> tuple[list[pb.ErpItem], str]:
    return await to_the_end(partial(_item_page, subject), cursor)


async def _counts(subject: Subject, cursor: str = "") -> tuple[list[pb.ErpCount], str]:
    return await to_the_end(partial(_count_page, subject), cursor)


async def _item_page(subject: Subject, cursor: str) -> tuple[Sequence[pb.ErpItem], str]:
    request = pb.PullItemsRequest(
        merchant_id=subject.parameter("merchant_id"), after_cursor=cursor, page_size=PAGE_SIZE
    )
    page = await stub_of(subject).PullItems(request, timeout=CALL_SECONDS)
    return page.items, page.cursor


async def _count_page(subject: Subject, cursor: str) -> tuple[Sequence[pb.ErpCount], str]:
    request = pb.PullCountsRequest(
        merchant_id=subject.parameter("merchant_id"), after_cursor=cursor, page_size=PAGE_SIZE
    )
    page = await stub_of(subject).PullCounts(request, timeout=CALL_SECONDS)
    return page.counts, page.cursor
