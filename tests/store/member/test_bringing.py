"""Points of another system's accounts: each balance is brought once, and later its difference."""

import asyncio
import random

import pytest
from zhongtai.member.v1 import points_requests_pb2 as points_pb

from mesh.pure.errors import InvalidRequest
from tests.store.member.build import (
    ALREADY,
    DONE,
    REFUSED,
    breaches,
    earn,
    earning,
    get,
    ledger,
    move,
    redeem,
)
from tests.store.member.test_merging import move as merge


def account(number: str, points: int, person: str = "ann") -> points_pb.BroughtBalance:
    return points_pb.BroughtBalance(person_id=person, account=number, points=points)


async def bring(center, *items: points_pb.BroughtBalance, dry: bool = False):
    request = points_pb.BringBalancesRequest(items=items, source="Old cards", dry_run=dry)
    return list((await center.servicer.BringBalances(request, None)).results)


async def test_a_balance_makes_a_member_and_is_brought_once(center):
    (first,) = await bring(center, account("c1", 320))
    assert (first.outcome, first.points, first.enrolled) == (DONE, 320, True)
    (again,) = await bring(center, account("c1", 320))
    assert (again.outcome, again.points, again.enrolled) == (ALREADY, 320, False)
    assert (await get(center)).points_balance == 320
    assert await ledger(center) == [("ADJUST", 320)]
    assert await breaches(center) == []


async def test_a_later_balance_moves_the_difference_and_what_was_done_here_stays(center):
    await bring(center, account("c1", 320))
    await earn(center, earning("o1", 1000))
    await redeem(center, 100)
    await bring(center, account("c1", 337))
    assert (await get(center)).points_balance == 320 + 10 - 100 + 17
    await bring(center, account("c1", 300))
    assert (await get(center)).points_balance == 300 + 10 - 100


async def test_what_is_spent_here_is_not_taken_back_and_no_neighbour_fails(center):
    await bring(center, account("c1", 100))
    await redeem(center, 90)
    less, other = await bring(center, account("c1", 0), account("c2", 5, "bea"))
    assert (less.outcome, less.reason, less.points) == (REFUSED, "NOT_ENOUGH_POINTS", 100)
    assert (other.outcome, (await get(center, "bea")).points_balance) == (DONE, 5)
    assert (await get(center)).points_balance == 10


async def test_who_has_left_is_refused_and_no_neighbour_fails(center):
    await bring(center, account("c1", 100))
    await move(center, "Close")
    left, other = await bring(center, account("c1", 120), account("c2", 5, "bea"))
    assert (left.outcome, left.reason, other.outcome) == (REFUSED, "MEMBER_CLOSED", DONE)


async def test_several_accounts_of_one_person_add_up(center):
    await bring(center, account("c1", 100), account("c2", 11))
    await bring(center, account("c2", 12), account("c1", 100))
    assert (await get(center)).points_balance == 112


async def test_the_account_of_a_merged_person_is_not_brought_again_for_the_one_that_stays(center):
    await bring(center, account("c1", 100), account("c2", 11, "bea"))
    await merge(center)
    (result,) = await bring(center, account("c1", 100))
    assert result.outcome == ALREADY
    await bring(center, account("c1", 105))
    assert (await get(center, "bea")).points_balance == 116


async def test_the_same_accounts_brought_by_many_at_once_are_brought_once(center):
    items = [account(f"c{number}", number, f"p{number}") for number in range(1, 9)]
    await asyncio.gather(
        *(bring(center, *random.sample(items, len(items))) for _ in range(20)),
        *(bring(center, account("c1", 1, f"other{number}")) for number in range(3)),
    )
    balances = [(await get(center, f"p{number}")).points_balance for number in range(2, 9)]
    assert balances == list(range(2, 9))
    holders = ["p1", *(f"other{number}" for number in range(3))]
    assert sum([(await get(center, holder)).points_balance for holder in holders]) == 1
    assert await breaches(center) == []


async def test_a_malformed_account_and_one_that_stands_twice_are_refused_alone(center):
    results = await bring(
        center, account("", 1), account("c1", -1), account("c2", 5), account("c2", 6)
    )
    assert [each.outcome for each in results] == [REFUSED, REFUSED, DONE, REFUSED]
    assert [each.reason for each in results if each.reason] == ["INVALID_REQUEST"] * 3
    assert (await get(center)).points_balance == 5


async def test_a_dry_run_tells_what_was_brought_and_changes_nothing(center):
    await bring(center, account("c1", 100))
    results = await bring(
        center, account("c1", 100, ""), account("c1x", 5, ""), account("c1y", 0, ""), dry=True
    )
    assert [(each.outcome, each.points) for each in results] == [
        (ALREADY, 100),
        (DONE, 0),
        (ALREADY, 0),
    ]
    assert await ledger(center) == [("ADJUST", 100)]


async def test_where_points_come_from_must_be_said(center):
    request = points_pb.BringBalancesRequest(items=[account("c1", 1)])
    with pytest.raises(InvalidRequest, match="source"):
        await center.servicer.BringBalances(request, None)
