"""Members: found by their account, enrolled, and given the points that they had.

What was brought of a member before is read from their ledger, so that a later file moves the
difference alone: points spent or earned here stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import grpc
from zhongtai.member.v1 import member_pb2, points_requests_pb2
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub
from zhongtai.user.v1 import person_requests_pb2
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from cli.move.link import Link, each, key_of, why
from cli.move.model import Member
from cli.move.report import Report, Sum

NOUN = "members"
PAGE = 200


class Members:
    """Brings members of one chain in."""

    def __init__(self, link: Link, report: Report) -> None:
        self._link = link
        self._report = report
        self._users = UserServiceStub(link.channel)
        self._members = MemberServiceStub(link.channel)
        self._control = OrderControlServiceStub(link.channel)
        self._merged: Mapping[str, list[str]] = {}
        self._brought = 0
        self.persons: dict[str, str] = {}
        """The person of each member that is there, by the number in the old system."""

    async def move(self, members: Sequence[Member], done: Callable[[], object]) -> None:
        """Bring all of them; what is refused of one stops no other."""
        self._merged = await self._merges() if members else {}
        await each(members, self._look if self._report.dry else self._bring, done)
        if members:
            here = None if self._report.dry else f"{self._brought:,}"
            total = sum(member.points for member in members)
            self._report.sums.append(Sum("points of members", f"{total:,}", here))

    async def _look(self, member: Member) -> None:
        """Say what would become of a member."""
        person_id = await self._find(member)
        if not person_id:
            self._report.count(NOUN, "created")
            return
        self.persons[member.number] = person_id
        try:
            brought, _ = await self._ledger(person_id, member)
        except grpc.aio.AioRpcError as exc:
            if exc.code() is not grpc.StatusCode.NOT_FOUND:
                raise
            self._report.count(NOUN, "created")
            return
        self._report.count(NOUN, "there" if brought == member.points else "changed")

    async def _find(self, member: Member) -> str:
        request = person_requests_pb2.FindPersonByIdentityRequest(
            channel=member.channel, subject=member.subject
        )
        try:
            found = await self._link.ask(self._users.FindPersonByIdentity, request)
        except grpc.aio.AioRpcError as exc:
            if exc.code() is not grpc.StatusCode.NOT_FOUND:
                raise
            return ""
        return found.person.person_id

    async def _bring(self, member: Member) -> None:
        try:
            await self._enrol(member)
        except grpc.aio.AioRpcError as exc:
            self._report.refuse(NOUN, member.where, why(exc))

    async def _enrol(self, member: Member) -> None:
        request = person_requests_pb2.RegisterPersonRequest(
            channel=member.channel,
            subject=member.subject,
            display_name=member.name,
            phone=member.phone,
        )
        known = await self._link.ask(self._users.RegisterPerson, request)
        person_id = known.person.person_id
        # Known for orders also where the points are refused.
        self.persons[member.number] = person_id
        enrol = messages_pb2.EnrollPersonRequest(person_id=person_id)
        enrolled = (await self._link.ask(self._control.EnrollPerson, enrol)).enrolled
        brought, times = await self._ledger(person_id, member)
        outcome = "created" if enrolled else "there" if brought == member.points else "changed"
        if brought != member.points:
            await self._give(person_id, member, brought, times)
            brought, _ = await self._ledger(person_id, member)
        self._brought += brought
        self._report.count(NOUN, outcome)

    async def _give(self, person_id: str, member: Member, brought: int, times: int) -> None:
        adjust = points_requests_pb2.AdjustPointsRequest(
            request_id=key_of(person_id, member.number, times, brought, member.points),
            person_id=person_id,
            points=member.points - brought,
            reason=_reason(member),
        )
        await self._link.ask(self._members.AdjustPoints, adjust)

    async def _ledger(self, person_id: str, member: Member) -> tuple[int, int]:
        """Return how many points were brought of a member until now, and how many times."""
        brought = times = 0
        waiting = [person_id]
        while waiting:
            holder = waiting.pop()
            waiting += self._merged.get(holder, ())
            request = points_requests_pb2.ListLedgerRequest(person_id=holder, page_size=PAGE)
            try:
                async for page in self._link.paged(self._members.ListLedger, request):
                    for entry in page.entries:
                        if _is_brought(entry, member):
                            brought, times = brought + entry.points, times + 1
            except grpc.aio.AioRpcError as exc:
                # Somebody merged into this person was no member.
                if holder == person_id or exc.code() is not grpc.StatusCode.NOT_FOUND:
                    raise
        return brought, times

    async def _merges(self) -> dict[str, list[str]]:
        """Return who was merged into a person, whose own ledger tells what they had."""
        request = person_requests_pb2.ListMergesRequest(standing_only=True, page_size=PAGE)
        merged = defaultdict(list)
        async for page in self._link.paged(self._users.ListMerges, request):
            for merge in page.merges:
                merged[merge.into_person_id].append(merge.from_person_id)
        return merged


def _reason(member: Member) -> str:
    return f"Moved from the old system: member {member.number}"


def _is_brought(entry: member_pb2.LedgerEntry, member: Member) -> bool:
    return entry.kind == member_pb2.LEDGER_KIND_ADJUST and entry.reason == _reason(member)
