"""Promotions and coupons themselves: created once, changed with care, seen everywhere."""

import asyncio
from collections import Counter

import pytest
from zhongtai.promotion.v1 import coupon_pb2, promotion_pb2
from zhongtai.promotion.v1 import coupon_requests_pb2 as coupon_pb
from zhongtai.promotion.v1 import promotion_requests_pb2 as pb

from centers.promotion.errors import (
    CodeTaken,
    CouponNotFound,
    CouponsSpent,
    IllegalMove,
    NotClaimable,
    PersonLimitReached,
    PromotionFixed,
    PromotionNotFound,
    TemplateClosed,
    VersionChanged,
)
from mesh.call.context import Identity, as_call, internal_identity
from mesh.pure.errors import AccessDenied, Refusal
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
    request_id,
    state_of,
)
from tests.unit.promotion.specs import cash, cny, full, promotion, rules, template

ANN = Identity("person", "ann", "demo")


async def updated(center, made, spec):
    request = pb.UpdatePromotionRequest(
        request_id=request_id(), promotion_id=made.promotion_id, spec=spec, version=made.version
    )
    return (await center.servicer.UpdatePromotion(request, None)).promotion


async def moved(center, verb, promotion_id):
    request = getattr(pb, f"{verb}Request")(request_id=request_id(), promotion_id=promotion_id)
    return (await getattr(center.servicer, verb)(request, None)).promotion


async def claimed(center, template_id):
    request = coupon_pb.ClaimCouponRequest(request_id=request_id(), template_id=template_id)
    return (await center.servicer.ClaimCoupon(request, None)).coupon


async def listed(center, person="ann", **fields):
    request = coupon_pb.ListCouponsRequest(person_id=person, **fields)
    return await center.servicer.ListCoupons(request, None)


async def test_a_promotion_is_created_once_per_request(center):
    request = pb.CreatePromotionRequest(request_id="p1", spec=promotion(), activate=True)
    twins = [center.servicer.CreatePromotion(request, None) for _ in range(20)]
    ids = {reply.promotion.promotion_id for reply in await asyncio.gather(*twins)}
    assert len(ids) == 1
    listed = await center.servicer.ListPromotions(pb.ListPromotionsRequest(), None)
    assert [each.promotion_id for each in listed.promotions] == list(ids)


async def test_a_code_is_taken_once(center):
    made = await created(center, code="may")
    with pytest.raises(CodeTaken):
        await created(center, code="may")
    found = await center.servicer.ListPromotions(pb.ListPromotionsRequest(code="may"), None)
    assert [each.promotion_id for each in found.promotions] == [made.promotion_id]


async def test_a_draft_applies_only_when_it_is_activated_and_not_while_it_is_paused(center):
    request = pb.CreatePromotionRequest(request_id="d1", spec=promotion())
    made = (await center.servicer.CreatePromotion(request, None)).promotion
    seen = [(await evaluate(center)).total_discount.minor_units]
    for verb in ("ActivatePromotion", "PausePromotion", "ActivatePromotion", "EndPromotion"):
        await moved(center, verb, made.promotion_id)
        seen.append((await evaluate(center)).total_discount.minor_units)
    assert seen == [0, 500, 0, 500, 0]
    with pytest.raises(IllegalMove):
        await moved(center, "ActivatePromotion", made.promotion_id)


async def test_a_change_is_seen_here_at_once_and_elsewhere_after_a_second(another_center):
    here, there = await another_center(), await another_center()
    assert (await evaluate(there)).total_discount.minor_units == 0
    made = await created(here)
    assert (await evaluate(here)).total_discount.minor_units == 500
    assert (await evaluate(there)).total_discount.minor_units == 0
    there.seconds.now += 1.0
    assert (await evaluate(there)).total_discount.minor_units == 500
    await updated(here, made, promotion(full((3000, 700))))
    there.seconds.now += 1.0
    assert (await evaluate(there)).total_discount.minor_units == 700


async def test_carts_without_coupons_are_evaluated_from_memory(center):
    await created(center)
    await evaluate(center)
    await center.db.execute("DROP TABLE promotions, budgets, coupons, chain_versions CASCADE")
    assert (await evaluate(center)).total_discount.minor_units == 500


async def test_a_change_names_the_version_it_was_made_from(center):
    made = await created(center)
    after = await updated(center, made, promotion(full((3000, 600))))
    assert (after.version, after.spec.rule) == (made.version + 1, full((3000, 600)))
    with pytest.raises(VersionChanged):
        await updated(center, made, promotion(full((3000, 700))))


async def test_kind_and_currency_of_a_promotion_are_fixed_and_limits_cover_what_was_given(center):
    limited = promotion_pb2.Limits(total_amount=cny(1000), uses_per_person=2)
    made = await created(center, limits=limited)
    await hold(center, order_id(), discount(made.promotion_id))
    lower = promotion_pb2.Limits(total_amount=cny(499))
    other_currency = promotion(rules()["item_discount"], currency_code="USD")
    for spec in (promotion(rules()["bundle"]), other_currency, promotion(limits=lower)):
        with pytest.raises(PromotionFixed):
            await updated(center, made, spec)
    with pytest.raises(PromotionNotFound):
        await moved(center, "EndPromotion", "pro_unknown")


async def test_another_chain_sees_nothing_of_this_one(center):
    made = await created(center)
    (coupon,) = await issued(center, "ann")
    with as_call(internal_identity("order_control", "other")):
        assert (await evaluate(center)).total_discount.minor_units == 0
        with pytest.raises(PromotionNotFound):
            await moved(center, "EndPromotion", made.promotion_id)
        with pytest.raises(CouponNotFound):
            await state_of(center, coupon.coupon_id)


async def test_coupons_are_issued_to_all_persons_or_none_and_never_beyond_the_number(center):
    spec = template(total_count=3)
    first = await issued(center, "ann", "bob", spec=spec)
    request = coupon_pb.IssueCouponsRequest(
        request_id=request_id(), template_id=first[0].template_id, person_ids=["cy", "dee"]
    )
    with pytest.raises(CouponsSpent):
        await center.servicer.IssueCoupons(request, None)
    assert (await listed(center, "cy")).coupons == []
    assert await breaches(center) == []


async def test_a_hundred_claims_at_once_give_a_person_one_coupon(center):
    spec = template(claimable=True, count_per_person=1)
    (given,) = await issued(center, "bob", spec=spec)

    async def claim():
        try:
            with as_call(ANN):
                return (await claimed(center, given.template_id)).person_id
        except Refusal as refusal:
            return refusal.reason

    told = Counter(await asyncio.gather(*(claim() for _ in range(100))))
    assert told == {"ann": 1, PersonLimitReached.reason: 99}
    assert len((await listed(center)).coupons) == 1


async def test_a_template_that_is_closed_or_not_claimable_gives_nothing(center):
    (given,) = await issued(center, "bob")
    with as_call(ANN), pytest.raises(NotClaimable):
        await claimed(center, given.template_id)
    request = coupon_pb.CloseCouponTemplateRequest(
        request_id=request_id(), template_id=given.template_id
    )
    await center.servicer.CloseCouponTemplate(request, None)
    more = coupon_pb.IssueCouponsRequest(
        request_id=request_id(), template_id=given.template_id, person_ids=["ann"]
    )
    with pytest.raises(TemplateClosed):
        await center.servicer.IssueCoupons(more, None)


async def test_a_person_sees_only_their_own_coupons(center):
    (coupon,) = await issued(center, "bob")
    with as_call(ANN):
        with pytest.raises(CouponNotFound):
            await state_of(center, coupon.coupon_id)
        with pytest.raises(AccessDenied):
            await listed(center, "bob")
        assert (await listed(center, "")).coupons == []


async def test_coupons_are_listed_page_by_page_those_that_expire_first_before(center):
    long, short = template(validity={"seconds": 9000}), template(validity={"seconds": 60})
    late = await issued(center, "ann", "ann", "ann", spec=long)
    soon = await issued(center, "ann", "ann", spec=short)
    ids, token = [], ""
    while True:
        page = await listed(center, page_size=2, page_token=token)
        ids += [coupon.coupon_id for coupon in page.coupons]
        token = page.next_page_token
        if not token:
            break
    assert ids == [coupon.coupon_id for coupon in (*soon, *late)]


async def test_only_unused_coupons_can_be_taken_back(center):
    held, free = await issued(center, "ann", "ann")
    await hold(center, order_id(), of_coupon(held))
    request = coupon_pb.RevokeCouponsRequest(
        request_id=request_id(), coupon_ids=[held.coupon_id, free.coupon_id]
    )
    reply = await center.servicer.RevokeCoupons(request, None)
    assert reply.revoked_coupon_ids == [free.coupon_id]
    only = await listed(center, states=[coupon_pb2.COUPON_STATE_REVOKED])
    assert [coupon.coupon_id for coupon in only.coupons] == [free.coupon_id]
    assert await breaches(center) == []


async def test_the_best_of_a_persons_coupons_is_picked_when_asked(center):
    await issued(center, "ann", spec=template(cash(200)))
    (best,) = await issued(center, "ann", spec=template(cash(900)))
    answer = await evaluate(center, person_id="ann", pick_coupons=True)
    assert [each.coupon_id for each in answer.discounts] == [best.coupon_id]


async def test_limits_that_are_reached_are_told_by_the_next_evaluation(center):
    limits = promotion_pb2.Limits(uses_per_person=1)
    made = await created(center, limits=limits, name="once")
    spent = await created(center, limits=promotion_pb2.Limits(total_uses=1), name="spent")
    wanted = (discount(made.promotion_id), discount(spent.promotion_id))
    await hold(center, order_id(), *wanted)
    center.seconds.now += 1.0
    told = await outcomes(center, person_id="ann")
    assert told == {"once": "PERSON_LIMIT", "spent": "BUDGET_SPENT"}
    assert (await outcomes(center))["once"] == "PERSON_LIMIT"


async def test_an_order_that_is_tried_again_gets_what_its_first_attempt_holds(center):
    once = promotion_pb2.Limits(uses_per_person=1, total_uses=1)
    made = await created(center, limits=once, name="once")
    (coupon,) = await issued(center, "ann")
    order, ids = order_id(), [coupon.coupon_id]
    first = await evaluate(center, person_id="ann", coupon_ids=ids, order_id=order)
    await hold(center, order, *first.discounts)
    center.seconds.now += 1.0
    again = await evaluate(center, person_id="ann", coupon_ids=ids, order_id=order)
    assert again == first
    assert {each.promotion_id for each in again.discounts} >= {made.promotion_id}
    more = {"order_id": order_id(), "without_unusable_coupons": True}
    other = await evaluate(center, person_id="ann", coupon_ids=ids, **more)
    assert other.total_discount.minor_units == 0


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("UPDATE coupon_templates SET issued_count = issued_count + 1", "coupons_conserve"),
        ("DELETE FROM hold_items WHERE coupon_id <> ''", "coupons_have_holds"),
        ("UPDATE coupons SET state = 1, order_id = ''", "holds_have_coupons"),
        ("UPDATE budgets SET held_amount = held_amount - 1", "budgets_equal_holds"),
        ("UPDATE budgets SET per_person = 0", "persons_within_limits"),
        ("INSERT INTO first_orders VALUES ('demo', 'ann', 'ord_1')", "first_orders"),
        ("UPDATE hold_items SET counts = false", "uses_counted"),
        ("UPDATE holds SET expires_at = now() - interval '1 day'", "holds_end"),
    ],
)
async def test_the_audit_finds_damage(center, damage, check):
    (coupon,) = await issued(center, "ann")
    made = await created(center, limits=promotion_pb2.Limits(total_uses=5))
    await hold(center, order_id(), of_coupon(coupon), discount(made.promotion_id))
    assert await breaches(center) == []
    await center.db.execute(damage)
    assert any(breach.startswith(check) for breach in await breaches(center))
