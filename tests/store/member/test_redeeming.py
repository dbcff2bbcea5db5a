"""Redeeming: never below zero, whatever the concurrency."""

import asyncio
from datetime import timedelta

import pytest

from centers.member.errors import (
    MemberNotFound,
    NotEnoughPoints,
    RedemptionNotFound,
)
from centers.member.store import SQL, find_next_lapse
from mesh.pure.errors import AccessDenied, RequestIdReused
from tests.store.member.build import (
    breaches,
    earn,
    earning,
    expire,
    get,
    ledger,
    redeem,
    set_programme,
    unredeem,
)
from tests.store.member.conftest import as_person

FAILS_FOR_P1 = """
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN 1 / 0; END';
CREATE TRIGGER fail BEFORE UPDATE ON members
FOR EACH ROW WHEN (old.person_id = 'p1') EXECUTE FUNCTION fail()
"""


async def test_a_hundred_redemptions_of_one_balance_at_once_spend_it_once(center):
    await earn(center, earning("o1"))
    answers = await asyncio.gather(
        *(redeem(center, 100) for _ in range(100)), return_exceptions=True
    )
    won = [a for a in answers if not isinstance(a, BaseException)]
    refused = [a for a in answers if isinstance(a, BaseException)]
    assert len(won) == 1
    assert {type(a) for a in refused} == {NotEnoughPoints}
    assert (await get(center)).points_balance == 0
    assert await breaches(center) == []


async def test_redemptions_at_once_spend_as_much_as_there_is_and_no_more(center):
    await earn(center, earning("o1"))
    answers = await asyncio.gather(*(redeem(center, 7) for _ in range(50)), return_exceptions=True)
    assert sum(not isinstance(a, BaseException) for a in answers) == 14
    assert (await get(center)).points_balance == 2


async def test_twins_of_one_redemption_spend_once(center):
    await earn(center, earning("o1"))
    answers = await asyncio.gather(*(redeem(center, 10, request_id="same") for _ in range(100)))
    assert len({a.redemption.redemption_id for a in answers}) == 1
    assert {a.balance for a in answers} == {90}
    assert await ledger(center) == [("REDEEM", -10), ("EARN", 100)]
    with pytest.raises(RequestIdReused):
        await redeem(center, 11, request_id="same")


async def test_a_refused_redemption_can_be_tried_again_with_its_request_id(center):
    await earn(center, earning("o1", 500))
    with pytest.raises(NotEnoughPoints) as refused:
        await redeem(center, 10, request_id="same")
    assert refused.value.metadata == {"balance": "5", "asked": "10"}
    await earn(center, earning("o2", 500))
    assert (await redeem(center, 10, request_id="same")).balance == 0


async def test_spent_points_come_back_once(center):
    await earn(center, earning("o1"))
    spent = (await redeem(center, 60)).redemption
    answers = await asyncio.gather(*(unredeem(center, spent.redemption_id) for _ in range(20)))
    assert {a.balance for a in answers} == {100}
    assert answers[0].redemption.HasField("unredeem_time")
    assert await ledger(center) == [("UNREDEEM", 60), ("REDEEM", -60), ("EARN", 100)]
    assert await breaches(center) == []


async def test_what_is_not_there_cannot_be_spent_or_given_back(center):
    with pytest.raises(MemberNotFound):
        await redeem(center, 1)
    with pytest.raises(RedemptionNotFound):
        await unredeem(center, "rdm_nothing")


async def test_a_person_spends_only_their_own_points(center):
    await earn(center, earning("o1"), earning("o2", person="bea"))
    with as_person("ann"):
        assert (await redeem(center, 1, person="")).balance == 99
        with pytest.raises(AccessDenied):
            await redeem(center, 1, person="bea")


async def test_points_expire_when_their_time_has_come_and_not_before(center):
    await set_programme(center, points_valid_days=30)
    await earn(center, earning("o1"))
    center.clock.advance(timedelta(days=10).total_seconds())
    await earn(center, earning("o2"))
    center.clock.advance(timedelta(days=19).total_seconds())
    assert (await expire(center)).points == 0
    center.clock.advance(timedelta(days=1).total_seconds())
    first, again = await expire(center), await expire(center)
    assert (first.member_count, first.points) == (1, 100)
    assert (again.member_count, again.points) == (0, 0)
    assert (await get(center)).points_balance == 100
    assert await breaches(center) == []


async def test_points_are_not_spent_after_their_time_and_those_left_are_before_any_sweep(center):
    await set_programme(center, points_valid_days=30)
    await earn(center, earning("o1"))
    center.clock.advance(timedelta(days=30).total_seconds() - 1)
    assert (await redeem(center, 40)).balance == 60
    await earn(center, earning("o2"))
    center.clock.advance(1)
    with pytest.raises(NotEnoughPoints):
        await redeem(center, 101)
    assert (await redeem(center, 100)).balance == 0
    assert (await ledger(center))[:2] == [("REDEEM", -100), ("EXPIRE", -60)]
    assert (await expire(center)).points == 0
    assert await breaches(center) == []


async def test_what_expires_next_is_known_until_it_has_expired(center):
    await set_programme(center, points_valid_days=30)
    await earn(center, earning("o1"))
    end = center.clock.now() + timedelta(days=30)
    assert await find_next_lapse(center.db) == end
    center.clock.advance(timedelta(days=30).total_seconds())
    await expire(center)
    assert await find_next_lapse(center.db) is None


async def test_what_was_spent_counts_against_what_expires_first(center):
    await set_programme(center, points_valid_days=30)
    await earn(center, earning("o1"))
    spent = (await redeem(center, 60)).redemption
    center.clock.advance(timedelta(days=31).total_seconds())
    assert (await expire(center)).points == 40
    # Points that come back after their time are gone at once.
    assert (await unredeem(center, spent.redemption_id)).balance == 0
    assert (await ledger(center))[:2] == [("EXPIRE", -60), ("UNREDEEM", 60)]
    assert await breaches(center) == []


async def test_expiry_goes_on_until_nobody_is_due(center):
    await set_programme(center, points_valid_days=30)
    await earn(center, *(earning(f"o{n}", person=f"p{n}") for n in range(7)))
    center.clock.advance(timedelta(days=31).total_seconds())
    answers = [await expire(center, 3) for _ in range(4)]
    assert [a.member_count for a in answers] == [3, 3, 1, 0]
    assert [a.more for a in answers] == [True, True, False, False]


async def test_of_a_million_credits_due_at_once_only_the_first_are_read(center):
    statement = SQL.find_persons_to_expire
    for parameter, value in (("$1", "now()"), ("$2", "''::text"), ("$3", "500")):
        statement = statement.replace(parameter, value)
    async with center.db.transaction() as connection:
        for way in ("seqscan", "bitmapscan", "sort"):
            await connection.execute(f"SET LOCAL enable_{way} = off")
        plan = [row[0] for row in await connection.fetch(f"EXPLAIN {statement}")]
    limit = next(number for number, line in enumerate(plan) if "Limit" in line)
    assert "Index Scan using credits_to_lapse" in plan[limit + 1], plan


async def test_spending_and_expiring_at_once_never_goes_below_zero(center):
    await set_programme(center, points_valid_days=30)
    await earn(center, earning("o1"))
    center.clock.advance(timedelta(days=31).total_seconds())
    await asyncio.gather(
        *(redeem(center, 30) for _ in range(10)),
        *(expire(center) for _ in range(5)),
        return_exceptions=True,
    )
    assert (await get(center)).points_balance == 0
    assert await breaches(center) == []


async def test_a_member_whose_points_cannot_expire_delays_nobody_behind(center):
    await set_programme(center, points_valid_days=30)
    persons = ["p1", "p2", "p3"]
    await earn(center, *(earning(f"o-{person}", person=person) for person in persons))
    await center.db.execute(FAILS_FOR_P1)
    center.clock.advance(timedelta(days=31).total_seconds())
    answer = await expire(center)
    assert answer.member_count == 2
    assert [(await get(center, person)).points_balance for person in persons] == [100, 0, 0]
