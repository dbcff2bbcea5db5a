"""The gRPC face of logins and keys, and what all faces of this center share."""

from __future__ import annotations

from zhongtai.user.v1 import login_requests_pb2 as login_pb
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceServicer

from centers.user import checks
from centers.user.adapters import IdentityProviders
from centers.user.keys import TokenKeys
from centers.user.logins import Logins
from centers.user.messages import identity_message, key_message, person_message, tokens_message
from centers.user.revoking import Revocations
from centers.user.scope import Scope, scope_of_call
from mesh.data.auditing import Audit
from mesh.data.database import Connection, Database
from mesh.data.idempotency import once
from mesh.data.paging import read_page
from mesh.pure.clock import Clock


class LoginMethods(UserServiceServicer):
    """The RPCs around tokens."""

    def __init__(
        self,
        db: Database,
        providers: IdentityProviders,
        keys: TokenKeys,
        audit: Audit,
        clock: Clock,
        *,
        revocations: Revocations,
    ) -> None:
        self.db = db
        self.providers = providers
        self.keys = keys
        self.audit = audit
        self.revocations = revocations
        self.feed = revocations.feed
        self.letters = self.feed.letters
        self.clock = clock
        self.logins = Logins(db, providers, keys)

    def scope(self) -> Scope:
        """The call being served, outside of any transaction."""
        return scope_of_call(self.db, self.revocations, self.clock)

    async def Login(self, request: login_pb.LoginRequest, _: object) -> login_pb.LoginResponse:
        checks.check_code(request.channel, request.code, request.request_id)
        result = await self.logins.login(
            self.scope(), request.request_id, request.channel, request.code
        )
        return login_pb.LoginResponse(
            person=person_message(result.person),
            identity=identity_message(result.identity),
            tokens=tokens_message(result.tokens),
            registered=result.registered,
        )

    async def RefreshToken(
        self, request: login_pb.RefreshTokenRequest, _: object
    ) -> login_pb.RefreshTokenResponse:
        checks.check_refresh(request.request_id, request.refresh_token)
        person_id, tokens = await self.logins.refresh(
            self.scope(), request.request_id, request.refresh_token
        )
        return login_pb.RefreshTokenResponse(tokens=tokens_message(tokens), person_id=person_id)

    async def RevokeToken(
        self, request: login_pb.RevokeTokenRequest, _: object
    ) -> login_pb.RevokeTokenResponse:
        await self.logins.log_out(self.scope(), request.refresh_token)
        return login_pb.RevokeTokenResponse()

    async def RevokePersonTokens(
        self, request: login_pb.RevokePersonTokensRequest, _: object
    ) -> login_pb.RevokePersonTokensResponse:
        ended = await self.logins.log_out_everywhere(self.scope(), request.person_id)
        return login_pb.RevokePersonTokensResponse(revoked_login_count=ended)

    async def ListSigningKeys(
        self, request: login_pb.ListSigningKeysRequest, _: object
    ) -> login_pb.ListSigningKeysResponse:
        page = read_page("signing_keys", request.page_size, request.page_token)
        start = int(page.after[0]) if page.after else 0
        numbered = list(enumerate(self.keys.listed(), 1))[start:]
        shown, token = page.cut(numbered, key=lambda pair: (pair[0],))
        return login_pb.ListSigningKeysResponse(
            keys=[key_message(key) for _, key in shown], next_page_token=token
        )

    async def RotateSigningKey(
        self, request: login_pb.RotateSigningKeyRequest, _: object
    ) -> login_pb.RotateSigningKeyResponse:
        checks.check_request_id(request.request_id)

        async def effect(_conn: Connection) -> login_pb.RotateSigningKeyResponse:
            # Not SQL, but safe here: nothing else is locked, so this never runs again; and
            # a key whose answer was lost is a key like any other.
            return login_pb.RotateSigningKeyResponse(key=key_message(self.keys.rotate()))

        return await once(self.db, request, login_pb.RotateSigningKeyResponse, effect)
