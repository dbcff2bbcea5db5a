"""Both sides change members at the same time, and agree when each has heard of the other."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.member.crm import rules
from centers.member.crm.model import CrmState, Link, Moved, Underway
from centers.member.model import CreditKind, LedgerKind, MemberStatus, Tier
from centers.member.work import Work, reference
from tests.unit.member.build import NOW, member, work_of

PERSON, MEMBER = "per_ann", "mem_per_ann"
LADDER = (Tier("base", "Base", 0, 100), Tier("gold", "Gold", 500, 150), Tier("top", "", 900, 200))
ACTIVE, FROZEN = MemberStatus.ACTIVE, MemberStatus.FROZEN
CLOSED, MERGED = MemberStatus.CLOSED, MemberStatus.MERGED


def state(**changes) -> CrmState:
    """Ann as the CRM has her, who has heard of all that is here."""
    known = CrmState("crm_1", MEMBER, ACTIVE, "base", 0, 1, 1, 0)
    return replace(known, **changes)


NOTHING = Underway()


def taken(work: Work, told: CrmState, underway: Underway = NOTHING, *, keeps: bool = True):
    """Take it over; the conflicts, by field."""
    found = rules.take(work, PERSON, told, underway, "crm_a", keeps=keeps)
    return {each.field: (each.our_value, each.crm_value) for each in found}


class Sides:
    """Ann here and at a CRM that keeps points, and what is on the way between them."""

    def __init__(self) -> None:
        self.ann = member()
        self.own: list[tuple[int, int]] = []
        self.credits: dict = {}
        self.events: list[tuple] = []
        self.crm = state()
        self.given = 0

    def keep(self, work: Work) -> None:
        before, self.ann = self.ann, work.members[PERSON]
        for entry in work.entries:
            if entry.points and entry.kind is not LedgerKind.CRM:
                self.own.append((entry.position, entry.points))
                self.events.append(("points", entry.position, entry.points))
        self.credits |= work.new_credits | work.changed_credits
        if self.ann.revision > before.revision:
            self.events.append(("profile", self.ann))

    def work(self) -> Work:
        return Work({PERSON: self.ann}, LADDER, NOW)

    def here(self, points: int, growth: int) -> None:
        work = self.work()
        points = max(points, -self.ann.balance)
        growth = max(growth, -self.earned_growth())
        work.post(PERSON, LedgerKind.ADJUST, points, growth=growth, source=reference(NOW))
        self.keep(work)

    def earned_growth(self) -> int:
        granted = sum(each.growth - each.reversed_growth for each in self.credits.values())
        return self.ann.growth - granted

    def there(self, points: int, tier: str) -> None:
        self.given += points
        total = self.crm.points + points
        self.crm = replace(self.crm, points=total, tier_code=tier, revision=self.crm.revision + 1)

    def push(self, count: int) -> None:
        for what, *told in self.events[:count]:
            if what == "points":
                position, points = told
                self.crm = replace(
                    self.crm, points=self.crm.points + points, known_position=position
                )
            else:
                (ann,) = told
                self.crm = replace(self.crm, tier_code=ann.tier_code, known_revision=ann.revision)
            self.crm = replace(self.crm, revision=self.crm.revision + 1)
        del self.events[:count]

    def pull(self, told: CrmState | None = None) -> dict:
        told, work = told or self.crm, self.work()
        points = sum(each for at, each in self.own if at > told.known_position)
        granted = [c for c in self.credits.values() if c.kind is CreditKind.GRANT]
        before = self.ann
        conflicts = taken(work, told, Underway(points, granted))
        self.keep(work)
        if "points" not in conflicts:
            assert self.ann.balance == told.points + points
        if told.known_revision < before.revision:
            assert self.ann.tier_code == before.tier_code
        return conflicts

    def from_the_crm(self) -> int:
        """The points that came from the CRM and are not gone again, by the books."""
        return sum(each.points for each in self.credits.values()) - self.ann.spent


SMALL = st.integers(-40, 60)
STEP = st.one_of(
    st.tuples(st.just("here"), SMALL, st.sampled_from([-300, 0, 0, 450, 600])),
    st.tuples(st.just("there"), SMALL, st.sampled_from(["base", "gold", "top"])),
    st.tuples(st.just("push"), st.integers(1, 3)),
    st.tuples(st.just("pull")),
    st.tuples(st.just("remember")),
    st.tuples(st.just("late")),
)


@given(st.lists(STEP, max_size=25))
def test_whatever_both_sides_do_no_point_is_made_or_lost_and_they_agree_in_the_end(steps):
    sides, remembered = Sides(), None
    for what, *values in steps:
        if what == "remember":
            remembered = sides.crm
        elif what == "late":
            sides.pull(remembered)
        else:
            getattr(sides, what)(*values)
        assert sides.ann.balance >= 0
        own = sum(points for _, points in sides.own)
        assert sides.ann.balance == own + sides.from_the_crm()
        assert sides.ann.tier_code == sides.work().ladder[_step(sides.ann.growth)].code
    sides.push(len(sides.events))
    conflicts = sides.pull()
    own = sum(points for _, points in sides.own)
    assert sides.crm.points == own + sides.given
    if "points" not in conflicts:
        assert sides.ann.balance == own + sides.given
    again = sides.pull()
    settled = Moved(0, sides.ann.balance)
    drift = rules.compare(sides.ann, sides.crm, settled, sides.crm.revision, keeps=True)
    assert (drift is None) == (not again)
    if "tier_code" in again:
        assert sides.crm.tier_code != sides.ann.tier_code


def _step(growth: int) -> int:
    return max(at for at, tier in enumerate(LADDER) if tier.growth_required <= growth)


def test_what_moved_here_since_is_added_to_what_the_crm_says():
    work = work_of(member(balance=70))
    assert taken(work, state(points=100, known_position=3), Underway(-30)) == {}
    assert work.entries == []
    assert taken(work, state(points=120, known_position=3), Underway(-30)) == {}
    (entry,) = work.entries
    assert (entry.kind, entry.points, entry.reason) == (LedgerKind.CRM, 20, "crm_a")
    (credit,) = work.new_credits.values()
    assert (credit.points, credit.expires_at) == (20, None)


def test_points_from_the_crm_pay_off_what_is_owed_first():
    work = work_of(member(owed=15))
    taken(work, state(points=40))
    assert (work.members[PERSON].balance, work.members[PERSON].owed) == (25, 0)


def test_less_than_nothing_is_told_and_unknown_differs_from_zero():
    work = work_of(member(balance=10))
    assert taken(work, state(points=-5)) == {"points": ("10", "-5")}
    assert taken(work, state(points=None)) == {}
    assert taken(work, state(points=99), keeps=False) == {}
    assert work.is_empty


def test_a_tier_or_status_that_the_crm_set_before_it_heard_of_ours_changes_nothing():
    work = work_of(member(revision=3))
    assert taken(work, state(tier_code="gold", status=FROZEN, known_revision=2)) == {}
    assert work.is_empty


def test_a_tier_of_the_crm_is_reached_by_growth_and_not_told_back():
    work = work_of(member())
    assert taken(work, state(tier_code="gold")) == {}
    ann = work.members[PERSON]
    assert (ann.tier_code, ann.growth, ann.revision) == ("gold", 500, 1)
    (grant,) = work.new_credits.values()
    work = work_of(ann)
    assert taken(work, state(tier_code="base"), Underway(granted=[grant])) == {}
    assert (work.members[PERSON].tier_code, work.members[PERSON].growth) == ("base", 499)
    (back,) = work.changed_credits.values()
    assert back.reversed_growth == 1


@pytest.mark.parametrize("tier", ["base", "nowhere"])
def test_growth_that_orders_earned_is_not_taken_nor_a_tier_that_is_none(tier):
    work = work_of(member(growth=700, tier_code="gold"))
    assert taken(work, state(tier_code=tier)) == {"tier_code": ("gold", tier)}
    assert work.is_empty


def test_the_crm_freezes_and_unfreezes_and_closes_nobody():
    work = work_of(member())
    assert taken(work, state(status=FROZEN)) == {}
    assert taken(work, state(status=None)) == {}
    assert work.members[PERSON].status is FROZEN
    assert taken(work, state(status=CLOSED)) == {"status": ("FROZEN", "CLOSED")}
    assert taken(work, state(status=ACTIVE)) == {}
    ended = work_of(member(status=CLOSED))
    assert taken(ended, state()) == {"status": ("CLOSED", "ACTIVE")}
    merged = work_of(member(status=MERGED))
    assert taken(merged, state(status=CLOSED)) == {}


def test_points_for_who_has_left_or_was_merged_are_for_a_person_to_decide():
    for status in (CLOSED, MERGED):
        ended, told = member(status=status, revision=2), state(status=CLOSED, points=9)
        work = work_of(ended)
        assert taken(work, told) == {"points": ("0", "9")}
        assert work.is_empty
        assert rules.compare(ended, told, Moved(0, 0), 1, keeps=True) is not None
        assert rules.compare(ended, state(status=CLOSED), Moved(0, 0), 1, keeps=True) is None


def test_nobody_is_two_members_of_the_crm_and_a_closed_one_gives_way():
    one, two = state(), state(crm_member_id="crm_2")
    persons = {MEMBER: PERSON}
    assert rules.match([one], [], persons) == {"crm_1": PERSON}
    linked = Link("crm_1", PERSON, 1, closed=False)
    assert rules.match([two], [linked], persons) == {"crm_2": ""}
    closed = replace(one, status=CLOSED)
    assert rules.match([closed, two], [linked], persons) == {"crm_1": "", "crm_2": PERSON}
    gone = replace(linked, closed=True)
    assert rules.match([two], [gone], persons) == {"crm_2": PERSON}


def test_who_is_known_stays_until_the_crm_names_another():
    linked = Link("crm_1", PERSON, 1, closed=False)
    assert rules.match([state(member_id="")], [linked], {}) == {"crm_1": PERSON}
    assert rules.match([state(member_id="mem_x")], [linked], {}) == {"crm_1": ""}
    assert rules.match([state(member_id="")], [], {}) == {"crm_1": ""}


def test_an_older_state_is_passed_over():
    link = Link("crm_1", PERSON, 5, closed=False)
    old, new = state(revision=4), state(revision=5)
    assert rules.last_of_each([new, old], {}) == [new]
    assert rules.last_of_each([old], {"crm_1": link}) == []
    assert rules.last_of_each([new], {"crm_1": link}) == [new]


def test_what_is_on_its_way_is_no_drift():
    ann, moved = member(balance=70, revision=2), Moved(-30, 70)
    less = state(points=90, revision=2)
    same = state(points=100, known_revision=1, tier_code="gold")
    assert rules.compare(ann, same, moved, 1, keeps=True) is None
    assert rules.compare(ann, less, moved, 1, keeps=True) is None
    drift = rules.compare(ann, less, moved, 2, keeps=True)
    assert drift is not None
    assert (drift.our_points, drift.crm_points, drift.points_underway) == (70, 90, -30)
    assert rules.compare(ann, less, moved, 1, keeps=False) is not None
    frozen = state(points=100, revision=2, known_revision=2, status=FROZEN)
    assert rules.compare(ann, frozen, moved, 1, keeps=False) is None
    assert rules.compare(ann, frozen, moved, 2, keeps=False) is not None
    assert rules.compare(ann, None, moved, 0, keeps=True) is not None
    assert rules.compare(member(status=CLOSED), None, Moved(0, 0), 0, keeps=True) is None
