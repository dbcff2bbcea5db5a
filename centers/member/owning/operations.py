"""Finds out what a member has beside points: by their tier, and by the CRM of the chain."""

from __future__ import annotations

from centers.member.crm.operations import Crm
from centers.member.loyalty.store import LoyaltyStore
from centers.member.model import Member, MemberStatus
from mesh.call.context import merchant_id
from mesh.data.database import Database
from mesh.pure.limits import MAX_BENEFITS

OVER = frozenset({MemberStatus.CLOSED, MemberStatus.MERGED})
"""Memberships that have nothing any more."""


class Owning:
    """The benefits of members of the current call's merchant."""

    def __init__(self, db: Database, crm: Crm) -> None:
        self._db = db
        self._crm = crm

    async def benefit_codes(self, member: Member) -> list[str]:
        """Return the codes of what a member has now, sorted; of the tier the first, where many."""
        if member.status in OVER:
            return []
        told = await self._crm.benefit_codes(member.person_id)
        most = MAX_BENEFITS - len(told)
        of_tier = await LoyaltyStore(self._db, merchant_id()).benefit_codes(member.tier_code, most)
        return sorted({*told, *of_tier})
