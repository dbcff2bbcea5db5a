"""Memberships of merged persons become one, and two again, and no point is made or lost."""

import asyncio

import pytest
from zhongtai.common.v1 import person_merge_pb2 as pb
from zhongtai.member.v1 import member_pb2

from mesh.pure.errors import InProgress, PersonMerged
from tests.store.member.build import (
    ALREADY,
    DONE,
    adjust,
    breaches,
    earn,
    earning,
    enrol,
    get,
    ledger,
    redeem,
    refunding,
    reverse,
    unredeem,
)

FROZEN = member_pb2.MEMBER_STATUS_FROZEN
MERGED = member_pb2.MEMBER_STATUS_MERGED


async def move(center, merge="m1", gone="ann", kept="bea", *, back=False) -> int:
    request = pb.MovePersonRequest(
        merge_id=merge, from_person_id=gone, into_person_id=kept, back=back
    )
    return (await center.servicer.MovePerson(request, None)).moved_count


async def balances(center, *persons: str) -> list[int]:
    """Points, less what is owed."""
    found = [await get(center, person) for person in persons or ("ann", "bea")]
    assert await breaches(center) == []
    return [each.points_balance - each.owed_points for each in found]


async def test_points_growth_and_redemptions_go_to_the_person_that_stays(center):
    await earn(center, earning("o1"), earning("o2", 5000, "bea"))
    spent = (await redeem(center, 30)).redemption
    assert await move(center) == 1
    assert await balances(center) == [0, 120]
    assert ((await get(center)).status, (await get(center, "bea")).growth_value) == (MERGED, 150)
    await unredeem(center, spent.redemption_id)
    assert await balances(center) == [0, 150]


async def test_the_undo_gives_back_exactly_what_was_moved_as_it_stands(center):
    await earn(center, earning("o1"), earning("o2", 5000, "bea"))
    spent = (await redeem(center, 30)).redemption
    await move(center)
    await unredeem(center, spent.redemption_id)
    await reverse(center, refunding("o1", "r1", 2000))
    await earn(center, earning("o3", 1000, "bea"))
    assert await move(center, back=True) == 1
    assert await balances(center) == [80, 60]
    assert [(await get(center, who)).growth_value for who in ("ann", "bea")] == [80, 60]


async def test_what_was_spent_of_it_meanwhile_is_owed_after_the_undo(center):
    await earn(center, earning("o1"))
    await move(center)
    await redeem(center, 80, "bea")
    await move(center, back=True)
    assert await balances(center) == [100, -80]
    await earn(center, earning("o2", 5000, "bea"))
    assert await balances(center) == [100, -30]


async def test_nothing_can_be_done_under_the_id_of_one_who_is_gone(center):
    await earn(center, earning("o1"))
    await move(center)
    for act in (redeem(center, 1), adjust(center, 5), enrol(center)):
        with pytest.raises(PersonMerged) as refused:
            await act
        assert refused.value.metadata == {"merged_into_person_id": "bea"}
    assert await balances(center) == [0, 100]


async def test_orders_of_one_who_is_gone_earn_for_the_person_that_stays_once(center):
    await earn(center, earning("o1"))
    for person in ("ann", "never-a-member"):
        await move(center, f"m-{person}", person)
    for outcome in (DONE, ALREADY):
        results = await earn(center, earning("o2"), earning("o3", person="never-a-member"))
        assert {each.outcome for each in results} == {outcome}
    assert await balances(center) == [0, 300]


async def test_repeating_and_undoing_twice_change_nothing(center):
    await earn(center, earning("o1"))
    assert [await move(center), await move(center, back=True)] == [1, 1]
    # The word of the merge comes again, after it was undone.
    assert [await move(center), await move(center, back=True)] == [0, 0]
    assert await balances(center) == [100, 0]


async def test_merges_in_a_row_are_undone_from_the_last_to_the_first(center):
    await earn(center, earning("o1"), earning("o2", 5000, "bea"))
    await move(center, "m1", "ann", "bea")
    await move(center, "m2", "bea", "cat")
    assert await balances(center, "ann", "bea", "cat") == [0, 0, 150]
    with pytest.raises(InProgress):
        await move(center, "m1", "ann", "bea", back=True)
    await move(center, "m2", "bea", "cat", back=True)
    await move(center, "m1", "ann", "bea", back=True)
    assert await balances(center, "ann", "bea", "cat") == [100, 50, 0]


async def test_a_merge_that_is_heard_of_late_goes_all_the_way(center):
    await earn(center, earning("o1"))
    await move(center, "m2", "bea", "cat")
    await move(center, "m1", "ann", "bea")
    assert await balances(center, "ann", "bea", "cat") == [0, 0, 100]
    await move(center, "m2", "bea", "cat", back=True)
    await move(center, "m1", "ann", "bea", back=True)
    assert await balances(center, "ann", "bea", "cat") == [100, 0, 0]


async def test_a_frozen_membership_stays_frozen_until_the_merge_is_undone(center):
    await earn(center, earning("o1"), earning("o2", person="bea"))
    await center.db.execute("UPDATE members SET status = 2 WHERE person_id = 'ann'")
    await move(center)
    assert (await get(center, "bea")).status == FROZEN
    await move(center, back=True)
    assert [(await get(center, who)).status for who in ("ann", "bea")] == [FROZEN, 1]


async def test_orders_that_earn_while_persons_are_merged_earn_once_and_stay_with_one(center):
    orders = [earning(f"o{n}", person="ann" if n % 2 else "bea") for n in range(40)]
    await earn(center, *orders[:4])
    answers = await asyncio.gather(
        *(earn(center, each) for each in orders), move(center), *(earn(center, x) for x in orders)
    )
    assert {each.outcome for each in answers[0] + answers[-1]} <= {DONE, ALREADY}
    assert await balances(center) == [0, 4000]
    assert sum(points for kind, points in await ledger(center) if kind == "MERGE") < 0
