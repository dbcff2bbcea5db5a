"""Coupons, holds and uses of merged persons go to the person that stays, and back."""

import asyncio

import pytest
from zhongtai.common.v1 import person_merge_pb2
from zhongtai.promotion.v1 import coupon_requests_pb2, hold_pb2, promotion_pb2

from mesh.pure.errors import PersonMerged, Refusal
from tests.store.promotion.build import (
    breaches,
    created,
    discount,
    hold,
    issued,
    of_coupon,
    order_id,
    redeem,
    release,
    state_of,
    tried,
)

NEW_CUSTOMERS = promotion_pb2.Conditions(new_customers_only=True)
ONCE = promotion_pb2.Limits(uses_per_person=1)


async def move(center, merge="m1", gone="ann", kept="bea", *, back=False) -> int:
    request = person_merge_pb2.MovePersonRequest(
        merge_id=merge, from_person_id=gone, into_person_id=kept, back=back
    )
    return (await center.servicer.MovePerson(request, None)).moved_count


async def owners(center, *coupons) -> list[str]:
    async def owner(coupon) -> str:
        request = coupon_requests_pb2.GetCouponRequest(coupon_id=coupon.coupon_id)
        return (await center.servicer.GetCoupon(request, None)).coupon.person_id

    return [await owner(coupon) for coupon in coupons]


async def holder(center, order: str) -> str:
    request = hold_pb2.GetHoldRequest(order_id=order)
    return (await center.servicer.GetHold(request, None)).hold.person_id


async def test_coupons_and_holds_in_flight_move_and_come_back(center):
    free, held = await issued(center, "ann", "ann")
    order = order_id()
    await hold(center, order, of_coupon(held))
    assert await move(center) == 3
    assert await owners(center, free, held) == ["bea", "bea"]
    assert await redeem(center, order) == ["REDEEMED"]
    assert await tried(center, order_id(), of_coupon(free), person="bea") == "HELD"
    assert await move(center, back=True) == 2
    # Of the two, one is in an order of bea's own now.
    assert await owners(center, free, held) == ["bea", "ann"]
    assert (await holder(center, order), await breaches(center)) == ("ann", [])


async def test_a_coupon_comes_back_to_whom_its_order_went(center):
    (coupon,) = await issued(center, "ann")
    order = order_id()
    await hold(center, order, of_coupon(coupon))
    await move(center)
    assert await release(center, order, cause="CANCELLED") == ["RELEASED"]
    assert await state_of(center, coupon.coupon_id) == "ISSUED"
    assert await tried(center, order_id(), of_coupon(coupon), person="bea") == "HELD"
    assert await breaches(center) == []


async def test_uses_of_both_count_for_the_person_that_stays(center):
    made = await created(center, limits=ONCE)
    given = discount(made.promotion_id)
    await hold(center, order_id(), given)
    await move(center)
    assert await tried(center, order_id(), given, person="bea") == "PERSON_LIMIT_REACHED"
    await move(center, back=True)
    assert await tried(center, order_id(), given, person="bea") == "HELD"
    assert await tried(center, order_id(), given) == "PERSON_LIMIT_REACHED"
    await move(center, "m2")
    assert await breaches(center) == []


@pytest.mark.parametrize("both", [False, True])
async def test_the_person_that_stays_has_one_first_order(center, both):
    made = await created(center, conditions=NEW_CUSTOMERS)
    given = discount(made.promotion_id, first_order=True)
    first, second = order_id(), order_id()
    await hold(center, first, given)
    if both:
        await hold(center, second, given, person="bea")
    await move(center)
    assert await tried(center, order_id(), given, person="bea") == "PERSON_LIMIT_REACHED"
    assert await breaches(center) == []
    await release(center, first, cause="CANCELLED")
    expected = "PERSON_LIMIT_REACHED" if both else "HELD"
    assert await tried(center, order_id(), given, person="bea") == expected
    await move(center, back=True)
    assert await tried(center, order_id(), given) == "HELD"
    assert await breaches(center) == []


async def test_nothing_is_set_aside_or_issued_for_one_who_is_gone(center):
    mine, others = await issued(center, "ann", "cat")
    await move(center)
    orders = [order_id(), order_id()]
    answers = await asyncio.gather(
        hold(center, orders[0], of_coupon(mine)),
        hold(center, orders[1], of_coupon(others), person="cat"),
        return_exceptions=True,
    )
    assert isinstance(answers[0], Refusal)
    assert answers[1].state == hold_pb2.HOLD_STATE_HELD
    with pytest.raises(PersonMerged):
        await issued(center, "ann")
    assert await breaches(center) == []


async def test_a_budget_is_not_touched_for_one_who_is_gone(center):
    made = await created(center, limits=ONCE)
    await move(center)
    with pytest.raises(PersonMerged) as refused:
        await hold(center, order_id(), discount(made.promotion_id))
    assert refused.value.metadata == {"merged_into_person_id": "bea"}
    assert await breaches(center) == []


async def test_coupons_are_used_once_while_their_owner_is_merged(another_center):
    processes = [await another_center() for _ in range(2)]
    coupons = await issued(processes[0], *["ann"] * 20)
    orders = [order_id() for _ in coupons]

    async def use(number: int, person: str) -> str:
        given = of_coupon(coupons[number])
        state = await tried(processes[number % 2], orders[number], given, person=person)
        return (await redeem(processes[0], orders[number]))[0] if state == "HELD" else ""

    await asyncio.gather(*(use(n, "ann") for n in range(20)), move(processes[1]))
    await asyncio.gather(*(use(n, "bea") for n in range(20)))
    states = [await state_of(processes[0], coupon.coupon_id) for coupon in coupons]
    assert set(states) == {"REDEEMED"}
    assert set(await owners(processes[0], *coupons)) == {"bea"}
    assert await breaches(processes[0]) == []
