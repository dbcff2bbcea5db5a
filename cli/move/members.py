"""Members: found by their account, enrolled, and given the points that they had.

The member center knows what was brought of each of the old system's accounts, so that a later file
moves the difference alone: what was spent or earned here stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zhongtai.member.v1 import points_requests_pb2 as points_pb
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.user.v1 import person_requests_pb2 as person_pb
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from cli.move.model import Member
from cli.move.report import Report, Sum
from cli.replay.connection import Link
from mesh.pure.limits import MAX_BATCH_ITEMS

NOUN = "members"
SOURCE = "Moved from the old system"


class Members:
    """Brings members of one chain in."""

    def __init__(self, link: Link, report: Report) -> None:
        self._link = link
        self._report = report
        self._users = UserServiceStub(link.channel)
        self._members = MemberServiceStub(link.channel)
        self._brought = 0
        self.persons: dict[str, str] = {}
        """The person of each member that is there, by the number in the old system."""

    async def move(self, members: Sequence[Member], done: Callable[[int], object]) -> None:
        """Bring all of them; what is refused of one stops no other."""
        for at in range(0, len(members), MAX_BATCH_ITEMS):
            batch = members[at : at + MAX_BATCH_ITEMS]
            await self._bring(await self._register(batch))
            done(len(batch))
        if members:
            here = None if self._report.dry else f"{self._brought:,}"
            total = sum(member.points for member in members)
            self._report.sums.append(Sum("points of members", f"{total:,}", here))

    async def _register(self, members: Sequence[Member]) -> list[Member]:
        """Find or register who they are; return those who were not refused."""
        request = person_pb.BatchRegisterPersonsRequest(
            persons=[
                person_pb.RegisterPersonRequest(
                    channel=member.channel,
                    subject=member.subject,
                    display_name=member.name,
                    phone=member.phone,
                )
                for member in members
            ],
            dry_run=self._report.dry,
        )
        reply = await self._link.ask(self._users.BatchRegisterPersons, request)
        known = []
        for member, result in zip(members, reply.results, strict=True):
            if result.refusal_reason:
                words = f"{result.refusal_reason}: {result.refusal_message}"
                self._report.refuse(NOUN, member.where, words)
                continue
            if result.person_id:
                self.persons[member.number] = result.person_id
            known.append(member)
        return known

    async def _bring(self, members: Sequence[Member]) -> None:
        if not members:
            return
        request = points_pb.BringBalancesRequest(
            items=[
                points_pb.BroughtBalance(
                    person_id=self.persons.get(member.number, ""),
                    account=member.number,
                    points=member.points,
                )
                for member in members
            ],
            source=SOURCE,
            dry_run=self._report.dry,
        )
        reply = await self._link.ask(self._members.BringBalances, request)
        for member, result in zip(members, reply.results, strict=True):
            self._count(member, result)

    def _count(self, member: Member, result: points_pb.BroughtResult) -> None:
        self._brought += result.points
        is_new = result.enrolled or (self._report.dry and member.number not in self.persons)
        if result.outcome == points_pb.ITEM_OUTCOME_REFUSED:
            words = result.refusal_message or f"{result.points} were brought before"
            self._report.refuse(NOUN, member.where, f"{result.reason}: {words}")
        elif is_new:
            self._report.count(NOUN, "created")
        elif result.outcome == points_pb.ITEM_OUTCOME_DONE:
            self._report.count(NOUN, "changed")
        else:
            self._report.count(NOUN, "there")
