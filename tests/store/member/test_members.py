"""Members: joined once, read by whom they concern, told to whoever follows the feed."""

import asyncio

import pytest
from zhongtai.member.v1 import member_event_pb2 as event_pb
from zhongtai.member.v1 import member_pb2
from zhongtai.member.v1 import member_requests_pb2 as member_pb
from zhongtai.member.v1 import points_requests_pb2 as points_pb

from centers.member.errors import IllegalMove, MemberClosed, MemberFrozen, MemberNotFound
from mesh.pure.errors import AccessDenied, PageTokenInvalid
from tests.store.member.build import (
    REFUSED,
    adjust,
    breaches,
    earn,
    earning,
    enrol,
    fen,
    get,
    ledger,
    move,
    redeem,
    set_tiers,
)
from tests.store.member.conftest import as_merchant, as_person


async def events(center, reader: str = "crm", after: str = "", most: int = 0):
    """The next message of the feed."""
    request = event_pb.WatchEventsRequest(reader=reader, after_cursor=after, max_batch=most)
    async for message in center.servicer.WatchEvents(request, None):
        return message
    raise AssertionError("the feed ended")


async def test_fifty_enrolments_of_one_person_at_once_make_one_member(center):
    answers = await asyncio.gather(*(enrol(center) for _ in range(50)))
    assert sum(answer.enrolled for answer in answers) == 1
    assert len({answer.member.member_id for answer in answers}) == 1


async def test_a_person_joins_and_reads_themselves_and_nobody_else(center):
    with as_person("ann"):
        await enrol(center, "")
        assert (await get(center, "")).person_id == "ann"
        for call in (get, enrol, ledger):
            with pytest.raises(AccessDenied):
                await call(center, "bea")


async def test_members_are_listed_newest_first_page_by_page(center):
    made = [(await enrol(center, f"p{n}")).member.member_id for n in range(5)]
    token, seen = "", []
    while True:
        request = member_pb.ListMembersRequest(page_size=2, page_token=token)
        answer = await center.servicer.ListMembers(request, None)
        seen += [each.member_id for each in answer.members]
        token = answer.next_page_token
        if not token:
            break
    assert seen == made[::-1]


async def test_lists_of_members_can_be_narrowed(center):
    await set_tiers(center, ("base", 0, 100), ("gold", 100, 100))
    await earn(center, earning("o1"), earning("o2", 100, "bea"))
    await move(center, "Freeze", "bea")

    async def listed(**narrow) -> list[str]:
        request = member_pb.ListMembersRequest(**narrow)
        return [m.person_id for m in (await center.servicer.ListMembers(request, None)).members]

    assert await listed(tier_code="gold") == ["ann"]
    assert await listed(status=member_pb2.MEMBER_STATUS_FROZEN) == ["bea"]
    assert await listed(tier_code="gold", status=member_pb2.MEMBER_STATUS_FROZEN) == []


async def test_a_frozen_member_earns_but_does_not_spend(center):
    await earn(center, earning("o1"))
    await move(center, "Freeze")
    with pytest.raises(MemberFrozen):
        await redeem(center, 1)
    await earn(center, earning("o2"))
    await move(center, "Unfreeze")
    assert (await redeem(center, 200)).balance == 0


async def test_a_closed_membership_forfeits_its_points_for_good(center):
    await earn(center, earning("o1"))
    closed = await move(center, "Close", request_id="r")
    assert (closed.status, closed.points_balance) == (member_pb2.MEMBER_STATUS_CLOSED, 0)
    assert await move(center, "Close", request_id="r") == closed
    (result,) = await earn(center, earning("o2"))
    assert (result.outcome, result.reason) == (REFUSED, "MEMBER_CLOSED")
    for attempt in (enrol(center), redeem(center, 1), adjust(center, 5)):
        with pytest.raises(MemberClosed):
            await attempt
    with pytest.raises(IllegalMove) as refused:
        await move(center, "Unfreeze")
    assert refused.value.metadata == {"from_state": "CLOSED", "to_state": "ACTIVE"}
    assert await breaches(center) == []


async def test_the_ledger_comes_page_by_page_and_of_one_order(center):
    await earn(center, *(earning(f"o{n}", 100 * n) for n in range(1, 6)))
    token, seen = "", []
    while True:
        request = points_pb.ListLedgerRequest(person_id="ann", page_size=2, page_token=token)
        answer = await center.servicer.ListLedger(request, None)
        seen += [(entry.position, entry.points, entry.balance_after) for entry in answer.entries]
        token = answer.next_page_token
        if not token:
            break
    assert seen == [(5, 5, 15), (4, 4, 10), (3, 3, 6), (2, 2, 3), (1, 1, 1)]
    assert await ledger(center, order_id="o3") == [("EARN", 3)]
    first = points_pb.ListLedgerRequest(person_id="ann", page_size=1)
    first.page_token = (await center.servicer.ListLedger(first, None)).next_page_token
    first.order_id = "o3"
    with pytest.raises(PageTokenInvalid):
        await center.servicer.ListLedger(first, None)


async def test_the_feed_tells_every_change_in_order_and_only_the_merchants(center):
    with as_merchant("other"):
        await enrol(center, "zoe")
    await set_tiers(center, ("base", 0, 100), ("gold", 100, 100))
    await earn(center, earning("o1"))
    await move(center, "Freeze")
    told = (await events(center)).events
    names = [event_pb.MemberEventKind.Name(e.kind).removeprefix("MEMBER_EVENT_KIND_") for e in told]
    assert names == ["ENROLLED", "POINTS_CHANGED", "TIER_CHANGED", "STATUS_CHANGED"]
    assert (told[1].entry.order_id, told[1].entry.points) == ("o1", 100)
    assert (told[2].previous_tier_code, told[2].member.tier_name) == ("base", "Gold")
    assert {each.member.person_id for each in told} == {"ann"}


async def test_a_reader_goes_on_where_it_acknowledged(center):
    await earn(center, earning("o1"))
    first = await events(center, most=1)
    again = await events(center, most=1)
    assert again.cursor == first.cursor
    request = event_pb.AckEventsRequest(reader="crm", cursor=first.cursor)
    await center.servicer.AckEvents(request, None)
    following = await events(center)
    assert [e.entry.order_id for e in following.events] == ["o1"]
    assert (await events(center, "bi")).events[0] == first.events[0]


async def test_a_preview_says_what_an_order_would_earn_and_changes_nothing(center):
    await set_tiers(center, ("base", 0, 100), ("gold", 100, 150))

    async def preview(person: str) -> tuple[int, int]:
        request = points_pb.PreviewEarnRequest(person_id=person, amount=fen(10_000))
        found = (await center.servicer.PreviewEarn(request, None)).preview
        return found.points, found.growth

    await earn(center, earning("o1"))
    assert await preview("ann") == (150, 100)
    assert await preview("stranger") == (100, 100)
    with pytest.raises(MemberNotFound):
        await get(center, "stranger")
