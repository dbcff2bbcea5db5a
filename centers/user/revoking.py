"""Revoking tokens: kept in the same transaction as what caused it, told over the feed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta

from zhongtai.user.v1 import user_feed_pb2
from zhongtai.user.v1.revocation_pb2 import Revocation as RevocationMessage

from centers.user import rules
from centers.user.messages import revocation_event, revocation_message
from centers.user.model import Revocation
from centers.user.revocation_store import RevocationStore
from mesh.call.context import Identity, Kind
from mesh.data.database import Connection, Database
from mesh.data.paging import Page
from mesh.feed.feed import Feed
from mesh.process.tokens import LONGEST_SECONDS
from mesh.pure.clock import Clock
from mesh.pure.errors import AccessDenied

LOGIN = "login"
READER = "revocations"
REVOKED = user_feed_pb2.USER_EVENT_KIND_REVOKED
PAGE = 500


class Revocations:
    """The operations on revoked tokens."""

    def __init__(self, db: Database, feed: Feed, clock: Clock) -> None:
        self._db = db
        self.feed = feed
        self._clock = clock

    async def revoke(
        self, conn: Connection, caller: Identity, wanted: Sequence[str], pattern: Revocation
    ) -> list[Revocation]:
        """Keep revocations of these subjects, all like the pattern, and tell of them.

        Call `tell` after the commit.
        """
        if not wanted:
            return []
        by = f"{caller.kind}:{caller.subject}"
        pattern = replace(pattern, revoked_by=by, revoked_at=self._clock.now())
        kept = await RevocationStore(conn).save(wanted, pattern)
        await self.feed.append(conn, [revocation_event(each) for each in kept])
        return kept

    def tell(self) -> None:
        """Wake those who follow, once a revocation is committed."""
        self.feed.wake()

    async def revoke_logins(
        self, conn: Connection, caller: Identity, login_ids: Sequence[str]
    ) -> None:
        """Revoke the access tokens of logins that have just ended."""
        pattern = _pattern(caller.merchant_id, LOGIN, self._clock.now() + rules.ACCESS_LIFETIME)
        await self.revoke(conn, caller, login_ids, pattern)

    async def revoke_subject(
        self, conn: Connection, caller: Identity, kind: Kind, subject: str, before: datetime
    ) -> None:
        """Revoke all tokens of a subject of the caller's chain that were issued before."""
        end = before + timedelta(seconds=LONGEST_SECONDS[kind])
        pattern = _pattern(caller.merchant_id, kind, end, before)
        await self.revoke(conn, caller, [subject], pattern)

    async def page_of(self, merchant_id: str, page: Page) -> list[Revocation]:
        """One revocation more than the page shows."""
        after = (str(page.after[0]), str(page.after[1])) if page.after else ("", "")
        store = RevocationStore(self._db)
        return await store.list_of(merchant_id, self._clock.now(), after, page.limit + 1)

    async def watch(self) -> AsyncIterator[tuple[list[RevocationMessage], bool]]:
        """All that are kept, then each new one; with whether all of the former were given.

        What is committed in between comes twice, which is harmless.
        """
        cursor = await self.feed.tail()
        after, store, more = ("", "", ""), RevocationStore(self._db), True
        while more:
            kept = await store.list_all(self._clock.now(), after, PAGE)
            more = len(kept) == PAGE
            if kept:
                after = (kept[-1].merchant_id, kept[-1].kind, kept[-1].subject)
            yield [revocation_message(each) for each in kept], not more
        async with aclosing(self.feed.watch(READER, cursor)) as batches:
            async for events, _cursor in batches:
                told = [user_feed_pb2.UserEvent.FromString(event.payload) for event in events]
                if revoked := [each.revocation for each in told if each.kind == REVOKED]:
                    yield revoked, True


def merchant_of(caller: Identity, *, bound_to_none: bool) -> str:
    """The merchant whose tokens a caller means. Raises AccessDenied."""
    if bound_to_none and not (caller.any_merchant or caller.is_internal):
        raise AccessDenied("Tokens bound to no chain are for callers bound to none.")
    return "" if bound_to_none else caller.merchant_id


def _pattern(
    merchant_id: str, kind: str, end: datetime, before: datetime | None = None
) -> Revocation:
    return Revocation(merchant_id, kind, "", before or end, end)
