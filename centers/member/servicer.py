"""The servicer of the member center: message in, one operation, message out."""

from __future__ import annotations

from typing import TypeVar

from zhongtai.member.v1 import member_requests_pb2 as member_pb
from zhongtai.member.v1 import member_service_pb2

from centers.member import checks
from centers.member.crm.conflicts.operations import Conflicts
from centers.member.crm.operations import Crm
from centers.member.crm.servicer import CrmMethods
from centers.member.crm.syncs.operations import Syncs
from centers.member.crm.syncs.sweeper import SyncSweeper
from centers.member.loyalty.operations import Loyalty
from centers.member.loyalty.servicer import LoyaltyServicer
from centers.member.messages import member_message
from centers.member.model import MemberStatus
from centers.member.operations import Members
from centers.member.points.operations import Points
from centers.member.points.servicer import PointsServicer
from centers.member.scope import whose
from centers.member.sweeper import Sweeper
from mesh.call.readers import reader_of
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.paging import page_of
from mesh.data.person_merges import PersonMerges, PersonMethods
from mesh.feed.center_methods import CenterMethods
from mesh.feed.feed import Feed

SERVICE = member_service_pb2.DESCRIPTOR.services_by_name["MemberService"]

MoveRequest = (
    member_pb.FreezeMemberRequest | member_pb.UnfreezeMemberRequest | member_pb.CloseMemberRequest
)

Reply = TypeVar(
    "Reply",
    member_pb.FreezeMemberResponse,
    member_pb.UnfreezeMemberResponse,
    member_pb.CloseMemberResponse,
)


class MemberServicer(CenterMethods, PersonMethods, CrmMethods, PointsServicer, LoyaltyServicer):
    """MemberService of zhongtai.member.v1."""

    def __init__(
        self,
        *,
        members: Members,
        points: Points,
        loyalty: Loyalty,
        sweeper: Sweeper,
        persons: PersonMerges,
        crm: Crm,
        conflicts: Conflicts,
        syncs: Syncs,
        sync_sweeper: SyncSweeper,
        changes: Changes,
        feed: Feed,
        audit: Audit,
    ) -> None:
        super().__init__(SERVICE, feed, audit)
        self.members = members
        self.points = points
        self.loyalty = loyalty
        self.sweeper = sweeper
        self._persons = persons
        self.crm = crm
        self.conflicts = conflicts
        self.syncs = syncs
        self.sync_sweeper = sync_sweeper
        self.changes = changes

    async def EnrollMember(
        self, request: member_pb.EnrollMemberRequest, _: object
    ) -> member_pb.EnrollMemberResponse:
        person_id = whose(request.person_id)
        checks.check_person(person_id)
        member, ladder, new = await self.changes.run(
            lambda unit: self.members.enrol(unit, person_id)
        )
        return member_pb.EnrollMemberResponse(member=member_message(member, ladder), enrolled=new)

    async def GetMember(
        self, request: member_pb.GetMemberRequest, _: object
    ) -> member_pb.GetMemberResponse:
        reader = reader_of(request)
        member, ladder = await self.members.get(request.person_id)
        codes = await self.loyalty.benefit_codes(member) if request.with_benefits else []
        return member_pb.GetMemberResponse(
            member=member_message(member, ladder, reader), benefit_codes=codes
        )

    async def ListMembers(
        self, request: member_pb.ListMembersRequest, _: object
    ) -> member_pb.ListMembersResponse:
        page = page_of(request)
        rows, ladder = await self.members.list(request.tier_code, request.status, page)
        shown, token = page.cut(rows, key=lambda member: (member.member_id,))
        return member_pb.ListMembersResponse(
            members=[member_message(member, ladder) for member in shown], next_page_token=token
        )

    async def FreezeMember(
        self, request: member_pb.FreezeMemberRequest, _: object
    ) -> member_pb.FreezeMemberResponse:
        return await self._move(request, MemberStatus.FROZEN, member_pb.FreezeMemberResponse)

    async def UnfreezeMember(
        self, request: member_pb.UnfreezeMemberRequest, _: object
    ) -> member_pb.UnfreezeMemberResponse:
        return await self._move(request, MemberStatus.ACTIVE, member_pb.UnfreezeMemberResponse)

    async def CloseMember(
        self, request: member_pb.CloseMemberRequest, _: object
    ) -> member_pb.CloseMemberResponse:
        return await self._move(request, MemberStatus.CLOSED, member_pb.CloseMemberResponse)

    async def _move(self, request: MoveRequest, to: MemberStatus, reply_type: type[Reply]) -> Reply:
        checks.check_move(request.request_id, request.reason)
        return await self.changes.once(
            request,
            reply_type,
            lambda unit: self.members.move(unit, request.person_id, to, request.reason),
            lambda moved: reply_type(member=member_message(*moved)),
        )
