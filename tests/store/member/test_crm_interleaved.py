"""Whatever crosses between a member center and its CRM, no movement is lost or counted twice."""

import asyncio
import random
from collections import defaultdict

import pytest
from zhongtai.member.v1 import member_event_pb2
from zhongtai.plugin.v1 import crm_member_pb2

from centers.member.crm.adapters import CrmAdapter, event_item
from mesh.feed.events import parsed
from mesh.feed.follower_items import Batch, Item, PeerAway, undone_of
from mesh.pure.errors import Refusal
from tests.store.member.build import adjust, breaches, earn, earning, get, ledger, move, redeem
from tests.store.member.crm import Plugin, drifts

PEOPLE = ("ann", "bob")
STEPS = 30


class Sides:
    """A center and a CRM, and what is on the way between them, moved step by step."""

    def __init__(self, center, seed: int) -> None:
        self.center = center
        self.dice = random.Random(seed)
        self.plugin = Plugin()
        self.adapter = CrmAdapter(self.plugin)
        center.crms["demo"] = self.adapter
        self.cursor, self.place = "", ""
        self.waiting: list[Item[member_event_pb2.MemberEvent]] = []
        self.seen: list[crm_member_pb2.CrmMember] = []
        self.gifts: defaultdict[str, int] = defaultdict(int)
        self.orders = 0

    async def here(self) -> None:
        """Somebody earns, spends, or is frozen."""
        person, what = self.dice.choice(PEOPLE), self.dice.random()
        self.orders += 1
        if what < 0.5:
            await earn(self.center, earning(f"o{self.orders}", 1_300, person))
            return
        try:
            if what < 0.7:
                await redeem(self.center, self.dice.randint(1, 9), person)
            elif what < 0.9:
                await adjust(self.center, self.dice.choice([-3, 4]), person)
            else:
                await move(self.center, self.dice.choice(["Freeze", "Unfreeze"]), person)
        except Refusal:
            pass

    async def there(self) -> None:
        """The CRM gives somebody ten points."""
        if self.plugin.crm.members:
            member_id = self.dice.choice(sorted(self.plugin.crm.members))
            await self.plugin.crm.change_member(member_id)
            self.gifts[member_id] += 10

    async def odd(self) -> None:
        """The CRM refuses some of what comes next, until the next time, or loses answers."""
        members = self.plugin.crm.members.values()
        keys = {f"{x.member_id}/{x.known_position + n}" for x in members for n in range(6)}
        keys |= {f"{each.member_id}/opening/0/1" for each in members}
        self.plugin.crm.rejects = {key for key in sorted(keys) if self.dice.random() < 0.3}
        self.plugin.words = self.dice.choices(["", "away", "lost"], [6, 1, 2], k=3)

    async def push(self) -> None:
        """Tell the CRM what waits, as a follower does: behind what fails its member waits."""
        events, self.cursor = await self.center.feed.read(self.cursor)
        self.waiting += [
            event_item(parsed(member_event_pb2.MemberEvent.FromString, event)) for event in events
        ]
        if not self.waiting:
            return
        batch = Batch(self.waiting[: self.dice.randint(1, 20)])
        try:
            await self.center.crm.push(self.adapter, batch)
        except Refusal as away:
            with pytest.raises(PeerAway):
                undone_of(away)
            return
        done, stopped = set(), set()
        for item in batch.items:
            if item.item_id in batch.undone:
                stopped.add(item.subject_id)
            if item.subject_id not in stopped:
                done.add(item.item_id)
        self.waiting = [each for each in self.waiting if each.item_id not in done]

    async def pull(self) -> None:
        """Take over what the CRM tells, old states once more among it."""
        try:
            told = await self.adapter.pull("demo", self.place)
        except Refusal:
            return
        again = self.dice.sample(self.seen, min(2, len(self.seen)))
        self.seen += [item.message for item in told.items]
        old = [Item(f"again-{n}", f"again-{n}", "demo", each) for n, each in enumerate(again)]
        await self.center.crm.take_pulled(self.adapter, Batch([*old, *told.items]))
        self.place = told.cursor

    async def check(self) -> None:
        """No balance here is less or more than what moved here, and some of the CRM's gifts."""
        for person in PEOPLE:
            try:
                member = await get(self.center, person)
            except Refusal:
                continue
            own = sum(points for kind, points in await ledger(self.center, person) if kind != "CRM")
            given = member.points_balance - own
            assert given % 10 == 0
            assert 0 <= given <= self.gifts[member.member_id]


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_crosses_every_point_is_on_both_sides_once_in_the_end(center, seed):
    sides = Sides(center, seed)
    await earn(center, earning("before"))
    _, sides.cursor = await center.feed.read()  # who was a member before the CRM
    for _ in range(STEPS):
        names = sides.dice.choices(["here", "there", "odd", "push", "pull"], [6, 2, 2, 3, 3], k=3)
        await asyncio.gather(*(getattr(sides, name)() for name in dict.fromkeys(names)))
        await sides.check()
    sides.plugin.words, sides.plugin.crm.rejects = [], set()
    await earn(center, *(earning(f"last-{person}", 1_300, person) for person in PEOPLE))
    await sides.push()
    while sides.waiting:
        await sides.push()
    await sides.pull()
    await sides.check()
    assert await drifts(center) == []
    assert await breaches(center) == []
    for member in sides.plugin.crm.members.values():
        ann = await get(center, PEOPLE[0])
        person = PEOPLE[0] if ann.member_id == member.member_id else PEOPLE[1]
        own = sum(points for kind, points in await ledger(center, person) if kind != "CRM")
        assert member.points_balance == own + sides.gifts[member.member_id]
