"""Points kept at a CRM: what orders earn goes there once, and what it says comes here."""

import json
import os
import signal
from typing import Any

import httpx
import pytest
from zhongtai.member.v1 import crm_requests_pb2, member_requests_pb2
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.promotion.v1 import promotion_pb2, rule_pb2

from cli.audit.centers import Centers
from cli.drift.crm import BELOW_ZERO, differences
from cli.plugin import plugins_of
from mesh.process.control import ask
from tests.acceptance.conftest import CRM_CHAIN
from tests.acceptance.shop import Phone, Shop
from tests.acceptance.test_journey import poll
from tests.acceptance.test_promotions import cny, end, promote

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

DISH = "cucumber"
TOLD = "member.crm_ledger.told"


@pytest.fixture(scope="module")
def merchant() -> str:
    return CRM_CHAIN


async def at_crm(shop: Shop, path: str, **body: Any) -> dict[str, Any]:
    """Have the desk of the CRM do something."""
    door = json.loads((shop.platform.home / "plugins/crm_ledger/desk.json").read_text())
    headers = {"authorization": f"Bearer {door['token']}"}
    answer = await shop.http.post(f"{door['url']}/crm/v1/{path}", json=body, headers=headers)
    if answer.status_code != 404:
        answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


async def finished(shop: Shop, anna: Phone) -> str:
    """An order that is paid, fetched and closed by the till."""
    order = await anna.paid_order(DISH)
    for step in ("fulfilled", "completed"):
        await shop.till_says(order["order_id"], step)
    return str(order["order_id"])


async def member_id(shop: Shop, anna: Phone) -> str:
    request = member_requests_pb2.GetMemberRequest(person_id=anna.person_id)
    stub = MemberServiceStub(shop.channel)
    return str((await stub.GetMember(request, **shop.operator)).member.member_id)


async def ledger(shop: Shop, anna: Phone) -> list[dict[str, Any]]:
    """The lines that the CRM has of Anna; none where it does not know her."""
    who = await member_id(shop, anna)
    return (await at_crm(shop, f"looks/{who}", merchant_id=CRM_CHAIN)).get("ledger", [])


async def booked(shop: Shop, anna: Phone, count: int) -> int:
    """Wait until the CRM has so many lines; the sum of them, none of which is there twice."""
    lines = await poll(lambda: ledger(shop, anna), lambda seen: len(seen) >= count)
    assert len({line["movement_id"] for line in lines}) == len(lines) == count
    return sum(line["points"] for line in lines)


async def points(anna: Phone) -> int:
    return int((await anna.get("/me"))["points"])


async def drifts(shop: Shop) -> int:
    request = crm_requests_pb2.ListCrmDriftRequest()
    answer = await MemberServiceStub(shop.channel).ListCrmDrift(request, **shop.operator)
    return len(answer.drifts)


async def told(shop: Shop) -> str:
    """How the reader is that tells the CRM."""
    for process in shop.platform.topology.processes:
        state = await ask(shop.platform.home, process, "state", 5)
        for reader in state["followers"]:
            if reader["reader"] == TOLD:
                return f"{reader['state']} {reader['letters']}"
    return "nobody follows"


async def test_points_of_a_paid_order_arrive_once_and_what_the_crm_gives_comes_here(shop, anna):
    await finished(shop, anna)
    earned = await poll(lambda: points(anna), bool)
    assert await booked(shop, anna, 1) == earned
    who = {"merchant_id": CRM_CHAIN, "points": 7, "stored_value": 5000}
    await at_crm(shop, f"members/{await member_id(shop, anna)}", **who)
    await poll(lambda: points(anna), lambda seen: seen == earned + 7)
    shown = crm_requests_pb2.GetCrmAccountRequest(person_id=anna.person_id)
    stub = MemberServiceStub(shop.channel)
    account = (await stub.GetCrmAccount(shown, **shop.operator)).account
    assert (account.points, account.stored_value.minor_units) == (earned + 7, 5000)
    (newest, *_) = (await anna.get("/points"))["entries"]
    assert (newest["kind"], newest["points"]) == ("CRM", 7)
    assert await drifts(shop) == 0


async def test_a_balance_that_is_not_taken_over_is_a_drift_with_what_to_do(shop, anna):
    scopes = ["audit.read", "members.read"]
    token = shop.platform.token("operator", "olga", "", scopes=scopes)
    centers = Centers(shop.channel, token)
    more, who = await points(anna) + 5, await member_id(shop, anna)
    await at_crm(shop, f"members/{who}", merchant_id=CRM_CHAIN, points=-more)
    (found,) = await poll(lambda: differences(centers, [CRM_CHAIN]), bool)
    assert (found.what, found.crm, found.advice) == ("points", "-5", BELOW_ZERO)
    await at_crm(shop, f"members/{who}", merchant_id=CRM_CHAIN, points=more)
    # Of all chains: those without a CRM are passed over.
    assert await poll(lambda: differences(centers, []), lambda seen: not seen) == []


async def test_while_the_crm_is_away_orders_go_on_and_afterwards_each_movement_is_there_once(
    shop, anna
):
    before, lines = await points(anna), len(await ledger(shop, anna))
    await at_crm(shop, "faults", next_push="away")
    await finished(shop, anna)
    await poll(lambda: points(anna), lambda seen: seen > before)
    assert await poll(lambda: told(shop), lambda seen: not seen.startswith("well"))
    plugins = await plugins_of(shop.platform.home, list(shop.platform.topology.processes))
    pid = next(each["pid"] for each in plugins if each["name"] == "crm_ledger" and each["pid"])
    os.kill(pid, signal.SIGKILL)
    await finished(shop, anna)
    assert await poll(lambda: told(shop), lambda seen: seen == "well 0")
    await poll(lambda: reached(shop, anna, lines + 2), bool)
    assert await booked(shop, anna, lines + 2) == await points(anna)
    assert await poll(lambda: drifts(shop), lambda seen: seen == 0) == 0


async def test_a_decision_for_our_points_reaches_the_crm(shop, anna):
    stub, who = MemberServiceStub(shop.channel), await member_id(shop, anna)
    ours, body = await points(anna), {"merchant_id": CRM_CHAIN}
    await at_crm(shop, f"members/{who}", points=-(ours + 5), **body)

    async def listed() -> list[crm_requests_pb2.CrmConflict]:
        request = crm_requests_pb2.ListCrmConflictsRequest()
        return list((await stub.ListCrmConflicts(request, **shop.operator)).conflicts)

    (conflict,) = await poll(listed, bool)
    decided = crm_requests_pb2.ResolveCrmConflictRequest(
        request_id="keep-ours",
        conflict_id=conflict.conflict_id,
        decision=crm_requests_pb2.CRM_CONFLICT_DECISION_KEEP_OURS,
    )
    for _ in range(2):
        await stub.ResolveCrmConflict(decided, **shop.operator)
    looks = f"looks/{who}"
    await poll(lambda: at_crm(shop, looks, **body), lambda seen: seen["points"] == ours)
    assert (await points(anna), await listed()) == (ours, [])


async def test_a_sync_comes_to_its_end_and_changes_nothing_where_both_agree(shop, anna):
    stub, before = MemberServiceStub(shop.channel), await ledger(shop, anna)
    begin = crm_requests_pb2.StartCrmSyncRequest(request_id="compare")
    first, again = [(await stub.StartCrmSync(begin, **shop.operator)).sync for _ in range(2)]
    assert first.sync_id == again.sync_id
    look = crm_requests_pb2.GetCrmSyncRequest(sync_id=first.sync_id)

    async def sync() -> crm_requests_pb2.CrmSync:
        return (await stub.GetCrmSync(look, **shop.operator)).sync

    finished = crm_requests_pb2.CRM_SYNC_STATUS_FINISHED
    done = await poll(sync, lambda seen: seen.status == finished)
    assert done.pulled_count >= 1
    assert (done.refused_count, done.conflict_count, done.failure) == (0, 0, "")
    assert await ledger(shop, anna) == before
    assert await drifts(shop) == 0


async def keeps(shop: Shop, phone: Phone, *codes: str) -> None:
    """Have the CRM keep benefits of these codes, and no other, for a customer."""
    kept = [{"code": code, "name": code.title()} for code in codes]
    path = f"members/{await member_id(shop, phone)}"
    changed = {"merchant_id": CRM_CHAIN, "benefits": kept}
    # It may not have been told of them yet.
    await poll(lambda: at_crm(shop, path, **changed), lambda seen: "benefits" in seen)


async def lacking(phone: Phone, shop: Shop) -> list[str]:
    """What a preview says of promotions that a benefit would give."""
    seen = await phone.post("/orders/preview", shop.draft(DISH))
    return [each["text"] for each in seen["explanation"] if each["cause"] == "NO_BENEFIT"]


async def test_a_benefit_that_the_crm_gives_brings_its_discount_until_it_is_taken_away(shop, anna):
    off = rule_pb2.ReductionTier(reduction=cny(123))
    promotion_id = await promote(
        shop,
        rule_pb2.PromotionRule(full_reduction=rule_pb2.FullReduction(tiers=[off])),
        name="Birthday",
        conditions=promotion_pb2.Conditions(benefit_codes=["birthday", "jubilee"]),
    )
    ben = await shop.phone("ben")
    await poll(lambda: lacking(anna, shop), bool)
    join = messages_pb2.EnrollPersonRequest(person_id=anna.person_id)
    await shop.control.EnrollPerson(join, **shop.operator)
    await keeps(shop, anna, "jubilee")
    await poll(lambda: off_of(anna, shop), lambda seen: seen == 123)
    orders = [await phone.order(DISH) for phone in (anna, ben)]
    assert [order["amounts"]["discount"] for order in orders] == [123, 0]
    await keeps(shop, anna)
    await poll(lambda: off_of(anna, shop), lambda seen: seen == 0)
    assert (await anna.order(DISH))["amounts"]["discount"] == 0
    assert await lacking(ben, shop)
    await end(shop, promotion_id)


async def off_of(phone: Phone, shop: Shop) -> int:
    """What a preview takes off."""
    seen = await phone.post("/orders/preview", shop.draft(DISH))
    return int(seen["amounts"]["discount"])


async def reached(shop: Shop, anna: Phone, count: int) -> bool:
    """Whether the CRM, which has another address since its death, has so many lines."""
    try:
        return len(await ledger(shop, anna)) >= count
    except httpx.HTTPError:
        return False
