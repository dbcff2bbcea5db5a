"""Where logins and refresh tokens are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from centers.user.login.model import (
    KnownLogin,
    LoginEnd,
    NewLogin,
    RefreshRecord,
    RefreshToken,
    TokenUse,
)
from centers.user.model import Registration
from centers.user.records import (
    known_login_of,
    new_login_values,
    refresh_record_of,
    registration_of,
)
from centers.user.store import conflict_where_bound
from mesh.data.database import Runner
from mesh.data.forgetting import Aging, forget, forget_by
from mesh.data.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
REQUESTS = Aging("login_requests", "made_at")


class LoginStore:
    """The logins of one merchant, as seen from inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

    async def find_request(self, request_id: str) -> KnownLogin | None:
        """Return what an earlier login with this request_id led to."""
        row = await self._run.fetchrow(SQL.find_login_request, self._merchant, request_id)
        return known_login_of(row) if row else None

    async def lock_union(self, union_subject: str) -> None:
        """Take turns with others who register accounts of a union, until the transaction ends."""
        # The separator is a control character, which no account holds.
        await self._run.fetch(SQL.lock_union, f"{self._merchant}\x1funion\x1f{union_subject}")

    async def log_in(self, login: NewLogin, *, may_register: bool) -> Registration | None:
        """Keep a login whole, with one statement, and return whose it is.

        Return None, and keep nothing, when the request was kept before, or when the account is
        new, nothing of its union is known, and it may not be registered. Raise a conflict when
        the account was bound at the same time.
        """
        with conflict_where_bound():
            row = await self._run.fetchrow(
                SQL.log_in,
                self._merchant,
                login.request_id,
                login.body_hash,
                may_register,
                *new_login_values(login),
            )
        return registration_of(row) if row else None

    async def find_refresh_token(self, token_hash: bytes) -> RefreshRecord | None:
        """Return a refresh token as it is kept."""
        row = await self._run.fetchrow(SQL.find_refresh_token, self._merchant, token_hash)
        return refresh_record_of(row) if row else None

    async def take_refresh_token(self, token_hash: bytes) -> RefreshRecord | None:
        """Do as `find_refresh_token`, its login locked until the transaction ends."""
        await self._run.fetch(SQL.lock_login_of_token, self._merchant, token_hash)
        return await self.find_refresh_token(token_hash)

    async def rotate_refresh_token(
        self, use: TokenUse, following: RefreshToken, now: datetime
    ) -> None:
        """Use a refresh token up and keep the next one."""
        await self._run.execute(
            SQL.rotate_refresh_token,
            self._merchant,
            use.token_hash,
            use.login_id,
            now,
            use.request_id,
            use.salt,
            following.token_hash,
            following.expires_at,
        )

    async def end(self, login_id: str, reason: LoginEnd, now: datetime) -> list[str]:
        """End a login; return its id, or none when it has ended, which stays as it is."""
        rows = await self._run.fetch(SQL.end_login, self._merchant, login_id, now, reason)
        return [row["login_id"] for row in rows]

    async def end_of_token(self, token_hash: bytes, reason: LoginEnd, now: datetime) -> list[str]:
        """End the login that a refresh token belongs to, if there is one; return its id."""
        sql = SQL.end_login_of_token
        rows = await self._run.fetch(sql, self._merchant, token_hash, now, reason)
        return [row["login_id"] for row in rows]

    async def end_of_person(
        self, person_id: str, reason: LoginEnd, now: datetime, identity_ids: Sequence[str] = ()
    ) -> list[str]:
        """End a person's open logins (all, or those through these identities); return their ids."""
        rows = await self._run.fetch(
            SQL.end_logins_of_person, self._merchant, person_id, now, reason, list(identity_ids)
        )
        return [row["login_id"] for row in rows]


async def forget_stale(run: Runner, requests_before: datetime, tokens_before: datetime) -> None:
    """Drop, for all merchants, what can be used no more."""
    await forget(run, REQUESTS, requests_before)
    await forget_by(run, SQL.forget_refresh_tokens, tokens_before)
