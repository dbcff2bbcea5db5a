"""What a plug-in for a CRM owes: the members that are pulled from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from zhongtai.plugin.v1 import crm_member_pb2, plugin_pb2
from zhongtai.plugin.v1 import crm_pb2 as pb

from zhongtai_plugin.conformance.core import CALL_SECONDS, CHAIN_UNKNOWN, Subject, check
from zhongtai_plugin.conformance.crm import (
    expect_whole,
    joined,
    look_up,
    push,
    sample_profile,
    stub_of,
)
from zhongtai_plugin.conformance.expecting import expect, expect_equal, expect_fault
from zhongtai_plugin.conformance.pages import FOREIGN, PAGE_SIZE, to_the_end
from zhongtai_plugin.errors import BadRequest, Rejected

MEMBERS = plugin_pb2.CAPABILITY_CRM_MEMBERS

Member = crm_member_pb2.CrmMember


@check(
    "crm",
    capability=MEMBERS,
    contract=(
        "REQUIRED. Where to go on, at most 200 characters; equal to after_cursor when nothing is "
        "new."
    ),
)
async def members_can_be_pulled_to_an_end_and_are_whole(subject: Subject) -> None:
    """Give pages of page_size at most, and the same cursor again at the end."""
    await push(subject, *(sample_profile(subject) for _ in range(3)))
    members, cursor = await pulled(subject)
    for member in members:
        expect_whole(subject, member)
    late, _ = await pulled(subject, cursor)
    expect(not late, "what was told comes again after its cursor")


@check(
    "crm",
    capability=MEMBERS,
    contract=(
        "BAD_REQUEST with code CURSOR_UNKNOWN when the cursor is of another life of the plug-in: "
        "the platform begins anew then, with an empty one."
    ),
)
async def a_foreign_cursor_of_members_is_told_apart(subject: Subject) -> None:
    """Recognise your cursors, by a name of the list in them for example."""
    await expect_fault(_page(subject, FOREIGN), BadRequest, "CURSOR_UNKNOWN")


@check("crm", capability=MEMBERS, contract=CHAIN_UNKNOWN)
async def members_of_a_chain_that_is_not_served_are_not_pulled(subject: Subject) -> None:
    """Refuse the call: an empty page would say that nothing has changed."""
    request = pb.PullMembersRequest(merchant_id=subject.new_id("chain"))
    call = stub_of(subject).PullMembers(request, timeout=CALL_SECONDS)
    await expect_fault(call, Rejected, "CHAIN_UNKNOWN")


@check(
    "crm",
    capability=MEMBERS,
    contract=(
        "Members that have changed at the CRM after a cursor, whatever changed them (PushMembers "
        "and PushPoints too), deleted ones included, in the order in which they changed."
    ),
)
async def who_joined_comes_after_the_cursor(subject: Subject) -> None:
    """Give them with the platform's member_id, so that it learns yours."""
    _, cursor = await pulled(subject)
    member_id = await joined(subject)
    told = {each.member_id for each in (await pulled(subject, cursor))[0]}
    expect(member_id in told, "who joined is not told after the cursor")


@check(
    "crm",
    capability=MEMBERS,
    hook="change_member",
    contract=(
        "REQUIRED. Rises with each change of the member at the CRM: a state with a smaller one is "
        "older, and changes nothing on the platform."
    ),
)
async def a_change_at_the_crm_comes_with_a_larger_revision(subject: Subject) -> None:
    """Count changes beside the member, in the transaction of the change."""
    member_id = await joined(subject)
    before = await look_up(subject, member_id)
    _, cursor = await pulled(subject)
    if subject.hooks.change_member is not None:
        await subject.hooks.change_member(member_id)
    told = {each.member_id: each for each in (await pulled(subject, cursor))[0]}
    expect(member_id in told, "what changed is not told after the cursor")
    expect(told[member_id].revision > before.revision, "the revision has not risen")
    expect_equal(told[member_id].known_revision, before.known_revision, "known_revision")


@check(
    "crm",
    capability=MEMBERS,
    hook="delete_member",
    contract="Has left, or was deleted.",
)
async def who_is_deleted_comes_as_closed(subject: Subject) -> None:
    """Keep a deleted member's line, and give it once more as CLOSED."""
    member_id = await joined(subject)
    _, cursor = await pulled(subject)
    if subject.hooks.delete_member is not None:
        await subject.hooks.delete_member(member_id)
    told = {each.member_id: each.standing for each in (await pulled(subject, cursor))[0]}
    closed = crm_member_pb2.CRM_STANDING_CLOSED
    expect_equal(told.get(member_id), closed, f"the standing of {member_id}")


async def pulled(subject: Subject, cursor: str = "") -> tuple[list[Member], str]:
    """Return all after a cursor, and the cursor of the end."""
    return await to_the_end(partial(_page, subject), cursor)


async def _page(subject: Subject, cursor: str) -> tuple[Sequence[Member], str]:
    request = pb.PullMembersRequest(
        merchant_id=subject.parameter("merchant_id"), after_cursor=cursor, page_size=PAGE_SIZE
    )
    page = await stub_of(subject).PullMembers(request, timeout=CALL_SECONDS)
    return page.members, page.cursor
