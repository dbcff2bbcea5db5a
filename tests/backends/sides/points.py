"""Members and points: what the CRMs have, and the member center."""

import asyncio
import json
from collections import Counter
from typing import Any

from tests.backends.sides import ours
from tests.backends.sides.compared import Compared
from tests.backends.world import World
from tests.platform import MERCHANT


async def compared(world: World) -> Compared:
    """Each member's balance, and the lines that make it, none of which is there twice."""
    members = await ours.members_of(world.first)
    result = Compared("points: member center and crm_ledger")
    here: Counter[str] = Counter()
    there: Counter[str] = Counter()
    lines = 0
    for member_id, member in members.items():
        look = await _look(world, member_id)
        moved, ledger = await ours.points_of(world.first, member.person_id), look["ledger"]
        here[member_id], there[member_id] = member.points_balance, look.get("points", 0)
        result.one((member_id, "lines"), sorted(moved), sorted(x["points"] for x in ledger))
        result.one(
            (member_id, "lines, each once"), len(ledger), len({x["movement_id"] for x in ledger})
        )
        lines += len(moved)
    result.each(here, there, "member")
    result.sum("members", len(here), sum(1 for each in there if each))
    result.sum("lines of ledgers", lines, "")
    result.sum("points", sum(here.values()), sum(there.values()))
    return result


async def _look(world: World, member_id: str) -> dict[str, Any]:
    door = json.loads((world.copy.home / "plugins/crm_ledger/desk.json").read_text())
    headers = {"authorization": f"Bearer {door['token']}"}
    url, body = f"{door['url']}/crm/v1/looks/{member_id}", {"merchant_id": MERCHANT}
    answer = await world.first.connection.http.post(url, json=body, headers=headers)
    found: dict[str, Any] = answer.json()
    return found if answer.is_success else {"ledger": []}


async def customers(world: World) -> Compared:
    """Each member of the sister chain is one customer of pretix, with one card."""
    members = await ours.members_of(world.sister)
    pretix = world.backends.pretix
    rows = await asyncio.to_thread(pretix.all_of_members, "customers/")
    cards = await asyncio.to_thread(pretix.all_of_members, "giftcards/")
    result = Compared("members: member center and pretix")
    names = {f"zhongtai.{member_id}": 1 for member_id in members}
    result.each(names, Counter(row["external_identifier"] for row in rows), "customer")
    result.each(names, Counter(row["conditions"] for row in cards), "card")
    result.sum("members", len(members), len(rows))
    return result
