"""Several processes of one center on one database: locks decide, not luck."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from zhongtai.payment.v1 import notice_pb2

from centers.payment.errors import RefundExceedsCaptured
from centers.payment.store import MIGRATIONS, PaymentStore
from centers.payment.wiring import assemble
from mesh.pure.errors import InProgress, RequestIdReused


@pytest.fixture
async def other(world, center_database):
    """The same world in a second process."""
    db = await center_database("payment", MIGRATIONS)
    center = assemble(db, world.plugins, "http://edge", world.clock)
    yield replace(world, center=center, db=db)
    await center.close()


async def test_starts_of_one_order_in_two_processes_share_one_payment(world, other):
    for number in range(10):
        request = world.start_request(f"ord-{number}")
        create = [each.center.servicer.CreatePayment for each in (world, other) * 5]
        replies = await asyncio.gather(*(call(request, None) for call in create))
        assert len({reply.payment.payment_id for reply in replies}) == 1
    assert len(world.provider.trades) == 10


async def test_one_request_id_for_two_orders_in_two_processes_starts_one(world, other):
    for number in range(10):
        starts = (
            each.start(f"ord-{number}-{index}", request_id=f"same-{number}")
            for index, each in enumerate((world, other))
        )
        results = await asyncio.gather(*starts, return_exceptions=True)
        refused = [type(result) for result in results if isinstance(result, Exception)]
        assert len(refused) == 1
        assert set(refused) <= {RequestIdReused, InProgress}
    assert len(world.provider.trades) == 10


async def test_one_notice_in_two_processes_captures_once(world, other):
    for _ in range(10):
        payment = await world.start()
        world.provider.pay(payment.payment_id)
        body = world.provider.notice(payment.payment_id)
        calls = (each.notify(body) for each in (world, other) * 5)
        outcomes = [reply.outcome for reply in await asyncio.gather(*calls)]
        assert outcomes.count(notice_pb2.NOTICE_OUTCOME_CAPTURED) == 1
    assert (await world.clean_totals())["captured"] == 10_000


async def test_refunds_in_two_processes_never_exceed_what_was_captured(world, other):
    payment = await world.captured()
    asked = (each.refund(payment.payment_id, 90) for each in (world, other) * 10)
    results = await asyncio.gather(*asked, return_exceptions=True)
    refused = [type(result) for result in results if isinstance(result, Exception)]
    assert refused == [RefundExceedsCaptured] * 9
    assert (await world.clean_totals())["refunded"] == 990


async def test_two_sweepers_pay_a_refund_out_once(world, other):
    payment = await world.captured()
    world.provider.faults["CreateRefund"].append("before")
    await world.refund(payment.payment_id)
    world.clock.advance(seconds=90)
    await asyncio.gather(world.center.sweeper.sweep(), other.center.sweeper.sweep())
    assert world.provider.calls.count("CreateRefund") == 2
    assert (await world.clean_totals())["refunded"] == 1000


async def test_a_payment_that_another_process_is_changing_holds_up_no_round_of_questions(
    world, other
):
    """The round says when to ask next about all; what is being changed keeps its lease."""
    busy, free = await world.start(), await world.start()
    world.clock.advance(seconds=120)
    async with other.db.transaction() as connection:
        lock = "SELECT FROM payments WHERE payment_id = $1 FOR UPDATE"
        later = world.clock.now() + timedelta(hours=1)
        await connection.execute(lock, busy.payment_id)
        store = PaymentStore(world.db)
        async with asyncio.timeout(30):
            await store.set_next_checks([(busy.payment_id, later), (free.payment_id, later)])
    due = await store.take_to_check(later - timedelta(seconds=1), later, 10)
    assert [payment.payment_id for payment, _ in due] == [busy.payment_id]
