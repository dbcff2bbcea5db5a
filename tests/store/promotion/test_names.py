"""Names of promotions and coupons, from what is entered to what customers read."""

import pytest
from zhongtai.common.v1 import other_name_pb2
from zhongtai.promotion.v1 import coupon_requests_pb2 as pb
from zhongtai.promotion.v1 import promotion_requests_pb2 as promotion_pb

from mesh.pure.errors import InvalidRequest
from tests.store.promotion.build import created, evaluate, issued, request_id
from tests.unit.promotion.specs import full, promotion, template

NAMES = [
    other_name_pb2.OtherName(language="zh", name="满30减5"),
    other_name_pb2.OtherName(channel="app", name="App deal"),
    other_name_pb2.OtherName(channel="app", language="zh", name="应用专享"),
]
READERS = {
    ("miniapp", "zh-CN"): "满30减5",
    ("miniapp", "fr"): "Own",
    ("miniapp", ""): "Own",
    ("app", "fr"): "App deal",
    ("app", "zh"): "应用专享",
}


def own(make, *rule, **fields):
    """What a specification gives, under a name of its own and others."""
    spec = make(*rule, **fields)
    spec.name = "Own"
    spec.names.extend(NAMES)
    return spec


async def test_a_cart_gets_its_discounts_by_the_names_its_customer_reads(center):
    await created(center, own(promotion, full((3000, 500))))
    for (channel, language), name in READERS.items():
        answer = await evaluate(center, channel=channel, language=language)
        assert [each.name for each in answer.discounts] == [name]
        [told] = answer.explanations
        assert told.name == name
        assert told.text.startswith(name)


async def test_another_name_is_read_from_the_next_cart_on(center):
    spec = own(promotion, full((3000, 500)))
    made = await created(center, spec)
    assert [each.name for each in (await evaluate(center, language="zh")).discounts] == ["满30减5"]
    spec.names[0].name = "立减5元"
    change = promotion_pb.UpdatePromotionRequest(
        request_id=request_id(), promotion_id=made.promotion_id, spec=spec, version=made.version
    )
    await center.servicer.UpdatePromotion(change, None)
    assert [each.name for each in (await evaluate(center, language="zh")).discounts] == ["立减5元"]


async def test_coupons_are_named_in_carts_lists_and_offers_as_their_owner_reads(center):
    spec = own(template, claimable=True)
    [coupon] = await issued(center, "ann", spec=spec)
    assert coupon.name == "Own"
    for (channel, language), name in READERS.items():
        reader = {"channel": channel, "language": language}
        mine = pb.ListCouponsRequest(person_id="ann", **reader)
        [listed] = (await center.servicer.ListCoupons(mine, None)).coupons
        one = pb.GetCouponRequest(coupon_id=coupon.coupon_id, **reader)
        found = (await center.servicer.GetCoupon(one, None)).coupon
        to_take = pb.ListCouponOffersRequest(person_id="bob", **reader)
        [offer] = (await center.servicer.ListCouponOffers(to_take, None)).offers
        used = await evaluate(center, person_id="ann", pick_coupons=True, **reader)
        assert {each.name for each in (listed, found, offer, *used.discounts)} == {name}


async def test_a_coupon_that_cannot_be_used_is_explained_by_its_name(center):
    [coupon] = await issued(center, "ann", spec=own(template))
    revoke = pb.RevokeCouponsRequest(request_id=request_id(), coupon_ids=[coupon.coupon_id])
    await center.servicer.RevokeCoupons(revoke, None)
    answer = await evaluate(
        center,
        person_id="ann",
        language="zh",
        coupon_ids=[coupon.coupon_id],
        without_unusable_coupons=True,
    )
    assert [each.text for each in answer.explanations] == ["满30减5：优惠券已收回"]


async def test_a_claimed_coupon_is_answered_by_the_name_its_person_reads(center):
    made = pb.CreateCouponTemplateRequest(
        request_id=request_id(), spec=own(template, claimable=True)
    )
    of = (await center.servicer.CreateCouponTemplate(made, None)).template
    assert list(of.spec.names) == NAMES
    claim = pb.ClaimCouponRequest(
        request_id=request_id(), template_id=of.template_id, person_id="ann", language="zh-TW"
    )
    assert (await center.servicer.ClaimCoupon(claim, None)).coupon.name == "满30减5"


async def test_a_reader_who_can_be_none_is_refused(center):
    for wrong in ({"channel": "My Hub"}, {"language": "x" * 36}):
        request = pb.ListCouponsRequest(person_id="ann", **wrong)
        with pytest.raises(InvalidRequest) as caught:
            await center.servicer.ListCoupons(request, None)
        assert [each.field for each in caught.value.violations] == list(wrong)
