"""What a plug-in for an OMS owes of vouchers: each used once, and none void that was used."""

from __future__ import annotations

import asyncio
from collections import Counter

from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai.plugin.v1 import oms_pb2 as pb

from zhongtai_plugin.conformance.core import Subject, check
from zhongtai_plugin.conformance.expecting import (
    expect,
    expect_equal,
    expect_fault,
    expect_item_fault,
)
from zhongtai_plugin.conformance.oms import (
    codes_of,
    end_of_changes,
    expect_taken,
    expect_told,
    issued_order,
    redeem_code,
    sample_order,
    void_pieces,
    wish_to_void,
)
from zhongtai_plugin.errors import Conflict, Rejected

AT_ONE_TIME = 8

REDEEMED = pb.OMS_REDEEM_OUTCOME_REDEEMED
VOIDED = order_pb.OMS_VOUCHER_STATE_VOIDED


@check("oms", contract="Uses a voucher up, at most once whoever asks, however many at a time.")
async def a_code_is_used_once_by_whoever_is_first(subject: Subject) -> None:
    """Look and write in one transaction; tell those who come later when and where it was used."""
    issued = await issued_order(subject, sample_order(subject), submit=True)
    code, other = codes_of(issued)
    answers = await asyncio.gather(*(redeem_code(subject, code) for _ in range(AT_ONE_TIME)))
    outcomes = Counter(answer.outcome for answer in answers)
    late = pb.OMS_REDEEM_OUTCOME_ALREADY_REDEEMED
    expect_equal(dict(outcomes), {REDEEMED: 1, late: AT_ONE_TIME - 1}, "outcomes")
    for answer in answers:
        expect(answer.voucher.HasField("redeem_time"), "a used voucher has no redeem_time")
        store = subject.parameter("store_id")
        expect_equal(answer.voucher.redeem_store_id, store, "redeem_store_id")
        expect_equal(answer.state.order_id, issued.order_id, "the order of the code")
    expect_equal((await redeem_code(subject, other)).outcome, REDEEMED, "the other code's outcome")


@check("oms", contract="what was answered REDEEMED is answered so again, for ever.")
async def a_redemption_repeated_is_answered_as_before(subject: Subject) -> None:
    """Keep redemption_id with the code that it used, and look for it first."""
    issued = await issued_order(subject, sample_order(subject), submit=True)
    code, other = codes_of(issued)
    key = subject.new_id("redemption")
    for _ in range(3):
        expect_equal((await redeem_code(subject, code, key)).outcome, REDEEMED, "the outcome")
    await expect_fault(redeem_code(subject, other, key), Conflict)
    expect_equal(
        (await redeem_code(subject, other)).outcome, REDEEMED, "the outcome of the other code"
    )


@check("oms", contract="No voucher of the chain has this code.")
async def a_code_that_nobody_has_is_unknown(subject: Subject) -> None:
    """Answer it as an outcome, and as no error."""
    answer = await redeem_code(subject, subject.new_id("nobody"))
    expect_equal(answer.outcome, pb.OMS_REDEEM_OUTCOME_UNKNOWN, "the outcome")


@check("oms", contract="one that is known is answered already_known, and voids nothing again.")
async def pieces_are_void_once_and_cannot_be_used(subject: Subject) -> None:
    """Keep void_id with what it has done, and look for it before you do more."""
    order = sample_order(subject)
    await issued_order(subject, order, submit=True)
    wish = wish_to_void(subject, order.order_id, 1)
    for known in (False, True, True):
        (answer,) = await void_pieces(subject, wish)
        expect_taken(answer, known=known)
        void = [each for each in answer.state.vouchers if each.state == VOIDED]
        expect_equal(len(void), 1, "void vouchers")
    outcome = (await redeem_code(subject, void[0].code)).outcome
    expect_equal(outcome, pb.OMS_REDEEM_OUTCOME_VOIDED, "the outcome of a void code")


@check("oms", contract="Where a line names its vouchers, it takes these and no others.")
async def the_vouchers_that_are_named_are_void(subject: Subject) -> None:
    """Take voucher_ids before anything else; refuse with VOUCHERS_USED when one is not unused."""
    order = sample_order(subject, 3)
    issued = await issued_order(subject, order, submit=True)
    last, used = issued.vouchers[-1], issued.vouchers[0]
    await redeem_code(subject, used.code)
    wish, late = wish_to_void(subject, order.order_id, 1), wish_to_void(subject, order.order_id, 1)
    wish.lines[0].voucher_ids.append(last.voucher_id)
    late.lines[0].voucher_ids.append(used.voucher_id)
    taken, refused = await void_pieces(subject, wish, late)
    expect_taken(taken, known=False)
    void = [each.voucher_id for each in taken.state.vouchers if each.state == VOIDED]
    expect_equal(void, [last.voucher_id], "void vouchers")
    expect_item_fault(refused.result, Rejected, "VOUCHERS_USED")


@check("oms", contract="Each request is done wholly or not at all;")
async def a_used_voucher_is_never_void(subject: Subject) -> None:
    """Look at all of its lines before you write, in one transaction; refuse with VOUCHERS_USED."""
    order = sample_order(subject, 1, 1)
    issued = await issued_order(subject, order, submit=True)
    by_line = {voucher.line_id: voucher.code for voucher in issued.vouchers}
    await redeem_code(subject, by_line["2"])
    wish = wish_to_void(subject, order.order_id, 1)
    wish.lines.add(line_id="2", quantity=1)
    (refused,) = await void_pieces(subject, wish)
    expect_item_fault(refused.result, Rejected, "VOUCHERS_USED")
    expect_equal((await redeem_code(subject, by_line["1"])).outcome, REDEEMED, "the unused code")


@check("oms", contract="Empty: all that are unused; no error when there are none.")
async def all_that_is_unused_is_void_without_lines(subject: Subject) -> None:
    """Make void what is unused, be it nothing."""
    order = sample_order(subject)
    issued = await issued_order(subject, order, submit=True)
    await redeem_code(subject, issued.vouchers[0].code)
    for void in (1, 1):
        (answer,) = await void_pieces(subject, wish_to_void(subject, order.order_id, 0))
        expect(not answer.result.HasField("error"), "making nothing void is an error")
        states = Counter(each.state for each in answer.state.vouchers)
        expect_equal(states[VOIDED], void, "void vouchers")


@check("oms", contract="CONFLICT (the key was used for something else); BAD_REQUEST.")
async def a_void_id_of_something_else_is_a_conflict(subject: Subject) -> None:
    """Compare it with the first one; an order that never came is ORDER_UNKNOWN."""
    order = sample_order(subject)
    await issued_order(subject, order, submit=True)
    wish, other, lost = (wish_to_void(subject, order.order_id, 1) for _ in range(3))
    await void_pieces(subject, wish)
    wish.lines[0].quantity = 2
    lost.order_id = subject.new_id("never")
    differs, unknown, sound = await void_pieces(subject, wish, lost, other)
    expect_item_fault(differs.result, Conflict)
    expect_item_fault(unknown.result, Rejected, "ORDER_UNKNOWN")
    expect_taken(sound, known=False)


@check(
    "oms",
    hook="expire_order",
    contract=(
        "which pieces of a line it takes, of those that can be used first, then of expired "
        "ones, is the plug-in's choice."
    ),
)
async def an_expired_voucher_cannot_be_used_and_can_be_void(subject: Subject) -> None:
    """Tell the end of a voucher as a change, and take an unused one for unused after it."""
    order = sample_order(subject)
    issued = await issued_order(subject, order, submit=True)
    cursor = await end_of_changes(subject)
    if subject.hooks.expire_order is not None:
        await subject.hooks.expire_order(order.order_id)
    await expect_told(subject, cursor, order.order_id)
    answer = await redeem_code(subject, issued.vouchers[0].code)
    expect_equal(answer.outcome, pb.OMS_REDEEM_OUTCOME_EXPIRED, "the outcome")
    (void,) = await void_pieces(subject, wish_to_void(subject, order.order_id, 2))
    expect_taken(void, known=False)
