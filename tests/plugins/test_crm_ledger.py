"""The stand-in CRM: what is changed by hand is told, and nothing is booked twice."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from zhongtai.plugin.v1 import crm_member_pb2, crm_movement_pb2
from zhongtai.plugin.v1 import crm_pb2 as pb
from zhongtai.plugin.v1.crm_pb2_grpc import CrmServiceStub

from mesh.plugins.faults import PluginRetry
from mesh.plugins.handle import PluginHandle
from tests.plugins.world import access, hosted

ALL = {"ZHONGTAI_CRM_LEDGER_CHAINS": "*"}
MEMBER = "mem_1"


async def push(handle: PluginHandle) -> bool:
    """Have a member join; tell whether that was known."""
    profile = crm_member_pb2.CrmProfile(
        profile_id=f"{MEMBER}/1",
        merchant_id="demo",
        member_id=MEMBER,
        revision=1,
        standing=crm_member_pb2.CRM_STANDING_ACTIVE,
        tier_code="member",
    )
    request = pb.PushMembersRequest(profiles=[profile])
    answer = await handle.call(handle.stub(CrmServiceStub).PushMembers, request)
    return answer.results[0].already_known


async def move(handle: PluginHandle) -> bool:
    """Have an order earn 30 points; tell whether that was known."""
    movement = crm_movement_pb2.CrmMovement(
        movement_id=f"{MEMBER}/1",
        merchant_id="demo",
        member_id=MEMBER,
        kind=crm_movement_pb2.CRM_MOVEMENT_KIND_EARN,
        points=30,
        position=1,
    )
    request = pb.PushPointsRequest(movements=[movement])
    answer = await handle.call(handle.stub(CrmServiceStub).PushPoints, request)
    return answer.results[0].already_known


async def pulled(handle: PluginHandle) -> list[crm_member_pb2.CrmMember]:
    """All members of the chain."""
    request = pb.PullMembersRequest(merchant_id="demo")
    answer = await handle.call(handle.stub(CrmServiceStub).PullMembers, request)
    return list(answer.members)


async def at_desk(home: Path, path: str, **body: Any) -> dict[str, Any]:
    """Have the desk do something."""
    door = access(home, "crm_ledger", "desk.json")
    headers = {"authorization": f"Bearer {door['token']}"}
    async with httpx.AsyncClient(base_url=door["url"], headers=headers) as http:
        answer = await http.post(f"/crm/v1/{path}", json=body)
    return {"status": answer.status_code, **answer.json()}


async def test_a_movement_whose_answer_was_lost_is_booked_once(tmp_path: Path) -> None:
    async with hosted("crm_ledger", tmp_path, **ALL) as handle:
        assert not await push(handle)
        await at_desk(tmp_path, "faults", next_push="lost")
        with pytest.raises(PluginRetry):
            await move(handle)
        assert await move(handle)
        seen = await at_desk(tmp_path, f"looks/{MEMBER}", merchant_id="demo")
        assert [line["points"] for line in seen["ledger"]] == [30]
    async with hosted("crm_ledger", tmp_path, **ALL) as handle:
        assert await push(handle)
        assert [(x.points_balance, x.known_position) for x in await pulled(handle)] == [(30, 1)]


async def test_what_the_desk_changes_is_told(tmp_path: Path) -> None:
    async with hosted("crm_ledger", tmp_path, **ALL) as handle:
        await push(handle)
        await at_desk(
            tmp_path, f"members/{MEMBER}", merchant_id="demo", points=-5, tier_code="gold"
        )
        made = await at_desk(
            tmp_path,
            "members",
            merchant_id="demo",
            stored_value=5000,
            benefits=[{"code": "cake", "name": "Birthday cake", "quantity": 1}],
        )
        ours, theirs = await pulled(handle)
        assert (ours.points_balance, ours.tier_code, ours.known_revision) == (-5, "gold", 1)
        assert made["crm_member_id"] == theirs.crm_member_id
        assert (theirs.member_id, theirs.stored_value.minor_units) == ("", 5000)
        assert [(x.code, x.quantity) for x in theirs.benefits] == [("cake", 1)]
        taken = {"merchant_id": "demo", "member_id": MEMBER}
        path = f"members/{theirs.crm_member_id}"
        assert (await at_desk(tmp_path, path, **taken))["code"] == "MEMBER_TAKEN"


async def test_who_is_another_member_of_the_platform_knows_nothing_of_them(tmp_path: Path) -> None:
    async with hosted("crm_ledger", tmp_path, **ALL) as handle:
        await push(handle)
        await move(handle)
        same = {"merchant_id": "demo", "member_id": MEMBER}
        await at_desk(tmp_path, f"members/{MEMBER}", **same)
        (known,) = await pulled(handle)
        assert (known.known_revision, known.known_position) == (1, 1)
        await at_desk(tmp_path, f"members/{MEMBER}", **(same | {"member_id": "mem_2"}))
        (known,) = await pulled(handle)
        assert (known.member_id, known.points_balance) == ("mem_2", 30)
        assert (known.known_revision, known.known_position) == (0, 0)


async def test_while_it_is_away_nothing_is_answered(tmp_path: Path) -> None:
    async with hosted("crm_ledger", tmp_path, **ALL) as handle:
        await push(handle)
        await at_desk(tmp_path, "faults", next_push="away")
        for call in (push, move, pulled):
            with pytest.raises(PluginRetry):
                await call(handle)
        await at_desk(tmp_path, "faults", next_push="")
        assert not await move(handle)
