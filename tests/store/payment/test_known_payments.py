"""A payment that its process knows takes two statements, whatever others do at the same time."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from zhongtai.payment.v1 import notice_pb2, payment_pb2
from zhongtai.payment.v1 import payment_messages_pb2 as pb

from centers.payment.model import Payment, PaymentStatus, StartRequest
from centers.payment.records import start_columns
from centers.payment.store import MIGRATIONS, SQL
from centers.payment.wiring import assemble
from mesh.data.database import Database
from tests.store.payment.world import World, fresh_id

CAPTURED = notice_pb2.NOTICE_OUTCOME_CAPTURED
LATE = notice_pb2.NOTICE_OUTCOME_LATE
SECOND = notice_pb2.NOTICE_OUTCOME_SECOND_PAYMENT
SENT: list[str] = []


@pytest.fixture
async def counted(world):
    """The same world in a process whose statements are named in SENT."""
    db = Database(world.db.dsn, world.db.schema, count=SENT.append)
    center = assemble(db, world.plugins, "http://edge", world.clock)
    yield replace(world, center=center, db=db)
    await center.close()
    await db.close()


@pytest.fixture
async def other(world, center_database):
    """The same world in another process."""
    db = await center_database("payment", MIGRATIONS)
    center = assemble(db, world.plugins, "http://edge", world.clock)
    yield replace(world, center=center, db=db)
    await center.close()


def start_of(world: World, payment_id: str) -> StartRequest:
    """A start of "ord-1" with the other provider."""
    now = world.clock.now()
    payment = Payment(
        payment_id=payment_id,
        merchant_id="demo",
        store_id="",
        order_id="ord-1",
        person_id="per_1",
        provider="other",
        status=PaymentStatus.CREATED,
        amount=1000,
        currency="CNY",
        subject="Two pizzas",
        created_at=now,
        expires_at=now + timedelta(minutes=15),
    )
    return StartRequest(payment, "", fresh_id(), b"", now + timedelta(minutes=1))


async def noticed(world: World, payment: payment_pb2.Payment, by: World | None = None):
    world.provider.pay(payment.payment_id)
    return await (by or world).notify(world.provider.notice(payment.payment_id))


async def test_a_payment_is_started_and_ended_with_two_statements(counted):
    await counted.captured()
    SENT.clear()
    payment = await counted.start()
    assert (await noticed(counted, payment)).outcome == CAPTURED
    of_feed = {"notify_readers", "listen"}
    assert [name for name in SENT if name not in of_feed] == ["start_payments", "keep_captures"]
    assert (await counted.clean_totals())["captured"] == 2000


async def test_what_a_provider_gave_is_written_later_and_seen_at_once(counted, other):
    payment = await counted.start("ord-1")
    assert payment.status == payment_pb2.PAYMENT_STATUS_PENDING
    assert await counted.get(payment.payment_id) == payment
    await counted.center.close()
    assert await other.get(payment.payment_id) == payment


async def test_what_a_provider_gave_and_was_not_written_is_given_again_after_a_crash(world, other):
    # Nothing but the first statement of this process outlives it.
    lost = await world.start("ord-1")
    found = await other.start("ord-1")
    assert found == lost
    assert len(world.provider.trades) == 1
    assert (await noticed(other, found)).outcome == CAPTURED


async def test_money_for_an_order_that_another_process_cancelled_goes_back(world, other):
    payment = await world.start("ord-1")
    cancel = pb.CancelOrderPaymentsRequest(order_ids=["ord-1"])
    await other.center.servicer.CancelOrderPayments(cancel, None)
    assert (await noticed(world, payment)).outcome == LATE
    assert await other.center.sweeper.sweep() > 0
    assert (await world.clean_totals())["refunded"] == 1000


async def test_of_two_providers_in_two_processes_one_keeps_its_money(world, other):
    for number in range(10):
        order_id = f"ord-{number}"
        first, second = await world.start(order_id), await other.start(order_id, provider="other")
        world.provider.pay(first.payment_id)
        world.plugins.other.pay(second.payment_id)
        results = await asyncio.gather(
            world.notify(world.provider.notice(first.payment_id)),
            other.notify(world.plugins.other.notice(second.payment_id), provider="other"),
        )
        assert {result.outcome for result in results} == {CAPTURED, SECOND}
    await world.clean_totals()


async def test_a_payment_started_while_another_is_captured_is_closed(world):
    first, second = await world.start("ord-1"), fresh_id("pay")
    world.provider.pay(first.payment_id)
    async with world.db.transaction() as starting:
        # A start in another process, whose commit the capture has to wait for.
        await starting.fetch(SQL.start_payments, *start_columns([start_of(world, second)]))
        notice = asyncio.create_task(world.notify(world.provider.notice(first.payment_id)))
        while not await world.db.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            assert not notice.done()
    assert (await notice).outcome == CAPTURED
    assert await world.center.sweeper.sweep() > 0
    assert (await world.get(second)).status == payment_pb2.PAYMENT_STATUS_CLOSED


async def test_two_payments_of_one_order_in_one_batch_pay_it_once(world):
    payments = [await world.start("ord-1", provider=name) for name in ("sandbox", "other")]
    for payment, provider in zip(payments, (world.provider, world.plugins.other), strict=True):
        provider.pay(payment.payment_id)
    results = await asyncio.gather(
        world.notify(world.provider.notice(payments[0].payment_id)),
        world.notify(world.plugins.other.notice(payments[1].payment_id), provider="other"),
    )
    assert {result.outcome for result in results} == {CAPTURED, SECOND}
    await world.clean_totals()


async def test_money_of_another_amount_is_never_booked_as_what_was_asked(world):
    payment = await world.start()
    world.provider.pay(payment.payment_id, amount=999)
    reply = await world.notify(world.provider.notice(payment.payment_id))
    assert reply.outcome == notice_pb2.NOTICE_OUTCOME_AMOUNT_MISMATCH
