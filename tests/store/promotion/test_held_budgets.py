"""A budget that somebody holds keeps no other promotion's orders waiting."""

import asyncio

from zhongtai.promotion.v1 import promotion_pb2

from tests.store.holding import somebody_holds
from tests.store.promotion.build import created, discount, hold, order_id, usage
from tests.times import within

QUARTER_HOUR = 15 * 60
HELD = "budgets WHERE promotion_id = $1"


async def limited(center) -> str:
    return (await created(center, limits=promotion_pb2.Limits(total_uses=9))).promotion_id


async def test_a_held_budget_delays_no_hold_of_another(center):
    held, other = await limited(center), await limited(center)
    async with somebody_holds(center.db, HELD, held):
        first = asyncio.ensure_future(hold(center, order_id(), discount(held)))
        for person in ("bob", "cid", "dan"):
            await within(hold(center, order_id(), discount(other), person=person), 20)
        assert not first.done()
    await within(first, 20)
    assert ((await usage(center, held))[0], (await usage(center, other))[0]) == (1, 3)


async def test_lapsed_holds_are_ended_beside_those_of_a_held_budget(center):
    held, other = await limited(center), await limited(center)
    for promotion in (other, held, other):
        await hold(center, order_id(), discount(promotion))
    center.clock.advance(QUARTER_HOUR + 1)
    async with somebody_holds(center.db, HELD, held):
        assert await within(center.sweeper.sweep(), 20) == 2
    assert await center.sweeper.sweep() == 1
    assert ((await usage(center, held))[0], (await usage(center, other))[0]) == (0, 0)
