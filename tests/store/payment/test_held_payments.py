"""A payment that somebody holds keeps no other order's money waiting."""

import asyncio

from zhongtai.payment.v1 import payment_pb2

from tests.store.holding import somebody_holds
from tests.times import within

CAPTURED = payment_pb2.PAYMENT_STATUS_CAPTURED
HELD = "payments WHERE payment_id = $1"


async def told(world, payment_id: str) -> payment_pb2.Payment:
    world.provider.pay(payment_id)
    return (await world.notify(world.provider.notice(payment_id))).payment


async def test_money_for_a_held_payment_delays_no_other_money(world):
    held, *others = [(await world.start()).payment_id for _ in range(4)]
    async with somebody_holds(world.db, HELD, held):
        first = asyncio.ensure_future(told(world, held))
        for other in others:
            assert (await within(told(world, other), 20)).status == CAPTURED
        assert not first.done()
    assert (await within(first, 20)).status == CAPTURED


async def test_what_providers_gave_is_written_beside_a_held_payment(world):
    held, other = [(await world.start()).payment_id for _ in range(2)]
    openings = world.center.writer.openings
    async with somebody_holds(world.db, HELD, held):
        await within(openings._write(), 20)
        assert list(openings._unwritten) == [held]
    await openings._write()
    written = await world.db.fetchval("SELECT count(*) FROM payments WHERE status = 2")
    assert (written, openings._unwritten) == (2, {})
    assert (await world.get(other)).payment_id == other
