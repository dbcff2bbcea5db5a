"""Vouchers are used once, at a store, and given back when they are unused."""

import asyncio

import pytest
from zhongtai.order.v1 import after_sale_messages_pb2 as after_sale_pb
from zhongtai.order.v1 import (
    after_sale_pb2,
    change_messages_pb2,
    order_pb2,
    voucher_pb2,
)

from mesh.call.context import Identity, as_call
from mesh.pure.errors import Refusal
from tests.store.order.build import usd
from tests.store.order.oms import (
    AGREED,
    APPLIED,
    GIVEN,
    ISSUED,
    REDEEMED,
    REFUSED,
    VOIDED,
    answered,
    ask_back,
    at_oms,
    audited,
    bought,
    in_step,
    issued,
    reasons,
    redeem,
    seen,
    sold_by_platform,
    states,
    when,
)
from tests.store.order.test_tills import letters, until


async def test_a_code_is_used_once_from_two_sides_at_a_time(center, oms):
    async with in_step(center, oms):
        order = await issued(center, await bought(center))
        code, other = (voucher.code for voucher in order.vouchers)
        answers = await asyncio.gather(
            *(redeem(center, code, f"side{number}") for number in range(6)),
            return_exceptions=True,
        )
    won = [each for each in answers if isinstance(each, voucher_pb2.RedeemVoucherResponse)]
    assert [each.order_id for each in won] == [order.order_id]
    assert (won[0].name, won[0].voucher.code) == ("Margherita", "")
    lost = [each for each in answers if isinstance(each, Refusal)]
    assert {each.reason for each in lost} == {"ALREADY_REDEEMED"}
    assert len(lost) == 5
    assert {each.metadata["redeem_store_id"] for each in lost} == {"sto_1"}
    assert states(await seen(center, order.order_id)) == [ISSUED, REDEEMED]
    assert await reasons(redeem(center, "C-nobody", "r1")) == "VOUCHER_NOT_FOUND"
    again = await redeem(center, other, "mine")
    assert await redeem(center, other, "mine") == again
    assert await reasons(redeem(center, code, "mine")) == "REQUEST_ID_REUSED"


async def test_a_lost_answer_is_asked_again_and_a_till_knows_only_its_own_store(center, oms):
    async with in_step(center, oms):
        order = await issued(center, await bought(center))
        code = order.vouchers[0].code
        oms.lost = 1
        assert await reasons(redeem(center, code, "once")) == "PLUGIN_UNAVAILABLE"
        assert (await redeem(center, code, "once")).order_id == order.order_id
    for store, told in (("sto_1", {"redeem_time", "redeem_store_id"}), ("sto_2", {"redeem_time"})):
        till = Identity("till", f"till_of_{store}", "demo", store_id=store)
        with as_call(till, timeout=30), pytest.raises(Refusal) as refused:
            await redeem(center, code, "late", "")
        assert set(refused.value.metadata) == told
        with as_call(till, timeout=30):
            assert await reasons(redeem(center, code, "late", "sto_9")) == "ACCESS_DENIED"
    with as_call(Identity("till", "til_1", "demo", store_id="sto_1"), timeout=30):
        assert not (await seen(center, order.order_id)).vouchers


async def test_unused_pieces_are_void_before_their_money_goes_back(center, oms):
    async with in_step(center, oms):
        order = await issued(center, await bought(center, 3))
        codes = [voucher.code for voucher in order.vouchers]
        await redeem(center, codes[0], "used")
        assert await reasons(ask_back(center, order.order_id, 3)) == "VOUCHERS_USED"
        agreed = await answered(
            center, order.order_id, await ask_back(center, order.order_id, 1, 2)
        )
        assert (agreed.status, agreed.amount.minor_units, agreed.unmade) == (AGREED, 1000, True)
        now = await seen(center, order.order_id)
        assert states(now) == [ISSUED, REDEEMED, VOIDED]
        void = next(each.code for each in now.vouchers if each.state == VOIDED)
        assert await reasons(redeem(center, void, "late")) == "VOUCHER_VOIDED"
        assert await audited(center) == set()
        # All that is left and unused, and no more.
        rest = await answered(center, order.order_id, await ask_back(center, order.order_id, 0, 3))
        assert [(each.line_id, each.quantity) for each in rest.lines] == [("1", 1)]
        assert await reasons(ask_back(center, order.order_id, 0, 4)) == "VOUCHERS_USED"


async def left(center, order_id: str) -> tuple[int, int]:
    """Pieces and money that can still be asked back."""
    request = after_sale_pb.GetAfterSaleAccountRequest(order_id=order_id)
    account = (await center.servicer.GetAfterSaleAccount(request, None)).account
    return account.lines[0].left.quantity, account.left.minor_units


async def give_back(center, order_id: str, *voucher_ids: str) -> after_sale_pb2.AfterSale:
    """Ask for the money of one piece back, and say which voucher it is."""
    line = after_sale_pb2.AfterSaleLine(line_id="1", quantity=1, voucher_ids=voucher_ids)
    wish = after_sale_pb.ApplyAfterSaleRequest(
        request_id="-".join(voucher_ids), order_id=order_id, lines=[line], reason="this one"
    )
    return (await center.servicer.ApplyAfterSale(wish, None)).after_sale


async def test_the_voucher_that_its_customer_chose_is_void_and_the_account_counts_the_rest(
    center, oms
):
    async with in_step(center, oms):
        order = await issued(center, await bought(center, 3))
        order_id, ids = order.order_id, [voucher.voucher_id for voucher in order.vouchers]
        assert await left(center, order_id) == (3, 3000)
        await redeem(center, order.vouchers[0].code, "used")
        assert await left(center, order_id) == (2, 2000)
        asked = await give_back(center, order_id, ids[2])
        agreed = await answered(center, order_id, asked.after_sale_id)
        assert list(agreed.lines[0].voucher_ids) == [ids[2]]
        stand = [voucher.state for voucher in (await seen(center, order_id)).vouchers]
        assert stand == [REDEEMED, ISSUED, VOIDED]
        assert await left(center, order_id) == (1, 1000)
        assert await reasons(give_back(center, order_id, ids[0])) == "VOUCHERS_USED"
        assert await reasons(give_back(center, order_id, ids[1], ids[0])) == "INVALID_REQUEST"


async def test_who_is_not_the_oms_neither_agrees_nor_refuses_nor_cancels(center, oms):
    async with in_step(center, oms):
        order = await issued(center, await bought(center, 1))
    oms.away = True
    async with in_step(center, oms):
        asked = await ask_back(center, order.order_id, 1)
        named = {"request_id": "r", "order_id": order.order_id, "after_sale_id": asked}
        service = center.servicer
        for call in (
            service.AgreeAfterSale(after_sale_pb.AgreeAfterSaleRequest(**named), None),
            service.RefuseAfterSale(after_sale_pb.RefuseAfterSaleRequest(**named), None),
            service.WithdrawAfterSale(after_sale_pb.WithdrawAfterSaleRequest(**named), None),
        ):
            assert await reasons(call) == "VOUCHERS_NOT_VOIDED"
        # It was used meanwhile, at the OMS: its word counts.
        state = oms.side.orders[order.order_id]
        oms.side._use(state, state.vouchers[0], "")
        oms.away = False
        answer = await answered(center, order.order_id, asked)
        assert (answer.status, answer.answer) == (REFUSED, "")


async def to_the_desk(center, order_id: str, asked: str, number: int) -> None:
    """Take a request that was refused to the desk."""
    escalate = after_sale_pb.EscalateAfterSaleRequest(
        request_id=f"desk{number}", order_id=order_id, after_sale_id=asked
    )
    await center.servicer.EscalateAfterSale(escalate, None)


async def agree(center, order_id: str, asked: str, number: int, *, although_used: bool) -> int:
    """The desk agrees; gives how the request stands with that."""
    wanted = after_sale_pb.AgreeAfterSaleRequest(
        request_id=f"agree{number}",
        order_id=order_id,
        after_sale_id=asked,
        although_used=although_used,
    )
    with as_call(Identity("operator", "ann", "demo", scopes=frozenset({"orders.write"}))):
        return (await center.servicer.AgreeAfterSale(wanted, None)).after_sale.status


async def refused_at_the_desk(center, oms, order: order_pb2.Order, place: int):
    """A voucher that the OMS did not want to take back for now, which went to the desk."""
    oms.side.rule = "not before noon"
    asked = await give_back(center, order.order_id, order.vouchers[place].voucher_id)
    refused = await answered(center, order.order_id, asked.after_sale_id)
    assert (refused.status, refused.answer) == (REFUSED, "not before noon")
    await to_the_desk(center, order.order_id, refused.after_sale_id, place)
    oms.side.rule = ""
    return order.order_id, refused.after_sale_id


async def test_the_desk_agrees_to_what_the_oms_refused_once_it_may_or_although_it_was_used(
    center, oms
):
    async with in_step(center, oms):
        order = await issued(center, await bought(center, 2))
        first = await refused_at_the_desk(center, oms, order, 0)
        assert await reasons(agree(center, *first, 1, although_used=True)) == "VOUCHERS_UNUSED"
        assert await agree(center, *first, 2, although_used=False) == APPLIED
        agreed = await answered(center, *first)
        assert (agreed.status, agreed.unmade) == (AGREED, True)
        # The other one is used while the desk looks at it.
        second = await refused_at_the_desk(center, oms, order, 1)
        await redeem(center, order.vouchers[1].code, "used")
        for _ in range(2):
            assert await agree(center, *second, 3, although_used=True) == AGREED
        assert states(await seen(center, order.order_id)) == [REDEEMED, VOIDED]
        assert await left(center, order.order_id) == (0, 0)
        assert await audited(center) == set()


async def test_an_order_on_its_way_to_the_oms_is_given_back_and_not_cancelled(center, oms):
    oms.side.issues = False
    async with in_step(center, oms):
        order_id = await bought(center)
        await at_oms(oms, order_id)
        named = {"request_id": "c", "order_id": order_id}
        reason = order_pb2.CANCEL_REASON_CUSTOMER
        cancel = change_messages_pb2.CancelOrderRequest(reason=reason, **named)
        service = center.servicer
        assert await reasons(service.CancelOrder(cancel, None)) == "CANCEL_NEEDS_AFTER_SALE"
        fulfil = change_messages_pb2.FulfilOrderRequest(**named)
        assert await reasons(service.FulfilOrder(fulfil, None)) == "ILLEGAL_MOVE"
        oms.side.issue(order_id)
        await issued(center, order_id)
        await answered(center, order_id, await ask_back(center, order_id, 0))
        assert states(await seen(center, order_id)) == [VOIDED] * 2


async def test_what_a_platform_gives_back_by_itself_is_made_void(center, oms):
    async with in_step(center, oms):
        order = await issued(center, await sold_by_platform(center))
        refund = after_sale_pb.RecordChannelRefundRequest(
            order_id=order.order_id,
            channel_refund_number="r1",
            lines=[after_sale_pb2.AfterSaleLine(line_id="1", quantity=1)],
            amount=usd(1000),
            reason="one too many",
        )
        await center.servicer.RecordChannelRefund(refund, None)
        await when(center, order.order_id, lambda now: states(now) == [ISSUED, VOIDED])


async def test_a_code_that_the_oms_does_not_let_be_used_is_refused_with_its_reason(center, oms):
    async with in_step(center, oms):
        order = await issued(center, await bought(center, 1))
        code = order.vouchers[0].code
        oms.side.closed_at.add("sto_9")
        with pytest.raises(Refusal) as refused:
            await redeem(center, code, "far", "sto_9")
        assert refused.value.reason == "VOUCHER_NOT_HERE"
        assert refused.value.message == "Not at this store."
        await oms.side.expire_order(order.order_id)
        assert await reasons(redeem(center, code, "late")) == "VOUCHER_EXPIRED"
        assert await reasons(redeem(center, "", "none")) == "INVALID_REQUEST"


async def test_an_answer_that_does_not_fit_leaves_the_request_open_and_is_a_letter(center, oms):
    async with in_step(center, oms):
        order = await issued(center, await bought(center, 2))
        del oms.side.orders[order.order_id].vouchers[1]
        asked = await ask_back(center, order.order_id, 1)

        async def kept():
            return GIVEN in {letter.reader for letter in await letters(center)}

        await until(kept)
        found = after_sale_pb.GetAfterSaleRequest(order_id=order.order_id, after_sale_id=asked)
        assert (await center.servicer.GetAfterSale(found, None)).after_sale.status == APPLIED
