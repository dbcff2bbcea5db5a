"""Orders of vouchers: handed to the OMS, mirrored, used once, and given back when unused."""

import asyncio
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import after_sale_messages_pb2 as after_sale_pb
from zhongtai.order.v1 import (
    after_sale_pb2,
    change_messages_pb2,
    create_messages_pb2,
    order_pb2,
    read_messages_pb2,
    voucher_pb2,
)

from centers.order.oms.adapters import OmsAdapter
from centers.order.store import MIGRATIONS, SQL
from centers.order.tills.rules import TillChoice
from centers.order.wiring import assemble
from mesh.call.context import Identity, as_call
from mesh.pure.clock import SystemClock
from mesh.pure.errors import Refusal
from tests.store.order.build import WINDOW, channel_order, line, sweeper, usd
from tests.store.order.oms import (
    AGREED,
    CANCELLED,
    CHANGED,
    COMPLETED,
    EXPIRED,
    FULFILLED,
    ISSUED,
    PLACED,
    REDEEMED,
    REFUSED,
    VOIDED,
    Oms,
    answered,
    ask_back,
    audited,
    bought,
    in_step,
    issued,
    reasons,
    redeem,
    seen,
    states,
    when,
)
from tests.store.order.test_tills import letters, until
from tests.store.plans import plan_of


@pytest.fixture
def oms() -> Oms:
    return Oms()


@pytest.fixture
async def center(center_database, oms):
    db = await center_database("order", MIGRATIONS)
    adapter = OmsAdapter(oms)
    tills = TillChoice(lambda: ["pos_test"])
    made = assemble(db, SystemClock(), tills, WINDOW, lambda _merchant: adapter)
    yield SimpleNamespace(**{each.name: getattr(made, each.name) for each in fields(made)}, db=db)
    await made.close()


async def test_a_paid_order_has_a_code_per_piece_and_is_fulfilled_with_them(center, oms):
    async with in_step(center, oms):
        order = await issued(center, await bought(center, 3))
    assert states(order) == [ISSUED] * 3
    assert len({voucher.code for voucher in order.vouchers}) == 3
    events = await center.servicer.ListOrderEvents(
        read_messages_pb2.ListOrderEventsRequest(order_id=order.order_id), None
    )
    told = [event for event in events.events if event.vouchers]
    assert [len(event.vouchers) for event in told] == [3]
    for code in (voucher.code for voucher in order.vouchers):
        assert code.encode() not in events.SerializeToString()


async def test_while_the_oms_is_away_orders_wait_and_then_have_their_codes_once(center, oms):
    oms.away = True
    async with in_step(center, oms):
        waiting = await bought(center)

        async def taken():
            return (await center.store.get("demo", [("sto_1", waiting)]))[waiting].head.oms

        await until(taken)
        assert (await seen(center, waiting)).status == PLACED
        await center.db.execute("UPDATE orders SET placed_at = placed_at - interval '1 hour'")
        assert await audited(center) == {"paid_vouchers_have_their_codes"}
        oms.lost, oms.away = 1, False
        order = await issued(center, waiting)
    assert oms.side.submits > 1
    assert [each.code for each in oms.side.orders[waiting].vouchers] == [
        each.code for each in order.vouchers
    ]
    assert await letters(center) == []


async def test_codes_that_come_later_and_what_happens_at_the_oms_is_mirrored(center, oms):
    oms.side.issues = False
    async with in_step(center, oms):
        order_id = await bought(center)

        async def there():
            return order_id in oms.side.orders

        await until(there)
        assert not (await seen(center, order_id)).vouchers
        oms.side.issue(order_id)
        order = await issued(center, order_id)
        state = oms.side.orders[order_id]
        oms.side._use(state, state.vouchers[0], "sto_9")
        order = await when(center, order_id, lambda now: states(now) == [ISSUED, REDEEMED])
        assert {each.redeem_store_id for each in order.vouchers} == {"", "sto_9"}
        await oms.side.expire_order(order_id)
        await when(center, order_id, lambda now: states(now) == [REDEEMED, EXPIRED])


async def test_an_order_that_the_oms_rejects_is_cancelled_and_one_that_waits_is_not_given(
    center, oms
):
    oms.side.issues = False
    async with in_step(center, oms):
        waits, order_id = await bought(center, wait_for="group"), await bought(center)

        async def there():
            return order_id in oms.side.orders

        await until(there)
        oms.side.reject(order_id, "no codes left")
        order = await when(center, order_id, lambda now: now.status == CANCELLED)
    assert order.cancel_note == "no codes left"
    assert waits not in oms.side.orders


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
        assert (answer.status, bool(answer.answer)) == (REFUSED, True)


async def test_an_order_on_its_way_to_the_oms_is_given_back_and_not_cancelled(center, oms):
    oms.side.issues = False
    async with in_step(center, oms):
        order_id = await bought(center)

        async def there():
            return order_id in oms.side.orders

        await until(there)
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


async def test_an_order_is_completed_when_none_of_its_codes_can_be_used(center, oms):
    async with in_step(center, oms):
        order = await issued(center, await bought(center, 1))
        later = datetime.now(UTC) + WINDOW + timedelta(hours=1)
        await sweeper(center, later).sweep()
        assert (await seen(center, order.order_id)).status == FULFILLED
        await redeem(center, order.vouchers[0].code, "used")
        await sweeper(center, later).sweep()
    assert (await seen(center, order.order_id)).status == COMPLETED


async def test_a_code_whose_time_has_passed_is_over_before_the_oms_says_so(center, oms):
    async with in_step(center, oms):
        oms.side.issues = False
        order_id = await bought(center, 1)

        async def there():
            return order_id in oms.side.orders

        await until(there)
        oms.side.issue(order_id)
        ends = datetime.now(UTC) + timedelta(days=30)
        oms.side.orders[order_id].vouchers[0].expire_time.FromDatetime(ends)
        await issued(center, order_id)
    await sweeper(center, ends - timedelta(minutes=1)).sweep()
    assert states(await seen(center, order_id)) == [ISSUED]
    await sweeper(center, ends + timedelta(minutes=1)).sweep()
    assert states(await seen(center, order_id)) == [EXPIRED]


async def test_vouchers_that_are_not_those_of_the_order_are_a_letter(center, oms):
    oms.side.issues = False
    async with in_step(center, oms):
        order_id, sound = await bought(center), await bought(center)

        async def there():
            return {order_id, sound} <= oms.side.orders.keys()

        await until(there)
        oms.side.issue(order_id)
        del oms.side.orders[order_id].vouchers[0]
        oms.side.issue(sound)
        await issued(center, sound)

        async def kept():
            return await letters(center)

        await until(kept)
    (letter,) = await letters(center)
    assert (letter.reader, "vouchers" in letter.reason) == (CHANGED, True)
    assert (await seen(center, order_id)).status == PLACED


async def test_where_several_are_installed_and_none_is_named_orders_wait_as_letters(center, oms):
    async with in_step(center, oms, "oms_test", "oms_other"):
        order_id = await bought(center)

        async def kept():
            return await letters(center)

        await until(kept)
    assert (await seen(center, order_id)).status == PLACED
    assert not oms.side.orders


async def test_the_sweeper_finds_what_is_due_without_reading_all_orders(center):
    due = await plan_of(center.db, SQL.list_orders_to_complete, 2)
    over = await plan_of(center.db, SQL.list_orders_to_expire, 2)
    assert "orders_fulfilled" in due
    assert "orders_by_end_of_vouchers" in over


async def sold_by_platform(center) -> str:
    """An order of vouchers that a platform has sold, and has the money of."""
    order = channel_order(
        "",
        line(quantity=2),
        service_type=trade_pb2.SERVICE_TYPE_VOUCHER,
        fulfilment_route=trade_pb2.FULFILMENT_ROUTE_OMS,
    )
    request = create_messages_pb2.ImportOrdersRequest(orders=[order])
    (result,) = (await center.servicer.ImportOrders(request, None)).results
    return result.order_id


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


async def test_an_order_that_a_platform_ends_on_its_way_to_the_oms_is_made_void(center, oms):
    oms.side.issues = False
    async with in_step(center, oms):
        ended = await sold_by_platform(center)

        async def there():
            return ended in oms.side.orders

        await until(there)
        request = change_messages_pb2.ReportStatusRequest(
            request_id="over",
            order_id=ended,
            status=CANCELLED,
            cancel_reason=order_pb2.CANCEL_REASON_CHANNEL,
        )
        await center.servicer.ReportStatus(request, None)

        async def void():
            return ended in oms.side.voids

        await until(void)
    assert (await seen(center, ended)).status == CANCELLED
