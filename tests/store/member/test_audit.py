"""The audit finds what is broken, and the database refuses what must never be."""

import asyncpg
import pytest
from zhongtai.member.v1 import member_requests_pb2 as member_pb

from tests.store.member.build import (
    abroad,
    breaches,
    earn,
    earning,
    move,
    redeem,
    refunding,
    reverse,
    set_programme,
    set_tiers,
)


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE members SET balance = balance + 1", "balance_equals_ledger"),
        ("UPDATE ledger SET balance_after = balance_after + 1 WHERE position = 2", "ledger_runs"),
        ("DELETE FROM ledger WHERE position = 1", "ledger_runs_on"),
        ("UPDATE members SET balance = 0, owed = 30", "points_conserve"),
        ("UPDATE members SET spent = spent + 1", "spent_equals_ledger"),
        ("DELETE FROM redemptions", "spent_equals_ledger"),
        ("UPDATE credits SET reversed_points = reversed_points + 1", "reversals_within_earnings"),
        ("DELETE FROM reversals", "reversals_within_earnings"),
        ("UPDATE credits SET points = points + 1", "earnings_stand_in_ledger"),
        ("DELETE FROM credits", "earnings_stand_in_ledger"),
        ("UPDATE members SET tier_code = 'gold'", "tier_matches_growth"),
    ],
)
async def test_the_audit_names_what_somebody_damaged(center, damage, found):
    await set_tiers(center, ("base", 0, 100), ("gold", 1000, 150))
    await earn(center, earning("o1"))
    await redeem(center, 10)
    await reverse(center, refunding("o1", "r1", 2500))
    assert await breaches(center) == []
    await center.db.execute(damage)
    assert any(found in breach for breach in await breaches(center))


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE members SET balance = -1",
        "UPDATE members SET owed = 1",
        "UPDATE credits SET reversed_points = points + 1",
        "UPDATE credits SET refunded = amount + 1",
    ],
)
async def test_the_database_itself_refuses_what_must_never_be(center, damage):
    await earn(center, earning("o1"))
    with pytest.raises(asyncpg.CheckViolationError):
        await center.db.execute(damage)


async def told(center) -> dict[str, dict[str, int]]:
    """What the center tells of each order, by its id, in the order in which it tells them."""
    return {
        order.order_id: dict(zip(page.names, order.figures, strict=True))
        async for page in center.servicer.AuditOrders(member_pb.AuditOrdersRequest(), None)
        for order in page.orders
    }


async def test_an_order_that_earns_nothing_for_good_is_told_with_those_that_earned(center):
    await set_programme(center, currency_code="CNY")
    await earn(center, earning("o2"))
    await move(center, "Close", request_id="r")
    for _ in range(2):
        (closed,) = await earn(center, earning("o1"))
        (foreign,) = await earn(center, abroad("o3", "bea"))
    assert (closed.reason, foreign.reason) == ("MEMBER_CLOSED", "CURRENCY_MISMATCH")
    assert (await earn(center, earning("o2", 1)))[0].reason == "EARNED_DIFFERENTLY"
    refused = {"earned": 0, "refused": 1}
    found = await told(center)
    assert found == {"o1": refused, "o2": {"earned": 1, "refused": 0}, "o3": refused}
    assert list(found) == sorted(found)


async def test_an_order_that_earned_after_all_is_told_once(center):
    await set_programme(center, currency_code="CNY")
    await earn(center, abroad("o1"))
    await earn(center, earning("o1"))
    assert await told(center) == {"o1": {"earned": 1, "refused": 0}}
