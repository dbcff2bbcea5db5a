"""The audit finds what is broken, and the database refuses what must never be."""

import asyncpg
import pytest

from tests.store.member.build import breaches, earn, earning, redeem, refunding, reverse, set_tiers


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
