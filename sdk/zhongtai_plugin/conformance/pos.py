"""What a plug-in for tills owes."""

from __future__ import annotations

from zhongtai.common.v1 import trade_pb2
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import plugin_pb2, pos_order_pb2, pos_pb2, pos_pb2_grpc

from zhongtai_plugin.conformance.core import CALL_SECONDS, ITEM_BY_ITEM, Subject, check
from zhongtai_plugin.conformance.expecting import (
    expect,
    expect_equal,
    expect_fault,
    expect_ids,
    expect_item_fault,
)
from zhongtai_plugin.conformance.pages import FOREIGN
from zhongtai_plugin.errors import BadRequest, Rejected


def stub_of(subject: Subject) -> pos_pb2_grpc.PosServiceAsyncStub:
    """Return the plug-in's service."""
    return pos_pb2_grpc.PosServiceStub(subject.channel)


def sample_order(subject: Subject) -> pos_order_pb2.PosOrder:
    """Return a small order that any till should take."""
    currency = subject.parameter("currency")
    price = Money(minor_units=1500, currency_code=currency)
    line = pos_order_pb2.PosOrderLine(
        line_id="1",
        sku_id="conformance-sku",
        name="Conformance tea",
        quantity=2,
        unit_price=price,
        line_total=Money(minor_units=3000, currency_code=currency),
        packaging_fee=Money(minor_units=100, currency_code=currency),
    )
    order = pos_order_pb2.PosOrder(
        order_id=subject.new_id("order"),
        merchant_id=subject.parameter("merchant_id"),
        store_id=subject.parameter("store_id"),
        daily_number=1,
        business_date="2026-01-31",
        channel="conformance",
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        lines=[line],
        total=Money(minor_units=3150, currency_code=currency),
        packaging_fee=Money(minor_units=150, currency_code=currency),
        discount_total=Money(minor_units=0, currency_code=currency),
        paid=True,
    )
    order.placed_time.GetCurrentTime()
    return order


async def push(subject: Subject, *orders: pos_order_pb2.PosOrder) -> list[plugin_pb2.ItemResult]:
    """Push orders, and return their results, which have their ids."""
    request = pos_pb2.PushOrdersRequest(orders=orders)
    answer = await stub_of(subject).PushOrders(request, timeout=CALL_SECONDS)
    expect_ids(answer.results, [order.order_id for order in orders])
    return list(answer.results)


async def pushed(subject: Subject) -> str:
    """Return the id of an order that was taken."""
    order = sample_order(subject)
    (result,) = await push(subject, order)
    expect(not result.HasField("error"), f"a good order is refused: {result.error.message}")
    return order.order_id


@check("pos", ground=True, contract="Takes new orders, at most 500.")
async def a_good_order_is_taken(subject: Subject) -> None:
    """Take what the platform's own checks send; the error of the result says what you miss."""
    await pushed(subject)


@check("pos", contract="An order that is known is answered already_known and is not changed.")
async def an_order_pushed_twice_is_there_once(subject: Subject) -> None:
    """Keep it under its order_id, and look whether it is there before all else."""
    order = sample_order(subject)
    (first,) = await push(subject, order)
    expect(not first.HasField("error"), f"a good order is refused: {first.error.message}")
    expect(not first.already_known, "a new order is said to be known")
    for _ in range(2):
        (again,) = await push(subject, order)
        expect(not again.HasField("error"), "the same order again is refused")
        expect(again.already_known, "the same order again is not said to be known")


@check("pos", contract=ITEM_BY_ITEM)
async def a_bad_order_does_not_fail_its_neighbours(subject: Subject) -> None:
    """Check each by itself, and put what is wrong into the error of its result."""
    bad = sample_order(subject)
    bad.ClearField("lines")
    left, middle, right = await push(subject, sample_order(subject), bad, sample_order(subject))
    expect_item_fault(middle, BadRequest)
    expect(not left.HasField("error") and not right.HasField("error"), "a good order is refused")


@check("pos", contract="REQUIRED. 1 to 500 orders, of any stores.")
async def an_empty_batch_is_a_bad_request(subject: Subject) -> None:
    """Refuse the call with BAD_REQUEST when there is nothing in it."""
    stub = stub_of(subject)
    await expect_fault(
        stub.PushOrders(pos_pb2.PushOrdersRequest(), timeout=CALL_SECONDS), BadRequest
    )


@check("pos", contract="Looks orders up by id, at most 500: what the caller does after a timeout.")
async def orders_can_be_looked_up(subject: Subject) -> None:
    """Answer for each id, in the order of the request, whether the order is here."""
    order_id = await pushed(subject)
    request = pos_pb2.LookUpOrdersRequest(order_ids=[order_id, subject.new_id("never")])
    answer = await stub_of(subject).LookUpOrders(request, timeout=CALL_SECONDS)
    expect_equal([item.known for item in answer.orders], [True, False], "which are known")


@check(
    "pos",
    contract="Item errors: REJECTED with code ORDER_UNKNOWN when that order was never pushed here.",
)
async def a_change_of_an_unknown_order_is_rejected(subject: Subject) -> None:
    """Put that error into the result of this change, and take the others."""
    order_id = await pushed(subject)
    changes = [sample_change(subject, order_id), sample_change(subject, subject.new_id("never"))]
    request = pos_pb2.UpdateOrdersRequest(changes=changes)
    answer = await stub_of(subject).UpdateOrders(request, timeout=CALL_SECONDS)
    known, unknown = answer.results
    expect(not known.HasField("error"), f"a good change is refused: {known.error.message}")
    expect_item_fault(unknown, Rejected, "ORDER_UNKNOWN")


@check("pos", contract="REQUIRED. The platform's id of this change, the idempotency key.")
async def a_change_sent_twice_happens_once(subject: Subject) -> None:
    """Keep change_id with what it does, and answer one that is there with already_known."""
    change = sample_change(subject, await pushed(subject))
    request = pos_pb2.UpdateOrdersRequest(changes=[change])
    known = []
    for _ in range(3):
        answer = await stub_of(subject).UpdateOrders(request, timeout=CALL_SECONDS)
        expect(not answer.results[0].HasField("error"), "the same change again is refused")
        known.append(answer.results[0].already_known)
    expect_equal(known, [False, True, True], "already_known")


@check("pos", contract="BAD_REQUEST when the cursor is not one of this plug-in's.")
async def a_foreign_cursor_is_a_bad_request(subject: Subject) -> None:
    """Recognise your cursors, by a name in them: going on elsewhere loses updates."""
    request = pos_pb2.WatchUpdatesRequest(after_cursor=FOREIGN)
    stream = stub_of(subject).WatchUpdates(request, timeout=CALL_SECONDS)
    await expect_fault(anext(aiter(stream)), BadRequest)
    ack = pos_pb2.AckUpdatesRequest(cursor=FOREIGN)
    await expect_fault(stub_of(subject).AckUpdates(ack, timeout=CALL_SECONDS), BadRequest)


@check(
    "pos",
    hook="accept_order",
    contract=(
        "Streams what tills report, in the order in which the plug-in made it durable, at least"
        " once."
    ),
)
async def updates_resume_after_a_cursor(subject: Subject) -> None:
    """Number updates as they become durable, and give what is above the cursor's number."""
    orders = {await accepted(subject) for _ in range(3)}
    seen = await watch(subject, "", orders)
    for index in range(len(seen) - 1):
        cursor = seen[index][1]
        again = await watch(subject, cursor, {update.order_id for update, _ in seen[index + 1 :]})
        expect_equal(
            [update.update_id for update, _ in again],
            [update.update_id for update, _ in seen[index + 1 :]],
            "what follows a cursor",
        )


@check("pos", hook="accept_order", contract="REQUIRED. The merchant_id the order was pushed with.")
async def updates_carry_what_the_order_was_pushed_with(subject: Subject) -> None:
    """Keep merchant_id and store_id; fill update_id, till_id and occurred_time as well."""
    order_id = await accepted(subject)
    seen = await watch(subject, "", {order_id})
    update = next(item for item, _ in seen if item.order_id == order_id)
    expect_equal(update.merchant_id, subject.parameter("merchant_id"), "merchant_id")
    expect_equal(update.store_id, subject.parameter("store_id"), "store_id")
    expect_equal(update.kind, pos_pb2.TILL_UPDATE_KIND_ACCEPTED, "the kind")
    expect(bool(update.update_id) and bool(update.till_id), "update_id or till_id is empty")
    expect(update.HasField("occurred_time"), "occurred_time is missing")


@check(
    "pos",
    hook="accept_order",
    contract="Empty means from the oldest update that was not acknowledged.",
)
async def acknowledged_updates_do_not_come_back(subject: Subject) -> None:
    """Keep up to where AckUpdates has come, and begin behind it."""
    first = await accepted(subject)
    cursor = (await watch(subject, "", {first}))[-1][1]
    for _ in range(2):
        request = pos_pb2.AckUpdatesRequest(cursor=cursor)
        await stub_of(subject).AckUpdates(request, timeout=CALL_SECONDS)
    second = await accepted(subject)
    ids = {update.order_id for update, _ in await watch(subject, "", {second})}
    expect(first not in ids, "an acknowledged update came back")


@check(
    "pos",
    capability=plugin_pb2.CAPABILITY_POS_TILL_SALES,
    contract="Sales made at the counter after the cursor, oldest first.",
)
async def till_sales_can_be_pulled_again(subject: Subject) -> None:
    """Keep sales until a later after_cursor; give a cursor also when there is none."""
    request = pos_pb2.PullTillSalesRequest(page_size=10)
    first = await stub_of(subject).PullTillSales(request, timeout=CALL_SECONDS)
    again = await stub_of(subject).PullTillSales(request, timeout=CALL_SECONDS)
    expect(first == again, "the same cursor gives other sales")
    expect(len(first.sales) <= 10, "more sales than asked for")
    expect(bool(first.cursor), "the cursor is empty")


@check(
    "pos",
    capability=plugin_pb2.CAPABILITY_POS_TILL_SALES,
    contract=(
        "BAD_REQUEST with code CURSOR_UNKNOWN when the cursor is of another queue, since the "
        "plug-in's state is a new one: the platform begins anew then, with an empty cursor."
    ),
)
async def a_pull_with_a_foreign_cursor_is_told_apart(subject: Subject) -> None:
    """Put a name of the queue into its cursors, made when the state is made."""
    request = pos_pb2.PullTillSalesRequest(after_cursor=FOREIGN)
    pull = stub_of(subject).PullTillSales(request, timeout=CALL_SECONDS)
    await expect_fault(pull, BadRequest, "CURSOR_UNKNOWN")


async def accepted(subject: Subject) -> str:
    """Return the id of an order that a till has accepted; needs the hook accept_order."""
    order_id = await pushed(subject)
    if subject.hooks.accept_order is not None:
        await subject.hooks.accept_order(order_id)
    return order_id


async def watch(
    subject: Subject, cursor: str, until: set[str]
) -> list[tuple[pos_pb2.TillUpdate, str]]:
    """Updates one by one with their cursors, until each of the orders was seen."""
    request = pos_pb2.WatchUpdatesRequest(after_cursor=cursor, max_batch=1)
    seen: list[tuple[pos_pb2.TillUpdate, str]] = []
    missing = set(until)
    stream = stub_of(subject).WatchUpdates(request, timeout=CALL_SECONDS)
    while missing:
        batch = await anext(aiter(stream))
        expect(len(batch.updates) <= 1, "a batch is larger than max_batch")
        expect(bool(batch.cursor), "a batch has no cursor")
        for update in batch.updates:
            seen.append((update, batch.cursor))
            missing.discard(update.order_id)
    stream.cancel()
    return seen


def sample_change(subject: Subject, order_id: str) -> pos_pb2.OrderChange:
    """Return a change of an order: its customer asks for money back."""
    change = pos_pb2.OrderChange(
        change_id=subject.new_id("change"),
        order_id=order_id,
        kind=pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_OPENED,
        note="conformance",
        after_sale=pos_pb2.PosAfterSale(
            after_sale_id="afs_1",
            state="applied",
            amount=Money(minor_units=1, currency_code=subject.parameter("currency")),
            reason="conformance",
        ),
    )
    change.occurred_time.GetCurrentTime()
    return change
