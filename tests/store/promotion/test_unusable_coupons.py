"""A coupon that cannot be used refuses the evaluation, or is left out when the caller says so."""

import pytest
from zhongtai.promotion.v1 import coupon_requests_pb2, evaluation_pb2, promotion_pb2

from centers.promotion.errors import CouponNotUsable
from tests.store.promotion.build import (
    evaluate,
    hold,
    issued,
    of_coupon,
    order_id,
    redeem,
    request_id,
)
from tests.unit.promotion.specs import cash, cny, scope, template

DAY = 86_400


def only(**conditions):
    return template(conditions=promotion_pb2.Conditions(**conditions))


async def refused(center, *coupons, person="ann", **fields):
    """The metadata of the refusal of a cart with these coupons."""
    ids = [getattr(each, "coupon_id", each) for each in coupons]
    with pytest.raises(CouponNotUsable) as caught:
        await evaluate(center, person_id=person, coupon_ids=ids, **fields)
    return caught.value.metadata


@pytest.mark.parametrize(
    ("spec", "cause"),
    [
        (only(store_ids=["sto_2"]), "OTHER_PLACE"),
        (only(channels=["till"]), "OTHER_PLACE"),
        (only(service_types=[3]), "OTHER_SERVICE_TYPE"),
        (only(member_tiers=["gold"]), "OTHER_TIER"),
        (only(benefit_codes=["birthday"]), "NO_BENEFIT"),
        (only(new_customers_only=True), "NOT_FIRST_ORDER"),
        (only(start_time={"seconds": 2**33}), "NOT_BEGUN"),
        (only(end_time={"seconds": 1}), "OVER"),
        (template(cash(500, scope=scope("pie"))), "NOTHING_TO_DISCOUNT"),
    ],
)
async def test_the_refusal_says_which_condition_is_not_met(center, spec, cause):
    (coupon,) = await issued(center, "ann", spec=spec)
    told = await refused(center, coupon)
    assert (told["coupon_id"], told["cause"]) == (coupon.coupon_id, cause)


@pytest.mark.parametrize(("end_after", "good_for"), [(60, 60), (2 * DAY, DAY), (-60, DAY)])
async def test_a_coupon_is_said_to_be_good_for_no_longer_than_it_can_be_used(
    center, end_after, good_for
):
    end = int(center.clock.now().timestamp()) + end_after
    spec = only(end_time={"seconds": end})
    spec.validity.seconds = DAY
    (coupon,) = await issued(center, "ann", spec=spec)
    assert coupon.expire_time.seconds - coupon.issue_time.seconds == good_for
    if end_after == 60:
        center.clock.advance(60)
        assert (await refused(center, coupon))["cause"] == "COUPON_EXPIRED"


async def test_the_refusal_says_how_much_more_to_spend(center):
    (coupon,) = await issued(center, "ann", spec=template(cash(500, threshold=cny(6200))))
    told = await refused(center, coupon)
    assert (told["cause"], told["missing_minor_units"]) == ("THRESHOLD_NOT_REACHED", "1200")


async def test_the_refusal_says_what_became_of_the_coupon(center):
    held, used, revoked, late, foreign = await issued(center, "ann", "ann", "ann", "ann", "bob")
    await hold(center, order_id(), of_coupon(held))
    paid = order_id()
    await hold(center, paid, of_coupon(used))
    await redeem(center, paid)
    revoke = coupon_requests_pb2.RevokeCouponsRequest(
        request_id=request_id(), coupon_ids=[revoked.coupon_id]
    )
    await center.servicer.RevokeCoupons(revoke, None)
    told = [await refused(center, each) for each in (held, used, revoked, foreign, "cpn_0")]
    center.clock.advance(DAY + 1)
    told.append(await refused(center, late))
    assert [each["cause"] for each in told] == [
        "COUPON_HELD",
        "COUPON_USED",
        "COUPON_REVOKED",
        "COUPON_UNKNOWN",
        "COUPON_UNKNOWN",
        "COUPON_EXPIRED",
    ]


async def test_two_coupons_that_cannot_be_combined_are_refused(center):
    small, large = await issued(center, "ann", spec=template(cash(200))), []
    large = await issued(center, "ann", spec=template(cash(900)))
    told = await refused(center, *large, *small)
    assert (told["coupon_id"], told["cause"]) == (small[0].coupon_id, "NOT_COMBINABLE")


async def test_a_coupon_of_another_currency_is_refused(center):
    (coupon,) = await issued(center, "ann")
    line = evaluation_pb2.CartLine(
        line_ref="1",
        sku_id="ramen",
        quantity=1,
        unit_amount=cny(9000, "JPY"),
        line_amount=cny(9000, "JPY"),
    )
    assert (await refused(center, coupon, lines=[line]))["cause"] == "OTHER_CURRENCY"


async def test_a_coupon_is_used_when_the_order_is_placed_not_when_it_is_wanted(center):
    (coupon,) = await issued(center, "ann")
    tomorrow = {"seconds": int(center.clock.now().timestamp()) + DAY + 60}
    ids = [coupon.coupon_id]
    answer = await evaluate(center, person_id="ann", coupon_ids=ids, at=tomorrow)
    assert [each.coupon_id for each in answer.discounts] == ids


async def test_who_does_without_gets_the_rest_and_is_told_why(center):
    mine, used, foreign = await issued(center, "ann", "ann", "bob", spec=template(name="Mine"))
    await hold(center, order_id(), of_coupon(used))
    ids = [mine.coupon_id, used.coupon_id, foreign.coupon_id, "cpn_unknown"]
    given = {"person_id": "ann", "coupon_ids": ids, "without_unusable_coupons": True}
    answer = await evaluate(center, language="zh-Hans-CN", **given)
    assert [each.coupon_id for each in answer.discounts] == [mine.coupon_id]
    told = {each.coupon_id: each.text for each in answer.explanations}
    assert told[used.coupon_id] == "Mine：优惠券已被您的另一笔订单占用"
    # Nobody learns the name of another's coupon.
    assert told[foreign.coupon_id] == told["cpn_unknown"] == "没有这张优惠券"
    became = {each.coupon_id: each.outcome for each in answer.explanations}
    assert became.pop(mine.coupon_id) == evaluation_pb2.EXPLANATION_OUTCOME_APPLIED
    assert set(became.values()) == {evaluation_pb2.EXPLANATION_OUTCOME_COUPON_NOT_USABLE}
