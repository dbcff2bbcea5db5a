"""What a provider gave for a payment: kept until it is written, never for one that has ended."""

from dataclasses import replace

import asyncpg
import pytest
from zhongtai.payment.v1 import notice_pb2, payment_pb2
from zhongtai.payment.v1 import payment_messages_pb2 as pb
from zhongtai.plugin.v1 import payment_provider_pb2 as provider_pb

from centers.payment.errors import ProviderRefused
from centers.payment.store import MIGRATIONS
from centers.payment.wiring import assemble
from mesh.data.database import Database
from mesh.plugins.faults import PluginConflict, PluginRejected
from mesh.pure.errors import PluginUnavailable

CAPTURED = payment_pb2.PAYMENT_STATUS_CAPTURED
CLOSED = payment_pb2.PAYMENT_STATUS_CLOSED
CREATED = payment_pb2.PAYMENT_STATUS_CREATED
PENDING = payment_pb2.PAYMENT_STATUS_PENDING
REFUSALS = [PluginRejected, PluginConflict]
FAULTS: list[Exception] = []
"""What the next statements that write openings meet."""


def meet_fault(statement: str) -> None:
    if statement == "mark_pending" and FAULTS:
        raise FAULTS.pop(0)


@pytest.fixture
async def troubled(world):
    """The same world in a process whose database has the trouble in FAULTS."""
    db = Database(world.db.dsn, world.db.schema, count=meet_fault)
    center = assemble(db, world.plugins, "http://edge", world.clock)
    yield replace(world, center=center, db=db)
    FAULTS.clear()
    await center.close()
    await db.close()


@pytest.fixture
async def other(world, center_database):
    """The same world in another process."""
    db = await center_database("payment", MIGRATIONS)
    center = assemble(db, world.plugins, "http://edge", world.clock)
    yield replace(world, center=center, db=db)
    await center.close()


async def lost_start(world, order_id: str) -> pb.CreatePaymentRequest:
    """A request whose payment the provider has opened, but whose answer was lost."""
    request = world.start_request(order_id)
    world.provider.faults["CreatePayment"].append("after")
    with pytest.raises(PluginUnavailable):
        await world.center.servicer.CreatePayment(request, None)
    return request


async def test_what_was_not_written_while_the_database_was_away_is_written_later(troubled, other):
    payment = await troubled.start()
    FAULTS.append(ConnectionResetError())
    await troubled.center.writer.openings.close()
    assert (await other.get(payment.payment_id)).status == CREATED
    await troubled.center.writer.openings.close()
    assert await other.get(payment.payment_id) == payment


async def test_a_deadlock_loses_nothing_of_what_providers_gave(troubled, other):
    payments = [await troubled.start() for _ in range(3)]
    FAULTS.append(asyncpg.DeadlockDetectedError("a deadlock"))
    await troubled.center.writer.openings.close()
    assert [await other.get(payment.payment_id) for payment in payments] == payments


async def test_an_answer_that_cannot_be_stored_takes_no_other_with_it(world, other):
    good = await world.start()
    made = world.provider.CreatePayment

    def unstorable(request):
        return provider_pb.CreatePaymentResponse(client_parameters={"ticket": "a\0b"})

    unstorable.__name__ = "CreatePayment"
    world.provider.CreatePayment = unstorable
    bad = await world.start()
    world.provider.CreatePayment = made
    await world.center.writer.openings.close()
    assert (await other.get(bad.payment_id)).status == CREATED
    assert await other.get(good.payment_id) == good


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_payment_opened_before_and_refused_now_still_takes_its_money(world, refusal):
    request = await lost_start(world, "ord-1")
    world.provider.faults["CreatePayment"].append(refusal("No.", plugin="p", code="X"))
    with pytest.raises(PluginUnavailable):
        await world.center.servicer.CreatePayment(request, None)
    (payment_id,) = world.provider.trades
    world.provider.pay(payment_id)
    reply = await world.notify(world.provider.notice(payment_id))
    assert reply.outcome == notice_pb2.NOTICE_OUTCOME_CAPTURED


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_payment_paid_before_and_refused_now_is_captured(world, refusal):
    request = await lost_start(world, "ord-1")
    (payment_id,) = world.provider.trades
    world.provider.pay(payment_id)
    world.provider.faults["CreatePayment"].append(refusal("No.", plugin="p", code="X"))
    reply = await world.center.servicer.CreatePayment(request, None)
    assert (reply.payment.payment_id, reply.payment.status) == (payment_id, CAPTURED)


async def test_a_payment_that_the_provider_never_saw_and_refuses_is_failed(world):
    request = world.start_request("ord-1")
    refused = PluginRejected("No.", plugin="p", code="X")
    world.provider.faults["CreatePayment"].extend(["before", refused])
    with pytest.raises(PluginUnavailable):
        await world.center.servicer.CreatePayment(request, None)
    with pytest.raises(ProviderRefused):
        await world.center.servicer.CreatePayment(request, None)


async def test_a_payment_that_another_call_opened_while_it_was_refused_still_takes_its_money(world):
    refused = PluginRejected("No.", plugin="p", code="X")
    world.provider.faults["CreatePayment"].append(refused)
    opened = []

    async def open_it() -> None:
        opened.append(await world.start("ord-1"))

    world.provider.faults["QueryPayment"].append(open_it)
    payment = await world.start("ord-1")
    assert [payment] == opened
    world.provider.pay(payment.payment_id)
    reply = await world.notify(world.provider.notice(payment.payment_id))
    assert reply.outcome == notice_pb2.NOTICE_OUTCOME_CAPTURED


async def test_a_payment_closed_while_its_provider_was_asked_is_not_handed_out(world):
    async def cancel() -> None:
        request = pb.CancelOrderPaymentsRequest(order_ids=["ord-1"])
        await world.center.servicer.CancelOrderPayments(request, None)
        await world.center.sweeper.sweep()

    world.provider.faults["CreatePayment"].append(cancel)
    payment = await world.start("ord-1")
    assert (payment.status, dict(payment.client_parameters)) == (CLOSED, {})


async def test_a_notice_that_overtakes_the_answer_to_the_start_is_what_the_caller_learns(world):
    async def pay() -> None:
        (payment_id,) = world.provider.trades
        world.provider.pay(payment_id)
        await world.notify(world.provider.notice(payment_id))

    world.provider.faults["CreatePayment"].append(pay)
    payment = await world.start("ord-1")
    assert (payment.status, dict(payment.client_parameters)) == (CAPTURED, {})


async def test_a_notice_that_changes_nothing_keeps_what_the_provider_gave(world, other):
    payment = await world.start()
    body = world.provider.notice(payment.payment_id, kind=99)
    assert (await world.notify(body)).outcome == notice_pb2.NOTICE_OUTCOME_IGNORED
    assert await world.get(payment.payment_id) == payment
    await world.center.writer.openings.close()
    assert await other.get(payment.payment_id) == payment
