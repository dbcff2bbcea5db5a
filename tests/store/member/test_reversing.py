"""Reversing: in proportion, in whole points, never more than was earned."""

import asyncio

from tests.store.member.build import (
    ALREADY,
    DONE,
    REFUSED,
    breaches,
    earn,
    earning,
    get,
    ledger,
    redeem,
    refunding,
    reverse,
    set_tiers,
    totals,
    unredeem,
)


async def test_refunds_take_their_share_and_a_full_refund_takes_all(center):
    await earn(center, earning("o1", 999))
    results = await reverse(center, *(refunding("o1", f"r{n}", 333) for n in range(3)))
    assert [r.points for r in results] == [3, 3, 3]
    assert [r.growth for r in results] == [3, 3, 3]
    ann = await get(center)
    assert (ann.points_balance, ann.growth_value) == (0, 0)
    assert await breaches(center) == []


async def test_a_refund_reverses_once(center):
    await earn(center, earning("o1"))
    await reverse(center, refunding("o1", "r1", 2500))
    (again,) = await reverse(center, refunding("o1", "r1", 2500))
    assert (again.outcome, again.points, again.balance) == (ALREADY, 25, 75)
    (changed,) = await reverse(center, refunding("o1", "r1", 2600))
    assert (changed.outcome, changed.reason) == (REFUSED, "REVERSED_DIFFERENTLY")


async def test_a_hundred_calls_at_once_for_one_refund_take_once(center):
    await earn(center, earning("o1"))
    answers = await asyncio.gather(
        *(reverse(center, refunding("o1", "r1", 5000)) for _ in range(100))
    )
    assert sum(answer[0].outcome == DONE for answer in answers) == 1
    assert (await get(center)).points_balance == 50


async def test_refunds_at_once_never_take_more_than_was_earned(center):
    await earn(center, earning("o1"))
    answers = await asyncio.gather(
        *(reverse(center, refunding("o1", f"r{n}", 700)) for n in range(30))
    )
    outcomes = [answer[0].outcome for answer in answers]
    assert outcomes.count(DONE) == 14  # 14 × 7.00 of 100.00
    assert {a[0].reason for a in answers if a[0].outcome == REFUSED} == {"REFUND_EXCEEDS_EARNED"}
    assert (await get(center)).points_balance == 2
    assert await breaches(center) == []


async def test_a_refund_of_an_order_that_earned_nothing_is_refused_by_itself(center):
    await earn(center, earning("o1"))
    results = await reverse(center, refunding("o9", "r1", 100), refunding("o1", "r2", 100))
    assert [(r.outcome, r.reason) for r in results] == [(REFUSED, "NOTHING_EARNED"), (DONE, "")]


async def test_points_that_were_spent_are_owed_and_the_next_ones_pay(center):
    await earn(center, earning("o1"))
    await redeem(center, 80)
    (result,) = await reverse(center, refunding("o1", "r1", 10_000))
    assert (result.points, result.owed_points, result.balance) == (100, 80, 0)
    assert (await get(center)).owed_points == 80
    (earned,) = await earn(center, earning("o2"))
    assert (earned.points, earned.balance) == (100, 20)
    assert await ledger(center) == [
        ("SETTLE", -80),
        ("EARN", 100),
        ("REVERSE", -20),
        ("REDEEM", -80),
        ("EARN", 100),
    ]
    assert await breaches(center) == []


async def test_points_that_come_back_pay_what_is_owed_first(center):
    await earn(center, earning("o1"))
    spent = await redeem(center, 80)
    await reverse(center, refunding("o1", "r1", 10_000))
    answer = await unredeem(center, spent.redemption.redemption_id)
    assert answer.balance == 0
    assert (await get(center)).owed_points == 0
    assert await breaches(center) == []


async def test_a_refund_takes_the_tier_back_that_its_order_gave(center):
    await set_tiers(center, ("base", 0, 100), ("gold", 100, 150))
    await earn(center, earning("o1"))
    assert (await get(center)).tier_code == "gold"
    await reverse(center, refunding("o1", "r1", 100))
    assert (await get(center)).tier_code == "base"


async def test_earning_spending_and_refunding_at_once_keeps_every_book(center):
    await earn(center, *(earning(f"o{n}", person=f"p{n % 3}") for n in range(30)))
    work = [earn(center, earning(f"x{n}", person=f"p{n % 3}")) for n in range(20)]
    work += [reverse(center, refunding(f"o{n}", "r", 10_000)) for n in range(30)]
    work += [redeem(center, 90, f"p{n % 3}") for n in range(30)]
    answers = await asyncio.gather(*work, return_exceptions=True)
    reasons = {getattr(a, "reason", "") for a in answers if isinstance(a, BaseException)}
    assert reasons <= {"NOT_ENOUGH_POINTS"}
    sums = await totals(center)
    assert sums["points_balance"] - sums["points_owed"] == (
        sums["points_earned"] - sums["points_reversed"] - sums["points_redeemed"]
    )
    assert await breaches(center) == []
