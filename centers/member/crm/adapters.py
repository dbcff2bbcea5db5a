"""The only place of the member center that calls CRM plug-ins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zhongtai.member.v1 import member_event_pb2
from zhongtai.plugin.v1 import (
    crm_member_pb2,
    crm_movement_pb2,
    crm_pb2,
    crm_pb2_grpc,
    plugin_pb2,
)

from mesh.feed.follower_items import Item
from mesh.feed.pulled import Pulled, state_item
from mesh.plugins.client import Handle, PluginClient
from mesh.plugins.faults import ItemAnswer, item_answers

TIMEOUT_SECONDS = 30.0
MAX_BATCH = 500


class CrmAdapter:
    """One CRM plug-in, as it is told of members and tells of them."""

    def __init__(self, handle: Handle) -> None:
        self._plugin: PluginClient[crm_pb2_grpc.CrmServiceAsyncStub] = PluginClient(
            handle, crm_pb2_grpc.CrmServiceStub, timeout=TIMEOUT_SECONDS
        )

    @property
    def name(self) -> str:
        """The plug-in's name, for example "crm_ledger"."""
        return self._plugin.name

    @property
    def takes_points(self) -> bool:
        """Whether it is told of movements of points. Raise PluginUnavailable."""
        return self._plugin.surely_can(plugin_pb2.CAPABILITY_CRM_POINTS)

    @property
    def keeps_points(self) -> bool:
        """Whether its balance counts; False while it is not known."""
        return self._plugin.can(plugin_pb2.CAPABILITY_CRM_POINTS_KEPT)

    @property
    def tells_members(self) -> bool:
        """Whether it tells of members that changed there. Raise PluginUnavailable."""
        return self._plugin.surely_can(plugin_pb2.CAPABILITY_CRM_MEMBERS)

    async def wait_usable(self) -> None:
        """Wait until it is known what it can do."""
        await self._plugin.wait_usable()

    async def pull(self, merchant_id: str, cursor: str) -> Pulled[crm_member_pb2.CrmMember]:
        """Return members that changed after a cursor; none where the CRM tells none.

        Raise PluginUnavailable, PluginFault.
        """
        if not self._plugin.can(plugin_pb2.CAPABILITY_CRM_MEMBERS):
            return Pulled([], cursor)
        request = crm_pb2.PullMembersRequest(
            merchant_id=merchant_id, after_cursor=cursor, page_size=MAX_BATCH
        )
        reply = await self._plugin.call(self._plugin.stub.PullMembers, request)
        return Pulled([member_item(each, merchant_id) for each in reply.members], reply.cursor)

    async def push_members(self, profiles: Sequence[crm_member_pb2.CrmProfile]) -> list[ItemAnswer]:
        """Hand profiles over, at most MAX_BATCH; return the answer about each, by profile id.

        Raise PluginUnavailable, PluginFault; what is handed over twice is there once.
        """
        request = crm_pb2.PushMembersRequest(profiles=profiles)
        reply = await self._plugin.call(self._plugin.stub.PushMembers, request)
        return item_answers(reply.results, self.name)

    async def push_points(
        self, movements: Sequence[crm_movement_pb2.CrmMovement]
    ) -> list[ItemAnswer]:
        """Hand movements over, at most MAX_BATCH; return the answer about each, by movement id.

        Raise PluginUnavailable, PluginFault; what is handed over twice is there once.
        """
        request = crm_pb2.PushPointsRequest(movements=movements)
        reply = await self._plugin.call(self._plugin.stub.PushPoints, request)
        return item_answers(reply.results, self.name)

    async def look_up(
        self, merchant_id: str, member_ids: Sequence[str]
    ) -> dict[str, crm_member_pb2.CrmMember]:
        """Return how members stand, by our id; at most MAX_BATCH.

        Raise PluginUnavailable, PluginFault.
        """
        request = crm_pb2.LookUpMembersRequest(merchant_id=merchant_id, member_ids=member_ids)
        reply = await self._plugin.call(self._plugin.stub.LookUpMembers, request)
        return {member.member_id: member for member in reply.members}


def member_item(
    member: crm_member_pb2.CrmMember, merchant_id: str
) -> Item[crm_member_pb2.CrmMember]:
    """Return a CRM's member as an item."""
    return state_item(member, merchant_id, member.crm_member_id)


def event_item(event: member_event_pb2.MemberEvent) -> Item[member_event_pb2.MemberEvent]:
    """Return an event of this center as an item; it is about its member."""
    member = event.member
    what = event.entry.entry_id or f"{event.kind}/{member.revision}"
    subject = f"{event.merchant_id}/{member.member_id}"
    return Item.of(
        event,
        item_id=f"{subject}/{what}/{member.update_time.ToNanoseconds()}",
        subject_id=subject,
        merchant_id=event.merchant_id,
    )


FindCrm = Callable[[str], CrmAdapter | None]
"""Gives the CRM plug-in of a chain; None where it has none, or it is not installed."""
