"""Where logins and refresh tokens are kept: with `store`, the only place here with SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from centers.user.model import KnownLogin, LoginEnd, RefreshRecord, RefreshToken, TokenUse
from centers.user.store import Runner
from mesh.data.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries_logins.sql"))


class LoginStore:
    """The logins of one merchant, as seen from inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

    async def find_login_request(self, request_id: str) -> KnownLogin | None:
        """What an earlier login with this request_id led to."""
        row = await self._run.fetchrow(SQL.find_login_request, self._merchant, request_id)
        return KnownLogin(*row) if row else None

    async def claim_login_request(self, request_id: str, known: KnownLogin) -> bool:
        """Keep what a login led to; False when a twin was first."""
        claimed = await self._run.fetchval(
            SQL.claim_login_request,
            self._merchant,
            request_id,
            known.body_hash,
            known.login_id,
            known.identity_id,
            known.registered,
            known.at,
        )
        return bool(claimed)

    async def add_login(
        self, login_id: str, person_id: str, identity_id: str, token: RefreshToken, now: datetime
    ) -> None:
        """Begin a login with its first refresh token."""
        await self._run.execute(
            SQL.add_login,
            self._merchant,
            login_id,
            person_id,
            identity_id,
            now,
            token.token_hash,
            token.expires_at,
        )

    async def find_refresh_token(self, token_hash: bytes) -> RefreshRecord | None:
        """A refresh token as it is kept."""
        row = await self._run.fetchrow(SQL.find_refresh_token, self._merchant, token_hash)
        return RefreshRecord(*row) if row else None

    async def take_refresh_token(self, token_hash: bytes) -> RefreshRecord | None:
        """As `find_refresh_token`, its login locked until the transaction ends."""
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

    async def end_login(self, login_id: str, reason: LoginEnd, now: datetime) -> list[str]:
        """End a login; its id, or none for one that has ended, which stays as it is."""
        rows = await self._run.fetch(SQL.end_login, self._merchant, login_id, now, reason)
        return [row["login_id"] for row in rows]

    async def end_login_of_token(
        self, token_hash: bytes, reason: LoginEnd, now: datetime
    ) -> list[str]:
        """End the login that a refresh token belongs to, if there is one; its id."""
        sql = SQL.end_login_of_token
        rows = await self._run.fetch(sql, self._merchant, token_hash, now, reason)
        return [row["login_id"] for row in rows]

    async def end_logins_of_person(
        self, person_id: str, reason: LoginEnd, now: datetime, identity_ids: Sequence[str] = ()
    ) -> list[str]:
        """End a person's open logins (all, or those through these identities); their ids."""
        rows = await self._run.fetch(
            SQL.end_logins_of_person, self._merchant, person_id, now, reason, list(identity_ids)
        )
        return [row["login_id"] for row in rows]


async def forget_stale(run: Runner, requests_before: datetime, tokens_before: datetime) -> None:
    """Drop, for all merchants, what nobody can use any more."""
    await run.execute(SQL.forget_login_requests, requests_before)
    await run.execute(SQL.forget_refresh_tokens, tokens_before)
    await run.execute(SQL.forget_logins, tokens_before)
