"""Where a chain's rules for its members are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from centers.member.model import Benefit, LoyaltyProgramme, Member, Tier
from centers.member.records import (
    BENEFIT_VALUES,
    PROGRAMME_VALUES,
    TIER_COLUMNS,
    benefit_of,
    member_of,
    programme_of,
    tier_of,
)
from centers.member.rules import DEFAULT_LADDER, DEFAULT_PROGRAMME
from centers.member.store import SQL, MerchantStore


class LoyaltyStore(MerchantStore):
    """The rules of one merchant."""

    async def share_ladder(self) -> None:
        """Keep the ladder as it is until the transaction ends."""
        await self._run.fetchval(SQL.share_ladder, self._merchant)

    async def own_ladder(self) -> None:
        """Wait until nobody relies on the ladder; nobody will until the transaction ends."""
        await self._run.fetchval(SQL.own_ladder, self._merchant)

    async def programme(self) -> LoyaltyProgramme:
        """Return the rules for points; the defaults when none were set."""
        row = await self._run.fetchrow(SQL.find_programme, self._merchant)
        return programme_of(row) if row else DEFAULT_PROGRAMME

    async def save_programme(self, programme: LoyaltyProgramme, now: datetime) -> None:
        """Keep the rules for points."""
        values = PROGRAMME_VALUES(programme)
        await self._run.execute(SQL.save_programme, self._merchant, *values, now)

    async def ladder(self) -> tuple[Tier, ...]:
        """Return the ladder, lowest tier first; the default one when none was set."""
        rows = await self._run.fetch(SQL.list_tiers, self._merchant)
        return tuple(tier_of.each(rows)) or DEFAULT_LADDER

    async def replace_ladder(self, ladder: Sequence[Tier]) -> None:
        """Keep a ladder instead of the old one."""
        await self._run.execute(SQL.remove_tiers, self._merchant)
        await self._run.execute(SQL.add_tiers, self._merchant, *TIER_COLUMNS(ladder))

    async def take_members_off_tier(self) -> dict[str, Member]:
        """Return members whose growth reaches another tier than they have, locked, by person id."""
        rows = await self._run.fetch(SQL.take_members_off_tier, self._merchant)
        return {row["person_id"]: member_of(row) for row in rows}

    async def list_benefits(
        self, after: str = "", tier_code: str = "", limit: int = 10_000
    ) -> list[Benefit]:
        """Return benefits with codes after `after`, of one tier unless it is empty."""
        rows = await self._run.fetch(SQL.list_benefits, self._merchant, after, tier_code, limit)
        return benefit_of.each(rows)

    async def benefit_codes(self, tier_code: str, limit: int) -> list[str]:
        """Return the codes of the first benefits of a tier."""
        rows = await self._run.fetch(SQL.list_benefit_codes, self._merchant, tier_code, limit)
        return [row["code"] for row in rows]

    async def save_benefit(self, benefit: Benefit, now: datetime) -> None:
        """Make or replace a benefit."""
        values = BENEFIT_VALUES(benefit)
        await self._run.execute(SQL.save_benefit, self._merchant, *values, now)

    async def remove_benefit(self, code: str) -> None:
        """Forget a benefit."""
        await self._run.execute(SQL.remove_benefit, self._merchant, code)
