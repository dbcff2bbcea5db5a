"""What a plug-in owes to large batches, odd texts and words of a later contract."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from zhongtai.plugin.v1 import crm_pb2 as crm_messages
from zhongtai.plugin.v1 import erp_pb2 as erp_messages
from zhongtai.plugin.v1 import plugin_pb2, pos_order_pb2, pos_pb2

from zhongtai_plugin.conformance import crm, erp, pos
from zhongtai_plugin.conformance.core import CALL_SECONDS, ITEM_BY_ITEM, Subject, check
from zhongtai_plugin.conformance.expecting import expect, expect_fault
from zhongtai_plugin.errors import BadRequest

NOT_IN_MEMORY = (
    "What is durable need not stay in memory: a plug-in does not grow with what it was given."
)
MOST = 500
LINES = 200
MOST_GROWN_MB = 64
"""What buffers, caches and the index of keys may need, however many items there are."""
UNKNOWN_WORD = 999
UNKNOWN_FIELD = b"\xfa\x7f\x03new"
"""Field 2047 of any message: text that a later contract may have."""
ODD_TEXTS = (
    "'; DROP TABLE orders; --",
    'quote " comma, semicolon; tab\\t {{ braces }} %s %(x)s',
    '=HYPERLINK("http://example.com")',
    "麻辣香锅 🍜 𝔘𝔫𝔦 naïve \u202eright to left\u202c",
    "<script>alert(1)</script> & <b>",
    "长" * 100,
)


@check("pos", contract="Takes new orders, at most 500. Natural key: order_id.")
async def a_batch_of_500_orders_is_taken(subject: Subject) -> None:
    """Write the whole batch with one commit, and refuse a larger one with BAD_REQUEST."""
    orders = [pos.sample_order(subject) for _ in range(MOST)]
    _expect_none_refused(await pos.push(subject, *orders))
    request = pos_pb2.PushOrdersRequest(orders=[*orders, pos.sample_order(subject)])
    await expect_fault(pos.stub_of(subject).PushOrders(request, timeout=CALL_SECONDS), BadRequest)


@check("pos", contract="Takes new orders, at most 500. Natural key: order_id.")
async def an_order_of_200_lines_is_taken(subject: Subject) -> None:
    """Do not lay out tables, tickets or columns for fewer lines than an order may have."""
    order = pos.sample_order(subject)
    (sample,) = order.lines
    del order.lines[:]
    for number in range(LINES):
        line = order.lines.add()
        line.CopyFrom(sample)
        line.line_id = str(number)
    # What is packed for the order as a whole stays; what lines cost to pack is part of it.
    order.packaging_fee.minor_units += sample.packaging_fee.minor_units * (LINES - 1)
    order.total.minor_units = sample.line_total.minor_units * LINES
    order.total.minor_units += order.packaging_fee.minor_units
    _expect_none_refused(await pos.push(subject, order))


@check("pos", contract=ITEM_BY_ITEM)
async def odd_texts_of_orders_are_taken(subject: Subject) -> None:
    """Bind texts as parameters, write them as UTF-8, and escape them where they are shown."""
    orders = []
    for text in ODD_TEXTS:
        order = pos.sample_order(subject)
        order.remark = order.lines[0].name = text
        orders.append(order)
    _expect_none_refused(await pos.push(subject, *orders))


@check("pos", contract=ITEM_BY_ITEM)
async def an_order_with_words_of_a_later_contract_fails_no_neighbour(subject: Subject) -> None:
    """Take it, or refuse it alone; a field that you do not know is no fault."""
    strange, unread = pos.sample_order(subject), pos.sample_order(subject)
    # A word may be one that a later contract adds: the types know only those of today.
    setattr(strange, "service_type", UNKNOWN_WORD)  # noqa: B010
    unread = pos_order_pb2.PosOrder.FromString(unread.SerializeToString() + UNKNOWN_FIELD)
    results = await pos.push(subject, pos.sample_order(subject), strange, unread)
    _expect_none_refused([results[0], results[2]])


@check("pos", contract=NOT_IN_MEMORY)
async def many_orders_do_not_fill_the_memory(subject: Subject) -> None:
    """Keep orders on the disk, and of those in memory only what a look-up needs."""

    async def push_some() -> None:
        await pos.push(subject, *(pos.sample_order(subject) for _ in range(MOST)))

    await _expect_memory_kept(subject, push_some, MOST)


@check("erp", contract="Takes sales, and money given back, to be posted in the books, at most 500.")
async def a_large_batch_of_sales_is_taken(subject: Subject) -> None:
    """Look for all keys of the batch at once, and refuse more than 500 with BAD_REQUEST."""
    sales = [erp.sample_sale(subject) for _ in range(int(subject.parameter("batch")))]
    _expect_none_refused(await erp.post(subject, *sales))
    too_many = [erp.sample_sale(subject) for _ in range(MOST + 1)]
    request = erp_messages.PushSalesRequest(sales=too_many)
    await expect_fault(erp.stub_of(subject).PushSales(request, timeout=CALL_SECONDS), BadRequest)


@check("erp", contract=ITEM_BY_ITEM)
async def odd_texts_of_sales_are_taken(subject: Subject) -> None:
    """Bind texts as parameters, write UTF-8, and escape what a table reads as a formula."""
    sales = []
    for text in ODD_TEXTS:
        sale = erp.sample_sale(subject)
        sale.lines[0].name = text
        sales.append(sale)
    _expect_none_refused(await erp.post(subject, *sales))


@check("erp", contract=ITEM_BY_ITEM)
async def a_sale_with_words_of_a_later_contract_fails_no_neighbour(subject: Subject) -> None:
    """Take it, or refuse it alone; a field that you do not know is no fault."""
    strange, unread = erp.sample_sale(subject), erp.sample_sale(subject)
    setattr(strange, "kind", UNKNOWN_WORD)  # noqa: B010
    unread = type(unread).FromString(unread.SerializeToString() + UNKNOWN_FIELD)
    results = await erp.post(subject, erp.sample_sale(subject), strange, unread)
    _expect_none_refused([results[0], results[2]])


@check("erp", contract=NOT_IN_MEMORY)
async def many_sales_do_not_fill_the_memory(subject: Subject) -> None:
    """Keep keys on the disk, or in the ERP, and nothing of a sale in memory."""
    size = int(subject.parameter("batch"))

    async def post_some() -> None:
        await erp.post(subject, *(erp.sample_sale(subject) for _ in range(size)))

    await _expect_memory_kept(subject, post_some, size)


@check("crm", capability=crm.POINTS, contract="Takes movements of points, at most 500.")
async def a_large_batch_of_points_is_taken(subject: Subject) -> None:
    """Look for all keys of the batch at once, and refuse more than 500 with BAD_REQUEST."""
    member_id = await crm.joined(subject)
    size = int(subject.parameter("batch"))
    moved = [crm.sample_movement(subject, member_id, number + 1) for number in range(MOST + 1)]
    _expect_none_refused(await crm.move(subject, *moved[:size]))
    request = crm_messages.PushPointsRequest(movements=moved)
    await expect_fault(crm.stub_of(subject).PushPoints(request, timeout=CALL_SECONDS), BadRequest)


@check("crm", contract=ITEM_BY_ITEM)
async def a_large_batch_of_profiles_is_taken(subject: Subject) -> None:
    """Write the whole batch with one commit, and refuse more than 500 with BAD_REQUEST."""
    profiles = [crm.sample_profile(subject) for _ in range(MOST + 1)]
    _expect_none_refused(await crm.push(subject, *profiles[: int(subject.parameter("batch"))]))
    request = crm_messages.PushMembersRequest(profiles=profiles)
    await expect_fault(crm.stub_of(subject).PushMembers(request, timeout=CALL_SECONDS), BadRequest)


@check("crm", capability=crm.POINTS, contract=ITEM_BY_ITEM)
async def odd_texts_of_points_are_taken(subject: Subject) -> None:
    """Bind texts as parameters, write them as UTF-8, and escape them where they are shown."""
    member_id = await crm.joined(subject)
    moved = []
    for number, text in enumerate(ODD_TEXTS, start=1):
        movement = crm.sample_movement(subject, member_id, number)
        movement.note = text
        moved.append(movement)
    _expect_none_refused(await crm.move(subject, *moved))


@check("crm", capability=crm.POINTS, contract=ITEM_BY_ITEM)
async def points_with_words_of_a_later_contract_fail_no_neighbour(subject: Subject) -> None:
    """Take them, or refuse them alone; a field that you do not know is no fault."""
    member_id = await crm.joined(subject)
    plain, strange, unread = (crm.sample_movement(subject, member_id, n) for n in (1, 2, 3))
    setattr(strange, "kind", UNKNOWN_WORD)  # noqa: B010
    unread = type(unread).FromString(unread.SerializeToString() + UNKNOWN_FIELD)
    results = await crm.move(subject, plain, strange, unread)
    _expect_none_refused([results[0], results[2]])


@check("crm", contract=ITEM_BY_ITEM)
async def a_profile_with_words_of_a_later_contract_fails_no_neighbour(subject: Subject) -> None:
    """Take it, or refuse it alone: a standing may be one that you do not know."""
    strange = crm.sample_profile(subject)
    setattr(strange, "standing", UNKNOWN_WORD)  # noqa: B010
    before, _, after = await crm.push(
        subject, crm.sample_profile(subject), strange, crm.sample_profile(subject)
    )
    _expect_none_refused([before, after])


@check("crm", capability=crm.POINTS, contract=NOT_IN_MEMORY)
async def many_points_do_not_fill_the_memory(subject: Subject) -> None:
    """Keep keys on the disk, or in the CRM, and nothing of a movement in memory."""
    size = int(subject.parameter("batch"))

    async def move_some() -> None:
        member_id = await crm.joined(subject)
        moved = (crm.sample_movement(subject, member_id, number + 1) for number in range(size))
        await crm.move(subject, *moved)

    await _expect_memory_kept(subject, move_some, size)


async def _expect_memory_kept(
    subject: Subject, take_some: Callable[[], Awaitable[None]], size: int
) -> None:
    """Have many items taken, `size` at a time, and look at the memory behind the first of them."""
    batches = int(subject.parameter("many")) // size
    await take_some()
    before = subject.memory_mb()
    for _ in range(batches):
        await take_some()
    grown = subject.memory_mb() - before
    words = f"{batches * size} of them need {grown:.0f} MB: at most {MOST_GROWN_MB} are in order"
    expect(grown <= MOST_GROWN_MB, words)


def _expect_none_refused(results: Sequence[plugin_pb2.ItemResult]) -> None:
    refused = [result for result in results if result.HasField("error")]
    words = "; ".join(f"{each.error.code} {each.error.message}" for each in refused[:3])
    expect(not refused, f"{len(refused)} of {len(results)} are refused: {words}")
