"""The folder of a chain as its CRM: members in, profiles and points out, nothing counted twice."""

import csv
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from zhongtai.plugin.v1 import crm_member_pb2 as members_pb
from zhongtai.plugin.v1 import crm_movement_pb2, crm_pb2_grpc
from zhongtai.plugin.v1 import crm_pb2 as pb

from mesh.plugins.handle import PluginHandle
from tests.plugins.world import hosted, patiently, until

QUICK = {
    "ZHONGTAI_FILE_DROP_LOOK_MILLISECONDS": "20",
    "ZHONGTAI_FILE_DROP_SETTLE_MILLISECONDS": "0",
}
ACTIVE, FROZEN = members_pb.CRM_STANDING_ACTIVE, members_pb.CRM_STANDING_FROZEN
CLOSED = members_pb.CRM_STANDING_CLOSED
HEAD = "crm_member_id,known_file,member_id,standing,tier_code,points\n"


class Crm:
    """The chain "demo" of a plug-in that runs, and its folder."""

    def __init__(self, handle: PluginHandle, folder: Path) -> None:
        self.handle = handle
        self.folder = folder
        self.stub = handle.stub(crm_pb2_grpc.CrmServiceStub)
        self._drops = 0

    async def put(self, name: str, content: str | bytes) -> list[list[str]]:
        """Drop a list; what is wrong with it, as it stands beside."""
        self._drops += 1
        draft, file = self.folder / f".{name}", self.folder / "in" / name
        draft.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(draft, (1_750_000_000 + self._drops, 1_750_000_000 + self._drops))
        draft.rename(file)
        await until(lambda: not file.exists())
        newest = max((self.folder / "results").iterdir(), key=lambda each: each.name)
        return [row[:3] for row in rows(newest)[2:]]

    async def join(self, member_id: str, revision: int = 1, tier: str = "member") -> str:
        """Push a profile; what became of it."""
        profile = members_pb.CrmProfile(
            profile_id=f"{member_id}/{revision}", merchant_id="demo", member_id=member_id,
            person_id="per_1", revision=revision, standing=ACTIVE, tier_code=tier,
        )  # fmt: skip
        request = pb.PushMembersRequest(profiles=[profile])
        reply = await patiently(lambda: self.handle.call(self.stub.PushMembers, request))
        return _outcome(reply.results[0])

    async def move(self, member_id: str, points: int, position: int) -> str:
        """Push a movement; what became of it."""
        movement = crm_movement_pb2.CrmMovement(
            movement_id=f"{member_id}/{position}", merchant_id="demo", member_id=member_id,
            kind=crm_movement_pb2.CRM_MOVEMENT_KIND_EARN, points=points, position=position,
        )  # fmt: skip
        request = pb.PushPointsRequest(movements=[movement])
        reply = await self.handle.call(self.stub.PushPoints, request)
        return _outcome(reply.results[0])

    async def pulled(self, cursor: str = "") -> tuple[dict[str, members_pb.CrmMember], str]:
        """Members that changed after a cursor, by what the CRM calls them, and the next one."""
        request = pb.PullMembersRequest(merchant_id="demo", after_cursor=cursor, page_size=500)
        page = await patiently(lambda: self.handle.call(self.stub.PullMembers, request))
        return {each.crm_member_id: each for each in page.members}, page.cursor

    def written(self) -> list[str]:
        """The names of the files for the CRM, in their order."""
        names = (file.name for file in (self.folder / "out").glob("*.csv"))
        return sorted(names, key=lambda name: name.partition("-")[2])


def _outcome(result) -> str:
    return result.error.code or ("known" if result.already_known else "new")


def rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


@pytest.fixture
async def crm(tmp_path: Path) -> AsyncIterator[Crm]:
    root = tmp_path / "drop"
    (root / "demo" / "in").mkdir(parents=True)
    settings = {**QUICK, "ZHONGTAI_FILE_DROP_FOLDER": str(root)}
    async with hosted("file_drop", tmp_path / "home", **settings) as handle:
        yield Crm(handle, root / "demo")


async def test_profiles_and_points_are_written_once_in_files_of_one_row_of_numbers(crm: Crm):
    assert [await crm.join("mem_1"), await crm.join("mem_1")] == ["new", "known"]
    assert [await crm.move("mem_1", 30, 1), await crm.move("mem_1", 30, 1)] == ["new", "known"]
    assert await crm.join("mem_1", 2, "gold") == "new"
    assert await crm.join("mem_1", 1) == "known"
    assert await crm.move("nobody", 5, 1) == "MEMBER_UNKNOWN"
    assert await crm.move("mem_1", -3, 1) == "KEY_USED"
    names = ["profiles-00000001.csv", "points-00000002.csv", "profiles-00000003.csv"]
    assert crm.written() == names
    head, moved = rows(crm.folder / "out" / names[1])
    told = dict(zip(head, moved, strict=True))
    assert (told["file"], told["member_id"], told["points"]) == ("2", "mem_1", "30")
    assert (told["kind"], told["position"]) == ("earn", "1")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
async def test_a_list_becomes_members_and_only_what_changes_comes_after_the_cursor(
    crm: Crm, encoding: str
):
    head = "会员号,已导入文件,状态,等级,积分\n"
    first = f"{head}卡1,0,正常,gold,100\n卡2,0,冻结,,\n卡3,0,注销,,5\n"
    assert await crm.put("members-1.csv", first.encode(encoding)) == []
    told, cursor = await crm.pulled()
    assert {each: who.standing for each, who in told.items()} == {
        "卡1": ACTIVE, "卡2": FROZEN, "卡3": CLOSED,
    }  # fmt: skip
    assert (told["卡1"].points_balance, told["卡1"].tier_code) == (100, "gold")
    assert not told["卡2"].HasField("points_balance")
    second = first.replace("卡2,0,冻结", "卡2,0,正常")
    assert await crm.put("MEMBERS 2.csv", second.encode(encoding)) == []
    late, _ = await crm.pulled(cursor)
    assert list(late) == ["卡2"]
    assert late["卡2"].revision > told["卡2"].revision


async def test_what_was_written_out_after_a_list_counts_over_it(crm: Crm):
    await crm.join("mem_1")
    await crm.move("mem_1", 30, 1)
    await crm.move("mem_1", -10, 2)
    await crm.join("mem_1", 2, "gold")
    # The CRM has imported the first two files: it gave 70 more, and knows no gold.
    assert await crm.put("members.csv", f"{HEAD}C1,2,mem_1,frozen,silver,100\n") == []
    (told,) = (await crm.pulled())[0].values()
    assert (told.member_id, told.points_balance, told.known_position) == ("mem_1", 90, 2)
    assert (told.tier_code, told.standing, told.known_revision) == ("gold", ACTIVE, 2)
    # Now all of them, with 90 points and a tier of its own.
    assert await crm.put("members.csv", f"{HEAD}C1,4,mem_1,frozen,silver,90\n") == []
    (told,) = (await crm.pulled())[0].values()
    assert (told.points_balance, told.tier_code, told.standing) == (90, "silver", FROZEN)
    # A list from before changes nothing.
    assert await crm.put("members.csv", f"{HEAD}C1,2,mem_1,active,,1\n") == []
    (again,) = (await crm.pulled())[0].values()
    assert again == told


async def test_who_was_at_the_crm_before_is_somebodys_once_the_list_says_so(crm: Crm):
    await crm.join("mem_1")
    await crm.move("mem_1", 30, 1)
    assert await crm.put("members.csv", f"{HEAD}C1,0,,active,gold,100\nmem_1,0,,,,\n") == []
    told, _ = await crm.pulled()
    assert (told["C1"].member_id, told["C1"].points_balance) == ("", 100)
    assert told["mem_1"].points_balance == 30
    assert (await crm.put("members.csv", f"{HEAD}C1,2,mem_1,,,130\n"))[0][2].startswith("member_id")
    assert await crm.join("mem_2") == "new"
    assert await crm.put("members.csv", f"{HEAD}C1,2,mem_2,,,100\n") == []
    told, _ = await crm.pulled()
    assert told["C1"].member_id == "mem_2"
    assert (told["mem_2"].member_id, told["mem_2"].standing) == ("", CLOSED)


async def test_bad_lines_are_told_in_a_file_beside_and_the_others_are_taken(crm: Crm):
    await crm.join("mem_1")
    wrong = await crm.put(
        "members.csv",
        f"{HEAD}C1,1,,alive,,\nC2,,,,,5\nC3,9,,,,5\nC4,1,,,,1.5\nC5,1,,,,7\nC6,1,mem_7,,,\n"
        "C7,1,mem_7,,,\nC8,1,,,,1\nC8,1,,,,2\n",
    )
    assert [(line, who) for line, who, _ in wrong] == [
        ("2", "C1"), ("3", "C2"), ("4", "C3"), ("5", "C4"), ("7", "C6"), ("8", "C7"),
        ("9", "C8"), ("10", "C8"),
    ]  # fmt: skip
    assert (await crm.pulled())[0].keys() == {"mem_1", "C5"}


async def test_a_large_list_is_taken_and_one_line_that_changes_is_one_change(crm: Crm):
    lines = [f"C{number},0,,active,member,{number}" for number in range(20_000)]
    assert await crm.put("members.csv", HEAD + "\n".join(lines)) == []
    cursor, seen = "", 0
    while page := (await crm.pulled(cursor)):
        seen += len(page[0])
        if page[1] == cursor:
            break
        cursor = page[1]
    assert seen == 20_000
    lines[7] = "C7,0,,active,member,8"
    assert await crm.put("members.csv", HEAD + "\n".join(lines)) == []
    late, _ = await crm.pulled(cursor)
    assert {each: who.points_balance for each, who in late.items()} == {"C7": 8}
