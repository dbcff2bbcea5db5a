"""Logging in, refreshing tokens, logging out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from centers.user import errors, operations, rules
from centers.user.keys import TokenKeys
from centers.user.model import (
    ChannelIdentity,
    KnownLogin,
    LoginEnd,
    LoginResult,
    Person,
    Proof,
    RefreshRecord,
    RefreshToken,
    Tokens,
    TokenUse,
)
from centers.user.rules import Verdict
from centers.user.scope import Scope
from mesh.data.database import Connection, Database
from mesh.pure.errors import InProgress
from mesh.pure.ids import new_id

Use = tuple[Verdict, RefreshRecord | None, RefreshToken | None]
"""What a refresh token deserves, the token as it is kept, and its successor."""


class CodeExchange(Protocol):
    """Turns a channel's code into the channel's account."""

    async def exchange_code(self, channel: str, code: str, merchant_id: str) -> Proof:
        """See `adapters.IdentityProviders`."""


class _TwinWasFirst(Exception):
    """A login with the same request_id was kept in the meantime: take back what was done."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    request_id: str
    body_hash: bytes
    proof: Proof


class Logins:
    """The operations around tokens."""

    def __init__(self, db: Database, providers: CodeExchange, keys: TokenKeys) -> None:
        self._db = db
        self._providers = providers
        self._keys = keys

    async def login(self, scope: Scope, request_id: str, channel: str, code: str) -> LoginResult:
        """Log a person in; the first login of an account registers it.

        The provider is asked outside of any transaction, since it may take its time.
        """
        body_hash = rules.login_hash(channel, code)
        again = await self._repeated(scope, request_id, body_hash)
        if again is not None:
            return again
        try:
            proof = await self._providers.exchange_code(channel, code, scope.caller.merchant_id)
        except errors.LoginCodeRejected:
            # A code is good for one use: perhaps a twin of this request has just used it.
            again = await self._repeated(scope, request_id, body_hash)
            if again is None:
                raise
            return again
        attempt = _Attempt(request_id, body_hash, proof)

        async def work(connection: Connection) -> LoginResult:
            return await self._log_in(scope.within(connection), attempt)

        try:
            return await self._db.run_in_transaction(work)
        except _TwinWasFirst:
            again = await self._repeated(scope, request_id, body_hash)
            if again is None:
                raise InProgress from None
            return again

    async def refresh(self, scope: Scope, request_id: str, secret: str) -> tuple[str, Tokens]:
        """Exchange a refresh token for a new pair; gives whose it is and the pair."""

        async def work(connection: Connection) -> Use:
            return await _use_up(scope.within(connection), request_id, secret)

        # The end of a login must be kept although the request is refused.
        verdict, record, following = await self._db.run_in_transaction(work)
        if verdict is Verdict.REUSED:
            scope.revocations.tell()
            raise errors.RefreshTokenReused
        if record is None or following is None:
            raise errors.RefreshTokenInvalid
        person_id = record.person_id
        tokens = self._tokens(scope, person_id, record.channel, record.login_id, following)
        return person_id, tokens

    async def log_out(self, scope: Scope, secret: str) -> None:
        """End the login that a refresh token belongs to; an unknown token ends none."""
        token_hash = rules.token_hash(secret)

        async def work(connection: Connection) -> None:
            inside = scope.within(connection)
            await inside.ended(
                await inside.logins.end_login_of_token(token_hash, LoginEnd.LOGGED_OUT, scope.now)
            )

        await self._db.run_in_transaction(work)
        scope.revocations.tell()

    async def log_out_everywhere(self, scope: Scope, asked: str) -> int:
        """End all logins of a person and revoke all their tokens; tells how many were open."""
        person_id = scope.whose(asked)

        async def work(connection: Connection) -> int:
            inside = scope.within(connection)
            ended = await inside.logins.end_logins_of_person(
                person_id, LoginEnd.LOGGED_OUT, scope.now
            )
            await inside.revoke_all_of(person_id)
            return len(ended)

        count = await self._db.run_in_transaction(work)
        scope.revocations.tell()
        return count

    async def _log_in(self, scope: Scope, attempt: _Attempt) -> LoginResult:
        proof = attempt.proof
        registration = await operations.register(scope, proof)
        identity = await scope.store.note_login_of_identity(
            registration.identity.identity_id, scope.now, proof.app_id, proof.union_subject
        )
        login_id = new_id("lgn")
        known = KnownLogin(
            attempt.body_hash, login_id, identity.identity_id, registration.is_new, scope.now
        )
        if not await scope.logins.claim_login_request(attempt.request_id, known):
            raise _TwinWasFirst
        person = registration.person
        token = rules.first_refresh_token(login_id, self._keys.refresh_key, scope.now)
        await scope.logins.add_login(
            login_id, person.person_id, identity.identity_id, token, scope.now
        )
        return self._result(
            scope, person, identity, login_id, token, registered=registration.is_new
        )

    async def _repeated(
        self, scope: Scope, request_id: str, body_hash: bytes
    ) -> LoginResult | None:
        """The first answer of a login that is repeated; None when it is new."""
        known = await scope.logins.find_login_request(request_id)
        if known is None:
            return None
        rules.judge_repetition(known, request_id, body_hash, scope.now)
        token = rules.first_refresh_token(known.login_id, self._keys.refresh_key, known.at)
        record = await scope.logins.find_refresh_token(token.token_hash)
        identity = await scope.store.find_identity(known.identity_id)
        person = await scope.store.find_person(identity.person_id) if identity else None
        if identity is None or person is None or not rules.is_fresh(record):
            raise errors.LoginCodeRejected
        return self._result(
            scope, person, identity, known.login_id, token, registered=known.registered
        )

    def _result(
        self,
        scope: Scope,
        person: Person,
        identity: ChannelIdentity,
        login_id: str,
        token: RefreshToken,
        *,
        registered: bool,
    ) -> LoginResult:
        tokens = self._tokens(scope, person.person_id, identity.channel, login_id, token)
        return LoginResult(person, identity, tokens, registered)

    def _tokens(
        self, scope: Scope, person_id: str, channel: str, login_id: str, refresh: RefreshToken
    ) -> Tokens:
        access, expires_at = self._keys.access_token(
            person_id, scope.caller.merchant_id, channel, login_id
        )
        return Tokens(access, expires_at, refresh)


async def _use_up(scope: Scope, request_id: str, secret: str) -> Use:
    """What the token deserves, the token itself, and its successor if it has one."""
    token_hash = rules.token_hash(secret)
    record = await scope.logins.take_refresh_token(token_hash)
    verdict = rules.judge_refresh(record, request_id, scope.now)
    if record is None or verdict is Verdict.INVALID:
        return Verdict.INVALID, None, None
    if verdict is Verdict.REUSED:
        await scope.ended(
            await scope.logins.end_login(record.login_id, LoginEnd.TOKEN_REUSED, scope.now)
        )
        return verdict, record, None
    if verdict is Verdict.REPEAT:
        same = rules.next_refresh_token(secret, record.salt, scope.now)
        expires_at = record.successor_expires_at or scope.now
        return verdict, record, replace(same, expires_at=expires_at)
    salt = rules.new_salt()
    following = rules.next_refresh_token(secret, salt, scope.now)
    use = TokenUse(token_hash, record.login_id, request_id, salt)
    await scope.logins.rotate_refresh_token(use, following, scope.now)
    return verdict, record, following
