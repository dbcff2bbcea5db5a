"""What the member center does with members and points: lock, decide, keep.

Functions that change something expect the scope of a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from centers.member import errors, rules, rules_points
from centers.member.model import (
    EarnItem,
    EarnResult,
    Entry,
    Event,
    EventKind,
    Member,
    MemberStatus,
    Redemption,
    ReverseItem,
    ReverseResult,
    Tier,
)
from centers.member.rules_book import Book
from centers.member.scope import Scope
from mesh.data.database import conflict
from mesh.data.paging import Page
from mesh.pure.errors import PersonMerged
from mesh.pure.ids import new_id


class Opened(NamedTuple):
    """A book of locked members, who of them has just become one, who of those asked for is whom."""

    book: Book
    new: set[str]
    now_are: Mapping[str, str]


async def enrol(scope: Scope, asked: str) -> tuple[Member, Sequence[Tier], bool]:
    """Make a person a member; tells the membership, the ladder, and whether it is new.

    Raises MemberClosed for one who has left.
    """
    person_id = scope.whose(asked)
    book, new, now_are = await _open_book(scope, [person_id], enrol_missing=True)
    if person_id in now_are:
        raise PersonMerged(merged_into_person_id=now_are[person_id])
    member = _locked(book, person_id)
    rules.demand_open(member)
    if new:
        await scope.store.keep(book, scope.trace_id)
    return member, book.ladder, bool(new)


async def get_member(scope: Scope, asked: str) -> tuple[Member, Sequence[Tier]]:
    """A membership and the ladder it stands on. Raises MemberNotFound."""
    person_id = scope.whose(asked)
    member = await scope.store.find_member(person_id)
    if member is None:
        raise errors.MemberNotFound(person_id=person_id)
    return member, await scope.programmes.ladder()


async def list_members(scope: Scope, tier_code: str, status: int, page: Page) -> list[Member]:
    """One row more than the page shows, newest first."""
    before = str(page.after[0]) if page.after else ""
    return await scope.store.list_members(before, tier_code, status, page.limit + 1)


async def move(scope: Scope, person_id: str, to: MemberStatus, reason: str) -> tuple[Member, Book]:
    """Freeze, unfreeze or close a membership."""
    book = await _book_of(scope, person_id)
    member = rules_points.move(book, person_id, to, reason)
    await scope.store.keep(book, scope.trace_id)
    return member, book


async def earn(scope: Scope, items: Sequence[EarnItem]) -> tuple[list[EarnResult], Book]:
    """What completed orders earn; persons who are no members become such.

    What a merged person's order earns is the person's that stays.
    """
    people = {item.person_id for item in items}
    book, _, now_are = await _open_book(scope, people, enrol_missing=True)
    items = [replace(each, person_id=now_are.get(each.person_id, each.person_id)) for each in items]
    for item in items:
        _locked(book, item.person_id)
    known = await scope.store.find_order_credits({item.order_id for item in items})
    results = rules_points.earn(book, await scope.programmes.programme(), known, items)
    await scope.store.keep(book, scope.trace_id)
    await scope.store.keep_unearned(rules_points.unearned(results), scope.now)
    return results, book


async def reverse(scope: Scope, items: Sequence[ReverseItem]) -> tuple[list[ReverseResult], Book]:
    """What refunds take back."""
    order_ids = {item.order_id for item in items}
    owners = await scope.store.find_order_credits(order_ids)
    book, _, _ = await _open_book(scope, {credit.person_id for credit in owners.values()})
    # Read again: only what is read under the lock of its member stands still.
    credits_of = await scope.store.find_order_credits(owners)
    for credit in credits_of.values():
        _locked(book, credit.person_id)
    keys = [(item.order_id, item.refund_id) for item in items]
    known = await scope.store.find_reversals(keys)
    results = rules_points.reverse(book, credits_of, known, items)
    await scope.store.keep(book, scope.trace_id)
    return results, book


async def preview_earn(scope: Scope, asked: str, amount: int, currency: str) -> tuple[int, int]:
    """Points and growth that an amount would earn. Raises CurrencyMismatch."""
    member = await scope.store.find_member(scope.whose(asked))
    programme, ladder = await scope.programmes.programme(), await scope.programmes.ladder()
    if not rules.takes(programme, currency):
        raise errors.CurrencyMismatch(currency_code=programme.currency)
    tier = rules.tier_at(member.growth if member else 0, ladder)
    points = rules.points_for(amount, programme, tier.earn_rate_percent)
    return points, rules.growth_for(amount, programme)


async def redeem(
    scope: Scope, asked: str, points: int, order_id: str, reason: str
) -> tuple[Redemption, Member]:
    """Spend points."""
    person_id = scope.whose(asked)
    book = await _book_of(scope, person_id)
    redemption = rules_points.redeem(book, person_id, points, order_id, reason)
    await scope.store.add_redemption(redemption)
    await scope.store.keep(book, scope.trace_id)
    return redemption, book.members[person_id]


async def unredeem(scope: Scope, redemption_id: str) -> tuple[Redemption, Member]:
    """Give spent points back; ones that came back already stay so."""
    found = await scope.store.find_redemption(redemption_id)
    if found is None:
        raise errors.RedemptionNotFound(redemption_id=redemption_id)
    person_id = scope.whose(found.person_id)
    book = await _book_of(scope, person_id)
    redemption = await scope.store.find_redemption(redemption_id) or found
    _locked(book, redemption.person_id)
    if redemption.unredeemed_at is None:
        lapsed = await scope.store.find_lapsed_credits([person_id], scope.now)
        redemption = rules_points.unredeem(book, redemption, lapsed.get(person_id, ()))
        await scope.store.end_redemption(redemption_id, scope.now)
        await scope.store.keep(book, scope.trace_id)
    return redemption, book.members[person_id]


async def adjust(scope: Scope, person_id: str, points: int, reason: str) -> tuple[Entry, Book]:
    """Grant or take points by hand."""
    book = await _book_of(scope, person_id)
    programme = await scope.programmes.programme()
    entry = rules_points.adjust(book, programme, person_id, points, reason)
    await scope.store.keep(book, scope.trace_id)
    return entry, book


async def expire(scope: Scope, person_ids: Iterable[str]) -> tuple[int, int]:
    """Expire what has run out of validity; tells how many members lost how many points."""
    book, _, _ = await _open_book(scope, person_ids)
    lapsed = await scope.store.find_lapsed_credits(book.members, scope.now)
    lost = [book.expire(person_id, credits_) for person_id, credits_ in lapsed.items()]
    await scope.store.keep(book, scope.trace_id)
    await scope.store.mark_lapsed(book.members, scope.now)
    return sum(1 for points in lost if points), sum(lost)


async def list_ledger(
    scope: Scope, asked: str, order_id: str, page: Page
) -> tuple[Member, list[Entry]]:
    """The member and one line more than the page shows, newest first."""
    member, _ = await get_member(scope, asked)
    before = int(page.after[0]) if page.after else 0
    entries = await scope.store.list_ledger(member.person_id, before, order_id, page.limit + 1)
    return member, entries


async def _book_of(scope: Scope, person_id: str) -> Book:
    """The book of one member. Raises MemberNotFound and PersonMerged."""
    book, _, _ = await _open_book(scope, [person_id])
    if not _is_there(book, person_id):
        now_is = await scope.store.survivors([person_id])
        if person_id in now_is:
            raise PersonMerged(merged_into_person_id=now_is[person_id])
        raise errors.MemberNotFound(person_id=person_id)
    return book


def _is_there(book: Book, person_id: str) -> bool:
    member = book.members.get(person_id)
    return member is not None and member.status is not MemberStatus.MERGED


def _locked(book: Book, person_id: str) -> Member:
    """A member that the book must have; begins again where a merge came in between."""
    if not _is_there(book, person_id):
        raise conflict("a merge moved this membership meanwhile")
    return book.members[person_id]


async def _open_book(
    scope: Scope, person_ids: Iterable[str], *, enrol_missing: bool = False
) -> Opened:
    """A book of locked members; with `enrol_missing` as those that they are now."""
    wanted = set(person_ids)
    await scope.programmes.share_ladder()
    ladder = await scope.programmes.ladder()
    new: set[str] = set()
    now_are: Mapping[str, str] = {}
    if enrol_missing:
        known = await scope.store.find_members(wanted)
        in_use = {p for p, member in known.items() if member.status is not MemberStatus.MERGED}
        if unsure := wanted - in_use:
            now_are = await scope.store.survivors(unsure)
            wanted = {now_are.get(person_id, person_id) for person_id in wanted}
            missing = {person_id: new_id("mem") for person_id in wanted - in_use}
            new = await scope.store.enrol(missing, ladder[0].code, scope.now)
    book = Book(await scope.store.take_members_for_change(wanted), ladder, scope.now)
    book.events += [Event(EventKind.ENROLLED, book.members[person]) for person in sorted(new)]
    return Opened(book, new, now_are)
