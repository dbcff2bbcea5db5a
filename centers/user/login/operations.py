"""Logging in, refreshing tokens, logging out."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from centers.user import errors
from centers.user.login import rules
from centers.user.login.keys import TokenKeys
from centers.user.login.model import (
    LoginEnd,
    LoginResult,
    NewLogin,
    RefreshRecord,
    RefreshToken,
    Tokens,
    TokenUse,
)
from centers.user.login.rules import Verdict
from centers.user.login.store import LoginStore
from centers.user.model import Proof, Registration
from centers.user.revocations.operations import Revocations
from centers.user.scope import whose
from centers.user.store import UserStore
from mesh.call.context import merchant_id
from mesh.data.change import Changes, Unit
from mesh.data.database import Database, Runner
from mesh.pure.clock import Clock
from mesh.pure.errors import InProgress, Refusal
from mesh.pure.ids import new_id

Use = tuple[Verdict, RefreshRecord | None, RefreshToken | None]
"""What to do with a refresh token, the token as it is kept, and its successor."""


class Providers(Protocol):
    """What `adapters.IdentityProviders` does; see there."""

    async def exchange_code(self, channel: str, code: str, merchant_id: str) -> Proof:
        """Return the channel's account behind a code."""

    async def verify_phone(self, channel: str, code: str, merchant_id: str) -> str:
        """Return the phone that a channel has verified."""


class Logins:
    """The operations on logins, for the merchant of the current call."""

    def __init__(
        self,
        db: Database,
        providers: Providers,
        keys: TokenKeys,
        changes: Changes,
        *,
        revocations: Revocations,
        clock: Clock,
    ) -> None:
        self._db = db
        self._providers = providers
        self._keys = keys
        self._changes = changes
        self._revocations = revocations
        self._clock = clock

    async def login(self, request_id: str, channel: str, code: str) -> LoginResult:
        """Log a person in; the first login of an account registers it.

        Repeated within minutes it returns the same tokens. The provider is asked outside of any
        transaction, since it may take its time. Raise LoginCodeRejected, RequestIdReused, and
        what the provider raises.
        """
        body_hash = rules.login_hash(channel, code)
        try:
            proof = await self._providers.exchange_code(channel, code, merchant_id())
        except Refusal:
            # A code is good for one use: perhaps this request has used it, or a duplicate just now.
            again = await self._repeated(request_id, body_hash)
            if again is None:
                raise
            return again
        login = self._new_login(request_id, body_hash, proof)
        found = await self._keep(login)
        if found is not None:
            return self._result(found, login.login_id, login.token)
        again = await self._repeated(request_id, body_hash)
        if again is None:
            raise InProgress
        return again

    async def refresh(self, request_id: str, secret: str) -> tuple[str, Tokens]:
        """Exchange a refresh token for a new pair; return the person's id and the pair.

        Raise RefreshTokenInvalid; RefreshTokenReused, which ends the login.
        """
        # The end of a login must be kept although the request is refused.
        verdict, record, following = await self._changes.run(
            lambda unit: self.use_up(unit, request_id, secret)
        )
        if verdict is Verdict.REUSED:
            raise errors.RefreshTokenReused
        if record is None or following is None:
            raise errors.RefreshTokenInvalid
        tokens = self._tokens(record.person_id, record.channel, record.login_id, following)
        return record.person_id, tokens

    async def use_up(self, unit: Unit, request_id: str, secret: str) -> Use:
        """Use a refresh token up, end its login, or leave it, as its record says."""
        store = _logins(unit.connection)
        token_hash = rules.token_hash(secret)
        record = await store.take_refresh_token(token_hash)
        verdict = rules.judge_refresh(record, request_id, unit.now)
        if record is None or verdict is Verdict.INVALID:
            return Verdict.INVALID, None, None
        if verdict is Verdict.REUSED:
            ended = await store.end(record.login_id, LoginEnd.TOKEN_REUSED, unit.now)
            await self._revocations.revoke_logins(unit, ended)
            return verdict, record, None
        if verdict is Verdict.REPEAT:
            same = rules.next_refresh_token(secret, record.salt, unit.now)
            expires_at = record.successor_expires_at or unit.now
            return verdict, record, replace(same, expires_at=expires_at)
        salt = rules.new_salt()
        following = rules.next_refresh_token(secret, salt, unit.now)
        use = TokenUse(token_hash, record.login_id, request_id, salt)
        await store.rotate_refresh_token(use, following, unit.now)
        return verdict, record, following

    async def log_out(self, unit: Unit, secret: str) -> None:
        """End the login that a refresh token belongs to; an unknown token ends none."""
        ended = await _logins(unit.connection).end_of_token(
            rules.token_hash(secret), LoginEnd.LOGGED_OUT, unit.now
        )
        await self._revocations.revoke_logins(unit, ended)

    async def log_out_everywhere(self, unit: Unit, asked: str) -> int:
        """End all logins of a person and revoke all their tokens; return how many were open."""
        person_id = whose(asked)
        ended = await _logins(unit.connection).end_of_person(
            person_id, LoginEnd.LOGGED_OUT, unit.now
        )
        await self._revocations.revoke_subject(unit, "person", person_id)
        return len(ended)

    def _new_login(self, request_id: str, body_hash: bytes, proof: Proof) -> NewLogin:
        now, login_id = self._clock.now(), new_id("lgn")
        return NewLogin(
            request_id,
            body_hash,
            proof,
            login_id,
            person_id=new_id("per"),
            identity_id=new_id("idn"),
            token=rules.first_refresh_token(login_id, self._keys.refresh_key, now),
            now=now,
        )

    async def _keep(self, login: NewLogin) -> Registration | None:
        """Keep a login; return None when a duplicate of its request was kept first.

        One statement, which is a transaction of its own. Only the first accounts of a union that
        come at the same time have to take turns, so that they make one person.
        """
        union = login.proof.union_subject

        async def alone(unit: Unit) -> Registration | None:
            return await _logins(unit.connection).log_in(login, may_register=not union)

        async def in_turn(unit: Unit) -> Registration | None:
            await _logins(unit.connection).lock_union(union)
            return await _logins(unit.connection).log_in(login, may_register=True)

        found = await self._changes.run_statements(alone)
        if found is None and union:
            found = await self._changes.run(in_turn)
        return found

    async def _repeated(self, request_id: str, body_hash: bytes) -> LoginResult | None:
        """Return the first answer of a login that is repeated; None when it is new."""
        store = _logins(self._db)
        known = await store.find_request(request_id)
        if known is None:
            return None
        rules.judge_repetition(known, request_id, body_hash, self._clock.now())
        token = rules.first_refresh_token(known.login_id, self._keys.refresh_key, known.made_at)
        record = await store.find_refresh_token(token.token_hash)
        persons = UserStore(self._db, merchant_id())
        identity = await persons.find_identity(known.identity_id)
        person = await persons.find_person(identity.person_id) if identity else None
        if identity is None or person is None or not rules.is_fresh(record):
            raise errors.LoginCodeRejected
        registration = Registration(person, identity, known.registered)
        return self._result(registration, known.login_id, token)

    def _result(self, found: Registration, login_id: str, token: RefreshToken) -> LoginResult:
        tokens = self._tokens(found.person.person_id, found.identity.channel, login_id, token)
        return LoginResult(found.person, found.identity, tokens, found.is_new)

    def _tokens(self, person_id: str, channel: str, login_id: str, refresh: RefreshToken) -> Tokens:
        access, expires_at = self._keys.access_token(person_id, merchant_id(), channel, login_id)
        return Tokens(access, expires_at, refresh)


def _logins(run: Runner) -> LoginStore:
    return LoginStore(run, merchant_id())
