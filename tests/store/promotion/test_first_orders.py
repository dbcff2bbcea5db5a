"""Discounts for first orders and limits per day, while many orders of one person come at once."""

import asyncio
from collections import Counter

import pytest
from zhongtai.promotion.v1 import promotion_pb2

from tests.store.promotion.build import (
    breaches,
    created,
    discount,
    evaluate,
    hold,
    issued,
    of_coupon,
    order_id,
    outcomes,
    redeem,
    release,
    state_of,
    tried,
)
from tests.unit.promotion.specs import template

QUARTER_HOUR = 15 * 60
NEW_CUSTOMERS = promotion_pb2.Conditions(new_customers_only=True)
ONCE_A_DAY = promotion_pb2.Limits(uses_per_person_and_day=1)


def first(promotion):
    return discount(promotion.promotion_id, first_order=True)


async def test_twenty_first_orders_at_once_make_one_over_all_promotions(another_center):
    processes = [await another_center() for _ in range(2)]
    made = [await created(processes[0], conditions=NEW_CUSTOMERS) for _ in range(3)]
    calls = [tried(processes[n % 2], order_id(), first(made[n % 3])) for n in range(20)]
    assert Counter(await asyncio.gather(*calls)) == {"HELD": 1, "PERSON_LIMIT_REACHED": 19}
    assert await breaches(processes[0]) == []


async def test_first_orders_of_many_persons_never_block_each_other(another_center):
    processes = [await another_center() for _ in range(2)]
    made = await created(processes[0], conditions=NEW_CUSTOMERS)
    persons = [f"per_{n % 30}" for n in range(60)]
    calls = [
        tried(processes[n % 2], order_id(), first(made), person=person)
        for n, person in enumerate(persons)
    ]
    assert Counter(await asyncio.gather(*calls)) == {"HELD": 30, "PERSON_LIMIT_REACHED": 30}
    assert await breaches(processes[0]) == []


async def test_an_evaluation_marks_what_is_for_first_orders(center):
    await created(center, conditions=NEW_CUSTOMERS)
    (given,) = (await evaluate(center, person_id="ann", new_customer=True)).discounts
    assert given.first_order
    assert not (await evaluate(center, person_id="ann")).discounts


@pytest.mark.parametrize("cause", ["UNSPECIFIED", "CANCELLED", "REJECTED"])
async def test_a_first_order_that_came_to_nothing_comes_back(center, cause):
    made = await created(center, conditions=NEW_CUSTOMERS)
    one, other = order_id(), order_id()
    await hold(center, one, first(made))
    if cause != "UNSPECIFIED":
        await redeem(center, one)
    new = {"person_id": "ann", "new_customer": True}
    assert await outcomes(center, **new) == {"Sale": "PERSON_LIMIT"}
    assert await outcomes(center, order_id=one, **new) == {"Sale": "APPLIED"}
    await release(center, one, cause=cause)
    assert await outcomes(center, **new) == {"Sale": "APPLIED"}
    assert await tried(center, other, first(made)) == "HELD"
    assert await breaches(center) == []


async def test_a_first_order_that_is_not_paid_lapses(center):
    made = await created(center, conditions=NEW_CUSTOMERS)
    late, other = order_id(), order_id()
    await hold(center, late, first(made))
    center.clock.advance(QUARTER_HOUR + 1)
    await center.sweeper.sweep()
    assert await tried(center, other, first(made)) == "HELD"
    assert await redeem(center, late, other) == ["SHORT", "REDEEMED"]
    assert await breaches(center) == []


async def test_a_coupon_for_first_orders_takes_the_first_order_too(center):
    made = await created(center, conditions=NEW_CUSTOMERS)
    (coupon,) = await issued(center, "ann", spec=template(conditions=NEW_CUSTOMERS))
    await hold(center, order_id(), first(made))
    used = of_coupon(coupon)
    used.first_order = True
    assert await tried(center, order_id(), used) == "PERSON_LIMIT_REACHED"
    assert await state_of(center, coupon.coupon_id) == "ISSUED"


async def test_a_limit_per_day_goes_by_the_business_day_of_the_order(center):
    made = await created(center, limits=ONCE_A_DAY)
    wanted = discount(made.promotion_id)
    friday, saturday = "2026-05-01", "2026-05-02"
    assert await tried(center, order_id(), wanted, day=friday) == "HELD"
    assert await tried(center, order_id(), wanted, day=friday) == "PERSON_LIMIT_REACHED"
    assert await tried(center, order_id(), wanted, day=saturday) == "HELD"
    for day in (friday, saturday):
        told = await outcomes(center, person_id="ann", business_date=day)
        assert told == {"Sale": "PERSON_LIMIT"}
    told = await outcomes(center, person_id="ann", business_date="2026-05-03")
    assert told == {"Sale": "APPLIED"}
    assert await breaches(center) == []


@pytest.mark.parametrize(
    ("zone", "becomes"), [("Asia/Shanghai", "APPLIED"), ("America/New_York", "PERSON_LIMIT")]
)
async def test_without_a_business_day_the_date_of_the_stores_clock_counts(center, zone, becomes):
    made = await created(center, limits=ONCE_A_DAY)
    await hold(center, order_id(), discount(made.promotion_id), day="2026-05-01")
    at = {"seconds": 1_777_658_400}  # 2026-05-01, 18:00 UTC
    told = await outcomes(center, person_id="ann", time_zone=zone, at=at)
    assert told == {"Sale": becomes}
