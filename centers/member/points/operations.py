"""What the member center does with points: lock, decide, keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from centers.member import errors
from centers.member import rules as worth
from centers.member.loyalty.store import LoyaltyStore
from centers.member.model import (
    BroughtBalance,
    BroughtResult,
    EarnItem,
    EarnResult,
    Entry,
    Member,
    Outcome,
    Redemption,
    ReverseItem,
    ReverseResult,
)
from centers.member.operations import Members, locked, open_work, work_of
from centers.member.points import rules
from centers.member.scope import whose
from centers.member.store import MemberStore
from centers.member.work import Work
from mesh.call.context import merchant_id
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page

I = TypeVar("I", EarnItem, BroughtBalance)  # noqa: E741 - an item


class Points:
    """The points of the current call's merchant. Those with a unit change something."""

    def __init__(self, db: Database, members: Members) -> None:
        self._db = db
        self._members = members

    async def earn(self, unit: Unit, items: Sequence[EarnItem]) -> tuple[list[EarnResult], Work]:
        """Add what completed orders earn; persons who are no members become such.

        What a merged person's order earns is the person's that stays.
        """
        store, loyalty = MemberStore.within(unit), LoyaltyStore.within(unit)
        work, _, items = await _with_members(unit, items)
        known = await store.find_order_credits({item.order_id for item in items})
        results = rules.earn(work, await loyalty.programme(), known, items)
        await store.keep(work, unit)
        await store.keep_unearned(rules.unearned(results), unit.now)
        return results, work

    async def reverse(
        self, unit: Unit, items: Sequence[ReverseItem]
    ) -> tuple[list[ReverseResult], Work]:
        """Take back what refunds take back."""
        store = MemberStore.within(unit)
        owners = await store.find_order_credits({item.order_id for item in items})
        work, _, _ = await open_work(unit, {credit.person_id for credit in owners.values()})
        # Read again: only what is read under the lock of its member stands still.
        credits_of = await store.find_order_credits(owners)
        for credit in credits_of.values():
            locked(work, credit.person_id)
        keys = [(item.order_id, item.refund_id) for item in items]
        known = await store.find_reversals(keys)
        results = rules.reverse(work, credits_of, known, items)
        await store.keep(work, unit)
        return results, work

    async def preview_earn(self, asked: str, amount: int, currency: str) -> tuple[int, int]:
        """Return the points and growth that an amount would earn. Raise CurrencyMismatch."""
        loyalty = LoyaltyStore(self._db, merchant_id())
        member = await self._store().find_member(whose(asked))
        programme, ladder = await loyalty.programme(), await loyalty.ladder()
        if not worth.takes(programme, currency):
            raise errors.CurrencyMismatch(currency_code=programme.currency)
        tier = worth.tier_at(member.growth if member else 0, ladder)
        points = worth.points_for(amount, programme, tier.earn_rate_percent)
        return points, worth.growth_for(amount, programme)

    async def redeem(
        self, unit: Unit, asked: str, points: int, order_id: str, reason: str
    ) -> tuple[Redemption, Member]:
        """Spend points."""
        store, person_id = MemberStore.within(unit), whose(asked)
        work = await work_of(unit, person_id)
        # They may not have been swept yet.
        lapsed = (await store.find_lapsed_credits([person_id], unit.now)).get(person_id, ())
        redemption = rules.redeem(work, person_id, points, lapsed, order_id=order_id, reason=reason)
        await store.add_redemption(redemption)
        await store.keep(work, unit)
        return redemption, work.members[person_id]

    async def unredeem(self, unit: Unit, redemption_id: str) -> tuple[Redemption, Member]:
        """Give spent points back; ones that came back already stay so."""
        store = MemberStore.within(unit)
        found = await store.find_redemption(redemption_id)
        if found is None:
            raise errors.RedemptionNotFound(redemption_id=redemption_id)
        person_id = whose(found.person_id)
        work = await work_of(unit, person_id)
        redemption = await store.find_redemption(redemption_id) or found
        locked(work, redemption.person_id)
        if redemption.unredeemed_at is None:
            lapsed = await store.find_lapsed_credits([person_id], unit.now)
            redemption = rules.unredeem(work, redemption, lapsed.get(person_id, ()))
            await store.end_redemption(redemption_id, unit.now)
            await store.keep(work, unit)
        return redemption, work.members[person_id]

    async def adjust(
        self, unit: Unit, person_id: str, points: int, reason: str
    ) -> tuple[Entry, Work]:
        """Grant or take points by hand."""
        work = await work_of(unit, person_id)
        programme = await LoyaltyStore.within(unit).programme()
        entry = rules.adjust(work, programme, person_id, points, reason)
        await MemberStore.within(unit).keep(work, unit)
        return entry, work

    async def bring(
        self, unit: Unit, items: Sequence[BroughtBalance], source: str
    ) -> list[BroughtResult]:
        """Bring what accounts of another system have; persons who are no members become such."""
        store, loyalty = MemberStore.within(unit), LoyaltyStore.within(unit)
        work, new, items = await _with_members(unit, items)
        known = await store.take_brought(item.account for item in items)
        results = rules.bring(work, await loyalty.programme(), known, items, source)
        await store.keep(work, unit)
        brought = {each.account: each.points for each in results}
        await store.keep_brought(known, brought, unit.now)
        return [
            replace(result, enrolled=item.person_id in new)
            for item, result in zip(items, results, strict=True)
        ]

    async def brought(self, items: Sequence[BroughtBalance]) -> list[BroughtResult]:
        """Return what bringing accounts would do, as far as what they have brought tells."""
        known = await self._store().find_brought(item.account for item in items)
        return [
            BroughtResult(
                item.account,
                Outcome.ALREADY_DONE if known.get(item.account, 0) == item.points else Outcome.DONE,
                "",
                known.get(item.account, 0),
            )
            for item in items
        ]

    async def list_ledger(
        self, asked: str, order_id: str, page: Page
    ) -> tuple[Member, Sequence[Entry]]:
        """Return the member and one line more than the page shows, newest first."""
        member, _ = await self._members.get(asked)
        return member, await self._store().list_ledger(member.person_id, order_id, page)

    def _store(self) -> MemberStore:
        return MemberStore(self._db, merchant_id())


async def _with_members(unit: Unit, items: Sequence[I]) -> tuple[Work, set[str], list[I]]:
    """Lock those whom items are about; who is no member becomes one.

    Return the unit of work, who is new in it, and the items under the persons that these are now.
    """
    people = {item.person_id for item in items}
    work, new, now_are = await open_work(unit, people, enrol_missing=True)
    now = [replace(each, person_id=now_are.get(each.person_id, each.person_id)) for each in items]
    for item in now:
        locked(work, item.person_id)
    return work, new, now


async def expire(unit: Unit, person_ids: Iterable[str]) -> tuple[int, int]:
    """Expire what has run out of validity; return how many members lost how many points."""
    store = MemberStore.within(unit)
    work, _, _ = await open_work(unit, person_ids)
    lapsed = await store.find_lapsed_credits(work.members, unit.now)
    lost = [work.expire(person_id, credits_) for person_id, credits_ in lapsed.items()]
    await store.keep(work, unit)
    await store.mark_lapsed(work.members, unit.now)
    return sum(1 for points in lost if points), sum(lost)
