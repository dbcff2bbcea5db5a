"""What the user center does with revoked tokens: kept with what caused it, told by the feed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from zhongtai.user.v1 import user_feed_pb2
from zhongtai.user.v1.revocation_pb2 import Revocation as RevocationMessage

from centers.user.checks import LONGEST, TOKEN
from centers.user.login.model import LoginEnd
from centers.user.login.rules import ACCESS_LIFETIME
from centers.user.login.store import LoginStore
from centers.user.messages import revocation_event, revocation_message
from centers.user.revocations.model import Revocation
from centers.user.revocations.store import RevocationStore
from mesh.call.context import Kind, current, merchant_id
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.feed.feed import Feed
from mesh.process.tokens import LONGEST_SECONDS
from mesh.pure.clock import Clock

LOGIN = "login"
READER = "revocations"
REVOKED = user_feed_pb2.USER_EVENT_KIND_REVOKED
PAGE = 500


class Revocations:
    """The operations on revoked tokens."""

    def __init__(self, db: Database, feed: Feed, clock: Clock) -> None:
        self._db = db
        self._feed = feed
        self._clock = clock

    async def revoke(
        self, unit: Unit, subjects: Sequence[str], pattern: Revocation
    ) -> list[Revocation]:
        """Keep revocations of these subjects, all like the pattern, with their events."""
        if not subjects:
            return []
        caller = current().identity
        by = f"{caller.kind}:{caller.subject}"
        pattern = replace(pattern, revoked_by=by, revoked_at=unit.now)
        kept = await RevocationStore(unit.connection).save(subjects, pattern)
        unit.events.extend(revocation_event(each, unit.trace_id) for each in kept)
        return kept

    async def revoke_logins(self, unit: Unit, login_ids: Sequence[str]) -> None:
        """Revoke the access tokens of logins that have just ended."""
        end = unit.now + ACCESS_LIFETIME
        await self.revoke(unit, login_ids, Revocation(merchant_id(), LOGIN, "", end, end))

    async def end_logins(
        self, unit: Unit, person_id: str, reason: LoginEnd, identity_ids: Sequence[str] = ()
    ) -> int:
        """End a person's open logins, all or those through these identities; return how many.

        Their access tokens are revoked with them.
        """
        store = LoginStore(unit.connection, merchant_id())
        ended = await store.end_of_person(person_id, reason, unit.now, identity_ids)
        await self.revoke_logins(unit, ended)
        return len(ended)

    async def revoke_subject(self, unit: Unit, kind: Kind, subject: str) -> None:
        """Revoke all tokens that a subject of the caller's chain has at this moment."""
        await self.revoke(unit, [subject], _all_of(merchant_id(), kind, unit.now))

    async def list_of(self, merchant: str, page: Page) -> list[Revocation]:
        """Return one revocation of a merchant more than the page shows."""
        return await RevocationStore(self._db).list_of(merchant, self._clock.now(), page)

    async def watch(self) -> AsyncIterator[tuple[list[RevocationMessage], bool]]:
        """Yield all that are kept, then each new one; with whether all of the former were given.

        What is committed in between comes twice, which is harmless.
        """
        cursor = await self._feed.tail()
        after, store, more = ("", "", ""), RevocationStore(self._db), True
        while more:
            kept = await store.list_all(self._clock.now(), after, PAGE)
            more = len(kept) == PAGE
            if kept:
                after = (kept[-1].merchant_id, kept[-1].kind, kept[-1].subject)
            yield revocation_message.each(kept), not more
        async with aclosing(self._feed.watch(READER, cursor)) as batches:
            async for events, _cursor in batches:
                read = [user_feed_pb2.UserEvent.FromString(event.payload) for event in events]
                if revoked := [each.revocation for each in read if each.kind == REVOKED]:
                    yield revoked, True


def wanted_revocation(
    merchant: str, kind: str, before: datetime, end: datetime | None, reason: str
) -> Revocation:
    """Return the pattern for what a request, once checked, asks to revoke.

    A single token until its `end` (at the latest when any token of now has ended), or all tokens
    of a subject that were issued before.
    """
    if kind == TOKEN:
        end = end or before + LONGEST
        return Revocation(merchant, TOKEN, "", end, end, reason)
    return _all_of(merchant, cast("Kind", kind), before, reason)


def _all_of(merchant: str, kind: Kind, before: datetime, reason: str = "") -> Revocation:
    """Return the pattern for all tokens of a kind of subject that were issued before."""
    end = before + timedelta(seconds=LONGEST_SECONDS[kind])
    return Revocation(merchant, kind, "", before, end, reason)
