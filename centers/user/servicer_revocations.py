"""The gRPC face of revoked tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from google.protobuf.message import Message
from zhongtai.user.v1 import revocation_pb2 as pb

from centers.user import checks
from centers.user.messages import revocation_message
from centers.user.model import Revocation
from centers.user.revoking import merchant_of
from centers.user.servicer_logins import LoginMethods
from mesh.call.context import Identity, current
from mesh.call.wire import moment
from mesh.data.database import Connection
from mesh.data.idempotency import RequestWithId, once
from mesh.data.paging import read_page
from mesh.process.tokens import LONGEST_SECONDS

TILL = "till"

Reply = TypeVar("Reply", bound=Message)


class RevocationMethods(LoginMethods):
    """The RPCs around revoked tokens."""

    async def RevokeAccessTokens(
        self, request: pb.RevokeAccessTokensRequest, _: object
    ) -> pb.RevokeAccessTokensResponse:
        wanted = self._wanted(request)
        caller = current().identity

        async def work(conn: Connection) -> list[Revocation]:
            return await self.revocations.revoke(conn, caller, [request.subject], wanted)

        kept = await self.db.run_in_transaction(work)
        self.revocations.tell()
        return pb.RevokeAccessTokensResponse(revocation=revocation_message(kept[0]))

    async def ListRevocations(
        self, request: pb.ListRevocationsRequest, _: object
    ) -> pb.ListRevocationsResponse:
        merchant = merchant_of(current().identity, bound_to_none=request.bound_to_no_merchant)
        # The list of no merchant and that of one are two: a token of one fits not the other.
        name = f"revocations of {merchant}"
        page = read_page(name, request.page_size, request.page_token, key_types=(str, str))
        rows = await self.revocations.page_of(merchant, page)
        shown, token = page.cut(rows, key=lambda row: (row.kind, row.subject))
        return pb.ListRevocationsResponse(
            revocations=map(revocation_message, shown), next_page_token=token
        )

    async def WatchRevocations(
        self, request: pb.WatchRevocationsRequest, _: object
    ) -> AsyncIterator[pb.WatchRevocationsResponse]:
        identity = current().identity
        async for revocations, up_to_date in self.revocations.watch():
            told = [each for each in revocations if _is_told(each, identity)]
            yield pb.WatchRevocationsResponse(revocations=told, up_to_date=up_to_date)

    async def once_and_tell(
        self,
        request: RequestWithId,
        reply_type: type[Reply],
        effect: Callable[[Connection], Awaitable[Reply]],
    ) -> Reply:
        """As `once`, for what may revoke tokens."""
        reply = await once(self.db, request, reply_type, effect)
        self.revocations.tell()
        return reply

    def _wanted(self, request: pb.RevokeAccessTokensRequest) -> Revocation:
        """What a request asks to revoke. Raises InvalidRequest and AccessDenied."""
        before, end = moment(request, "issued_before"), moment(request, "expire_time")
        now = self.clock.now()
        checks.check_revocation(request.kind, request.subject, request.reason)
        checks.check_revocation_times(request.kind, before, end, now)
        merchant = merchant_of(current().identity, bound_to_none=request.bound_to_no_merchant)
        if request.kind == checks.TOKEN:
            end = end or now + checks.LONGEST
            return Revocation(merchant, checks.TOKEN, "", end, end, request.reason)
        before = before or now
        end = before + timedelta(seconds=LONGEST_SECONDS[request.kind])  # type: ignore[index]
        return Revocation(merchant, request.kind, "", before, end, request.reason)


def _is_told(revocation: pb.Revocation, identity: Identity) -> bool:
    """Whether who watches is told: a plug-in, of the tills of the chain that it calls within."""
    of_its_tills = (revocation.kind, revocation.merchant_id) == (TILL, identity.merchant_id)
    return identity.is_internal or of_its_tills
