"""Names of tiers, from the ladder to what members read."""

from __future__ import annotations

import pytest
from zhongtai.common.v1 import other_name_pb2
from zhongtai.member.v1 import member_pb2
from zhongtai.member.v1 import member_requests_pb2 as pb
from zhongtai.member.v1 import programme_requests_pb2 as programme_pb

from mesh.pure.errors import InvalidRequest
from tests.store.member.build import enrol, fresh

CHINESE = other_name_pb2.OtherName(language="zh", name="基础")


async def tier_name(center, **reader: str) -> str:
    """What a member's tier is called to a reader."""
    request = pb.GetMemberRequest(person_id="ann", **reader)
    return (await center.servicer.GetMember(request, None)).member.tier_name


async def set_named(center, name: other_name_pb2.OtherName) -> list[member_pb2.Tier]:
    tier = member_pb2.Tier(code="base", name="Base", earn_rate_percent=100, names=[name])
    request = programme_pb.SetTiersRequest(request_id=fresh(), tiers=[tier])
    return list((await center.servicer.SetTiers(request, None)).tiers)


async def test_a_member_reads_the_tier_in_their_language(center):
    await enrol(center)
    assert await tier_name(center) == "Member"
    assert await tier_name(center, channel="miniapp", language="zh-CN") == "会员"
    [tier] = await set_named(center, CHINESE)
    assert list(tier.names) == [CHINESE]
    assert await tier_name(center, language="zh") == "基础"
    assert await tier_name(center, language="fr") == "Base"


async def test_a_name_that_nobody_could_be_told_is_refused(center):
    with pytest.raises(InvalidRequest) as caught:
        await set_named(center, other_name_pb2.OtherName(language="zh", name="x" * 61))
    assert [each.field for each in caught.value.violations] == ["tiers[0].names[0].name"]
