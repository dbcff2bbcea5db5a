"""The unit of work: memberships as they stand under lock, and all that a change adds to them.

Every change of points goes through `Work.post`, so that balance, ledger, tier and events
cannot come apart. The store writes it in one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from centers.member.model import (
    Credit,
    CreditKind,
    Entry,
    Event,
    EventKind,
    LedgerKind,
    Member,
    MemberStatus,
    Reversal,
    Tier,
)
from centers.member.rules import tier_at
from mesh.pure.ids import new_id

CreditKey = tuple[CreditKind, str]


class Work:
    """What a change makes of the members it locked."""

    def __init__(
        self, members: Mapping[str, Member], ladder: Sequence[Tier], now: datetime
    ) -> None:
        """`members` are by person id, `ladder` is lowest tier first."""
        self.members = dict(members)
        self.ladder = ladder
        self.now = now
        self.changed: dict[str, Member] = {}
        self.entries: list[Entry] = []
        self.events: list[Event] = []
        self.new_credits: dict[CreditKey, Credit] = {}
        self.changed_credits: dict[CreditKey, Credit] = {}
        self.reversals: list[Reversal] = []

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to write."""
        written = (self.changed, self.new_credits, self.changed_credits, self.reversals)
        return not (self.events or any(written))

    def post(
        self,
        person_id: str,
        kind: LedgerKind,
        points: int,
        *,
        growth: int = 0,
        owed: int = 0,
        spent: int = 0,
        source: Entry | None = None,
    ) -> Entry:
        """Add a line to a member's ledger and change the member by it.

        `points`, `growth`, `owed` and `spent` are changes and may be negative; `source`
        lends what the line refers to (order, refund, redemption, reason, expiry).
        """
        before = self.members[person_id]
        after = replace(
            before,
            balance=before.balance + points,
            growth=before.growth + growth,
            owed=before.owed + owed,
            spent=before.spent + spent,
            entry_count=before.entry_count + 1,
            updated_at=self.now,
        )
        entry = replace(
            source or reference(self.now),
            entry_id=new_id("ple"),
            person_id=person_id,
            position=after.entry_count,
            kind=kind,
            points=points,
            balance_after=after.balance,
            growth=growth,
        )
        self.entries.append(entry)
        self._keep(self._on_tier(after, by_crm=kind is LedgerKind.CRM))
        self.events.append(Event(EventKind.POINTS_CHANGED, self.members[person_id], entry))
        self._add_tier_change(before, person_id)
        return entry

    def settle(self, person_id: str) -> None:
        """Pay off what the member owes, as far as the balance reaches."""
        member = self.members[person_id]
        paid = min(member.owed, member.balance)
        if paid:
            self.post(person_id, LedgerKind.SETTLE, -paid, owed=-paid)

    def set_status(self, person_id: str, status: MemberStatus, *, by_crm: bool = False) -> None:
        """Change the status of a membership; the CRM is not told of what it said itself."""
        before = self.members[person_id]
        revision = before.revision + (not by_crm)
        self._keep(replace(before, status=status, revision=revision, updated_at=self.now))
        self.events.append(Event(EventKind.STATUS_CHANGED, self.members[person_id]))

    def tell_again(self, person_id: str, *, is_later: bool = True) -> None:
        """Have the CRM told how a membership stands, and of points that it was not told.

        Where that `is_later` than all that it has heard, it counts over what it says itself.
        """
        before = self.members[person_id]
        revision = before.revision + is_later
        self._keep(replace(before, revision=revision, updated_at=self.now))
        self.events.append(Event(EventKind.TOLD_AGAIN, self.members[person_id]))

    def add_credit(self, credit: Credit) -> None:
        """Keep where points came from."""
        self.new_credits[credit.kind, credit.credit_id] = credit

    def change_credit(self, credit: Credit) -> None:
        """Keep what has become of points that came earlier."""
        self.changed_credits[credit.kind, credit.credit_id] = credit

    def expire(self, person_id: str, lapsed: Iterable[Credit]) -> int:
        """Expire what is left of credits whose time has come; return how many points.

        Points count as spent in the order in which they expire: so of all that has lapsed,
        what was spent is covered first, and the rest, the latest of it, is lost.
        """
        latest_first = sorted(
            lapsed, key=lambda credit: (credit.expires_at or self.now, credit.credit_id)
        )[::-1]
        unspent = sum(credit.left for credit in latest_first) - self.members[person_id].spent
        due = lost = max(0, unspent)
        for credit in latest_first:
            part = min(due, credit.left)
            due -= part
            if part:
                self.change_credit(replace(credit, expired=credit.expired + part))
        if lost:
            self.post(person_id, LedgerKind.EXPIRE, -lost)
        return lost

    def _keep(self, member: Member) -> None:
        self.members[member.person_id] = member
        self.changed[member.person_id] = member

    def _on_tier(self, member: Member, *, by_crm: bool) -> Member:
        if member.status is MemberStatus.CLOSED:
            return member
        return on_tier(member, tier_at(member.growth, self.ladder), by_crm=by_crm)

    def _add_tier_change(self, before: Member, person_id: str) -> None:
        member = self.members[person_id]
        if member.tier_code != before.tier_code:
            event = Event(EventKind.TIER_CHANGED, member, previous_tier_code=before.tier_code)
            self.events.append(event)


def on_tier(member: Member, tier: Tier, *, by_crm: bool = False) -> Member:
    """Return a member on a tier; another than before is a new revision, unless the CRM said so."""
    if tier.code == member.tier_code:
        return member
    revision = member.revision + (not by_crm)
    return replace(member, tier_code=tier.code, revision=revision)


def reference(
    now: datetime,
    *,
    order_id: str = "",
    refund_id: str = "",
    redemption_id: str = "",
    reason: str = "",
    expires_at: datetime | None = None,
) -> Entry:
    """Return what a ledger line refers to, for `Work.post`."""
    return Entry(
        entry_id="",
        person_id="",
        position=0,
        kind=LedgerKind.ADJUST,
        points=0,
        balance_after=0,
        growth=0,
        occurred_at=now,
        order_id=order_id,
        refund_id=refund_id,
        redemption_id=redemption_id,
        reason=reason,
        expires_at=expires_at,
    )
