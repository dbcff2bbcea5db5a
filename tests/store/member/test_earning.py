"""Earning: once per order, whatever comes at once, and everybody in a batch by themselves."""

import asyncio

import pytest

from centers.member.errors import MemberNotFound
from tests.store.member.build import (
    ALREADY,
    DONE,
    REFUSED,
    adjust,
    breaches,
    earn,
    earning,
    get,
    ledger,
    set_programme,
    set_tiers,
    totals,
)
from tests.store.member.conftest import as_merchant


async def test_the_first_order_makes_a_member_and_earns_a_point_per_yuan(center):
    (result,) = await earn(center, earning("o1", 1999))
    assert (result.outcome, result.points, result.growth, result.balance) == (DONE, 19, 19, 19)
    ann = await get(center)
    assert (ann.points_balance, ann.growth_value, ann.tier_code) == (19, 19, "member")
    assert await breaches(center) == []


async def test_an_order_earns_once_and_shows_what_it_earned_ever_after(center):
    await earn(center, earning("o1"))
    await earn(center, earning("o2"))
    (again,) = await earn(center, earning("o1"))
    assert (again.outcome, again.points, again.balance) == (ALREADY, 100, 200)
    assert await ledger(center) == [("EARN", 100), ("EARN", 100)]


async def test_an_order_that_comes_back_changed_is_refused_by_itself(center):
    await earn(center, earning("o1"))
    results = await earn(center, earning("o1", 20_000), earning("o1", person="bea"), earning("o2"))
    assert [r.outcome for r in results] == [REFUSED, REFUSED, DONE]
    assert {r.reason for r in results[:2]} == {"EARNED_DIFFERENTLY"}
    assert (await get(center)).points_balance == 200


async def test_duplicates_in_one_batch_are_answered_each_and_earn_once(center):
    results = await earn(center, *[earning("o1")] * 3, earning("o2", person="bea"))
    assert [r.outcome for r in results] == [DONE, ALREADY, ALREADY, DONE]
    assert [r.balance for r in results] == [100, 100, 100, 100]


async def test_a_hundred_calls_at_once_for_one_order_earn_once(center):
    answers = await asyncio.gather(*(earn(center, earning("o1")) for _ in range(100)))
    assert sum(answer[0].outcome == DONE for answer in answers) == 1
    assert {answer[0].points for answer in answers} == {100}
    assert await ledger(center) == [("EARN", 100)]
    assert await breaches(center) == []


async def test_one_order_earning_for_two_persons_at_once_earns_for_one(center):
    people = ("ann", "bea") * 15
    answers = await asyncio.gather(*(earn(center, earning("o1", person=p)) for p in people))
    outcomes = [answer[0].outcome for answer in answers]
    assert outcomes.count(DONE) == 1
    assert outcomes.count(REFUSED) == 15
    assert (await totals(center))["points_balance"] == 100
    assert await breaches(center) == []


async def test_overlapping_batches_in_any_order_earn_each_order_once(center):
    orders = [earning(f"o{n}", person=f"p{n % 7}") for n in range(40)]
    batches = [orders[shift:] + orders[:shift] for shift in range(0, 40, 4)]
    batches += [batch[::-1] for batch in batches]
    await asyncio.gather(*(earn(center, *batch) for batch in batches))
    assert await totals(center) == {
        "members": 7,
        "orders_earned": 40,
        "points_earned": 4000,
        "points_reversed": 0,
        "points_redeemed": 0,
        "points_expired": 0,
        "points_balance": 4000,
        "points_owed": 0,
        "standing_merges": 0,
    }
    assert await breaches(center) == []


async def test_five_hundred_orders_are_one_batch(center):
    results = await earn(center, *(earning(f"o{n}", 100, f"p{n % 50}") for n in range(500)))
    assert {r.outcome for r in results} == {DONE}
    assert {r.balance for r in results} == {10}


async def test_the_tier_decides_the_rate_and_follows_growth(center):
    await set_tiers(center, ("base", 0, 100), ("gold", 100, 150))
    first, second = await earn(center, earning("o1"), earning("o2"))
    assert (first.points, second.points) == (100, 150)
    ann = await get(center)
    assert (ann.tier_code, ann.tier_name, ann.growth_value) == ("gold", "Gold", 200)
    assert await breaches(center) == []


async def test_the_programme_says_what_a_point_costs_and_in_which_currency(center):
    await set_programme(center, minor_units_per_point=1000, currency_code="CNY")
    dollars = earning("o2")
    dollars.amount.currency_code = "USD"
    paid, foreign = await earn(center, earning("o1"), dollars)
    assert (paid.points, paid.growth) == (10, 100)
    assert (foreign.outcome, foreign.reason) == (REFUSED, "CURRENCY_MISMATCH")


async def test_merchants_have_their_own_members_and_orders(center):
    await earn(center, earning("o1"))
    with as_merchant("other"):
        with pytest.raises(MemberNotFound):
            await get(center)
        (result,) = await earn(center, earning("o1", 500))
    assert (result.outcome, result.points) == (DONE, 5)
    assert (await get(center)).points_balance == 100


async def test_granted_points_are_there_and_taken_ones_are_gone(center):
    await earn(center, earning("o1"))
    answer = await adjust(center, 30)
    assert (answer.entry.points, answer.member.points_balance) == (30, 130)
    await adjust(center, -130)
    assert (await get(center)).points_balance == 0
    assert await breaches(center) == []


async def test_a_malformed_item_is_refused_alone_and_its_neighbours_earn(center):
    results = await earn(center, earning("o1"), earning("bad id"), earning("o2"))
    assert [result.outcome for result in results] == [DONE, REFUSED, DONE]
    assert results[1].reason == "INVALID_REQUEST"
    assert results[1].refusal_message.startswith("order_id: ")
    assert (await get(center)).points_balance == 200


async def test_a_batch_of_nothing_sound_makes_nobody_a_member(center):
    (result,) = await earn(center, earning("bad id"))
    assert result.outcome == REFUSED
    with pytest.raises(MemberNotFound):
        await get(center)
