"""The coupons that persons may take themselves, and how many of each are left for one."""

import pytest
from zhongtai.promotion.v1 import coupon_requests_pb2 as pb
from zhongtai.promotion.v1 import promotion_pb2

from centers.promotion.errors import TemplateClosed
from centers.promotion.store import MIGRATIONS
from tests.store.promotion.build import request_id
from tests.unit.promotion.specs import cash, scope, template


async def offered(center, **fields):
    """A template that persons may take coupons of."""
    spec = template(claimable=True, **fields)
    made = pb.CreateCouponTemplateRequest(request_id=request_id(), spec=spec)
    return (await center.servicer.CreateCouponTemplate(made, None)).template.template_id


async def claim(center, template_id, person):
    request = pb.ClaimCouponRequest(
        request_id=request_id(), template_id=template_id, person_id=person
    )
    await center.servicer.ClaimCoupon(request, None)


async def left(center, person):
    """How many of each template are left for a person; None where nothing limits it."""
    offers, token = {}, ""
    while True:
        request = pb.ListCouponOffersRequest(person_id=person, page_size=1, page_token=token)
        page = await center.servicer.ListCouponOffers(request, None)
        for offer in page.offers:
            limited = offer.HasField("left_count")
            offers[offer.template_id] = offer.left_count if limited else None
        token = page.next_page_token
        if not token:
            return offers


async def test_what_can_be_used_no_more_is_not_offered_and_taken_by_nobody(center):
    end = int(center.clock.now().timestamp()) + 61
    conditions = promotion_pb2.Conditions(end_time={"seconds": end})
    ending = await offered(center, conditions=conditions)
    lasting = await offered(center)
    request = pb.ListCouponOffersRequest(person_id="ann")
    told = (await center.servicer.ListCouponOffers(request, None)).offers
    lengths = {offer.template_id: offer.validity.ToSeconds() for offer in told}
    assert 60 <= lengths[ending] <= 61 < lengths[lasting]
    await claim(center, ending, "ann")
    center.clock.advance(61)
    assert await left(center, "ann") == {lasting: None}
    with pytest.raises(TemplateClosed):
        await claim(center, ending, "bob")


async def test_a_page_of_offers_is_full_whatever_has_ended_among_them(center):
    end = int(center.clock.now().timestamp()) + 61
    conditions = promotion_pb2.Conditions(end_time={"seconds": end})
    lasting = [await offered(center) for _ in range(3)]
    for _ in range(3):
        await offered(center, conditions=conditions)
    lasting.append(await offered(center))
    center.clock.advance(61)
    request = pb.ListCouponOffersRequest(person_id="ann", page_size=2)
    first = await center.servicer.ListCouponOffers(request, None)
    request.page_token = first.next_page_token
    second = await center.servicer.ListCouponOffers(request, None)
    pages = [[offer.template_id for offer in page.offers] for page in (first, second)]
    assert pages == [lasting[:1:-1], lasting[1::-1]]
    assert not second.next_page_token


async def test_what_is_left_is_the_less_of_the_persons_share_and_of_the_whole(center):
    free = await offered(center)
    each = await offered(center, count_per_person=2)
    few = await offered(center, count_per_person=2, total_count=2)
    assert await left(center, "ann") == {few: 2, each: 2, free: None}
    await claim(center, each, "ann")
    await claim(center, few, "bob")
    assert await left(center, "ann") == {few: 1, each: 1, free: None}
    assert await left(center, "bob") == {few: 1, each: 2, free: None}


async def test_what_nobody_may_take_is_not_offered(center):
    made = pb.CreateCouponTemplateRequest(request_id=request_id(), spec=template())
    await center.servicer.CreateCouponTemplate(made, None)
    closed = await offered(center)
    end = pb.CloseCouponTemplateRequest(request_id=request_id(), template_id=closed)
    await center.servicer.CloseCouponTemplate(end, None)
    assert await left(center, "ann") == {}


async def test_templates_from_before_there_were_offers_are_offered(center):
    # Lengths and numbers of one byte and of several, before the field and after it.
    benefit = cash(88, scope=scope(*(f"dish-{n}" for n in range(40))))
    plain = await offered(center)
    rich = await offered(
        center,
        code="X" * 64,
        benefit=benefit,
        total_count=1 << 20,
        count_per_person=88,
        returns_on_refund=True,
    )
    made = pb.CreateCouponTemplateRequest(
        request_id=request_id(), spec=template(benefit, name="X" * 80, total_count=1 << 20)
    )
    await center.servicer.CreateCouponTemplate(made, None)
    await center.db.execute("UPDATE coupon_templates SET claimable = false")
    assert await left(center, "ann") == {}
    await center.db.execute((MIGRATIONS / "0005_offers_of_before.sql").read_text())
    assert await left(center, "ann") == {plain: None, rich: 88}


@pytest.mark.parametrize(
    ("seconds", "nanos"), [(300, 0), (1_800_000_000, 1_000), (2**36, 999_999_999)]
)
async def test_templates_from_before_there_was_a_column_end_when_they_say(center, seconds, nanos):
    scopes = scope(*(f"dish-{n}" for n in range(40)))
    conditions = promotion_pb2.Conditions(
        store_ids=["s" * 80] * 20,
        new_customers_only=True,
        start_time={"seconds": 1},
        end_time={"seconds": seconds, "nanos": nanos},
        benefit_codes=["b"],
    )
    await offered(center, benefit=cash(88, scope=scopes), conditions=conditions)
    await offered(center, conditions=promotion_pb2.Conditions(start_time={"seconds": 7}))
    ends = "SELECT ends_at FROM coupon_templates ORDER BY template_id"
    written = await center.db.fetch(ends)
    assert [row["ends_at"] is None for row in written] == [False, True]
    await center.db.execute("UPDATE coupon_templates SET ends_at = NULL")
    await center.db.execute((MIGRATIONS / "0007_ends_of_before.sql").read_text())
    assert await center.db.fetch(ends) == written
