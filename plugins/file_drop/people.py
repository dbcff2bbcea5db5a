"""What a list of members makes of those who are known: pure.

The list says up to which of our files its sums go (`known_file`). What was written out after that
counts over it: points are added, tier and standing stay as they were written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

ACTIVE, FROZEN, CLOSED, MERGED = "active", "frozen", "closed", "merged"
"""Where a member stands."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list of members. What is empty or None the list does not say."""

    line: int
    crm_member_id: str
    member_id: str
    standing: str
    tier_code: str
    points: int | None
    known_file: int


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the CRM has them once it has imported all files.

    `told_id` is what the platform knows them by for ever, `number` what lists call them: empty as
    long as no list did. `member_id` is the platform's, empty where it is not known. `points` is
    None where nobody knows. `list_file` is the `known_file` of the last list that they stood in.
    """

    told_id: str
    number: str = ""
    member_id: str = ""
    standing: str = ACTIVE
    tier_code: str = ""
    points: int | None = None
    known_revision: int = 0
    known_position: int = 0
    list_file: int = -1


@dataclass(frozen=True, slots=True)
class Written:
    """What was written out of a member of the platform's, some of it after a `known_file`."""

    revision: int = 0
    position: int = 0
    points_after: int = 0
    profile_after: bool = False


class LineRefused(Exception):
    """A line cannot be taken over; the texts say why, and what a person may do."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.advice = advice


@dataclass
class People:
    """The members of a chain, as far as a list is about them."""

    by_number: dict[str, Member]
    by_member_id: dict[str, Member]
    changed: dict[str, Member] = field(default_factory=dict)
    """Those that are not as they were, by `told_id`, in the order in which they changed."""
    listed: dict[str, int] = field(default_factory=dict)
    """The `known_file` of the lines that were taken, by `told_id`."""

    def take(self, line: Listed, written: Mapping[str, Written], last_file: int) -> None:
        """Take a line over. `written` is by the platform's ids. Raise LineRefused."""
        if line.known_file > last_file:
            raise LineRefused(
                f"known_file is {line.known_file}, and the last file has the number {last_file}",
                "write the number of the last profiles or points file that was imported",
            )
        before = self.by_number.get(line.crm_member_id)
        if before is not None and line.known_file < before.list_file:
            return  # a list from before: what came later counts
        owner = self._owner(line, before)
        if before is None:
            before = owner or Member(line.crm_member_id)
        elif owner is not None and owner is not before:
            # The list says now that the two of them are one.
            self._keep(owner, replace(owner, member_id="", standing=CLOSED))
        self._keep(before, merged(before, line, written.get(line.member_id or before.member_id)))
        self.listed[before.told_id] = line.known_file

    def _owner(self, line: Listed, before: Member | None) -> Member | None:
        """Return who has the platform's id of a line. Raise LineRefused for a third one.

        A back office may know members by the platform's ids, and by no others.
        """
        named = line.member_id or ("" if before else line.crm_member_id)
        owner = self.by_member_id.get(named) if named else None
        if owner is not None and owner is not before and owner.number:
            raise LineRefused(
                f"member_id belongs to {owner.number} already",
                "leave it with one of them: nobody is two members",
            )
        return owner

    def _keep(self, before: Member, after: Member) -> None:
        self.by_member_id.pop(before.member_id, None)
        if after.member_id:
            self.by_member_id[after.member_id] = after
        if after.number:
            self.by_number[after.number] = after
        if after != replace(before, list_file=after.list_file):
            self.changed.pop(after.told_id, None)
            self.changed[after.told_id] = after


def merged(member: Member, line: Listed, written: Written | None) -> Member:
    """Return a member with what a list says of them, and what was written out after it."""
    ours = written or Written()
    other = bool(line.member_id) and line.member_id != member.member_id
    points = member.points
    if line.points is not None:
        points = line.points + ours.points_after
    elif other and points is not None:
        points += ours.points_after
    after = replace(
        member,
        number=line.crm_member_id,
        member_id=line.member_id or member.member_id,
        points=points,
        known_revision=ours.revision if other else member.known_revision,
        known_position=ours.position if other else member.known_position,
        list_file=line.known_file,
    )
    if ours.profile_after:
        return after
    return replace(
        after,
        standing=line.standing or member.standing,
        tier_code=line.tier_code or member.tier_code,
    )
