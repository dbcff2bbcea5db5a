"""Who writes to a feed: what settles its numbers while others leave transactions open."""

from __future__ import annotations

from mesh.data.database import Database

# Whoever has a number of the feed has this lock: it is taken before the number, and kept until
# the transaction has ended for all who look later. So it says nothing of other transactions.
_WRITERS = """
/* list_feed_writers */
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'events'::regclass AND mode = 'RowExclusiveLock'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND granted
"""


class FeedWriters:
    """Waits for the transactions that write to a feed, and for no others in the server."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._number = 0
        self._writing: set[str] = set()
        """Who wrote when the feed's numbers had come as far as `_number`, or farther."""

    async def settled(self, number: int) -> int:
        """Return a number up to which nothing can appear any more, if only for later looks.

        `number` is how far the feed's numbers are known to have come; what is returned is one
        that an earlier call was told, or `number` itself while nobody writes.
        """
        writing = {row[0] for row in await self._db.fetch(_WRITERS)}
        settled = 0
        if not writing & self._writing:
            settled = self._number
            self._number, self._writing = number, writing
        return settled if writing else number
