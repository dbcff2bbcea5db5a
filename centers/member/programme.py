"""What the member center does with a chain's rules: programme, ladder, benefits.

Functions that change something expect the scope of a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from centers.member import operations, rules
from centers.member.model import Benefit, Event, EventKind, Programme, Tier
from centers.member.rules_book import Book
from centers.member.scope import Scope
from mesh.data.paging import Page


async def set_programme(scope: Scope, programme: Programme) -> Programme:
    """Replace the rules for points from now on."""
    await scope.programmes.save_programme(programme, scope.now)
    return programme


async def set_tiers(scope: Scope, tiers: Iterable[Tier]) -> tuple[Sequence[Tier], int]:
    """Replace the ladder and move members onto it; tells how many changed their tier."""
    ladder = rules.ladder_of(tiers)
    await scope.programmes.own_ladder()
    rules.demand_tiers_of_benefits(await scope.programmes.list_benefits(), ladder)
    await scope.programmes.replace_ladder(ladder)
    book = Book(await scope.programmes.take_members_off_tier(), ladder, scope.now)
    for person_id, member in list(book.members.items()):
        moved = replace(
            member, tier_code=rules.tier_at(member.growth, ladder).code, updated_at=scope.now
        )
        book.changed[person_id] = moved
        event = Event(EventKind.TIER_CHANGED, moved, previous_tier_code=member.tier_code)
        book.events.append(event)
    await scope.store.keep(book, scope.trace_id)
    return ladder, len(book.changed)


async def save_benefit(scope: Scope, benefit: Benefit) -> Benefit:
    """Make or replace a benefit. Raises TierUnknown."""
    await scope.programmes.share_ladder()
    rules.demand_tiers_of_benefits([benefit], await scope.programmes.ladder())
    await scope.programmes.save_benefit(benefit, scope.now)
    return benefit


async def list_benefits(scope: Scope, tier_code: str, person_id: str, page: Page) -> list[Benefit]:
    """One row more than the page shows, of a tier or of the tier that a person has."""
    if person_id:
        member, _ = await operations.get_member(scope, person_id)
        tier_code = member.tier_code
    after = str(page.after[0]) if page.after else ""
    return await scope.programmes.list_benefits(after, tier_code, page.limit + 1)
