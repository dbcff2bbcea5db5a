"""A day of the books against a provider's bill."""

import asyncio
from datetime import UTC, timedelta

import pytest
from zhongtai.payment.v1 import book_messages_pb2 as book_pb
from zhongtai.payment.v1 import notice_pb2, payment_pb2

from centers.payment.errors import BillsNotOffered, ProviderUnknown, ReconciliationNotFound
from centers.payment.reconciliation import rules
from centers.payment.reconciliation.store import SQL
from centers.payment.wiring import assemble
from mesh.call.context import as_call, internal_identity
from mesh.plugins.faults import PluginRejected
from mesh.pure.errors import InvalidRequest, PluginUnavailable
from tests.store.payment.bills import (
    BILL_AMOUNT,
    FAILED,
    FINISHED,
    MISSING_AT_PROVIDER,
    MISSING_HERE,
    RUNNING,
    Books,
    entry,
)
from tests.store.payment.world import fresh_id
from tests.store.plans import plan_of

CAPTURED, REFUNDED = payment_pb2.PAYMENT_STATUS_CAPTURED, payment_pb2.PAYMENT_STATUS_REFUNDED
PENDING = payment_pb2.PAYMENT_STATUS_PENDING
NOT_READY = PluginRejected("Not yet.", plugin="payment_sandbox", code="BILL_NOT_READY")


@pytest.fixture
def books(world) -> Books:
    return Books(world)


def counts(compared) -> tuple[int, int]:
    assert compared.status == FINISHED, compared
    return compared.matched_count, compared.difference_count


async def test_payments_and_refunds_that_agree_are_counted(world, books):
    paid = [await world.captured(amount=1000 + n) for n in range(3)]
    refund = await world.refund(paid[0].payment_id, 300)
    lines = [entry(each.payment_id, 1000 + n) for n, each in enumerate(paid)]
    books.bill(lines[:2], [lines[2], entry(paid[0].payment_id, 300, refund.refund_id)])
    assert counts(await books.compared()) == (4, 0)
    assert await books.differences() == []
    asked = world.provider.asked_for[-1]
    assert (asked.bill_date, asked.merchant_id) == (books.day.isoformat(), "demo")


async def test_what_the_books_do_not_have_is_listed(world, books):
    books.bill([entry("pay_foreign", 700), entry("", 0, provider_word="UNREADABLE LINE 5")])
    compared = await books.compared()
    assert counts(compared) == (0, 2)
    found = await books.differences(compared.reconciliation_id)
    assert [each.kind for each in found] == [MISSING_HERE, MISSING_HERE]
    foreign = next(each for each in found if each.provider_trade_id == "T-pay_foreign")
    assert (foreign.actual.minor_units, foreign.HasField("expected")) == (700, False)
    assert any("UNREADABLE LINE 5" in each.note for each in found)


async def test_a_line_that_cannot_be_kept_is_listed_by_its_place_and_stops_no_other(world, books):
    payment = await world.captured()
    odd = [
        entry("pay_\0", 1),
        entry("pay_x", 1, provider_trade_no="\0"),
        entry("pay_y", 1, provider_word="x" * 100_000),
        entry("pay_z", -(2**63)),
        entry("p" * 5000, 1),
    ]
    books.bill([odd[0], entry(payment.payment_id, 1000), *odd[1:]])
    compared = await books.compared()
    assert counts(compared) == (1, 5)
    found = await books.differences(compared.reconciliation_id)
    assert any("LINE 1 CANNOT BE READ" in each.note for each in found)
    assert {each.kind for each in found} == {MISSING_HERE}


async def test_another_amount_and_a_second_line_of_one_payment_are_listed(world, books):
    one, two = await world.captured(amount=1000), await world.captured(amount=2000)
    twice = entry(two.payment_id, 2000, provider_trade_no="T-again")
    books.bill([entry(one.payment_id, 900), entry(two.payment_id, 2000)], [twice])
    compared = await books.compared()
    assert counts(compared) == (1, 2)
    found = await books.differences(compared.reconciliation_id)
    assert {each.kind for each in found} == {BILL_AMOUNT}
    wrong = next(each for each in found if each.payment_id == one.payment_id)
    assert (wrong.expected.minor_units, wrong.actual.minor_units) == (1000, 900)
    assert wrong.order_id == one.order_id


async def test_money_on_the_bill_whose_notice_never_came_is_booked(world, books):
    payment = await world.start()
    world.provider.pay(payment.payment_id)
    books.bill([entry(payment.payment_id, 1000)])
    assert counts(await books.compared()) == (1, 0)
    assert (await world.get(payment.payment_id)).status == CAPTURED
    await world.clean_totals()


async def test_money_on_the_bill_of_a_payment_that_was_closed_goes_back(world, books):
    payment = await world.start()
    world.clock.advance(16 * 60)
    await world.center.sweeper.sweep()
    world.provider.pay(payment.payment_id)
    books.bill([entry(payment.payment_id, 1000)])
    assert counts(await books.compared()) == (1, 0)
    await world.center.sweeper.sweep()
    assert (await world.get(payment.payment_id)).status == REFUNDED
    await world.clean_totals()


async def test_money_on_the_bill_that_the_provider_itself_does_not_report_is_listed(world, books):
    payment = await world.start()
    books.bill([entry(payment.payment_id, 1000)])
    assert counts(await books.compared()) == (0, 1)
    assert (await world.get(payment.payment_id)).status == PENDING


async def test_what_the_bill_lacks_is_listed_once_the_provider_was_asked(world, books):
    kept, lost, elsewhere = [await world.captured() for _ in range(3)]
    refund = await world.refund(kept.payment_id, 100)
    del world.provider.trades[lost.payment_id]
    books.bill([entry(kept.payment_id, 1000), entry(elsewhere.payment_id, 1000)])
    compared = await books.compared()
    # The refund is on the bill of another day: the provider says that it has gone back.
    assert counts(compared) == (2, 1)
    (found,) = await books.differences(compared.reconciliation_id)
    assert (found.kind, found.payment_id) == (MISSING_AT_PROVIDER, lost.payment_id)
    assert (found.expected.minor_units, found.HasField("actual")) == (1000, False)
    world.provider.trades[kept.payment_id].refunds.clear()
    assert counts(await books.compared()) == (2, 2)
    assert (await world.get(kept.payment_id)).refunded_amount == refund.amount


async def test_a_payment_that_the_provider_took_on_another_of_its_days_is_not_missing(world, books):
    payment = await world.captured()
    world.provider.paid_time = world.clock.now() - timedelta(days=3)
    assert counts(await books.compared()) == (0, 0)
    world.provider.paid_time = world.clock.now()
    assert counts(await books.compared()) == (0, 1)
    (found,) = await books.differences()
    assert (found.payment_id, "its bill has not" in found.note) == (payment.payment_id, True)


async def test_a_difference_is_listed_once_with_the_newest_comparison_and_stays_resolved(
    world, books
):
    books.bill([entry("pay_foreign", 700)])
    first, second = await books.compared(), await books.compared()
    assert await books.differences(first.reconciliation_id) == []
    (found,) = await books.differences(second.reconciliation_id)
    request = book_pb.ResolveDifferenceRequest(
        request_id="r", difference_id=found.difference_id, note="The other shop's."
    )
    await world.center.servicer.ResolveDifference(request, None)
    assert counts(await books.compared()) == (0, 1)
    (found,) = await books.differences()
    assert (found.note, found.reconciliation_id) == ("The other shop's.", second.reconciliation_id)


async def test_of_many_differences_the_first_are_listed_and_all_are_counted(
    world, books, monkeypatch
):
    monkeypatch.setattr(rules, "MOST_LISTED", 3)
    books.bill(
        [entry(f"pay_{n}", 1) for n in range(2)], [entry(f"pay_{n}", 1) for n in range(2, 7)]
    )
    assert counts(await books.compared()) == (0, 7)
    assert len(await books.differences()) == 3


async def test_a_bill_that_lacks_most_of_the_books_is_not_theirs_and_lists_nothing(
    world, books, monkeypatch
):
    monkeypatch.setattr(rules, "MOST_MISSING", 2)
    for _ in range(3):
        await world.captured()
    compared = await books.compared()
    assert (compared.status, compared.difference_count) == (FAILED, 0)
    assert "whose is it" in compared.failure_reason
    assert await books.differences() == []


async def test_a_bill_that_is_not_ready_is_tried_again_for_two_days(world, books):
    started = await books.start()
    world.provider.faults["DownloadBill"].extend([NOT_READY] * 2)
    await world.center.reconciler.sweep()
    assert (await books.get(started.reconciliation_id)).status == RUNNING
    assert await world.center.reconciler.sweep() == 0
    world.clock.advance(16 * 60)
    await world.center.reconciler.sweep()
    world.clock.advance(16 * 60)
    await world.center.reconciler.sweep()
    assert counts(await books.get(started.reconciliation_id)) == (0, 0)


async def test_a_provider_that_stays_away_fails_the_comparison_after_two_days(world, books):
    started = await books.start()
    world.provider.faults["DownloadBill"].append(PluginUnavailable(plugin="payment_sandbox"))
    world.clock.advance(2 * 86_400)
    await world.center.reconciler.sweep()
    ended = await books.get(started.reconciliation_id)
    assert (ended.status, bool(ended.failure_reason)) == (FAILED, True)
    assert ended.HasField("finish_time")


async def test_a_bill_that_breaks_off_is_read_again_from_its_beginning(world, books):
    payment = await world.captured()
    books.bill([entry(payment.payment_id, 1000)])
    started = await books.start()
    world.provider.faults["DownloadBill"].append(PluginUnavailable(plugin="payment_sandbox"))
    await world.center.reconciler.sweep()
    assert (await books.get(started.reconciliation_id)).status == RUNNING
    world.clock.advance(2 * 60)
    await world.center.reconciler.sweep()
    assert counts(await books.get(started.reconciliation_id)) == (1, 0)


async def test_a_refusal_of_the_provider_fails_the_comparison_with_its_words(world, books):
    no = PluginRejected("No such account.", plugin="payment_sandbox", code="CHAIN_UNKNOWN")
    world.provider.faults["DownloadBill"].append(no)
    compared = await books.compared()
    assert (compared.status, compared.failure_reason) == (FAILED, "No such account.")


async def test_a_repeated_request_and_another_one_for_a_running_day_get_the_same(world, books):
    first = await books.start(request_id="once")
    again, other = await asyncio.gather(books.start(request_id="once"), books.start())
    assert again == first
    assert other.reconciliation_id == first.reconciliation_id
    await world.center.reconciler.sweep()
    assert (await books.start()).reconciliation_id != first.reconciliation_id


async def test_what_another_process_took_on_meanwhile_is_left_to_it(world, books):
    """The first is slower than its lease: what it counted is left out, what it listed stays one."""
    other = assemble(world.db, world.plugins, "http://edge", world.clock)
    books.bill([entry("pay_foreign", 700)])
    started = await books.start()

    async def overtaken() -> None:
        world.clock.advance(3 * 60)
        assert await other.reconciler.sweep() == 1

    world.provider.faults["DownloadBill"].append(overtaken)
    await world.center.reconciler.sweep()
    assert counts(await books.get(started.reconciliation_id)) == (0, 1)
    assert len(await books.differences()) == 1
    await other.close()


async def test_another_chains_comparison_and_payments_are_not_to_be_seen(world, books):
    with as_call(internal_identity("order_control", "other"), timeout=60):
        theirs = await world.captured(fresh_id("ord"))
        foreign = await books.start()
    books.bill([entry(theirs.payment_id, 1000)])
    with pytest.raises(ReconciliationNotFound):
        await books.get(foreign.reconciliation_id)
    listed = await world.center.servicer.ListReconciliations(
        book_pb.ListReconciliationsRequest(), None
    )
    assert list(listed.reconciliations) == []
    compared = await books.compared()
    assert [each.payment_id for each in await books.differences(compared.reconciliation_id)] == [""]


async def test_comparisons_are_listed_newest_first_by_pages(world, books):
    world.plugins.other.claims |= world.provider.claims
    ids = [(await books.start()).reconciliation_id]
    ids.append((await books.start(provider="other")).reconciliation_id)
    seen, token = [], ""
    while True:
        reply = await world.center.servicer.ListReconciliations(
            book_pb.ListReconciliationsRequest(page_size=1, page_token=token), None
        )
        seen += [each.reconciliation_id for each in reply.reconciliations]
        token = reply.next_page_token
        if not token:
            break
    assert seen == ids[::-1]
    only = book_pb.ListReconciliationsRequest(provider="other")
    (one,) = (await world.center.servicer.ListReconciliations(only, None)).reconciliations
    assert one.reconciliation_id == ids[1]


async def test_each_day_that_is_over_is_compared_without_being_asked_once(world, books):
    async def compared() -> list[notice_pb2.Reconciliation]:
        request = book_pb.ListReconciliationsRequest()
        reply = await world.center.servicer.ListReconciliations(request, None)
        return list(reply.reconciliations)

    payment = await world.captured()
    books.bill([entry(payment.payment_id, 1000)])
    reconciler, today = world.center.reconciler, world.clock.now().astimezone(UTC).date()
    await reconciler.begin_days()
    await reconciler.sweep()
    assert today.isoformat() not in {each.bill_date for each in await compared()}
    world.clock.advance(50 * 3600)
    other = assemble(world.db, world.plugins, "http://edge", world.clock)
    await asyncio.gather(reconciler.begin_days(), other.reconciler.begin_days())
    await reconciler.begin_days()
    await reconciler.sweep()
    days = [each.bill_date for each in await compared()]
    assert today.isoformat() in days
    assert len(days) == len(set(days))
    mine = next(each for each in await compared() if each.bill_date == books.day.isoformat())
    assert counts(mine) == (1, 0)
    await other.close()


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"provider": "nobody"}, ProviderUnknown),
        ({"provider": "other"}, BillsNotOffered),
        ({"bill_date": "2026-02-30"}, InvalidRequest),
        ({"bill_date": "20260101"}, InvalidRequest),
        ({"bill_date": "2999-01-01"}, InvalidRequest),
        ({"request_id": "no spaces"}, InvalidRequest),
    ],
)
async def test_what_cannot_be_compared_is_refused(books, fields, refusal):
    with pytest.raises(refusal):
        await books.start(**fields)


@pytest.mark.parametrize(
    ("statement", "parameters", "index"),
    [
        (SQL.list_booked_of_day, 7, "ledger_newest"),
        (SQL.take_reconciliations, 3, "reconciliations_due"),
        (SQL.find_days_to_compare, 4, "ledger_newest"),
        (SQL.list_reconciliations, 4, "reconciliations_newest"),
    ],
)
async def test_a_day_is_found_in_the_books_without_reading_them(
    world, statement, parameters, index
):
    plan = await plan_of(world.db, statement, parameters)
    assert index in plan, plan
    assert "Seq Scan on ledger_entries" not in plan, plan
