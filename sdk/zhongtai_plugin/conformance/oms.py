"""What a plug-in for an OMS owes of orders: they are there once, and so are their codes."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai.plugin.v1 import oms_pb2_grpc

from zhongtai_plugin.conformance.core import CALL_SECONDS, ITEM_BY_ITEM, Skipped, Subject, check
from zhongtai_plugin.conformance.expecting import (
    expect,
    expect_equal,
    expect_fault,
    expect_ids,
    expect_item_fault,
    expect_item_taken,
)
from zhongtai_plugin.conformance.pages import FOREIGN, PAGE_SIZE, to_the_end
from zhongtai_plugin.errors import BadRequest, Conflict, Rejected

ISSUE_SECONDS = 30.0
"""How long the codes of an order may take to come."""


def _stub(subject: Subject) -> oms_pb2_grpc.OmsServiceAsyncStub:
    return oms_pb2_grpc.OmsServiceStub(subject.channel)


def sample_order(subject: Subject, *quantities: int) -> order_pb.OmsOrder:
    """Return an order that any OMS should take: a line of so many pieces each."""

    def money(minor_units: int) -> Money:
        return Money(minor_units=minor_units, currency_code=subject.parameter("currency"))

    quantities = quantities or (2,)
    lines = [
        order_pb.OmsOrderLine(
            line_id=str(number),
            sku_id="conformance-sku",
            sku_code="CONFORMANCE",
            name="Conformance voucher",
            quantity=quantity,
            unit_price=money(5000),
            line_total=money(5000 * quantity),
        )
        for number, quantity in enumerate(quantities, start=1)
    ]
    order = order_pb.OmsOrder(
        order_id=subject.new_id("order"),
        merchant_id=subject.parameter("merchant_id"),
        store_id=subject.parameter("store_id"),
        channel="conformance",
        lines=lines,
        total=money(5000 * sum(quantities)),
    )
    order.place_time.GetCurrentTime()
    return order


@check("oms", ground=True, contract="Takes paid orders, at most 100.")
async def a_good_order_of_vouchers_is_taken(subject: Subject) -> None:
    """Take it; the chain and the store of the checks are --param merchant_id=… store_id=… ."""
    (answer,) = await submit_orders(subject, sample_order(subject))
    expect_taken(answer, known=False)


@check(
    "oms",
    contract=(
        "One that is known is answered already_known, as it stands now, and issues nothing again."
    ),
)
async def an_order_submitted_twice_has_its_codes_once(subject: Subject) -> None:
    """Keep order_id with the codes that it has led to, and look for it before you issue."""
    order = sample_order(subject)
    (first,) = await submit_orders(subject, order)
    expect_taken(first, known=False)
    issued = await issued_order(subject, order)
    for _ in range(2):
        (again,) = await submit_orders(subject, order)
        expect_taken(again, known=True)
        expect_equal(codes_of(again.state), codes_of(issued), "the codes after another submit")


@check(
    "oms",
    contract=(
        "With ISSUED: one per piece of each line, no more and no less, those that were voided "
        "before among them."
    ),
)
async def each_piece_has_a_code_of_its_own(subject: Subject) -> None:
    """Issue a code per piece that nobody can guess, and name the voucher by something else."""
    order = sample_order(subject, 3, 2)
    issued = await issued_order(subject, order, submit=True)
    lines = Counter(voucher.line_id for voucher in issued.vouchers)
    expect_equal(dict(lines), {"1": 3, "2": 2}, "vouchers per line")
    expect_equal(len(set(codes_of(issued))), 5, "different codes")
    expect_equal(len({voucher.voucher_id for voucher in issued.vouchers}), 5, "different ids")
    for voucher in issued.vouchers:
        expect(6 <= len(voucher.code) <= 64, "a code has not 6 to 64 characters")
        fits = voucher.code.isascii() and voucher.code.isprintable() and " " not in voucher.code
        expect(fits, "a code is not printable ASCII without spaces")
        expect(voucher.voucher_id != voucher.code, "voucher_id is the code")
        expect_equal(voucher.state, order_pb.OMS_VOUCHER_STATE_ISSUED, "the state when issued")


@check("oms", contract=ITEM_BY_ITEM)
async def a_bad_order_of_vouchers_does_not_fail_its_neighbours(subject: Subject) -> None:
    """Check each by itself, and put what is wrong into the error of its result."""
    bad = sample_order(subject)
    bad.ClearField("lines")
    left, middle, right = await submit_orders(
        subject, sample_order(subject), bad, sample_order(subject)
    )
    expect_item_fault(middle.result, BadRequest)
    expect_taken(left, known=False)
    expect_taken(right, known=False)


@check("oms", contract="CONFLICT (the key was used for another order),")
async def an_order_id_of_another_order_is_a_conflict(subject: Subject) -> None:
    """Compare it with what is there, by a digest; what is there stays."""
    order = sample_order(subject, 1)
    await submit_orders(subject, order)
    other = sample_order(subject, 2)
    other.order_id = order.order_id
    (answer,) = await submit_orders(subject, other)
    expect_item_fault(answer.result, Conflict)


@check("oms", contract="REQUIRED. 1 to 100 orders, of any chains.")
async def batches_of_nothing_are_bad_requests(subject: Subject) -> None:
    """Refuse the call with BAD_REQUEST when there is nothing in it."""
    stub, chain = _stub(subject), subject.parameter("merchant_id")
    submit = stub.SubmitVoucherOrders(pb.SubmitVoucherOrdersRequest(), timeout=CALL_SECONDS)
    await expect_fault(submit, BadRequest)
    await expect_fault(
        stub.VoidVouchers(pb.VoidVouchersRequest(), timeout=CALL_SECONDS), BadRequest
    )
    nothing = pb.LookUpVoucherOrdersRequest(merchant_id=chain)
    await expect_fault(stub.LookUpVoucherOrders(nothing, timeout=CALL_SECONDS), BadRequest)


@check("oms", contract="As many as ids were asked for; UNKNOWN for those never submitted.")
async def orders_of_vouchers_can_be_looked_up(subject: Subject) -> None:
    """Answer one state per id, in their order, with the revision of what is here."""
    order, never = sample_order(subject), subject.new_id("never")
    await submit_orders(subject, order)
    unknown, known = await look_up_orders(subject, never, order.order_id)
    expect_equal(unknown.decision, order_pb.OMS_DECISION_UNKNOWN, "the decision of what never came")
    expect(known.decision != order_pb.OMS_DECISION_UNKNOWN, "what was submitted is UNKNOWN")
    expect(known.revision > 0, "what was submitted has no revision")


@check(
    "oms",
    contract=(
        "Which orders have changed after a cursor, in the order of the changes: decided, codes "
        "issued, redeemed (by RedeemVoucher too), expired, voided."
    ),
)
async def what_changes_is_told_after_the_cursor(subject: Subject) -> None:
    """Number each change of an order, tell its id behind the cursor, and let its revision rise."""
    order = sample_order(subject)
    cursor = await end_of_changes(subject)
    issued = await issued_order(subject, order, submit=True)
    before = issued.revision
    cursor = await expect_told(subject, cursor, order.order_id)
    await redeem_code(subject, issued.vouchers[0].code)
    cursor = await expect_told(subject, cursor, order.order_id)
    (used,) = await look_up_orders(subject, order.order_id)
    expect(used.revision > before, "revision does not rise when a voucher is used")
    await void_pieces(subject, wish_to_void(subject, order.order_id, 1))
    await expect_told(subject, cursor, order.order_id)
    (void,) = await look_up_orders(subject, order.order_id)
    expect(void.revision > used.revision, "revision does not rise when a voucher is void")


@check(
    "oms",
    contract=(
        "BAD_REQUEST with code CURSOR_UNKNOWN when the cursor is of another life of the plug-in:"
    ),
)
async def a_foreign_cursor_is_told_apart(subject: Subject) -> None:
    """Put a mark of your state into the cursor, and refuse one with another mark."""
    request = pb.PullVoucherChangesRequest(after_cursor=FOREIGN)
    call = _stub(subject).PullVoucherChanges(request, timeout=CALL_SECONDS)
    await expect_fault(call, BadRequest, "CURSOR_UNKNOWN")


@check(
    "oms",
    contract=(
        "A chain that the plug-in does not serve is REJECTED with code CHAIN_UNKNOWN, of an "
        "item or of the call that names it."
    ),
)
async def an_order_of_a_chain_that_is_not_served_is_rejected(subject: Subject) -> None:
    """Reject the item alone; --param strange_merchant_id=… names a chain that is not served."""
    chain = subject.parameters.get("strange_merchant_id", "")
    if not chain:
        raise Skipped("needs --param strange_merchant_id=…")
    strange = sample_order(subject)
    strange.merchant_id = chain
    refused, taken = await submit_orders(subject, strange, sample_order(subject))
    expect_item_fault(refused.result, Rejected, "CHAIN_UNKNOWN")
    expect_taken(taken, known=False)


def new_redemption(subject: Subject, code: str, key: str = "") -> pb.RedeemVoucherRequest:
    """Return the wish to use a code up, under a key of its own unless one is given."""
    return pb.RedeemVoucherRequest(
        redemption_id=key or subject.new_id("redemption"),
        merchant_id=subject.parameter("merchant_id"),
        store_id=subject.parameter("store_id"),
        code=code,
        redeemed_by="conformance",
    )


def wish_to_void(subject: Subject, order_id: str, quantity: int) -> pb.OmsVoid:
    """Return a wish to make pieces of the first line void; of none: all that is unused."""
    pieces = [pb.OmsPieces(line_id="1", quantity=quantity)] if quantity else []
    return pb.OmsVoid(
        void_id=subject.new_id("void"),
        merchant_id=subject.parameter("merchant_id"),
        order_id=order_id,
        lines=pieces,
        reason="conformance",
    )


def codes_of(state: order_pb.OmsOrderState) -> list[str]:
    """Return the codes of an order's vouchers."""
    return [voucher.code for voucher in state.vouchers]


async def submit_orders(subject: Subject, *orders: order_pb.OmsOrder) -> list[pb.OmsAnswer]:
    """Submit orders, and return the answers."""
    request = pb.SubmitVoucherOrdersRequest(orders=orders)
    reply = await _stub(subject).SubmitVoucherOrders(request, timeout=CALL_SECONDS)
    expect_ids((answer.result for answer in reply.answers), [order.order_id for order in orders])
    return list(reply.answers)


async def void_pieces(subject: Subject, *wishes: pb.OmsVoid) -> list[pb.OmsAnswer]:
    """Ask to make pieces void, and return the answers."""
    request = pb.VoidVouchersRequest(voids=wishes)
    reply = await _stub(subject).VoidVouchers(request, timeout=CALL_SECONDS)
    expect_ids((answer.result for answer in reply.answers), [wish.void_id for wish in wishes])
    return list(reply.answers)


async def look_up_orders(subject: Subject, *order_ids: str) -> Sequence[order_pb.OmsOrderState]:
    """Look orders up."""
    chain = subject.parameter("merchant_id")
    request = pb.LookUpVoucherOrdersRequest(merchant_id=chain, order_ids=order_ids)
    reply = await _stub(subject).LookUpVoucherOrders(request, timeout=CALL_SECONDS)
    expect_equal([state.order_id for state in reply.states], list(order_ids), "the orders' ids")
    return reply.states


async def redeem_code(subject: Subject, code: str, key: str = "") -> pb.RedeemVoucherResponse:
    """Show a code, under a key of its own unless one is given."""
    request = new_redemption(subject, code, key)
    return await _stub(subject).RedeemVoucher(request, timeout=CALL_SECONDS)


async def issued_order(
    subject: Subject, order: order_pb.OmsOrder, *, submit: bool = False
) -> order_pb.OmsOrderState:
    """Return the order once its codes are there."""
    if submit:
        await submit_orders(subject, order)
    until = time.monotonic() + ISSUE_SECONDS
    while True:
        (state,) = await look_up_orders(subject, order.order_id)
        if state.decision == order_pb.OMS_DECISION_ISSUED:
            return state
        expect(state.decision != order_pb.OMS_DECISION_UNKNOWN, "what was submitted is UNKNOWN")
        expect(time.monotonic() < until, f"no codes within {ISSUE_SECONDS:g} seconds")
        await asyncio.sleep(0.1)


async def expect_told(subject: Subject, cursor: str, order_id: str) -> str:
    """Return the cursor behind the changes, the order among them."""
    told, cursor = await to_the_end(partial(_page, subject), cursor)
    expect(order_id in told, "an order that has changed is not told")
    return cursor


async def end_of_changes(subject: Subject) -> str:
    """Return the cursor behind all changes."""
    _, cursor = await to_the_end(partial(_page, subject))
    return cursor


async def _page(subject: Subject, cursor: str) -> tuple[Sequence[str], str]:
    request = pb.PullVoucherChangesRequest(after_cursor=cursor, page_size=PAGE_SIZE)
    page = await _stub(subject).PullVoucherChanges(request, timeout=CALL_SECONDS)
    return [change.order_id for change in page.changes], page.cursor


def expect_taken(answer: pb.OmsAnswer, *, known: bool) -> None:
    """Fail unless an item was taken, with the order as it stands."""
    expect_item_taken(answer.result, known=known)
    has_state = bool(answer.state.order_id)
    expect(has_state, f"the answer about {answer.result.item_id} has no state")
