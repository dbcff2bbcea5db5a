"""Rows of the tables ⇄ model: the shape in which memberships lie in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from centers.member.messages import event_payload
from centers.member.model import (
    Benefit,
    Credit,
    Entry,
    Joined,
    LoyaltyProgramme,
    Member,
    Redemption,
    Reversal,
    Tier,
)
from centers.member.work import Work
from mesh.data.change import Unit
from mesh.data.database import Record
from mesh.data.rows import Columns, RowReader, Values
from mesh.feed.events import NewEvent, event_columns
from mesh.pure.grouping import grouped

member_of = RowReader(Member)
credit_of = RowReader(Credit)
reversal_of = RowReader(Reversal)
redemption_of = RowReader(Redemption)
entry_of = RowReader(Entry)
joined_of = RowReader(Joined)
programme_of = RowReader(LoyaltyProgramme)
tier_of = RowReader(Tier, json=["names"])
benefit_of = RowReader(Benefit, json=["parameters", "names", "description_names"])

TIER_COLUMNS = Columns(
    Tier, "code", "name", "growth_required", "earn_rate_percent", "names", json=["names"]
)
BENEFIT_VALUES = Values(
    Benefit,
    *("code", "name", "description", "kind", "tier_codes", "parameters", "names"),
    "description_names",
    json=["parameters", "names", "description_names"],
)
PROGRAMME_VALUES = Values(
    LoyaltyProgramme,
    *("currency", "minor_units_per_point", "minor_units_per_growth", "points_valid_days"),
)
REDEMPTION_VALUES = Values(
    Redemption, "redemption_id", "person_id", "points", "order_id", "reason", "redeemed_at"
)
_CHANGED_MEMBERS = Columns(
    Member,
    *("person_id", "status", "tier_code", "balance", "owed", "growth", "spent"),
    *("entry_count", "updated_at"),
)
_NEW_CREDITS = Columns(
    Credit,
    *("kind", "credit_id", "person_id", "amount", "currency", "points", "growth"),
    *("earned_at", "expires_at", "refunded", "reversed_points", "reversed_growth", "expired"),
)
_CHANGED_CREDITS = Columns(
    Credit, "kind", "credit_id", "refunded", "reversed_points", "reversed_growth", "expired"
)
_person_id = attrgetter("person_id")
_REVERSALS = Columns(Reversal, "order_id", "refund_id", "amount", "points", "owed", "growth")
_ENTRIES = Columns(
    Entry,
    *("person_id", "position", "entry_id", "kind", "points", "balance_after", "growth"),
    *("order_id", "refund_id", "redemption_id", "reason", "occurred_at", "expires_at"),
)


def work_arguments(
    work: Work, events: Sequence[NewEvent], unit: Unit, merchant_id: str
) -> list[Any]:
    """Return all that a change adds, as the parameters of the statement keep_work."""
    return [
        merchant_id,
        *_CHANGED_MEMBERS(list(work.changed.values())),
        *_NEW_CREDITS(list(work.new_credits.values())),
        *_CHANGED_CREDITS(_only_changed(work)),
        work.now,
        *_REVERSALS(work.reversals),
        *_ENTRIES(work.entries),
        *event_columns(events, unit.trace_id),
        [member.revision for member in work.changed.values()],
    ]


def credits_by_person(rows: Iterable[Record]) -> dict[str, list[Credit]]:
    """Return the credits in rows, by person id."""
    return {each[0].person_id: each for each in grouped(credit_of.each(rows), _person_id)}


def _only_changed(work: Work) -> list[Credit]:
    return [credit for key, credit in work.changed_credits.items() if key not in work.new_credits]


def events_of(work: Work, merchant_id: str) -> list[NewEvent]:
    """Return what a change tells the feed."""
    return [
        NewEvent(
            merchant_id,
            "",
            event.member.member_id,
            event.kind.name,
            event_payload(event, work.ladder, merchant_id, work.now),
        )
        for event in work.events
    ]
