"""What a plug-in for a CRM owes: the members and points that it takes."""

from __future__ import annotations

from zhongtai.plugin.v1 import crm_member_pb2, crm_movement_pb2, crm_pb2_grpc, plugin_pb2
from zhongtai.plugin.v1 import crm_pb2 as pb

from zhongtai_plugin.conformance.core import (
    CALL_SECONDS,
    CHAIN_UNKNOWN,
    ITEM_BY_ITEM,
    Subject,
    check,
)
from zhongtai_plugin.conformance.expecting import (
    expect,
    expect_equal,
    expect_fault,
    expect_ids,
    expect_item_fault,
    expect_item_taken,
    expect_middle_refused,
)
from zhongtai_plugin.errors import BadRequest, Conflict, Rejected

POINTS = plugin_pb2.CAPABILITY_CRM_POINTS


def stub_of(subject: Subject) -> crm_pb2_grpc.CrmServiceAsyncStub:
    """Return the plug-in's service."""
    return crm_pb2_grpc.CrmServiceStub(subject.channel)


def sample_profile(
    subject: Subject, member_id: str = "", revision: int = 1
) -> crm_member_pb2.CrmProfile:
    """Return a membership that any CRM should take; of somebody new unless it names a member."""
    member_id = member_id or subject.new_id("member")
    profile = crm_member_pb2.CrmProfile(
        profile_id=f"{member_id}/{revision}",
        merchant_id=subject.parameter("merchant_id"),
        member_id=member_id,
        person_id=f"person-of-{member_id}",
        revision=revision,
        standing=crm_member_pb2.CRM_STANDING_ACTIVE,
        tier_code="member",
    )
    profile.join_time.GetCurrentTime()
    return profile


def sample_movement(
    subject: Subject, member_id: str, position: int = 1, points: int = 30
) -> crm_movement_pb2.CrmMovement:
    """Return points that a member earned."""
    movement = crm_movement_pb2.CrmMovement(
        movement_id=f"{member_id}/{position}",
        merchant_id=subject.parameter("merchant_id"),
        member_id=member_id,
        kind=crm_movement_pb2.CRM_MOVEMENT_KIND_EARN,
        points=points,
        position=position,
        balance_after=max(points, 0),
        order_id=subject.new_id("order"),
    )
    movement.occur_time.GetCurrentTime()
    return movement


async def push(
    subject: Subject, *profiles: crm_member_pb2.CrmProfile
) -> list[plugin_pb2.ItemResult]:
    """Push memberships, and return their results, which have their keys."""
    request = pb.PushMembersRequest(profiles=profiles)
    answer = await stub_of(subject).PushMembers(request, timeout=CALL_SECONDS)
    expect_ids(answer.results, [profile.profile_id for profile in profiles])
    return list(answer.results)


async def move(
    subject: Subject, *movements: crm_movement_pb2.CrmMovement
) -> list[plugin_pb2.ItemResult]:
    """Push movements of points, and return their results, which have their keys."""
    request = pb.PushPointsRequest(movements=movements)
    answer = await stub_of(subject).PushPoints(request, timeout=CALL_SECONDS)
    expect_ids(answer.results, [movement.movement_id for movement in movements])
    return list(answer.results)


async def joined(subject: Subject) -> str:
    """Have somebody new join; return the member's id."""
    profile = sample_profile(subject)
    (result,) = await push(subject, profile)
    expect_item_taken(result, known=False)
    return profile.member_id


async def look_up(subject: Subject, member_id: str) -> crm_member_pb2.CrmMember:
    """Return a member as the CRM has them; fail where it has none."""
    request = pb.LookUpMembersRequest(
        merchant_id=subject.parameter("merchant_id"), member_ids=[member_id]
    )
    answer = await stub_of(subject).LookUpMembers(request, timeout=CALL_SECONDS)
    expect_equal([each.member_id for each in answer.members], [member_id], "who is known")
    return answer.members[0]


@check(
    "crm",
    ground=True,
    contract=(
        "Takes memberships as they stand on the platform: a join, and every change of tier or "
        "standing; at most 500."
    ),
)
async def a_good_profile_is_taken(subject: Subject) -> None:
    """Take it; the chain of the checks is --param merchant_id=… ."""
    (result,) = await push(subject, sample_profile(subject))
    expect(not result.HasField("error"), f"a good profile is refused: {result.error.message}")


@check("crm", contract="One that is known is answered already_known;")
async def a_profile_pushed_twice_is_there_once(subject: Subject) -> None:
    """Keep profile_id with what it has led to, and look for it before you write."""
    profile = sample_profile(subject)
    for known in (False, True, True):
        (result,) = await push(subject, profile)
        expect_item_taken(result, known=known)


@check(
    "crm",
    contract=(
        "so is one whose revision is not above the last one that was taken of its member, which "
        "changes nothing."
    ),
)
async def an_older_profile_changes_nothing(subject: Subject) -> None:
    """Compare its revision with that of the member in the same transaction."""
    member_id = await joined(subject)
    newer, older = (sample_profile(subject, member_id, revision) for revision in (3, 2))
    newer.tier_code = "gold"
    for profile, known in ((newer, False), (older, True)):
        (result,) = await push(subject, profile)
        expect_item_taken(result, known=known)
    found = await look_up(subject, member_id)
    expect_equal(found.known_revision, 3, "known_revision")
    expect(found.tier_code in ("", "gold"), f"the tier went back to {found.tier_code!r}")


@check(
    "crm",
    contract="CONFLICT (the key was used for another profile), BAD_REQUEST (fields missing).",
)
async def a_profile_id_of_another_profile_is_a_conflict(subject: Subject) -> None:
    """Compare it with what is there, by a digest; what is there stays."""
    profile = sample_profile(subject)
    await push(subject, profile)
    other = sample_profile(subject)
    other.profile_id = profile.profile_id
    (result,) = await push(subject, other)
    expect_item_fault(result, Conflict)
    (again,) = await push(subject, profile)
    expect_item_taken(again, known=True)


@check("crm", contract=ITEM_BY_ITEM)
async def a_bad_profile_does_not_fail_its_neighbours(subject: Subject) -> None:
    """Check each by itself; one without member_id is a BAD_REQUEST."""
    bad = sample_profile(subject)
    bad.member_id = ""
    expect_middle_refused(
        await push(subject, sample_profile(subject), bad, sample_profile(subject))
    )


@check(
    "crm",
    contract=(
        "REQUIRED. 1 to 500 profiles, of any chains; of one member in the order in which they "
        "changed."
    ),
)
async def an_empty_batch_of_profiles_is_a_bad_request(subject: Subject) -> None:
    """Refuse the call with BAD_REQUEST when there is nothing in it."""
    call = stub_of(subject).PushMembers(pb.PushMembersRequest(), timeout=CALL_SECONDS)
    await expect_fault(call, BadRequest)


@check("crm", contract=CHAIN_UNKNOWN)
async def a_profile_of_a_chain_that_is_not_served_is_rejected(subject: Subject) -> None:
    """Put that error into the result of this profile, and take the others."""
    strange = sample_profile(subject)
    strange.merchant_id = subject.new_id("chain")
    refused, taken = await push(subject, strange, sample_profile(subject))
    expect_item_fault(refused, Rejected, "CHAIN_UNKNOWN")
    expect_item_taken(taken, known=False)


@check(
    "crm",
    contract=(
        "Says how members stand at the CRM, at most 500: what the caller does after a time-out, "
        "and to compare both sides."
    ),
)
async def members_can_be_looked_up(subject: Subject) -> None:
    """Answer with those that are here, whole, and with nobody for ids that never came."""
    profile = sample_profile(subject)
    await push(subject, profile)
    request = pb.LookUpMembersRequest(
        merchant_id=profile.merchant_id,
        member_ids=[subject.new_id("never"), profile.member_id],
    )
    answer = await stub_of(subject).LookUpMembers(request, timeout=CALL_SECONDS)
    expect_equal([each.member_id for each in answer.members], [profile.member_id], "who is known")
    (found,) = answer.members
    expect_whole(subject, found)
    expect_equal(found.known_revision, 1, "known_revision")
    expect_equal(found.standing, profile.standing, "the standing")


@check("crm", contract=CHAIN_UNKNOWN)
async def members_of_a_chain_that_is_not_served_are_not_looked_up(subject: Subject) -> None:
    """Refuse the call: an empty answer would say that the CRM knows nobody."""
    request = pb.LookUpMembersRequest(merchant_id=subject.new_id("chain"), member_ids=["m"])
    call = stub_of(subject).LookUpMembers(request, timeout=CALL_SECONDS)
    await expect_fault(call, Rejected, "CHAIN_UNKNOWN")


@check(
    "crm",
    capability=POINTS,
    contract=(
        "One that is known is answered already_known, and moves nothing again, in the same batch "
        "too."
    ),
)
async def points_pushed_twice_move_once(subject: Subject) -> None:
    """Keep movement_id and the new balance in one transaction, item after item."""
    member_id = await joined(subject)
    before = (await look_up(subject, member_id)).points_balance
    movement = sample_movement(subject, member_id)
    for knowns in ((False, True), (True, True)):
        results = await move(subject, movement, movement)
        for result, known in zip(results, knowns, strict=True):
            expect_item_taken(result, known=known)
    found = await look_up(subject, member_id)
    if found.HasField("points_balance"):
        expect_equal(found.points_balance - before, movement.points, "the points that have moved")


@check(
    "crm",
    capability=POINTS,
    contract=(
        "The largest position of a CrmMovement of this member that is in points_balance; zero when "
        "there is none, as after the CRM has given it another member_id."
    ),
)
async def a_balance_says_which_movements_are_in_it(subject: Subject) -> None:
    """Keep the largest position beside the balance, and tell both as of one moment."""
    member_id = await joined(subject)
    expect_equal((await look_up(subject, member_id)).known_position, 0, "known_position at first")
    moved = [sample_movement(subject, member_id, position) for position in (1, 4)]
    for result in await move(subject, *moved):
        expect_item_taken(result, known=False)
    expect_equal((await look_up(subject, member_id)).known_position, 4, "known_position")


@check(
    "crm",
    capability=POINTS,
    contract="The balance may go below zero: what the platform let its customer spend is spent.",
)
async def points_that_are_not_there_can_be_spent(subject: Subject) -> None:
    """Take it: the platform has decided that already, and its customer has the goods."""
    member_id = await joined(subject)
    spent = sample_movement(subject, member_id, points=-5)
    spent.kind = crm_movement_pb2.CRM_MOVEMENT_KIND_REDEEM
    (result,) = await move(subject, spent)
    expect_item_taken(result, known=False)


@check("crm", capability=POINTS, contract=ITEM_BY_ITEM)
async def bad_points_do_not_fail_their_neighbours(subject: Subject) -> None:
    """Check each by itself; zero points are a BAD_REQUEST."""
    member_id = await joined(subject)
    left, bad, right = (sample_movement(subject, member_id, number) for number in (1, 2, 3))
    bad.points = 0
    expect_middle_refused(await move(subject, left, bad, right))


@check(
    "crm",
    capability=POINTS,
    contract="Item errors: REJECTED (with code MEMBER_UNKNOWN when the member was never pushed),",
)
async def points_of_somebody_unknown_are_rejected(subject: Subject) -> None:
    """Make no member of it: their profile comes first, or not at all."""
    (result,) = await move(subject, sample_movement(subject, subject.new_id("nobody")))
    expect_item_fault(result, Rejected, "MEMBER_UNKNOWN")


@check(
    "crm",
    capability=POINTS,
    contract="CONFLICT (the key was used for another movement), BAD_REQUEST (fields missing).",
)
async def a_movement_id_of_other_points_is_a_conflict(subject: Subject) -> None:
    """Compare it with what is there, by a digest; what is there stays."""
    movement = sample_movement(subject, await joined(subject))
    await move(subject, movement)
    movement.points = 7
    (result,) = await move(subject, movement)
    expect_item_fault(result, Conflict)


@check(
    "crm",
    capability=POINTS,
    contract=(
        "Says which movements are here, at most 500: what the caller does after a time-out. Only "
        "with CAPABILITY_CRM_POINTS."
    ),
)
async def points_can_be_looked_up(subject: Subject) -> None:
    """Answer with those of the keys that are here for this chain."""
    movement = sample_movement(subject, await joined(subject))
    await move(subject, movement)
    request = pb.LookUpPointsRequest(
        merchant_id=movement.merchant_id,
        movement_ids=[subject.new_id("never"), movement.movement_id],
    )
    answer = await stub_of(subject).LookUpPoints(request, timeout=CALL_SECONDS)
    expect_equal(list(answer.known_movement_ids), [movement.movement_id], "what is known")


def expect_whole(subject: Subject, member: crm_member_pb2.CrmMember) -> None:
    """Fail unless a member has all that every state of one must have."""
    who = member.crm_member_id
    expect(0 < len(who) <= 64, "crm_member_id is empty, or longer than 64 characters")
    expect(member.standing != 0, f"{who} has no standing")
    expect(member.revision > 0, f"{who} has no revision")
    expect(member.HasField("update_time"), f"{who} has no update_time")
    claims = plugin_pb2.CAPABILITY_CRM_STORED_VALUE in subject.info.capabilities
    expect(member.HasField("stored_value") or not claims, f"{who} has no stored_value")
    claims = plugin_pb2.CAPABILITY_CRM_POINTS_KEPT in subject.info.capabilities
    expect(member.HasField("points_balance") or not claims, f"{who} has no points_balance")
