"""The gRPC face of the member center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from zhongtai.common.v1 import person_merge_pb2
from zhongtai.member.v1 import member_event_pb2 as event_pb
from zhongtai.member.v1 import member_requests_pb2 as member_pb

from centers.member import checks, operations
from centers.member.messages import member_message
from centers.member.model import MemberStatus
from centers.member.scope import Scope
from centers.member.servicer_points import PointsMethods
from centers.member.servicer_programme import ProgrammeMethods
from mesh.data.paging import read_page
from mesh.feed.calls import ack_events, remove_reader, watch_events
from mesh.feed.letter_calls import LetterMethods


class MemberServicer(LetterMethods, PointsMethods, ProgrammeMethods):
    """MemberService of zhongtai.member.v1."""

    async def EnrollMember(
        self, request: member_pb.EnrollMemberRequest, _: object
    ) -> member_pb.EnrollMemberResponse:
        whose = self.scope().whose(request.person_id)
        checks.check_person(whose)
        member, ladder, new = await self.change(lambda scope: operations.enrol(scope, whose))
        return member_pb.EnrollMemberResponse(member=member_message(member, ladder), enrolled=new)

    async def GetMember(
        self, request: member_pb.GetMemberRequest, _: object
    ) -> member_pb.GetMemberResponse:
        found = await operations.get_member(self.scope(), request.person_id)
        return member_pb.GetMemberResponse(member=member_message(*found))

    async def ListMembers(
        self, request: member_pb.ListMembersRequest, _: object
    ) -> member_pb.ListMembersResponse:
        wanted = (request.tier_code, request.status)
        page = read_page("members", request.page_size, request.page_token, *wanted)
        scope = self.scope()
        rows = await operations.list_members(scope, *wanted, page)
        shown, token = page.cut(rows, key=lambda member: (member.member_id,))
        ladder = await scope.programmes.ladder()
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

    async def MovePerson(
        self, request: person_merge_pb2.MovePersonRequest, _: object
    ) -> person_merge_pb2.MovePersonResponse:
        reply = await self.merges.handle(request)
        self.feed.wake()
        return reply

    def WatchEvents(
        self, request: event_pb.WatchEventsRequest, _: object
    ) -> AsyncIterator[event_pb.WatchEventsResponse]:
        return watch_events(self.feed, request, event_pb.MemberEvent, event_pb.WatchEventsResponse)

    async def AckEvents(
        self, request: event_pb.AckEventsRequest, _: object
    ) -> event_pb.AckEventsResponse:
        return await ack_events(self.feed, request, event_pb.AckEventsResponse)

    async def RemoveReader(
        self, request: event_pb.RemoveReaderRequest, _: object
    ) -> event_pb.RemoveReaderResponse:
        return await remove_reader(self.feed, request, event_pb.RemoveReaderResponse)

    async def Audit(self, _request: member_pb.AuditRequest, _: object) -> member_pb.AuditResponse:
        return await self.audit.answer(member_pb.AuditResponse)

    async def ListMerchants(
        self, _request: member_pb.ListMerchantsRequest, _: object
    ) -> member_pb.ListMerchantsResponse:
        return await self.audit.merchants(member_pb.ListMerchantsResponse)

    def AuditOrders(
        self, _request: member_pb.AuditOrdersRequest, _: object
    ) -> AsyncIterator[member_pb.AuditOrdersResponse]:
        return self.audit.orders(member_pb.AuditOrdersResponse)

    async def _move(self, request: Any, to: MemberStatus, reply_type: Any) -> Any:
        checks.check_move(request.request_id, request.reason)

        async def effect(scope: Scope) -> Any:
            member, book = await operations.move(scope, request.person_id, to, request.reason)
            return reply_type(member=member_message(member, book.ladder))

        return await self.once(request, reply_type, effect)
