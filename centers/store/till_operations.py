"""What the store center does with tills, one function per RPC."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from zhongtai.store.v1 import till_pb2

from centers.store import errors
from centers.store.answers import till_message, till_revoked_message
from centers.store.model import EventKind, StoreStatus, Till
from centers.store.operations import Stores
from centers.store.secrets import UNKNOWN, matches, new_secret, read_secret, secret_text
from centers.store.store import StoreStore
from mesh.call.context import Identity, current, merchant_id
from mesh.data.database import Connection, Database
from mesh.data.idempotency import RequestWithId, once
from mesh.data.paging import Page
from mesh.feed.events import NewEvent
from mesh.feed.feed import Feed
from mesh.process.tokens import Signed, TokenSigner
from mesh.pure.clock import Clock
from mesh.pure.ids import new_id
from mesh.pure.validation import Check

TOKEN_SECONDS = 3600
"""How long a till's token lives; that of a till that is shut out is revoked besides."""

SEEN_EVERY = timedelta(minutes=1)

MAX_SECRET = 300
"""Characters of the text that a till shows: two ids and the random part."""


class Tills:
    """The operations on tills."""

    def __init__(
        self,
        db: Database,
        store: StoreStore,
        stores: Stores,
        clock: Clock,
        signer: TokenSigner,
        *,
        feed: Feed,
    ) -> None:
        self._db = db
        self._feed = feed
        self._store = store
        self._stores = stores
        self._clock = clock
        self._signer = signer

    async def create(
        self, request: RequestWithId, store_id: str, name: str
    ) -> tuple[till_pb2.Till, str]:
        """A new till with its secret; a repeated request gives no secret.

        Without a store it serves all of the chain.
        """
        check = Check()
        check.request_id(request.request_id)
        check.identifier("store_id", store_id, required=False)
        check.text("name", name, max=40)
        check.raise_if_any()
        if store_id and (await self._stores.get(store_id)).standing.status is StoreStatus.RETIRED:
            raise errors.StoreRetired(store_id=store_id)
        random, credentials = new_secret()

        async def effect(conn: Connection) -> Till:
            now = self._clock.now()
            till = Till(new_id("til"), store_id, name, False, None, now)
            kept = await self._store.create_till(conn, merchant_id(), till, credentials)
            if kept is None:
                raise errors.TillNameTaken(store_id=store_id, name=name)
            return kept

        return await self._with_secret(request, random, effect)

    async def rotate_secret(
        self, request: RequestWithId, till_id: str
    ) -> tuple[till_pb2.Till, str]:
        """A till with a new secret; a repeated request gives no secret."""
        _check_ids(request, till_id)
        random, credentials = new_secret()

        async def effect(conn: Connection) -> Till:
            kept = await self._store.set_till_secret(conn, merchant_id(), till_id, credentials)
            if kept is None:
                raise errors.TillNotFound(till_id=till_id)
            await self._tell_revoked(conn, kept)
            return kept

        return await self._with_secret(request, random, effect)

    async def set_disabled(
        self, request: RequestWithId, till_id: str, disabled: bool
    ) -> till_pb2.Till:
        """Forbid or allow a till to log in, once per request_id."""
        _check_ids(request, till_id)

        async def effect(conn: Connection) -> till_pb2.Till:
            kept = await self._store.set_till_disabled(conn, merchant_id(), till_id, disabled)
            if kept is None:
                raise errors.TillNotFound(till_id=till_id)
            if disabled:
                await self._tell_revoked(conn, kept)
            return till_message(kept)

        till = await once(self._db, request, till_pb2.Till, effect)
        self._feed.wake()
        return till

    async def authenticate(self, till_id: str, secret: str) -> tuple[Till, Signed]:
        """A till that shows the right secret, and its token."""
        check = Check()
        check.identifier("till_id", till_id, required=False)
        check.text("secret", secret, max=MAX_SECRET)
        check.raise_if_any()
        merchant, now = merchant_id(), self._clock.now()
        named, random = read_secret(secret, merchant, till_id)
        found = await self._store.find_till(merchant, named)
        if not matches(found[1] if found else UNKNOWN, random) or not found or found[0].disabled:
            raise errors.TillCredentialsWrong
        till = found[0]
        if till.last_seen_at is None or now - till.last_seen_at >= SEEN_EVERY:
            await self._store.note_till_seen(merchant, till.till_id, now)
        identity = Identity("till", till.till_id, merchant, store_id=till.store_id)
        return till, self._signer.issue(identity, TOKEN_SECONDS)

    async def list_tills(self, store_id: str, page: Page) -> list[Till]:
        """One till more than the page shows, oldest first."""
        after = str(page.after[0]) if page.after else ""
        return await self._store.list_tills(merchant_id(), store_id, after, page.limit + 1)

    async def _tell_revoked(self, conn: Connection, till: Till) -> None:
        """Write that who logged in as the till may not go on; `wake` follows the commit."""
        merchant = merchant_id()
        message = till_revoked_message(till, merchant, self._clock.now(), current().trace_id)
        kind, payload = EventKind.TILL_REVOKED.name, message.SerializeToString()
        event = NewEvent(merchant, till.store_id, till.till_id, kind, payload)
        await self._feed.append(conn, [event])

    async def _with_secret(
        self,
        request: RequestWithId,
        random: str,
        effect: Callable[[Connection], Awaitable[Till]],
    ) -> tuple[till_pb2.Till, str]:
        """Run the effect once; the secret is given only by the call that had the effect.

        The answer that is kept for repetitions must not hold it.
        """
        ran = False

        async def without_secret(conn: Connection) -> till_pb2.Till:
            nonlocal ran
            message = till_message(await effect(conn))
            ran = True
            return message

        till = await once(self._db, request, till_pb2.Till, without_secret)
        self._feed.wake()
        return till, secret_text(merchant_id(), till.till_id, random) if ran else ""


def _check_ids(request: RequestWithId, till_id: str) -> None:
    check = Check()
    check.request_id(request.request_id)
    check.identifier("till_id", till_id)
    check.raise_if_any()
