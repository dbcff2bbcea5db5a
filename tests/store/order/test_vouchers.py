"""Orders of vouchers: handed to the OMS, mirrored, used once, and given back when unused."""

from datetime import UTC, datetime, timedelta

from zhongtai.order.v1 import (
    change_messages_pb2,
    order_pb2,
    read_messages_pb2,
)

from centers.order.store import SQL
from tests.store.order.build import WINDOW, placed, sweeper
from tests.store.order.oms import (
    CANCELLED,
    CHANGED,
    COMPLETED,
    EXPIRED,
    FULFILLED,
    GIVEN,
    ISSUED,
    PLACED,
    REDEEMED,
    VOIDED,
    ask_back,
    at_oms,
    audited,
    bought,
    in_step,
    issued,
    redeem,
    seen,
    sold_by_platform,
    states,
    when,
)
from tests.store.order.test_tills import letters, until
from tests.store.plans import plan_of


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


async def test_what_an_oms_answers_together_is_written_together(center, oms, monkeypatch):
    written: list[int] = []
    change = center.store.change

    async def noted(unit, changes):
        written.append(len(changes))
        return await change(unit, changes)

    orders = [await bought(center, 1) for _ in range(8)]
    monkeypatch.setattr(center.store, "change", noted)
    async with in_step(center, oms, pause=60):
        for order_id in orders:
            await issued(center, order_id)
    assert len(written) < len(orders)
    for number, order_id in enumerate(orders):
        await ask_back(center, order_id, 0, number)
    written.clear()
    async with in_step(center, oms, pause=60):
        for order_id in orders:
            await when(center, order_id, lambda now: states(now) == [VOIDED])
    assert len(written) < len(orders)


async def test_codes_that_come_later_and_what_happens_at_the_oms_is_mirrored(center, oms):
    oms.side.issues = False
    async with in_step(center, oms):
        order_id = await bought(center)
        await at_oms(oms, order_id)
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
        await at_oms(oms, order_id)
        oms.side.reject(order_id, "no codes left")
        order = await when(center, order_id, lambda now: now.status == CANCELLED)
    assert order.cancel_note == "no codes left"
    assert waits not in oms.side.orders


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
        await at_oms(oms, order_id)
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
        await at_oms(oms, order_id, sound)
        oms.side.issue(order_id)
        del oms.side.orders[order_id].vouchers[0]
        oms.side.issue(sound)
        await issued(center, sound)
        await until(lambda: letters(center))
    (letter,) = await letters(center)
    assert (letter.reader, "vouchers" in letter.reason) == (CHANGED, True)
    assert (await seen(center, order_id)).status == PLACED


async def test_where_several_are_installed_and_none_is_named_orders_wait_as_letters(center, oms):
    async with in_step(center, oms, "oms_test", "oms_other"):
        order_id = await bought(center)
        await until(lambda: letters(center))
    assert (await seen(center, order_id)).status == PLACED
    assert not oms.side.orders


async def test_the_sweeper_finds_what_is_due_without_reading_all_orders(center):
    due = await plan_of(center.db, SQL.list_orders_to_complete, 2)
    over = await plan_of(center.db, SQL.list_orders_to_expire, 2)
    assert "orders_fulfilled" in due
    assert "orders_by_end_of_vouchers" in over


async def test_an_order_that_a_platform_ends_on_its_way_to_the_oms_is_made_void(center, oms):
    oms.side.issues = False
    async with in_step(center, oms):
        ended = await sold_by_platform(center)
        await at_oms(oms, ended)
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


async def test_of_an_order_that_a_till_makes_nothing_is_read_for_an_oms(center, oms, monkeypatch):
    read: list[str] = []
    get = center.store.get

    async def noted(merchant_id, places):
        read.extend(order_id for _, order_id in places)
        return await get(merchant_id, places)

    dish = await placed(center)
    monkeypatch.setattr(center.store, "get", noted)
    async with in_step(center, oms):
        order_id = await bought(center, 1)
        await at_oms(oms, order_id)
    assert dish not in read
    assert order_id in read


async def test_an_oms_that_does_not_serve_the_chain_cancels_nothing(center, oms):
    oms.side.serve("another")
    async with in_step(center, oms):
        order_id = await bought(center, 1)
        await until(lambda: letters(center))
    (letter,) = await letters(center)
    assert letter.reader == GIVEN
    assert (await seen(center, order_id)).status == PLACED
