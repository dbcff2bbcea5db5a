"""Many callers at once take from one stock, in one process and in several."""

import asyncio
from collections import Counter

import pytest

from centers.inventory.errors import OutOfStock, ReservationDiffers
from mesh.call.context import as_call, internal_identity
from tests.store.inventory.build import (
    breaches,
    commit,
    numbers,
    order_id,
    release,
    reserve,
    stocked,
    tried,
)


async def test_two_hundred_orders_at_once_for_fifty_pieces_get_exactly_fifty(center):
    await stocked(center, cake=50)
    outcomes = await asyncio.gather(*(tried(center, order_id(), cake=1) for _ in range(200)))
    assert Counter(outcomes) == {"HELD": 50, "OUT_OF_STOCK": 150}
    assert await numbers(center, "cake") == (50, 50, 0)
    assert await breaches(center) == []


async def test_processes_that_share_the_tables_do_not_oversell_either(another_center):
    processes = [await another_center() for _ in range(3)]
    await stocked(processes[0], cake=50)
    calls = [tried(processes[n % 3], order_id(), cake=1) for n in range(200)]
    assert Counter(await asyncio.gather(*calls)) == {"HELD": 50, "OUT_OF_STOCK": 150}
    assert await breaches(processes[0]) == []


async def test_a_hundred_twins_of_one_order_make_one_reservation(another_center):
    processes = [await another_center() for _ in range(2)]
    await stocked(processes[0], cake=50)
    order = order_id()
    twins = (reserve(processes[n % 2], order, cake=2) for n in range(100))
    answers = await asyncio.gather(*twins)
    assert len({answer.SerializeToString() for answer in answers}) == 1
    assert await numbers(processes[0], "cake") == (50, 2, 0)


async def test_twins_with_other_lines_are_refused_whoever_comes_first(another_center):
    processes = [await another_center() for _ in range(2)]
    await stocked(processes[0], cake=50, pie=50)
    order = order_id()
    calls = [tried(processes[n % 2], order, **{"cake" if n % 2 else "pie": 1}) for n in range(20)]
    assert Counter(await asyncio.gather(*calls)) == {"HELD": 10, "RESERVATION_DIFFERS": 10}
    cakes, pies = await numbers(processes[0], "cake"), await numbers(processes[0], "pie")
    assert cakes[1] + pies[1] == 1
    assert await breaches(processes[0]) == []


async def test_orders_of_many_skus_in_any_order_never_block_each_other(another_center):
    processes = [await another_center() for _ in range(3)]
    skus = [f"sku{n}" for n in range(8)]
    await stocked(processes[0], **dict.fromkeys(skus, 1000))
    wishes = [dict.fromkeys(skus[n % 8 :] + skus[: n % 8], 1) for n in range(90)]
    calls = [tried(processes[n % 3], order_id(), **wish) for n, wish in enumerate(wishes)]
    assert set(await asyncio.gather(*calls)) == {"HELD"}
    assert await numbers(processes[0], "sku3") == (1000, 90, 0)


async def test_one_order_beyond_the_stock_does_not_fail_its_neighbours(center):
    await stocked(center, cake=10)
    sizes = [1, 99, 1, 99, 1]
    outcomes = await asyncio.gather(*(tried(center, order_id(), cake=n) for n in sizes))
    assert outcomes == ["HELD", "OUT_OF_STOCK", "HELD", "OUT_OF_STOCK", "HELD"]


async def test_an_order_that_lacks_one_sku_takes_nothing_of_the_others(center):
    await stocked(center, cake=5, pie=1)
    with pytest.raises(OutOfStock) as refused:
        await reserve(center, order_id(), cake=2, pie=2)
    assert refused.value.metadata["shortages"] == "pie=1/2"
    assert await numbers(center, "cake") == (5, 0, 0)


async def test_an_order_of_untracked_skus_leaves_no_trace_and_commits(center):
    order = order_id()
    assert await tried(center, order, tea=3) == "NOT_NEEDED"
    assert await commit(center, order) == ["NOTHING_HELD"]
    assert await release(center, order) == ["NOTHING_HELD"]
    assert await center.db.fetchval("SELECT count(*) FROM reservations") == 0


async def test_an_order_cannot_change_its_lines(center):
    await stocked(center, cake=5)
    order = order_id()
    await reserve(center, order, cake=2)
    with pytest.raises(ReservationDiffers):
        await reserve(center, order, cake=3)


async def test_the_stock_of_another_merchant_is_another_stock(center):
    await stocked(center, cake=5)
    with as_call(internal_identity("order_control", "other")):
        assert await tried(center, order_id(), cake=9) == "NOT_NEEDED"
    assert await numbers(center, "cake") == (5, 0, 0)


async def test_merchants_in_one_batch_each_take_from_their_own(center):
    await stocked(center, cake=3)

    async def as_other(n):
        with as_call(internal_identity("order_control", f"other{n}")):
            await stocked(center, cake=1)
            return await tried(center, order_id(), cake=1), await numbers(center, "cake")

    answers = await asyncio.gather(
        tried(center, order_id(), cake=3), *(as_other(n) for n in range(5))
    )
    assert answers == ["HELD", *[("HELD", (1, 1, 0))] * 5]
