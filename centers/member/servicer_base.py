"""What all faces of the member center share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from google.protobuf.message import Message
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceServicer

from centers.member.merge_store import WAIT_FOR_ENROLMENTS
from centers.member.merging import Memberships
from centers.member.scope import Scope, scope_of_call
from mesh.data.auditing import Audit
from mesh.data.database import Connection, Database
from mesh.data.idempotency import RequestWithId, once
from mesh.data.person_merges import PersonMerges
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock

T = TypeVar("T")
Reply = TypeVar("Reply", bound=Message)


class Faces(MemberServiceServicer):
    """Runs operations in transactions and wakes the readers of the feed."""

    def __init__(self, db: Database, feed: Feed, audit: Audit, clock: Clock) -> None:
        self.db = db
        self.feed = feed
        self.letters = feed.letters
        self.audit = audit
        self.clock = clock
        memberships = Memberships(clock)
        self.merges = PersonMerges(db, WAIT_FOR_ENROLMENTS, memberships.join, memberships.part)

    def scope(self) -> Scope:
        """The call being served, outside of any transaction."""
        return scope_of_call(self.db, self.clock)

    async def change(self, effect: Callable[[Scope], Awaitable[T]]) -> T:
        """Run an operation that a natural key keeps from having its effect twice."""
        scope = self.scope()
        result = await self.db.run_in_transaction(lambda conn: effect(scope.within(conn)))
        self.feed.wake()
        return result

    async def once(
        self,
        request: RequestWithId,
        reply_type: type[Reply],
        effect: Callable[[Scope], Awaitable[Reply]],
    ) -> Reply:
        """Run an operation once per request_id."""
        scope = self.scope()

        async def work(conn: Connection) -> Reply:
            return await effect(scope.within(conn))

        reply = await once(self.db, request, reply_type, work)
        self.feed.wake()
        return reply
