"""A chain's rules: programme, ladder, benefits."""

import asyncio

import pytest
from zhongtai.member.v1 import member_pb2
from zhongtai.member.v1 import programme_requests_pb2 as programme_pb

from centers.member.errors import TiersInconsistent, TierUnknown
from mesh.pure.errors import AccessDenied, InvalidRequest
from tests.store.member.build import (
    breaches,
    earn,
    earning,
    fresh,
    get,
    set_programme,
    set_tiers,
)
from tests.store.member.conftest import as_merchant, as_person

BASE, GOLD = ("base", 0, 100), ("gold", 100, 150)


async def save_benefit(center, code: str, *tiers: str, **more) -> None:
    benefit = member_pb2.Benefit(
        code=code,
        name=code,
        kind=member_pb2.BENEFIT_KIND_FREE_DELIVERY,
        tier_codes=tiers,
        parameters=more,
    )
    request = programme_pb.SaveBenefitRequest(request_id=fresh(), benefit=benefit)
    await center.servicer.SaveBenefit(request, None)


async def benefits(center, **narrow) -> list[str]:
    answer = await center.servicer.ListBenefits(programme_pb.ListBenefitsRequest(**narrow), None)
    return [benefit.code for benefit in answer.benefits]


async def tiers(center) -> list[str]:
    answer = await center.servicer.ListTiers(programme_pb.ListTiersRequest(), None)
    return [tier.code for tier in answer.tiers]


def a_pot_of_tea() -> member_pb2.Benefit:
    """A benefit with names on a channel and in a language."""
    benefit = member_pb2.Benefit(code="tea", name="Tea", description="A pot", tier_codes=["base"])
    benefit.kind = member_pb2.BENEFIT_KIND_SERVICE
    benefit.names.add(language="zh", name="茶")
    benefit.names.add(channel="hub", name="Hub tea")
    benefit.description_names.add(language="zh", name="一壶")
    return benefit


async def the_benefit(center, **reader: str) -> member_pb2.Benefit:
    """The only benefit, as a reader is shown it."""
    asked = programme_pb.ListBenefitsRequest(**reader)
    [found] = (await center.servicer.ListBenefits(asked, None)).benefits
    return found


async def test_a_benefit_is_read_in_the_members_language_or_with_all_its_names(center):
    await set_tiers(center, BASE)
    request = programme_pb.SaveBenefitRequest(request_id=fresh(), benefit=a_pot_of_tea())
    assert (await center.servicer.SaveBenefit(request, None)).benefit == a_pot_of_tea()
    assert await the_benefit(center) == a_pot_of_tea()
    for reader, name, text in (
        ({"language": "zh-CN"}, "茶", "一壶"),
        ({"channel": "hub", "language": "en"}, "Hub tea", "A pot"),
        ({"language": "fr"}, "Tea", "A pot"),
    ):
        found = await the_benefit(center, **reader)
        assert (found.name, found.description) == (name, text)
        assert list(found.names) == []
        assert list(found.description_names) == []


async def test_a_chain_without_rules_has_the_plain_ones(center):
    answer = await center.servicer.GetProgramme(programme_pb.GetProgrammeRequest(), None)
    assert answer.programme.minor_units_per_point == 100
    assert answer.programme.points_valid_days == 0
    assert await tiers(center) == ["member"]


async def test_rules_are_the_merchants_own(center):
    await set_programme(center, minor_units_per_point=7, points_valid_days=30)
    await set_tiers(center, GOLD, BASE)
    assert await tiers(center) == ["base", "gold"]
    with as_merchant("other"):
        answer = await center.servicer.GetProgramme(programme_pb.GetProgrammeRequest(), None)
        assert answer.programme.minor_units_per_point == 100
        assert await tiers(center) == ["member"]


async def test_a_new_ladder_moves_every_member_to_the_step_they_reach(center):
    await earn(center, earning("o1"), earning("o2", 5_000, "bea"))
    answer = await set_tiers(center, BASE, GOLD)
    assert answer.moved_member_count == 2
    assert (await get(center)).tier_code == "gold"
    assert (await get(center, "bea")).tier_code == "base"
    assert (await set_tiers(center, BASE, ("gold", 101, 150))).moved_member_count == 1
    assert (await get(center)).tier_code == "base"
    assert await breaches(center) == []


async def test_orders_that_earn_while_the_ladder_changes_end_on_the_right_step(center):
    work = [earn(center, earning(f"o{n}", 1000, f"p{n % 5}")) for n in range(60)]
    work += [set_tiers(center, BASE, ("gold", start, 150)) for start in range(20, 80, 10)]
    await asyncio.gather(*work)
    assert await breaches(center) == []


async def test_tiers_that_make_no_ladder_change_nothing(center):
    await set_tiers(center, BASE, GOLD)
    for wrong in ([GOLD], [BASE, ("b", 0, 100)], [BASE, ("base", 5, 100)]):
        with pytest.raises(TiersInconsistent):
            await set_tiers(center, *wrong)
    assert await tiers(center) == ["base", "gold"]


async def test_benefits_are_saved_replaced_listed_and_removed(center):
    await set_tiers(center, BASE, GOLD)
    await save_benefit(center, "free-delivery", "base", "gold")
    await save_benefit(center, "lounge", "gold", opens="9")
    await save_benefit(center, "free-delivery", "gold")
    assert await benefits(center) == ["free-delivery", "lounge"]
    assert await benefits(center, tier_code="base") == []
    assert await benefits(center, tier_code="gold") == ["free-delivery", "lounge"]
    for _ in range(2):
        request = programme_pb.RemoveBenefitRequest(code="lounge")
        await center.servicer.RemoveBenefit(request, None)
    assert await benefits(center) == ["free-delivery"]


async def test_a_benefit_is_kept_whole(center):
    await set_tiers(center, BASE)
    await save_benefit(center, "gift", "base", template="t-1", occasion="birthday")
    answer = await center.servicer.ListBenefits(programme_pb.ListBenefitsRequest(), None)
    (gift,) = answer.benefits
    assert gift.kind == member_pb2.BENEFIT_KIND_FREE_DELIVERY
    assert dict(gift.parameters) == {"template": "t-1", "occasion": "birthday"}
    assert list(gift.tier_codes) == ["base"]


async def test_members_see_the_benefits_of_their_tier(center):
    await set_tiers(center, BASE, GOLD)
    await save_benefit(center, "lounge", "gold")
    await earn(center, earning("o1"), earning("o2", 100, "bea"))
    assert await benefits(center, person_id="ann") == ["lounge"]
    assert await benefits(center, person_id="bea") == []
    with as_person("bea"), pytest.raises(AccessDenied):
        await benefits(center, person_id="ann")
    with pytest.raises(InvalidRequest):
        await benefits(center, person_id="ann", tier_code="gold")


async def test_no_benefit_names_a_tier_that_is_not_there(center):
    await set_tiers(center, BASE, GOLD)
    with pytest.raises(TierUnknown):
        await save_benefit(center, "lounge", "platinum")
    await save_benefit(center, "lounge", "gold")
    with pytest.raises(TierUnknown) as refused:
        await set_tiers(center, BASE)
    assert refused.value.metadata["tier_code"] == "gold"
    assert await tiers(center) == ["base", "gold"]
