"""What a member has by tier and by CRM, as promotions are told of it."""

from __future__ import annotations

from datetime import timedelta

from zhongtai.member.v1 import member_requests_pb2 as pb
from zhongtai.plugin.v1 import crm_member_pb2

from mesh.pure.limits import MAX_BENEFITS
from tests.store.member.build import earn, earning, move, set_tiers
from tests.store.member.crm import Plugin, at_crm, balance_is, in_step, told_of, until
from tests.store.member.test_programme import BASE, GOLD, save_benefit


async def owned(center, person: str = "ann") -> list[str]:
    """The codes of a person's benefits."""
    request = pb.GetMemberRequest(person_id=person, with_benefits=True)
    return list((await center.servicer.GetMember(request, None)).benefit_codes)


async def told(center, plugin: Plugin, **changes) -> list[str]:
    """What Ann owns when the CRM has told of a change, which gives 10 points too."""
    before = plugin.one().points_balance
    await at_crm(plugin, **changes)
    await until(balance_is(center, before + 10))
    return await owned(center)


async def test_a_member_has_what_their_tier_has_and_nothing_when_they_have_left(center):
    await set_tiers(center, BASE, GOLD)
    await save_benefit(center, "tea", "base", "gold")
    await save_benefit(center, "lounge", "gold")
    await save_benefit(center, "basics", "base")
    await earn(center, earning("o1", amount=100))
    assert await owned(center) == ["basics", "tea"]
    await earn(center, earning("o2"))
    assert await owned(center) == ["lounge", "tea"]
    await move(center, "Freeze")
    assert await owned(center) == ["lounge", "tea"]
    await move(center, "Close")
    assert await owned(center) == []


async def test_what_the_crm_gives_counts_until_it_ends_is_used_up_or_is_taken_away(center):
    plugin = Plugin()
    await set_tiers(center, BASE)
    await save_benefit(center, "tea", "base")
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
        member = plugin.one()
        member.benefits.add(code="tea", name="Tea")
        member.benefits.add(code="used up", name="Used up", quantity=0)
        member.benefits.add(code="once", name="Once", quantity=1)
        soon = member.benefits.add(code="生日", name="Birthday")
        soon.expire_time.FromDatetime(center.clock.now() + timedelta(days=1))
        assert await told(center, plugin) == ["once", "tea", "生日"]
        center.clock.advance(timedelta(days=1).total_seconds())
        assert await owned(center) == ["once", "tea"]
        del member.benefits[:]
        assert await told(center, plugin) == ["tea"]


async def test_who_has_left_at_the_crm_has_nothing_from_it(center):
    plugin = Plugin()
    async with in_step(center, plugin):
        await earn(center, earning("o1"))
        await until(told_of(plugin, 1))
        plugin.one().benefits.add(code="cake", name="Cake")
        assert await told(center, plugin) == ["cake"]
        closed = crm_member_pb2.CRM_STANDING_CLOSED
        await at_crm(plugin, standing=closed)
        await until(lambda: _owns(center, []))


async def _owns(center, codes: list[str]) -> bool:
    return await owned(center) == codes


async def test_nobody_is_answered_more_than_a_cart_takes(center):
    await set_tiers(center, BASE)
    await save_benefit(center, "a", "base")
    await center.db.execute(
        "INSERT INTO benefits (merchant_id, code, name, description, kind, tier_codes, parameters,"
        " names, description_names, updated_at)"
        " SELECT merchant_id, 'b' || n, name, description, kind, tier_codes, parameters, names,"
        f" description_names, updated_at FROM benefits, generate_series(1, {MAX_BENEFITS}) AS n"
    )
    await earn(center, earning("o1"))
    assert len(await owned(center)) == MAX_BENEFITS
