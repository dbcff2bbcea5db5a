"""A chain whose provider takes long keeps no other chain's payments and refunds waiting."""

import asyncio

import pytest

from centers.payment.sweeper import PARALLEL
from mesh.call.context import as_call, internal_identity
from tests.mesh.feeds import until
from tests.store.payment.world import World
from tests.times import within


class SlowFor:
    """What a provider is called through: calls for one chain wait until they may go on."""

    def __init__(self, world: World, chain: str) -> None:
        self._call = world.provider.call
        self._chain = chain
        self.may_go_on = asyncio.Event()
        self.answered: list[str] = []

    async def call(self, method, request, **options):
        if request.merchant_id == self._chain:
            await self.may_go_on.wait()
        answer = await self._call(method, request, **options)
        self.answered.append(request.merchant_id)
        return answer


@pytest.mark.parametrize("refunding", [False, True])
async def test_what_is_due_of_other_chains_goes_on_beside_a_slow_one(world, monkeypatch, refunding):
    slow = SlowFor(world, "slow")
    world.provider.faults["CreateRefund"].extend(["before"] * (PARALLEL + 2))

    async def due() -> None:
        payment = await (world.captured() if refunding else world.start())
        if refunding:
            await world.refund(payment.payment_id)

    with as_call(internal_identity("order_control", "slow"), timeout=60):
        for _ in range(PARALLEL + 1):
            await due()
    world.clock.advance(1)
    await due()
    world.clock.advance(60 * 60)
    monkeypatch.setattr(world.provider, "call", slow.call)
    sweeper = world.center.sweeper
    sweeping = asyncio.ensure_future(
        sweeper._refunds.attempt() if refunding else sweeper.check_payments()
    )
    await within(until(lambda: "demo" in slow.answered), 20)
    assert not sweeping.done()
    slow.may_go_on.set()
    assert await sweeping == PARALLEL + 2
