"""Stock that somebody holds keeps nobody waiting who wants other stock."""

import asyncio

from tests.store.holding import somebody_holds
from tests.store.inventory.build import breaches, numbers, order_id, reserve, stocked
from tests.times import within

QUARTER_HOUR = 15 * 60
HELD = "stock WHERE sku_id = 'pie'"


async def test_an_order_of_held_stock_delays_no_order_of_other_stock(center):
    await stocked(center, pie=5)
    await stocked(center, "sto_2", cake=5)
    async with somebody_holds(center.db, HELD):
        held = asyncio.ensure_future(reserve(center, order_id(), pie=1))
        for _ in range(3):
            other = reserve(center, order_id("sto_2"), "sto_2", cake=1)
            assert (await within(other, 20)).order_id
        assert not held.done()
    await within(held, 20)
    assert (await numbers(center, "pie"), await breaches(center)) == ((5, 1, 0), [])


async def test_lapsed_reservations_are_ended_beside_those_of_held_stock(center):
    await stocked(center, pie=5, cake=5)
    for wanted in ({"cake": 1}, {"pie": 1}, {"cake": 2}):
        await reserve(center, order_id(), **wanted)
    center.clock.advance(QUARTER_HOUR + 1)
    async with somebody_holds(center.db, HELD):
        assert await within(center.sweeper.sweep(), 20) == 2
        assert await numbers(center, "cake") == (5, 0, 0)
    assert await center.sweeper.sweep() == 1
    assert (await numbers(center, "pie"), await breaches(center)) == ((5, 0, 0), [])
