"""Who orders: a person that the user center knows, through the channel of their own login."""

from __future__ import annotations

from collections.abc import Collection

from zhongtai.member.v1 import member_requests_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.user.v1 import person_requests_pb2, user_pb2

from apps.order_control.peers import Peers
from mesh.call.context import current
from mesh.pure.errors import PersonMerged
from mesh.pure.validation import Check


class Customers:
    """Asks the user center about persons whom others name."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def demand_known(self, person_id: str) -> None:
        """Raise what the user center refuses for a person it does not know, or PersonMerged.

        Who calls with the person's own identity, or names nobody, is not asked about: the
        tokens of a merged person are good no more, and each center refuses what they began.
        """
        if not person_id or person_id == current().identity.person_id:
            return
        get = person_requests_pb2.GetPersonRequest(person_id=person_id)
        person = (await self._peers.user.GetPerson(get)).person
        if person.status == user_pb2.PERSON_STATUS_MERGED:
            raise PersonMerged(merged_into_person_id=person.merged_into_person_id)

    async def unknown(self, person_ids: Collection[str]) -> set[str]:
        """Those whom the user center does not know, asked with one question; nobody is known."""
        asked = sorted(person_id for person_id in person_ids if person_id)
        if not asked:
            return set()
        request = person_requests_pb2.BatchGetPersonsRequest(person_ids=asked)
        known = (await self._peers.user.BatchGetPersons(request)).persons
        return set(asked) - {person.person_id for person in known}

    async def enrol(
        self, request: messages_pb2.EnrollPersonRequest
    ) -> messages_pb2.EnrollPersonResponse:
        """Make a person a member, if the user center knows them."""
        check = Check()
        check.identifier("person_id", request.person_id)
        check.raise_if_any()
        await self.demand_known(request.person_id)
        reply = await self._peers.member.EnrollMember(
            member_requests_pb2.EnrollMemberRequest(person_id=request.person_id)
        )
        return messages_pb2.EnrollPersonResponse(member=reply.member, enrolled=reply.enrolled)
