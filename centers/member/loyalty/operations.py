"""What the member center does with a chain's rules: loyalty programme, ladder, benefits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from centers.member import rules
from centers.member.crm.operations import Crm
from centers.member.loyalty.store import LoyaltyStore
from centers.member.model import (
    ENDED,
    Benefit,
    Event,
    EventKind,
    LoyaltyProgramme,
    Member,
    Tier,
)
from centers.member.operations import Members
from centers.member.store import MemberStore
from centers.member.work import Work, on_tier
from mesh.call.context import merchant_id
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.pure.limits import MAX_BENEFITS


class Loyalty:
    """The rules of the current call's merchant. Those with a unit change something."""

    def __init__(self, db: Database, members: Members, crm: Crm) -> None:
        self._db = db
        self._members = members
        self._crm = crm

    async def programme(self) -> LoyaltyProgramme:
        """Return the rules for points."""
        return await self._store().programme()

    async def set_programme(self, unit: Unit, programme: LoyaltyProgramme) -> LoyaltyProgramme:
        """Replace the rules for points from now on."""
        await LoyaltyStore.within(unit).save_programme(programme, unit.now)
        return programme

    async def list_tiers(self, page: Page) -> list[Tier]:
        """Return the tiers after those that were shown, lowest first."""
        ladder = await self._store().ladder()
        after = page.after_number if page.after else -1
        return [tier for tier in ladder if tier.growth_required > after]

    async def set_tiers(self, unit: Unit, tiers: Iterable[Tier]) -> tuple[Sequence[Tier], int]:
        """Replace the ladder and move members onto it; return it and how many changed tier."""
        store, ladder = LoyaltyStore.within(unit), rules.ladder_of(tiers)
        await store.own_ladder()
        rules.demand_tiers_of_benefits(await store.list_benefits(), ladder)
        await store.replace_ladder(ladder)
        work = Work(await store.take_members_off_tier(), ladder, unit.now)
        for person_id, member in list(work.members.items()):
            tier = rules.tier_at(member.growth, ladder)
            moved = replace(on_tier(member, tier), updated_at=unit.now)
            work.changed[person_id] = moved
            event = Event(EventKind.TIER_CHANGED, moved, previous_tier_code=member.tier_code)
            work.events.append(event)
        await MemberStore.within(unit).keep(work, unit)
        return ladder, len(work.changed)

    async def save_benefit(self, unit: Unit, benefit: Benefit) -> Benefit:
        """Make or replace a benefit. Raise TierUnknown."""
        store = LoyaltyStore.within(unit)
        await store.share_ladder()
        rules.demand_tiers_of_benefits([benefit], await store.ladder())
        await store.save_benefit(benefit, unit.now)
        return benefit

    async def remove_benefit(self, code: str) -> None:
        """Remove a benefit; one that is gone already stays so."""
        await self._store().remove_benefit(code)

    async def list_benefits(self, tier_code: str, person_id: str, page: Page) -> list[Benefit]:
        """Return one benefit more than the page shows, of a tier or of the tier of a person."""
        if person_id:
            member, _ = await self._members.get(person_id)
            tier_code = member.tier_code
        return await self._store().list_benefits(page.after_text, tier_code, page.rows)

    async def benefit_codes(self, member: Member) -> list[str]:
        """Return the codes of what a member has now, by tier and by CRM, sorted.

        Of the tier the first, where many.
        """
        if member.status in ENDED:
            return []
        told = await self._crm.benefit_codes(member.person_id)
        most = MAX_BENEFITS - len(told)
        return sorted({*told, *await self._store().benefit_codes(member.tier_code, most)})

    def _store(self) -> LoyaltyStore:
        return LoyaltyStore(self._db, merchant_id())
