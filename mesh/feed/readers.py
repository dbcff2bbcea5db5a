"""Whose the readers of a feed are: a reader belongs to the identity that first used its name.

Another may neither watch with it nor acknowledge for it, since both would lose events for its
owner; nor remove it, unless it may mend what stands still (the scope `operations.write`).
"""

from __future__ import annotations

import time

from mesh.call.context import Identity
from mesh.data.database import Database
from mesh.pure.errors import AccessDenied, InvalidRequest, Violation

MAX_READERS = 100
"""How many readers of one feed an identity may have."""

_BELIEVED_SECONDS = 60.0
_MAX_KNOWN = 10_000

MENDER = "operations.write"
"""The scope with which an operator removes the readers of others."""

_CLAIM = """
/* claim_reader */
WITH made AS (
    INSERT INTO feed_readers (merchant_id, reader, owner)
    SELECT $1, $2, $3
    WHERE (SELECT count(*) FROM feed_readers WHERE merchant_id = $1 AND owner = $3) < $4
    ON CONFLICT DO NOTHING
    RETURNING owner
)
SELECT owner FROM made
UNION ALL SELECT owner FROM feed_readers WHERE merchant_id = $1 AND reader = $2
LIMIT 1
"""
_OWNER = "/* reader_owner */ SELECT owner FROM feed_readers WHERE merchant_id = $1 AND reader = $2"
_REMOVE = """
/* remove_reader */
WITH gone AS (DELETE FROM feed_cursors WHERE merchant_id = $1 AND reader = $2),
-- Only readers of the platform's own units, which read all merchants, pull and have letters.
pulled AS (DELETE FROM pulled_places WHERE reader = $2 AND $1 = ''),
dropped AS (DELETE FROM letters WHERE reader = $2 AND $1 = ''),
released AS (DELETE FROM held_chains WHERE reader = $2 AND $1 = ''),
aside AS (DELETE FROM passed_items WHERE reader = $2 AND $1 = '')
DELETE FROM feed_readers WHERE merchant_id = $1 AND reader = $2
"""


class Readers:
    """The readers of one feed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[tuple[str, str, str], float] = {}
        """Until when a claim by merchant, reader and owner need not be looked up again."""

    async def claim(self, identity: Identity, reader: str) -> None:
        """Make the reader the caller's, when it is nobody's.

        A claim that was granted is believed for a minute: each acknowledgement needs one.
        Raise AccessDenied when the reader is another's, InvalidRequest for one too many.
        """
        claim = (identity.merchant_id, reader, owner_of(identity))
        now = time.monotonic()
        if self._known.get(claim, 0.0) > now:
            return
        await self._look_up(*claim)
        if len(self._known) >= _MAX_KNOWN:
            self._known.clear()
        self._known[claim] = now + _BELIEVED_SECONDS

    async def _look_up(self, merchant_id: str, reader: str, owner: str) -> None:
        for _try in range(2):  # a duplicate's insert is seen by the second
            found = await self._db.fetchval(_CLAIM, merchant_id, reader, owner, MAX_READERS)
            if found is not None:
                break
        else:
            words = f"there are {MAX_READERS} of this caller already: remove one"
            raise InvalidRequest(violations=[Violation("reader", words)])
        if found != owner:
            raise AccessDenied("This reader belongs to another identity.", reader=reader)

    def forget(self) -> None:
        """Look all claims up again."""
        self._known.clear()

    async def remove(self, identity: Identity, reader: str, *, internal: bool) -> None:
        """Forget a reader, its place and its letters; one that is not there is no matter.

        `internal` means a reader of the platform's own units, which read all chains. Raises
        AccessDenied for what is another's.
        """
        desk = identity.kind == "operator" and MENDER in identity.scopes
        mends = identity.is_internal or desk
        unbound = identity.is_internal or identity.any_merchant
        if internal and not (mends and unbound):
            raise AccessDenied("Readers of the platform are for operators bound to no chain.")
        merchant_id = "" if internal else identity.merchant_id
        owner = await self._db.fetchval(_OWNER, merchant_id, reader)
        if owner is not None and owner != owner_of(identity) and not mends:
            raise AccessDenied("This reader belongs to another identity.", reader=reader)
        self._known.clear()
        await self._db.execute(_REMOVE, merchant_id, reader)
        self._known.clear()


def owner_of(identity: Identity) -> str:
    """Return the name under which an identity owns readers."""
    kind = "internal" if identity.is_internal else identity.kind
    return f"{kind}:{identity.subject}"
