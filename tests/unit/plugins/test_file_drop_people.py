"""A list of members and what was written out meanwhile: no point is lost or counted twice."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from plugins.file_drop.people import LineRefused, Listed, Member, People, Written, merged

POINTS = st.integers(-1000, 1000)


@given(st.lists(POINTS, max_size=8), st.integers(0, 8), POINTS)
def test_a_balance_is_the_lists_and_what_was_written_out_after_it(
    moved: list[int], known_file: int, given_by_hand: int
):
    """Whatever file a list goes up to, what the CRM gave itself is there once."""
    imported = moved[:known_file]
    listed = sum(imported) + given_by_hand
    written = Written(1, len(moved), sum(moved[known_file:]))
    member = Member("m", member_id="m", points=sum(moved), known_position=len(moved))
    line = Listed(2, "C1", "", "", "", listed, min(known_file, len(moved)))
    after = merged(member, line, written)
    assert after.points == sum(moved) + given_by_hand
    assert after.known_position == len(moved)


@given(st.booleans(), st.sampled_from(["", "gold"]), st.sampled_from(["", "frozen"]))
def test_tier_and_standing_are_the_lists_unless_a_profile_was_written_out_after_it(
    newer: bool, tier: str, standing: str
):
    member = Member("m", member_id="m", tier_code="member", known_revision=2)
    line = Listed(2, "C1", "", standing, tier, None, 1)
    after = merged(member, line, Written(2, 0, 0, profile_after=newer))
    taken = not newer
    assert after.tier_code == (tier if taken and tier else "member")
    assert after.standing == (standing if taken and standing else "active")
    assert after.points is None


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["", "m1", "m2"])), max_size=12))
def test_nobody_is_two_members_whatever_lists_say(lines: list[tuple[str, str]]):
    pushed = {each: Member(each, member_id=each, points=0) for each in ("m1", "m2")}
    people = People({}, dict(pushed))
    everybody = dict(pushed)
    for number, (who, member_id) in enumerate(lines):
        line = Listed(number, who, member_id, "", "", 5, 0)
        with suppress(LineRefused):
            people.take(line, {}, 0)
        everybody |= people.changed
    named = [each.member_id for each in everybody.values() if each.member_id]
    assert len(named) == len(set(named))
