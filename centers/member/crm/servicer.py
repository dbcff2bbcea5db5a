"""The calls about the CRM of a chain."""

from __future__ import annotations

from zhongtai.member.v1 import crm_requests_pb2 as pb

from centers.member.crm import messages
from centers.member.crm.operations import Crm
from centers.member.operations import Members
from mesh.data.paging import page_of


class CrmMethods:
    """GetCrmAccount, ListCrmConflicts, ListCrmDrift."""

    crm: Crm
    members: Members

    async def GetCrmAccount(
        self, request: pb.GetCrmAccountRequest, _: object
    ) -> pb.GetCrmAccountResponse:
        told = await self.crm.account(request.person_id)
        return pb.GetCrmAccountResponse(account=messages.account_message(told))

    async def ListCrmConflicts(
        self, request: pb.ListCrmConflictsRequest, _: object
    ) -> pb.ListCrmConflictsResponse:
        page = page_of(request, key_types=(str, str))
        rows = await self.crm.list_conflicts(page)
        shown, token = page.cut(rows, key=lambda each: (each.crm_member_id, each.field))
        conflicts = [messages.conflict_message(each) for each in shown]
        return pb.ListCrmConflictsResponse(conflicts=conflicts, next_page_token=token)

    async def ListCrmDrift(
        self, request: pb.ListCrmDriftRequest, _: object
    ) -> pb.ListCrmDriftResponse:
        page = page_of(request)
        rows, _ladder = await self.members.list("", 0, page)
        shown, token = page.cut(rows, key=lambda member: (member.member_id,))
        drifts = messages.drift_message.each(await self.crm.compare(shown))
        return pb.ListCrmDriftResponse(drifts=drifts, next_page_token=token)
