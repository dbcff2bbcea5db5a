"""What the store center does with tills, one function per RPC."""

from __future__ import annotations

from datetime import timedelta

from centers.store import checks, errors
from centers.store.messages import till_revoked_event
from centers.store.model import StoreStatus
from centers.store.operations import Stores
from centers.store.tills import rules
from centers.store.tills.model import Credentials, Till
from centers.store.tills.store import TillStore
from mesh.call.context import Identity, merchant_id
from mesh.data.change import Unit
from mesh.data.paging import Page
from mesh.process.tokens import Signed, TokenSigner
from mesh.pure.clock import Clock
from mesh.pure.ids import new_id

TOKEN_SECONDS = 3600
"""How long a till's token lives; that of a till that is shut out is revoked besides."""

SEEN_EVERY = timedelta(minutes=1)


class Tills:
    """The operations on tills, for the merchant of the current call.

    Those that are handed a unit of work change something once per request_id.
    """

    def __init__(self, store: TillStore, stores: Stores, clock: Clock, signer: TokenSigner) -> None:
        self._store = store
        self._stores = stores
        self._clock = clock
        self._signer = signer

    async def demand_place(self, store_id: str) -> None:
        """Raise StoreNotFound, StoreRetired for a store that can have no new till."""
        if store_id and (await self._stores.get(store_id)).standing.status is StoreStatus.RETIRED:
            raise errors.StoreRetired(store_id=store_id)

    async def create(self, unit: Unit, store_id: str, name: str, credentials: Credentials) -> Till:
        """Make a till; without a store it serves all of the chain. Raise TillNameTaken."""
        till = Till(new_id("til"), store_id, name, False, None, unit.now)
        kept = await self._store.create(unit.connection, merchant_id(), till, credentials)
        if kept is None:
            raise errors.TillNameTaken(store_id=store_id, name=name)
        return kept

    async def rotate_secret(self, unit: Unit, till_id: str, credentials: Credentials) -> Till:
        """Give a till another secret, and end its tokens. Raise TillNotFound."""
        kept = await self._store.set_secret(unit.connection, merchant_id(), till_id, credentials)
        return _revoked(unit, _existing(kept, till_id))

    async def set_disabled(self, unit: Unit, till_id: str, disabled: bool) -> Till:
        """Forbid a till to log in, and end its tokens; or allow it. Raise TillNotFound."""
        kept = await self._store.set_disabled(unit.connection, merchant_id(), till_id, disabled)
        till = _existing(kept, till_id)
        return _revoked(unit, till) if disabled else till

    async def authenticate(self, till_id: str, secret: str) -> tuple[Till, Signed]:
        """Return the till that has this secret, and its token. Raise TillCredentialsWrong."""
        checks.check_till_secret(till_id, secret)
        merchant, now = merchant_id(), self._clock.now()
        named, random = rules.read_secret(secret, merchant, till_id)
        found = await self._store.find(merchant, named)
        is_right = rules.matches(found[1] if found else rules.UNKNOWN, random)
        if not is_right or not found or found[0].disabled:
            raise errors.TillCredentialsWrong
        till = found[0]
        identity = Identity("till", till.till_id, merchant, store_id=till.store_id)
        # Signed before anything else is waited for: a till that is shut out meanwhile loses it.
        signed = self._signer.issue(identity, TOKEN_SECONDS)
        if till.last_seen_at is None or now - till.last_seen_at >= SEEN_EVERY:
            await self._store.note_seen(merchant, till.till_id, now)
        return till, signed

    async def list_tills(self, store_id: str, page: Page) -> list[Till]:
        """Return one till more than the page shows, oldest first."""
        return await self._store.list_tills(merchant_id(), store_id, page)


def _existing(till: Till | None, till_id: str) -> Till:
    if till is None:
        raise errors.TillNotFound(till_id=till_id)
    return till


def _revoked(unit: Unit, till: Till) -> Till:
    """Add the event that the till's tokens are good no more, and return the till."""
    unit.events.append(till_revoked_event(till, merchant_id(), unit.now, unit.trace_id))
    return till
