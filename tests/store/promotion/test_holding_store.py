"""Many orders at once want one coupon, one budget, one person's share."""

import asyncio
from collections import Counter

import asyncpg
import pytest
from zhongtai.promotion.v1 import hold_pb2, promotion_pb2

from centers.promotion.errors import HoldDiffers, HoldNotFound
from centers.promotion.holds.store import SQL
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
    usage,
)
from tests.unit.promotion.specs import cny, template

QUARTER_HOUR = 15 * 60


def limits(**fields):
    return promotion_pb2.Limits(**fields)


async def test_a_hundred_orders_at_once_for_one_coupon_make_one_use(another_center):
    processes = [await another_center() for _ in range(2)]
    (coupon,) = await issued(processes[0], "ann")
    calls = [tried(processes[n % 2], order_id(), of_coupon(coupon)) for n in range(100)]
    assert Counter(await asyncio.gather(*calls)) == {"HELD": 1, "COUPON_NOT_USABLE": 99}
    assert await state_of(processes[0], coupon.coupon_id) == "HELD"
    assert await breaches(processes[0]) == []


async def test_a_budget_is_never_overspent_by_any_number_of_orders(another_center):
    processes = [await another_center() for _ in range(2)]
    made = await created(processes[0], limits=limits(total_amount=cny(5200)))
    calls = [tried(processes[n % 2], order_id(), discount(made.promotion_id)) for n in range(60)]
    assert Counter(await asyncio.gather(*calls)) == {"HELD": 10, "BUDGET_SPENT": 50}
    assert await usage(processes[0], made.promotion_id) == (10, 0, 5000, 0)
    assert await breaches(processes[0]) == []


async def test_one_row_version_of_a_hot_budget_is_written_per_batch(center):
    made = await created(center, limits=limits(total_uses=1000))
    await hold(center, order_id(), discount(made.promotion_id))
    sql = "SELECT xmin::text FROM budgets"
    seen = {await center.db.fetchval(sql)}
    tasks = [
        asyncio.create_task(hold(center, order_id(), discount(made.promotion_id)))
        for _ in range(60)
    ]
    for task in asyncio.as_completed(tasks):
        await task
        seen.add(await center.db.fetchval(sql))
    assert len(seen) <= 4


async def test_a_person_has_a_promotion_only_as_often_as_allowed(another_center):
    processes = [await another_center() for _ in range(2)]
    made = await created(processes[0], limits=limits(uses_per_person=3))
    wanted = discount(made.promotion_id)
    persons = ["ann", "bob"] * 20
    calls = [tried(processes[n % 2], order_id(), wanted, person=p) for n, p in enumerate(persons)]
    assert Counter(await asyncio.gather(*calls)) == {"HELD": 6, "PERSON_LIMIT_REACHED": 34}
    assert await breaches(processes[0]) == []


async def test_a_hundred_twins_of_one_order_make_one_hold(another_center):
    processes = [await another_center() for _ in range(2)]
    made = await created(processes[0], limits=limits(total_uses=50))
    order, wanted = order_id(), discount(made.promotion_id)
    twins = await asyncio.gather(*(hold(processes[n % 2], order, wanted) for n in range(100)))
    assert len({twin.SerializeToString() for twin in twins}) == 1
    assert (await usage(processes[0], made.promotion_id))[0] == 1
    with pytest.raises(HoldDiffers):
        await hold(processes[0], order, discount(made.promotion_id, 501))


async def test_what_is_not_limited_costs_no_write_and_leaves_no_trace(center):
    made = await created(center)
    order = order_id()
    assert await tried(center, order, discount(made.promotion_id)) == "NOT_NEEDED"
    assert await redeem(center, order) == ["NOTHING_HELD"]
    assert await release(center, order) == ["NOTHING_HELD"]
    assert await center.db.fetchval("SELECT count(*) FROM holds") == 0


async def test_holds_of_several_limited_things_in_any_order_never_block_each_other(another_center):
    processes = [await another_center() for _ in range(3)]
    made = [await created(processes[0], limits=limits(total_uses=999)) for _ in range(4)]
    ids = [each.promotion_id for each in made]
    calls = [
        tried(processes[n % 3], order_id(), *map(discount, ids[n % 4 :] + ids[: n % 4]))
        for n in range(60)
    ]
    assert set(await asyncio.gather(*calls)) == {"HELD"}
    assert (await usage(processes[0], ids[0]))[0] == 60


async def test_a_batch_redeems_each_order_once(another_center):
    processes = [await another_center() for _ in range(2)]
    made = await created(processes[0], limits=limits(total_uses=99))
    orders = [order_id() for _ in range(20)]
    await asyncio.gather(*(hold(processes[0], o, discount(made.promotion_id)) for o in orders))
    batches = await asyncio.gather(*(redeem(processes[n % 2], *orders) for n in range(4)))
    told = Counter(outcome for batch in batches for outcome in batch)
    assert told == {"REDEEMED": 20, "ALREADY_REDEEMED": 60}
    assert await usage(processes[0], made.promotion_id) == (0, 20, 0, 10_000)
    assert await breaches(processes[0]) == []


async def test_a_released_coupon_can_be_used_again_and_a_used_one_returns(center):
    (coupon,) = await issued(center, "ann", spec=template(returns_on_refund=True))
    first, second = order_id(), order_id()
    await hold(center, first, of_coupon(coupon))
    assert await release(center, first, first) == ["RELEASED", "ALREADY_RELEASED"]
    assert await tried(center, second, of_coupon(coupon)) == "HELD"
    assert await redeem(center, second) == ["REDEEMED"]
    assert await release(center, second) == ["REDEEMED"]
    assert await release(center, second, cause="CANCELLED") == ["RETURNED"]
    assert await state_of(center, coupon.coupon_id) == "ISSUED"
    assert await breaches(center) == []


@pytest.mark.parametrize(
    ("cause", "returns", "left"),
    [
        ("CANCELLED", False, "REDEEMED"),
        ("REFUNDED", False, "REDEEMED"),
        ("REJECTED", False, "ISSUED"),
        ("CANCELLED", True, "ISSUED"),
        ("REFUNDED", True, "ISSUED"),
        ("REJECTED", True, "ISSUED"),
    ],
)
async def test_a_used_coupon_comes_back_by_the_cause_and_only_once(center, cause, returns, left):
    (coupon,) = await issued(center, "ann", spec=template(returns_on_refund=returns))
    order = order_id()
    await hold(center, order, of_coupon(coupon))
    await redeem(center, order)
    assert await release(center, order, cause=cause) == ["RETURNED"]
    assert await state_of(center, coupon.coupon_id) == left
    again = await tried(center, order_id(), of_coupon(coupon))
    assert again == ("HELD" if left == "ISSUED" else "COUPON_NOT_USABLE")
    # Whatever is said of the first order later: the coupon stays with the second.
    assert await release(center, order, cause="REJECTED") == ["ALREADY_RELEASED"]
    assert await state_of(center, coupon.coupon_id) == ("HELD" if left == "ISSUED" else left)
    assert await breaches(center) == []


async def test_a_released_order_can_come_again_with_other_discounts(center):
    coupon, other = await issued(center, "ann", "ann")
    made = await created(center, limits=limits(total_uses=5))
    order = order_id()
    await hold(center, order, of_coupon(coupon), discount(made.promotion_id))
    await release(center, order)
    await hold(center, order, of_coupon(other))
    assert await state_of(center, coupon.coupon_id) == "ISSUED"
    assert await usage(center, made.promotion_id) == (0, 0, 0, 0)
    assert await redeem(center, order) == ["REDEEMED"]
    assert await state_of(center, other.coupon_id) == "REDEEMED"
    assert await breaches(center) == []


async def test_holding_anew_and_sweeping_at_once_lose_nothing(another_center):
    processes = [await another_center() for _ in range(2)]
    made = await created(processes[0], limits=limits(total_uses=99))
    orders = [order_id() for _ in range(20)]
    first, second = discount(made.promotion_id, 100), discount(made.promotion_id, 200)
    await asyncio.gather(*(hold(processes[0], order, first) for order in orders))
    processes[0].clock.advance(QUARTER_HOUR + 1)
    await asyncio.gather(
        *(tried(processes[0], order, second) for order in orders),
        *(redeem(processes[1], order) for order in orders),
        *(processes[n % 2].sweeper.sweep() for n in range(4)),
    )
    held_uses, used, _, _ = await usage(processes[0], made.promotion_id)
    assert held_uses + used <= 20
    assert await breaches(processes[0]) == []


async def test_expired_holds_and_coupons_are_swept(center):
    (coupon,) = await issued(center, "ann")
    made = await created(center, limits=limits(total_uses=1))
    order = order_id()
    await hold(center, order, of_coupon(coupon), discount(made.promotion_id))
    center.clock.advance(QUARTER_HOUR + 1)
    assert await center.sweeper.sweep() == 1
    assert await state_of(center, coupon.coupon_id) == "ISSUED"
    assert await usage(center, made.promotion_id) == (0, 0, 0, 0)
    center.clock.advance(86_400)
    assert await center.sweeper.sweep() == 1
    assert await state_of(center, coupon.coupon_id) == "EXPIRED"
    assert await breaches(center) == []


async def test_who_meets_another_process_at_its_sweeping_waits_for_the_next_round(another_center):
    center, other = [await another_center() for _ in range(2)]
    made = await created(center, limits=limits(total_uses=1))
    await hold(center, order_id(), discount(made.promotion_id))
    center.clock.advance(QUARTER_HOUR + 1)
    async with other.db.transaction() as sweeping:
        assert await sweeping.fetchval(SQL.try_sweep)
        assert await center.sweeper.sweep() == 0
    assert await center.sweeper.sweep() == 1


async def test_a_late_redemption_that_finds_nothing_left_is_short(center):
    made = await created(center, limits=limits(total_uses=1))
    late, other = order_id(), order_id()
    await hold(center, late, discount(made.promotion_id))
    center.clock.advance(QUARTER_HOUR + 1)
    await center.sweeper.sweep()
    await hold(center, other, discount(made.promotion_id))
    assert await redeem(center, late, other) == ["SHORT", "REDEEMED"]
    short = hold_pb2.ListHoldsRequest(state=hold_pb2.HOLD_STATE_SHORT)
    listed = (await center.servicer.ListHolds(short, None)).holds
    assert [each.order_id for each in listed] == [late]
    counted = 'zhongtai_promotion_redemptions_total{outcome="short"} 1'
    assert counted in center.metrics.text()
    assert await breaches(center) == []


async def test_expiry_and_redemption_at_once_end_in_one_of_both(another_center):
    processes = [await another_center() for _ in range(2)]
    made = await created(processes[0], limits=limits(total_uses=30))
    orders = [order_id() for _ in range(30)]
    await asyncio.gather(*(hold(processes[0], o, discount(made.promotion_id)) for o in orders))
    processes[0].clock.advance(QUARTER_HOUR + 1)
    await asyncio.gather(
        *(redeem(processes[0], order) for order in orders),
        *(processes[n % 2].sweeper.sweep() for n in range(6)),
    )
    assert await usage(processes[0], made.promotion_id) == (0, 30, 0, 15_000)
    assert await breaches(processes[0]) == []


async def test_a_hold_can_be_looked_up(center):
    (coupon,) = await issued(center, "ann")
    order = order_id()
    await hold(center, order, of_coupon(coupon, 300), of_coupon(coupon, 200))
    request = hold_pb2.GetHoldRequest(order_id=order)
    found = (await center.servicer.GetHold(request, None)).hold
    assert [(x.coupon_id, x.amount.minor_units) for x in found.promotions] == [
        (coupon.coupon_id, 500)
    ]
    with pytest.raises(HoldNotFound):
        await center.servicer.GetHold(hold_pb2.GetHoldRequest(order_id=order_id()), None)


async def test_the_database_itself_refuses_to_overspend(center):
    await created(center, limits=limits(total_amount=cny(100)))
    with pytest.raises(asyncpg.CheckViolationError, match="never_overspent"):
        await center.db.execute("UPDATE budgets SET held_amount = 101")
