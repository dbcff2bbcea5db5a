"""The calls about the CRM of a chain."""

from __future__ import annotations

from zhongtai.member.v1 import crm_requests_pb2 as pb

from centers.member.crm import messages
from centers.member.crm.checks import check_resolve, check_start
from centers.member.crm.conflicts.operations import Conflicts
from centers.member.crm.operations import Crm
from centers.member.crm.syncs.messages import sync_message
from centers.member.crm.syncs.model import SyncDirection
from centers.member.crm.syncs.operations import Syncs
from centers.member.crm.syncs.sweeper import SyncSweeper
from centers.member.operations import Members
from mesh.call.wire import known
from mesh.data.change import Changes
from mesh.data.paging import page_of


class CrmMethods:
    """What the CRM has of a person, what it says otherwise, and syncs with it."""

    changes: Changes
    crm: Crm
    conflicts: Conflicts
    syncs: Syncs
    sync_sweeper: SyncSweeper
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

    async def ResolveCrmConflict(
        self, request: pb.ResolveCrmConflictRequest, _: object
    ) -> pb.ResolveCrmConflictResponse:
        ours = check_resolve(request.request_id, request.conflict_id, request.decision)
        return await self.changes.once(
            request,
            pb.ResolveCrmConflictResponse,
            lambda unit: self.conflicts.resolve(unit, request.conflict_id, ours=ours),
            lambda _: pb.ResolveCrmConflictResponse(),
        )

    async def StartCrmSync(
        self, request: pb.StartCrmSyncRequest, _: object
    ) -> pb.StartCrmSyncResponse:
        check_start(request.request_id)
        direction = known(SyncDirection, request.direction, "direction")
        reply = await self.changes.once(
            request,
            pb.StartCrmSyncResponse,
            lambda unit: self.syncs.start(unit, direction),
            lambda sync: pb.StartCrmSyncResponse(sync=sync_message(sync)),
        )
        self.sync_sweeper.rounds.wake()
        return reply

    async def GetCrmSync(self, request: pb.GetCrmSyncRequest, _: object) -> pb.GetCrmSyncResponse:
        sync = await self.syncs.get(request.sync_id)
        return pb.GetCrmSyncResponse(sync=sync_message(sync))

    async def ListCrmDrift(
        self, request: pb.ListCrmDriftRequest, _: object
    ) -> pb.ListCrmDriftResponse:
        page = page_of(request)
        rows, _ladder = await self.members.list("", 0, page)
        shown, token = page.cut(rows, key=lambda member: (member.member_id,))
        drifts = messages.drift_message.each(await self.crm.compare(shown))
        return pb.ListCrmDriftResponse(drifts=drifts, next_page_token=token)
